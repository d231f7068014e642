import Descent
import Foundation
import Testing

@Suite struct MetricPropertyTests {
  static let ofNumbers: [Metric] = [
    .mse, .rmse, .mae, .medianAbsoluteError, .maximumError, .mape, .msle, .pinball(quantile: 0.3), .rSquared,
    .explainedVariance,
  ]
  static let ofProbabilities: [Metric] = [.logLoss, .brier, .auc, .accuracy, .precision, .recall, .f1]

  /// y above 0, predictions, labels of both classes, probabilities with ties, and whole weights, some of them 0.
  private func sample(_ count: Int, seed: UInt64) -> (
    y: [Double], predicted: [Double], labels: [Double], probabilities: [Double], weights: [Double]
  ) {
    var generator = SeededGenerator(seed: seed)
    let y = (0..<count).map { _ in 0.5 + 10 * generator.uniform() }
    let labels = (0..<count).map { $0 < 2 ? Double($0) : (generator.uniform() < 0.4 ? 1.0 : 0) }
    return (
      y, y.map { max(0, $0 + generator.normal()) }, labels,
      // The two first rows make all metrics exist.
      (0..<count).map { $0 < 2 ? 0.6 : Double(1 + generator.index(below: 9)) / 10 },
      (0..<count).map { $0 < 2 ? 1 : Double(generator.index(below: 4)) }
    )
  }

  @Test(arguments: [2, 3, 10, 101], [1, 2] as [UInt64])
  func weightsRepeatRows(count: Int, seed: UInt64) throws {
    let sample = sample(count, seed: seed)
    func repeated(_ values: [Double]) -> [Double] {
      zip(values, sample.weights).flatMap { Array(repeating: $0, count: Int($1)) }
    }
    func check(_ metric: Metric, _ actual: [Double], _ predicted: [Double]) throws {
      let weighted = try metric(actual, predicted, weights: sample.weights)
      let plain = try metric(repeated(actual), repeated(predicted))
      #expect((weighted - plain).magnitude <= 4e-15 * max(1, plain.magnitude), "\(metric)")
      // No unit of the weights changes a bit.
      let scaled = try metric(actual, predicted, weights: sample.weights.map { $0 * 0x1p-900 })
      #expect(scaled == weighted, "\(metric)")
    }
    for metric in Self.ofNumbers { try check(metric, sample.y, sample.predicted) }
    for metric in Self.ofProbabilities { try check(metric, sample.labels, sample.probabilities) }
    let bins = CalibrationCurve.Bins.quantile(4)
    let weighted = try CalibrationCurve(
      actual: Vector(sample.labels), probabilities: Vector(sample.probabilities), bins: bins,
      weights: Vector(sample.weights))
    let plain = try CalibrationCurve(
      actual: Vector(repeated(sample.labels)), probabilities: Vector(repeated(sample.probabilities)), bins: bins)
    #expect(weighted.bins.map(\.range) == plain.bins.map(\.range))
    #expect((weighted.expectedError - plain.expectedError).magnitude < 1e-15)
  }

  @Test(arguments: [2, 5, 30, 80], [3, 4] as [UInt64])
  func areaIsTheShareOfPairs(count: Int, seed: UInt64) throws {
    let sample = sample(count, seed: seed)
    var (twice, pairs) = (0.0, 0.0)
    for i in 0..<count where sample.labels[i] == 1 {
      for j in 0..<count where sample.labels[j] == 0 {
        pairs += 1
        let (event, other) = (sample.probabilities[i], sample.probabilities[j])
        twice += event > other ? 2 : event == other ? 1 : 0
      }
    }
    let area = try Metric.auc(sample.labels, sample.probabilities)
    #expect(area == twice / (2 * pairs))
    // Only the order counts, and turned around it makes the rest of 1.
    #expect(try Metric.auc(sample.labels, sample.probabilities.map { 1e200 * $0 * $0 * $0 - 7 }) == area)
    let turned = try Metric.auc(sample.labels, sample.probabilities.map { -$0 })
    #expect((turned - (1 - area)).magnitude < 1e-15)
    let exchanged = try Metric.auc(sample.labels.map { 1 - $0 }, sample.probabilities)
    #expect(exchanged == turned)
    let curve = try ROCCurve(actual: Vector(sample.labels), scores: Vector(sample.probabilities))
    var trapezoids = 0.0
    for (left, right) in zip(curve.points, curve.points.dropFirst()) {
      let height = (left.truePositiveRate + right.truePositiveRate) / 2
      trapezoids += (right.falsePositiveRate - left.falsePositiveRate) * height
    }
    #expect((trapezoids - area).magnitude < 1e-14)
    #expect(curve.points.last?.truePositiveRate == 1 && curve.points.last?.falsePositiveRate == 1)
  }

  @Test func infiniteScoresAreInOrder() throws {
    #expect(try Metric.auc([0, 0, 1, 1], [-.infinity, 3, 3, .infinity]) == 0.875)
  }

  @Test(arguments: [5, 6, 50], [5, 6] as [UInt64])
  func perfectPredictionsAndMeans(count: Int, seed: UInt64) throws {
    let sample = sample(count, seed: seed)
    for metric in Self.ofNumbers { #expect(try metric(sample.y, sample.y) == (metric.isBetterWhenHigher ? 1 : 0)) }
    for metric in [Metric.logLoss, .brier] { #expect(try metric(sample.labels, sample.labels).sign == .plus) }
    for metric in Self.ofProbabilities {
      #expect(try metric(sample.labels, sample.labels) == (metric.isBetterWhenHigher ? 1 : 0))
    }
    let mean = sample.y.reduce(0, +) / Double(count)
    #expect(try Metric.rSquared(sample.y, Array(repeating: mean, count: count)).magnitude < 1e-14)
    // A constant added to perfect predictions costs R², and no explained variance.
    let shifted = sample.y.map { $0 + 1 }
    #expect((try Metric.explainedVariance(sample.y, shifted) - 1).magnitude < 1e-15)
    #expect(try Metric.rSquared(sample.y, shifted) < 0.99)
    #expect(try Metric.pinball(quantile: 0.5)(sample.y, sample.predicted) == Metric.mae(sample.y, sample.predicted) / 2)
  }

  /// Squares of these numbers over- or underflow.
  @Test(arguments: [1e-300, 1e-160, 1e160, 1e300])
  func noUnitOverflows(unit: Double) throws {
    let (y, predicted) = ([1.0, 2, 4].map { $0 * unit }, [1.5, 2, 3].map { $0 * unit })
    #expect(correctDigits(try Metric.rmse(y, predicted) / unit, (1.25 / 3).squareRoot()) > 14.5)
    #expect(correctDigits(try Metric.mae(y, predicted) / unit, 0.5) > 14.5)
    #expect(correctDigits(try Metric.rSquared(y, predicted), 1 - 1.25 / (14.0 / 3)) > 14.5)
    #expect(correctDigits(try Metric.explainedVariance(y, predicted), 1 - (1.25 - 1.0 / 12) / (14.0 / 3)) > 14.5)
    let square = try Metric.mse(y, predicted)
    #expect(unit > 1 ? square == .infinity : square == 0 || unit == 1e-160)
  }

  @Test func sumsAreNoLimit() throws {
    let large = Double.greatestFiniteMagnitude
    #expect(try Metric.mae([large, large, -large], [0, 0, 0]) == large)
    #expect(try Metric.mae([large], [-large]) == .infinity)
    #expect(try Metric.rmse([large], [-large]) == .infinity)
    // Cancellation in the mean: y of 10⁹ with a spread of 1.
    let y = (0..<10).map { 1e9 + Double($0) }
    #expect(correctDigits(try Metric.rSquared(y, y.map { $0 + 1 }), 1 - 10 / 82.5) > 14)
  }

  @Test func certainAndWrongIsInfinite() throws {
    #expect(try Metric.logLoss([1, 0], [0, 0.5]) == .infinity)
    #expect(try Metric.logLoss([1, 0], [0.5, 1]) == .infinity)
    #expect(try Metric.logLoss([1, 0], [1, 0]) == 0)
    // log(1 − p) of a small p is not lost.
    #expect(correctDigits(try Metric.logLoss([0], [1e-20]), 1e-20) > 14)
  }

  @Test func classesOfAnyType() throws {
    let matrix = try ConfusionMatrix(
      actual: ["cat", "dog", "dog", "emu"], predicted: ["cat", "dog", "cat", "dog"], weights: [1, 2, 3, 0])
    #expect(matrix.labels == ["cat", "dog", "emu"])
    #expect(matrix["dog", "cat"] == 3 && matrix["dog", "cow"] == 0)
    #expect(matrix.accuracy == 0.5)
    #expect(matrix.recall(of: "dog") == 0.4)
    #expect(matrix.precision(of: "cat") == 0.25)
    #expect(matrix.precision(of: "emu") == nil && matrix.recall(of: "emu") == nil && matrix.f1(of: "emu") == nil)
    #expect(matrix.balancedAccuracy == 0.7)
  }

  @Test func ownMetrics() throws {
    let bias = Metric(name: "bias", isBetterWhenHigher: false) { actual, predicted, weights in
      #expect(weights?.allSatisfy { $0 > 0 } ?? true)
      return predicted.subtracting(actual).mean()
    }
    #expect(try bias([1, 2], [2, 4]) == 1.5)
    #expect(try bias([1, .nan], [2, 4], weights: [1, 0]) == 1)
    #expect("\(bias)" == "bias")
  }

  @Test(arguments: [7, 8, 9] as [UInt64])
  func aCalibrationLineIsTheBest(seed: UInt64) throws {
    let sample = sample(60, seed: seed)
    let (y, p) = (Vector(sample.labels), Vector(sample.probabilities))
    let line = try CalibrationLine(actual: y, probabilities: p)
    func loss(_ intercept: Double, _ slope: Double) throws -> Double {
      try Metric.logLoss(y, p.mapElements { 1 / (1 + exp(-intercept - slope * log($0 / (1 - $0)))) })
    }
    let best = try loss(line.intercept, line.slope)
    for (a, b) in [(1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3)] {
      #expect(try loss(line.intercept + a, line.slope + b) > best)
    }
    // Probabilities that the line has made right have the line 0, 1.
    let right = p.mapElements { 1 / (1 + exp(-line.intercept - line.slope * log($0 / (1 - $0)))) }
    let again = try CalibrationLine(actual: y, probabilities: right)
    #expect(again.intercept.magnitude < 1e-11 && (again.slope - 1).magnitude < 1e-11)
  }
}
