import Descent
import Testing

/// Weights of robust and quantile fits.
@Suite struct WeightedRobustTests {
  private static func stackloss() throws -> (Matrix<Double>, Vector<Double>) {
    let table = try Fixtures.table("stackloss.csv")
    return (try table.matrix(columns: Array(table.columnNames.dropFirst())), try table[table.columnNames[0]])
  }

  private static let precisions = Vector((0..<21).map { [1, 2.5, 0.5, 3, 1.5][$0 % 5] })
  private static let frequencies = Vector((0..<21).map { [2.0, 1, 0, 3][$0 % 4] })

  /// Each row as often as it counts.
  private static func repeated(_ x: Matrix<Double>, _ y: Vector<Double>, _ counts: Vector<Double>)
    -> (Matrix<Double>, Vector<Double>)
  {
    let rows = counts.indices.flatMap { Array(repeating: $0, count: Int(counts[$0])) }
    return (x.selecting(rows: rows), Vector(rows.map { y[$0] }))
  }

  private func compare(_ found: [Double?], _ expected: [Double], digits: Double) {
    #expect(found.count == expected.count)
    for (found, value) in zip(found, expected) {
      #expect(correctDigits(found, value) >= digits, "\(found ?? 0), \(value)")
    }
  }

  // MARK: Analytic weights

  struct RobustReference: Sendable {
    var loss: RobustLoss
    var scaling: RobustScale
    var coefficients, errors: [Double]
    var scale, deviation: Double
    /// Of the rows 0, 2, 3, 20.
    var weights: [Double]
  }

  /// R 4.2, MASS: rlm(x, y, weights, wt.method = "inv.var", acc = 1e-15) with Φ⁻¹(3/4) for its 0.6745, the bisquare from
  /// quantreg's rq.wfit(x, y, 0.5, sqrt(weights)).
  static let references = [
    RobustReference(
      loss: .huber, scaling: .medianAbsoluteDeviation,
      coefficients: [-37.09852770911176, 0.8395807156634906, 0.7043679009119204, -0.1298301343975257],
      errors: [7.102407568273316, 0.08749802797119195, 0.2276144990003569, 0.09102704662166944],
      scale: 2.146650726854133, deviation: 2.636622643922865,
      weights: [0.6460579307608258, 0.7843992498699242, 0.2242058877277102, 0.3227797857295908]),
    RobustReference(
      loss: .huber, scaling: .proposal2,
      coefficients: [-37.8262972293381, 0.832237701276597, 0.7851667462814261, -0.1349392885952347],
      errors: [8.073007236465545, 0.09945531936850326, 0.2587198045016005, 0.1034666060806586],
      scale: 2.949925214152771, deviation: 2.996937796037094,
      weights: [0.9778856440680378, 1, 0.3215828607004912, 0.4481092284280226]),
    RobustReference(
      loss: .bisquare, scaling: .medianAbsoluteDeviation,
      coefficients: [-36.57707859488895, 0.9105622828744055, 0.4950994152312271, -0.1345422659587976],
      errors: [6.475939145482787, 0.07978025747527541, 0.2075377440658782, 0.08299799875583135],
      scale: 2.31269986648953, deviation: 2.404059134527738,
      weights: [0.7050200477133047, 0.7971484004086244, 0, 0.03183569479009354]),
  ]

  @Test(arguments: references)
  func inverseVariancesOfR(_ expected: RobustReference) throws {
    let (x, y) = try Self.stackloss()
    let model = try RobustRegression(loss: expected.loss, scale: expected.scaling).fit(
      x, y, weights: .analytic(Self.precisions))
    #expect(model.converged && model.degreesOfFreedom == 17)
    compare(model.coefficients.map(\.estimate), expected.coefficients, digits: 11)
    compare(model.coefficients.map(\.standardError), expected.errors, digits: 11)
    compare([model.scale, model.standardDeviation], [expected.scale, expected.deviation], digits: 11)
    for (row, weight) in zip([0, 2, 3, 20], expected.weights) {
      #expect((model.weights[row] - weight).magnitude < 1e-10)
    }
    #expect((model.residuals[5] - (y[5] - model.predict(x)[5])).magnitude < 1e-12)
  }

  struct QuantileReference: Sendable {
    var quantile: Double
    var coefficients, sandwich, independent: [Double]
  }

  /// R 4.2, quantreg: rq(weights) and summary.rq with se = "nid" and "iid".
  static let quantiles = [
    QuantileReference(
      quantile: 0.5, coefficients: [-34.228432563791, 0.8882138517618466, 0.4459295261239373, -0.1348724179829892],
      sandwich: [9.725910781359884, 0.160044674150227, 0.4212602016928857, 0.09125906096976391],
      independent: [7.228454159908171, 0.09540641176320346, 0.2391217366538767, 0.09222779581201339]),
    QuantileReference(
      quantile: 0.25, coefficients: [-36.09729064039409, 0.9137931034482761, 0.5135467980295564, -0.1576354679802957],
      sandwich: [5.036618537962498, 0.2171848393492199, 0.3863880483756063, 0.08954878872514072],
      independent: [5.931093675147992, 0.07828290155256235, 0.1962042489975795, 0.0756747825070834]),
    QuantileReference(
      quantile: 0.8, coefficients: [-56.68253968253983, 0.785714285714287, 1.253968253968257, 0.03174603174603234],
      sandwich: [13.10280833883777, 0.223794065176178, 0.7213718976644954, 0.1207134065606176],
      independent: [4.300243458148928, 0.05675775054723328, 0.1422547146318359, 0.05486677605286827]),
  ]

  @Test(arguments: quantiles)
  func weightsOfQuantreg(_ expected: QuantileReference) throws {
    let (x, y) = try Self.stackloss()
    let weights = ObservationWeights.analytic(Self.precisions)
    let model = try QuantileRegression(expected.quantile).fit(x, y, weights: weights)
    #expect(model.isOptimal && model.dualityGap <= 1e-12 && model.degreesOfFreedom == 17)
    compare(model.coefficients.map(\.estimate), expected.coefficients, digits: 11)
    // R takes √ε from the distances of the fits.
    compare(model.coefficients.map(\.standardError), expected.sandwich, digits: 6)
    let independent = try QuantileRegression(expected.quantile, standardErrors: .independent).fit(
      x, y, weights: weights)
    compare(independent.coefficients.map(\.standardError), expected.independent, digits: 9)
    let sum = zip(model.residuals, Self.precisions).reduce(0) {
      $0 + $1.1 * $1.0 * ($1.0 > 0 ? expected.quantile : expected.quantile - 1)
    }
    #expect(correctDigits(model.objective, sum) >= 13)
  }

  /// The unit of analytic weights changes nothing but scales and sums; a power of two not even bits.
  @Test(arguments: [0x1p-700, 4, 0.1, 0x1p600])
  func unitsOfAnalyticWeights(_ unit: Double) throws {
    let (x, y) = try Self.stackloss()
    let own = ObservationWeights.analytic(Self.precisions)
    let scaled = ObservationWeights.analytic(Self.precisions.scaled(by: unit))
    let one = try QuantileRegression(0.4).fit(x, y, weights: own)
    let other = try QuantileRegression(0.4).fit(x, y, weights: scaled)
    compare(other.coefficients.map(\.estimate), one.coefficients.map { $0.estimate! }, digits: 13)
    compare(other.coefficients.map(\.standardError), one.coefficients.map { $0.standardError! }, digits: 10)
    #expect(correctDigits(other.objective, one.objective * unit) >= 13)
    if unit != 0.1 { #expect(other.coefficients == one.coefficients && other.residuals == one.residuals) }
    for loss in [RobustLoss.huber, .bisquare] {
      let one = try RobustRegression(loss: loss).fit(x, y, weights: own)
      let other = try RobustRegression(loss: loss).fit(x, y, weights: scaled)
      compare(other.coefficients.map(\.estimate), one.coefficients.map { $0.estimate! }, digits: 11)
      compare(other.coefficients.map(\.standardError), one.coefficients.map { $0.standardError! }, digits: 10)
      #expect(correctDigits(other.scale, one.scale * unit.squareRoot()) >= 10)
      #expect(other.outliers == one.outliers)
    }
  }

  // MARK: Frequencies

  @Test(arguments: [RobustLoss.huber, .bisquare], RobustScale.allCases)
  func frequenciesAreRepeatedRows(_ loss: RobustLoss, _ scale: RobustScale) throws {
    let (x, y) = try Self.stackloss()
    let regression = RobustRegression(loss: loss, scale: scale)
    let counted = try regression.fit(x, y, weights: .frequency(Self.frequencies))
    let (longX, longY) = Self.repeated(x, y, Self.frequencies)
    let long = try regression.fit(longX, longY)
    #expect(counted.converged && long.converged)
    compare(counted.coefficients.map(\.estimate), long.coefficients.map { $0.estimate! }, digits: 11)
    compare(counted.coefficients.map(\.standardError), long.coefficients.map { $0.standardError! }, digits: 11)
    compare([counted.scale, counted.standardDeviation], [long.scale, long.standardDeviation!], digits: 11)
    #expect(counted.degreesOfFreedom == long.degreesOfFreedom && counted.warnings == long.warnings)
    #expect(
      counted.outliers.flatMap { Array(repeating: $0, count: Int(Self.frequencies[$0])) }.count == long.outliers.count)
  }

  /// wt.method = "case" of rlm.
  @Test func casesOfR() throws {
    let (x, y) = try Self.stackloss()
    let model = try RobustRegression().fit(x, y, weights: .frequency(Self.frequencies))
    compare(
      model.coefficients.map(\.estimate),
      [-39.7304866961275, 0.7490655308043641, 1.214110103778532, -0.1572764738090703], digits: 11)
    compare(
      model.coefficients.map(\.standardError),
      [8.564055762932961, 0.09867669415869011, 0.2435379233111121, 0.116174350470268], digits: 11)
    compare([model.scale, model.standardDeviation], [2.529000908231231, 2.860573591041283], digits: 11)
  }

  @Test(arguments: [0.15, 0.25, 0.5, 0.7, 0.9], QuantileRegression.StandardErrors.allCases)
  func frequenciesAreRepeatedRows(_ quantile: Double, _ errors: QuantileRegression.StandardErrors) throws {
    var generator = SeededGenerator(seed: 11)
    let x = Matrix<Double>(80, 3) { elements in
      for i in elements.indices { elements[i] = Double.random(in: -2...2, using: &generator) }
    }
    var y = (x * [2, -3, 0.5]).adding(constant: 1)
    for i in y.indices { y[i] += Double.random(in: -1...3, using: &generator) * (1 + x[i, 0] * x[i, 0]) }
    let counts = Vector((0..<80).map { Double([1, 3, 0, 2, 5][$0 % 5]) })
    let regression = QuantileRegression(quantile, standardErrors: errors)
    let counted = try regression.fit(x, y, weights: .frequency(counts))
    let (longX, longY) = Self.repeated(x, y, counts)
    let long = try regression.fit(longX, longY)
    #expect(counted.isOptimal && long.isOptimal)
    compare(counted.coefficients.map(\.estimate), long.coefficients.map { $0.estimate! }, digits: 12)
    compare(counted.coefficients.map(\.standardError), long.coefficients.map { $0.standardError! }, digits: 9)
    compare([counted.objective, counted.goodnessOfFit], [long.objective, long.goodnessOfFit!], digits: 12)
    #expect(counted.degreesOfFreedom == longY.count - 4)
  }

  @Test func frequenciesAreWholeNumbers() throws {
    let (x, y) = try Self.stackloss()
    var weights = Self.frequencies
    weights[6] = 2.5
    let error = RegressionError.fractionalFrequency(row: 6, value: 2.5)
    #expect(throws: error) { try RobustRegression().fit(x, y, weights: .frequency(weights)) }
    #expect(throws: error) { try QuantileRegression().fit(x, y, weights: .frequency(weights)) }
    #expect(error.description.hasPrefix("The frequency of row 7 is 2.5, and medians count whole rows: round it"))
  }

  // MARK: Rows that do not count

  @Test func zeroWeightsDropRows() throws {
    let (x, y) = try Self.stackloss()
    var weights = Self.precisions
    for row in [0, 3, 20] { weights[row] = 0 }
    let kept = y.indices.filter { weights[$0] > 0 }
    let (keptX, keptY) = (x.selecting(rows: kept), Vector(kept.map { y[$0] }))
    let keptWeights = ObservationWeights.analytic(Vector(kept.map { weights[$0] }))
    var spoilt = y
    spoilt[3] = 1e9
    for loss in [RobustLoss.huber, .bisquare] {
      let model = try RobustRegression(loss: loss).fit(x, spoilt, weights: .analytic(weights))
      let short = try RobustRegression(loss: loss).fit(keptX, keptY, weights: keptWeights)
      #expect(model.coefficients == short.coefficients && model.scale == short.scale)
      #expect(model.outliers == short.outliers.map { kept[$0] })
      #expect(model.weights.count == 21 && model.weights[3] == 0 && model.residuals[3] > 9e8)
      #expect(kept.map { model.weights[$0] } == Array(short.weights))
    }
    let model = try QuantileRegression(0.3).fit(x, spoilt, weights: .analytic(weights))
    let short = try QuantileRegression(0.3).fit(keptX, keptY, weights: keptWeights)
    #expect(model.coefficients == short.coefficients && model.objective == short.objective)
    #expect(model.fittedRows == short.fittedRows.map { kept[$0] })
    #expect(model.fittedRows.allSatisfy { model.residuals[$0] == 0 } && model.residuals[3] > 9e8)
  }

  @Test func tooFewRowsWithAWeight() throws {
    let (x, y) = try Self.stackloss()
    let weights = Vector((0..<21).map { $0 < 3 ? 1.0 : 0 })
    let error = RegressionError.tooFewWeightedRows(rows: 3, of: 21, coefficients: 4)
    #expect(throws: error) { try RobustRegression().fit(x, y, weights: .analytic(weights)) }
    #expect(throws: error) { try QuantileRegression().fit(x, y, weights: .frequency(weights)) }
    #expect(throws: RegressionError.noPositiveWeight) {
      try QuantileRegression().fit(x, y, weights: .frequency(.zeros(21)))
    }
  }
}
