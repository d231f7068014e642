import Descent
import Testing

@Suite struct MetricErrorTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var metric: Metric
    var actual, predicted: [Double]
    var weights: [Double]?
    var message: String
    var testDescription: String { message }
  }

  @Test(arguments: [
    Mistake(
      metric: .rmse, actual: [], predicted: [],
      message: "rmse needs at least one row, and there is none: check how the rows were chosen"),
    Mistake(
      metric: .mae, actual: [1, 2], predicted: [1, .nan],
      message: "The prediction of row 2 is nan: judge only finite numbers, by leaving out such rows or giving them the "
        + "weight 0"),
    Mistake(
      metric: .rSquared, actual: [1, 2, .infinity], predicted: [1, 2, 3],
      message:
        "The actual value of row 3 is inf: judge only finite numbers, by leaving out such rows or giving them the "
        + "weight 0"),
    Mistake(
      metric: .auc, actual: [1, 0], predicted: [.nan, 0],
      message: "The prediction of row 1 is nan: judge only finite numbers, by leaving out such rows or giving them the "
        + "weight 0"),
    Mistake(
      metric: .logLoss, actual: [0, 1], predicted: [0.5, 1.5],
      message: "The prediction of row 2 is 1.5: log-loss judges probabilities, which lie between 0 and 1"),
    Mistake(
      metric: .brier, actual: [0, 1, 1], predicted: [0.5, 0.5, -0.1], weights: [0, 1, 1],
      message: "The prediction of row 3 is -0.1: brier judges probabilities, which lie between 0 and 1"),
    Mistake(
      metric: .f1, actual: [0, 1], predicted: [.nan, 0.5],
      message: "The prediction of row 1 is nan: f1 judges probabilities, which lie between 0 and 1"),
    Mistake(
      metric: .accuracy, actual: [0, 2], predicted: [0.5, 0.5],
      message: "The actual value of row 2 is 2.0: accuracy judges events, which are 1, and their absence, which is 0"),
    Mistake(
      metric: .auc, actual: [1, 1, 0], predicted: [0.1, 0.2, 0.3], weights: [1, 1, 0],
      message:
        "auc does not exist here: all 2 rows are an event, and it compares events with others. Judge rows of both "
        + "classes, in folds that are stratified by class"),
    Mistake(
      metric: .auc, actual: [0], predicted: [0.1],
      message:
        "auc does not exist here: the only row is no event, and it compares events with others. Judge rows of both "
        + "classes, in folds that are stratified by class"),
    Mistake(
      metric: .rSquared, actual: [0.1, 0.1, 0.1], predicted: [1, 2, 3],
      message:
        "r2 does not exist here: all 3 actual values are 0.1, which leaves no spread to compare errors with. Take "
        + "rmse"),
    Mistake(
      metric: .explainedVariance, actual: [2], predicted: [1],
      message: "explained-variance does not exist here: one row has no spread to compare errors with. Judge more rows "
        + "together, or take rmse"),
    Mistake(
      metric: .mape, actual: [1, 0], predicted: [1, 1],
      message: "The actual value of row 2 is 0.0: a percentage of 0 does not exist. Take mae, or leave out such rows"),
    Mistake(
      metric: .msle, actual: [1, 1], predicted: [1, -1],
      message: "The prediction of row 2 is -1.0: log(1 + y) exists above −1 only. Take rmse, or correct the value"),
    Mistake(
      metric: .pinball(quantile: 1), actual: [1], predicted: [1],
      message: "The quantile of the pinball loss must lie between 0 and 1, such as 0.9, and not be 1.0"),
    Mistake(
      metric: .precision(threshold: 0.9), actual: [1, 0], predicted: [0.5, 0.6],
      message: "precision does not exist here: no probability reaches 0.9. Take a lower threshold"),
    Mistake(
      metric: .recall, actual: [0, 0], predicted: [0.5, 0.6],
      message: "recall does not exist here: no row is an event. Judge rows of both classes"),
    Mistake(
      metric: .rmse, actual: [1, 2], predicted: [1, 2], weights: [1, -1],
      message:
        "The weight of row 2 is -1.0: a weight must be a finite number from 0 on. Correct it, or give the row the "
        + "weight 0 to leave it out"),
    Mistake(
      metric: .rmse, actual: [1, 2], predicted: [1, 2], weights: [0, 0],
      message: "All weights are 0, which leaves no observation: give the rows that are to count a weight above 0"),
  ])
  func eachHasItsMessage(_ mistake: Mistake) {
    let error = #expect(throws: RegressionError.self) {
      try mistake.metric(mistake.actual, mistake.predicted, weights: mistake.weights)
    }
    #expect(error?.description == mistake.message)
  }

  @Test func rowsOfWeightZeroMayHoldAnything() throws {
    #expect(try Metric.rmse([1, .nan, 3], [2, 1, .infinity], weights: [1, 0, 0]) == 1)
    #expect(try Metric.logLoss([7, 1], [-3, 1], weights: [0, 1]) == 0)
  }

  @Test func curvesAndMatrices() {
    #expect(
      throws: RegressionError.outOfDomain(
        what: "prediction", row: 0, value: 2,
        requirement: "A confusion matrix judges probabilities, which lie between 0 and 1")
    ) { try ConfusionMatrix(actual: [1], probabilities: [2]) }
    #expect(throws: RegressionError.emptyInput("A confusion matrix")) {
      try ConfusionMatrix(actual: [String](), predicted: [])
    }
    #expect(throws: RegressionError.noPositiveWeight) { try ConfusionMatrix(actual: [1], predicted: [1], weights: [0]) }
    #expect(throws: RegressionError.self) {
      try CalibrationCurve(actual: [1, 0], probabilities: [0.5, 0.5], bins: .quantile(0))
    }
    #expect(throws: RegressionError.self) { try ROCCurve(actual: [1, 1], scores: [0, 1]) }
    // A threshold, one class, one probability: no line is the best.
    for labels in [[0, 0, 1, 1], [0, 1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 0]] as [Vector<Double>] {
      #expect(throws: RegressionError.self) {
        try CalibrationLine(actual: labels, probabilities: [0.1, 0.2, 0.2, 0.4])
      }
    }
    #expect(throws: RegressionError.self) { try CalibrationLine(actual: [0, 1], probabilities: [0.5, 0.5]) }
    #expect(throws: RegressionError.self) { try CalibrationLine(actual: [0, 1, 0], probabilities: [0.5, 1, 0.6]) }
  }

  @Test func wrongLengthsTrap() async {
    let lengths = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try Metric.rmse([1, 2], [1])
    }
    let text = String(decoding: lengths?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("rmse: actual values and predictions: the lengths 2 and 1 differ"))
    await #expect(processExitsWith: .failure) { _ = try Metric.rmse([1, 2], [1, 2], weights: [1]) }
  }
}
