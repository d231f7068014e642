import Descent

let blocks = [(x, y), (x, y)]
var stream = try LinearRegression().stream(columns: ["x1", "x2"], target: "y")
for (x, y) in blocks { try stream.update(with: x, y: y) }
