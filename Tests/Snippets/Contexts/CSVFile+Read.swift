import Descent

var stream = try LinearRegression().stream(columns: ["x"], target: "y")
try CSVWriter.write([[1, 2], [2, 3], [3, 5]], columnNames: ["x", "y"], to: "large.csv")
