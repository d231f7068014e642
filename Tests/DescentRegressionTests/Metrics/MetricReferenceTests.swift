import Descent
import Testing

/// Data that are written the same in any language.
enum Judged {
  static let y = vector { Double($0 * 37 % 41) / 4 + 1 }
  static let predictions = vector { y[$0] + Double($0 * 53 % 29 - 14) / 8 }
  static let weights = vector { Double($0 * 7 % 5) + 0.5 }
  static let labels = vector { ($0 * $0 * 3 + $0) % 7 < 3 ? 1 : 0 }
  static let probabilities = vector { Double($0 * 29 % 18 + 1) / 20 }
  /// The same without ties.
  static let differentProbabilities = vector { probabilities[$0] + Double($0) * 1e-6 }
  static let classes = (0..<40).map { $0 * 7 % 3 }
  static let predictedClasses = (0..<40).map { row -> Int in
    let mistakes = (row % 4 == 0 ? 1 : 0) + (row % 5 == 0 ? 1 : 0)
    return (classes[row] + mistakes) % 3
  }

  private static func vector(_ element: (Int) -> Double) -> Vector<Double> { Vector((0..<40).map(element)) }
}

/// Values of scikit-learn 1.9.1, which prints 16 digits and is right to 15, for the data of `Judged`:
/// `mean_squared_error(y, p)` and so on, without and with `sample_weight`.
@Suite struct MetricReferenceTests {
  struct Reference: Sendable, CustomTestStringConvertible {
    var metric: Metric
    var plain, weighted: Double
    var testDescription: String { metric.name }
  }

  @Test(arguments: [
    Reference(metric: .mse, plain: 1.09609375, weighted: 1.0528125),
    Reference(metric: .rmse, plain: 1.0469449603489192, weighted: 1.0260665183115567),
    Reference(metric: .mae, plain: 0.9, weighted: 0.88375),
    Reference(metric: .mape, plain: 0.22673873491495353, weighted: 0.17777118852938337),
    Reference(metric: .rSquared, plain: 0.8719329633416095, weighted: 0.865340832784411),
    Reference(metric: .explainedVariance, plain: 0.8719740397254272, weighted: 0.8654055842984774),
    Reference(metric: .pinball(quantile: 0.8), plain: 0.44437499999999996, weighted: 0.43512500000000004),
  ])
  func numbers(_ reference: Reference) throws {
    let metric = reference.metric
    #expect(correctDigits(try metric(Judged.y, Judged.predictions), reference.plain) > 14.5)
    #expect(
      correctDigits(try metric(Judged.y, Judged.predictions, weights: Judged.weights), reference.weighted) > 14.5)
  }

  @Test func logarithmsAndOrders() throws {
    let sizes = Judged.predictions.mapElements { $0.magnitude }
    #expect(correctDigits(try Metric.msle(Judged.y, sizes), 0.03741983707863433) > 14)
    #expect(correctDigits(try Metric.msle(Judged.y, sizes, weights: Judged.weights), 0.03609442799882357) > 14)
    #expect(try Metric.medianAbsoluteError(Judged.y, Judged.predictions) == 0.875)
    #expect(try Metric.maximumError(Judged.y, Judged.predictions) == 1.75)
  }

  @Test(arguments: [
    Reference(metric: .logLoss, plain: 0.8751697657088506, weighted: 0.8098234350931199),
    Reference(metric: .brier, plain: 0.31525, weighted: 0.29625),
    Reference(metric: .auc, plain: 0.5217391304347826, weighted: 0.4987285118502695),
    Reference(metric: .accuracy(threshold: 0.4), plain: 0.525, weighted: 0.525),
    Reference(metric: .precision(threshold: 0.4), plain: 0.5833333333333334, weighted: 0.5616438356164384),
    Reference(metric: .recall(threshold: 0.4), plain: 0.6086956521739131, weighted: 0.7256637168141593),
    Reference(metric: .f1(threshold: 0.4), plain: 0.5957446808510638, weighted: 0.6332046332046332),
  ])
  func probabilities(_ reference: Reference) throws {
    let metric = reference.metric
    #expect(correctDigits(try metric(Judged.labels, Judged.probabilities), reference.plain) > 14.5)
    #expect(
      correctDigits(try metric(Judged.labels, Judged.probabilities, weights: Judged.weights), reference.weighted) > 14.5
    )
  }

  @Test func confusionMatrices() throws {
    let plain = try ConfusionMatrix(actual: Judged.labels, probabilities: Judged.probabilities, threshold: 0.4)
    #expect(plain.labels == [0, 1])
    #expect(plain.counts == [[7, 10], [9, 14]])
    let weighted = try ConfusionMatrix(
      actual: Judged.labels, probabilities: Judged.probabilities, threshold: 0.4, weights: Judged.weights)
    #expect(weighted.counts == [[11.5, 32], [15.5, 41]])
    let many = try ConfusionMatrix(actual: Judged.classes, predicted: Judged.predictedClasses)
    #expect(many.counts == [[8, 5, 1], [0, 8, 5], [4, 1, 8]])
    #expect(correctDigits(many.macroF1, 0.6001899335232669) > 14.5)
    #expect(correctDigits(many.balancedAccuracy, 0.6007326007326007) > 14.5)
  }

  /// `roc_curve(…, drop_intermediate=False)`
  @Test func pointsOfTheROCCurve() throws {
    let curve = try ROCCurve(actual: Judged.labels, scores: Judged.probabilities)
    #expect(
      curve.points.map { ($0.falsePositiveRate * 17).rounded() }
        == [0, 0, 2, 3, 3, 5, 5, 7, 8, 8, 10, 10, 11, 12, 12, 14, 14, 15, 17])
    #expect(
      curve.points.map { ($0.truePositiveRate * 23).rounded() }
        == [0, 2, 2, 4, 6, 6, 8, 9, 10, 12, 12, 14, 15, 16, 19, 19, 21, 22, 23])
    #expect(curve.points[1].truePositiveRate == 0.08695652173913043)
    #expect(curve.points[0].threshold == .infinity)
    #expect(curve.points.last?.threshold == 0.05)
    #expect(curve.area == 0.5217391304347826)
  }

  /// `calibration_curve(…, n_bins=5)`, with probabilities without ties.
  @Test(arguments: [
    (
      CalibrationCurve.Bins.uniform(5),
      [0.5714285714285714, 0.5555555555555556, 0.625, 0.5555555555555556, 0.5714285714285714],
      [0.09287428571428571, 0.27224244444444445, 0.47502, 0.6666863333333334, 0.8428772857142858]
    ),
    (
      CalibrationCurve.Bins.quantile(5), [0.5, 0.625, 0.625, 0.5, 0.625],
      [0.10626687499999998, 0.281270875, 0.47502, 0.656267875, 0.8312718750000001]
    ),
  ])
  func calibration(bins: CalibrationCurve.Bins, frequencies: [Double], means: [Double]) throws {
    let curve = try CalibrationCurve(actual: Judged.labels, probabilities: Judged.differentProbabilities, bins: bins)
    #expect(curve.bins.count == 5)
    for (bin, (frequency, mean)) in zip(curve.bins, zip(frequencies, means)) {
      #expect(correctDigits(bin.observedFrequency, frequency) > 14)
      #expect(correctDigits(bin.meanProbability, mean) > 14)
    }
    var error = 0.0
    for (bin, (frequency, mean)) in zip(curve.bins, zip(frequencies, means)) {
      error += Double(bin.rowCount) / 40 * (frequency - mean).magnitude
    }
    #expect((curve.expectedError - error).magnitude < 1e-15)
  }

  /// statsmodels 0.14: `GLM(y, add_constant(log(p/(1-p))), Binomial()).fit(tol=1e-14)`.
  @Test func calibrationLine() throws {
    let line = try CalibrationLine(actual: Judged.labels, probabilities: Judged.probabilities)
    #expect(correctDigits(line.intercept, 0.3219443104814773) > 13)
    #expect(correctDigits(line.slope, 0.09098468943219387) > 13)
  }
}
