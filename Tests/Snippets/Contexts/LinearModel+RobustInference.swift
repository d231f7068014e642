import Descent

let model = try LinearRegression().fit(cars[columns: 1..<3], cars.column(0), names: ["weight", "power"])
