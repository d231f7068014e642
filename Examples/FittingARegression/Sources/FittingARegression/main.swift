// Fits a line through 50 points and predicts from it. Run in this package's folder: swift run
import Descent

let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
let table = try CSVFile("/\(package)/../../Fixtures/line.csv").read()

let model = try LinearRegression().fit(table, target: "y")
for coefficient in model.coefficients {
  print(coefficient.name, coefficient.estimate!, "±", coefficient.standardError!)
}
print("R² =", model.rSquared!)

let newX: Matrix = [[0.0], [1.0], [2.0]]
for prediction in try model.predictor.predict(newX, interval: .prediction) {
  print(prediction.fit, "between", prediction.lower!, "and", prediction.upper!)
}

// The largest step with which gradient descent on the same problem is stable.
let loss = try LeastSquares(table.matrix(columns: ["x"]).prependingOnes(), table["y"])
print("gradient descent is stable below", try loss.curvatureBounds().maximumStableStep)
