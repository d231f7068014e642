// Fits a line through 50 points and predicts from it. Run: swift run -c release
import Descent

let file = "../../Fixtures/line.csv"
let path = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
let table = try CSVFile("/\(path)/\(file)").read()

let model = try LinearRegression().fit(table, target: "y")
for coefficient in model.coefficients {
  print(coefficient.name, coefficient.estimate!, "±", coefficient.standardError!)
}
print("R² =", model.rSquared!)

let newX: Matrix = [[0.0], [1.0], [2.0]]
for prediction in try model.predictor.predict(newX, interval: .prediction) {
  print(prediction.fit, "between", prediction.lower!, "and", prediction.upper!)
}

// The largest step with which gradient descent on this problem is stable.
let loss = LeastSquares(table.matrix(columns: ["x"]), table["y"], hasIntercept: true)
print("stable below", try loss.curvatureBounds().maximumStableStep)
