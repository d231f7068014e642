import Descent

let blocks = [(x, y), (x, y)]
var another = try LinearRegression().stream(columns: ["x1", "x2"], target: "y")
