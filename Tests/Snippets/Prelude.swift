// The names and files that the samples of the documents use without making them: see scripts/check-snippets.
import Descent
import DescentTestProblems
import Foundation

/// Fuel consumption (miles per gallon), weight (1000 lb), power (hp), transmission (1 is manual) of 32 cars, from Motor Trend
/// 1974 (Henderson, Velleman 1981).
let cars: Matrix = [
  [21, 2.62, 110, 1], [21, 2.875, 110, 1], [22.8, 2.32, 93, 1], [21.4, 3.215, 110, 0], [18.7, 3.44, 175, 0],
  [18.1, 3.46, 105, 0], [14.3, 3.57, 245, 0], [24.4, 3.19, 62, 0], [22.8, 3.15, 95, 0], [19.2, 3.44, 123, 0],
  [17.8, 3.44, 123, 0], [16.4, 4.07, 180, 0], [17.3, 3.73, 180, 0], [15.2, 3.78, 180, 0], [10.4, 5.25, 205, 0],
  [10.4, 5.424, 215, 0], [14.7, 5.345, 230, 0], [32.4, 2.2, 66, 1], [30.4, 1.615, 52, 1], [33.9, 1.835, 65, 1],
  [21.5, 2.465, 97, 0], [15.5, 3.52, 150, 0], [15.2, 3.435, 150, 0], [13.3, 3.84, 245, 0], [19.2, 3.845, 175, 0],
  [27.3, 1.935, 66, 1], [26, 2.14, 91, 1], [30.4, 1.513, 113, 1], [15.8, 3.17, 264, 1], [19.7, 2.77, 175, 1],
  [15, 3.57, 335, 1], [21.4, 2.78, 109, 1],
]

let x = cars[columns: 1..<3].scalingColumns(by: [1, 0.01])
let y = cars.column(3)
let classes = y
let labels = y
let newX: Matrix = [[2.5, 1], [3.5, 1.5]]

let model = try! LinearRegression().fit(x, y)
let loss = try! LeastSquares(x.prependingOnes(), y)
let otherX = x[rows: 0..<16].prependingOnes()
let otherY = Vector(y[0..<16])
let held = try! LogisticLoss(x[rows: 0..<20], Vector(y[0..<20]))
let start: Vector<Double> = [0, 0, 0]
let f = try! QuadraticForm([[2, 0], [0, 8]])
let objective = f
let result = try! GradientDescent(step: .optimal).minimize(f, from: [2, 1])
let rastrigin = TestProblem.rastrigin(2)
let himmelblau = TestProblem.himmelblau
let hessian = loss.hessian()
let probabilities = Vector(cars.mapRows { 1 / (1 + ($0[1] / 3) * ($0[1] / 3)) })
let predictions = probabilities
let w = Vector<Double>(repeating: 1, count: 32)
let validator = CrossValidator(KFold(folds: 4), metric: .rmse)

/// A table of numbers and text with what formulas ask for.
let table = try! DataTable([
  "y": .numbers(y), "x": .numbers(x.column(0)), "k": .text(TextColumn((0..<32).map { ["a", "b"][$0 / 2 % 2] })),
  "mpg": .numbers(cars.column(0)), "weight": .numbers(cars.column(1)), "cylinders": .numbers(cars.column(2)),
  "gear": .numbers(Vector((0..<32).map { Double(3 + $0 % 3) })),
])
let newTable = try! DataTable([
  "x": .numbers([2.5, .nan]), "k": .text(["a", "b"]), "age": .numbers([40, 50]), "sex": .text(["f", "m"]),
  "years": .numbers([1, 2]), "weight": .numbers([2.5, .nan]), "origin": .text(["USA", "Japan"]),
])

/// Writes the files that samples read into the current folder.
func writeFiles() throws {
  try CSVWriter.write(cars[columns: 0..<3], columnNames: ["mpg", "weight", "power"], to: "cars.csv")
  try NPYFile.write(x, to: "x.npy")
}
