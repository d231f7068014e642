import Descent
import Testing

@Suite struct QuantileRegressionTests {
  private static func stackloss() throws -> (Matrix<Double>, Vector<Double>, [String]) {
    let table = try Fixtures.table("stackloss.csv")
    let features = Array(table.columnNames.dropFirst())
    return (try table.matrix(columns: features), try table[table.columnNames[0]], features)
  }

  private static func problem(_ seed: UInt64, _ rows: Int, _ columns: Int, rounded: Bool = false)
    -> (Matrix<Double>, Vector<Double>)
  {
    var generator = SeededGenerator(seed: seed)
    let round = { (value: Double) in rounded ? value.rounded() : value }
    let x = Matrix<Double>(rows, columns) { elements in
      for i in elements.indices { elements[i] = round(Double.random(in: -4...4, using: &generator)) }
    }
    let y = Vector(
      (0..<rows).map { i in
        let u = Double.random(in: 1e-6...1, using: &generator)
        return round(x.row(i).sum() + 2 * (u - 0.3) / (1.01 - u))
      })
    return (x, y)
  }

  private static func objective(_ residuals: some Sequence<Double>, _ quantile: Double) -> Double {
    residuals.reduce(0) { $0 + $1 * ($1 > 0 ? quantile : quantile - 1) }
  }

  // MARK: Published values

  /// R 4.2, quantreg 5.94: rq(stack.loss ~ ., tau) and Σρ.
  @Test(arguments: [
    (0.1, [-29.014018691588816, 0.31542056074766456, 1.2242990654205636, -0.028037383177570943], 8.546495327102804),
    (0.25, [-36, 0.5, 1, 0], 16.625),
    (0.5, [-39.689855072463768, 0.83188405797101449, 0.57391304347826087, -0.060869565217391304], 21.040579710144928),
    (0.75, [-54.189655172413794, 0.87068965517241379, 0.98275862068965517, 0], 16.252155172413794),
    (0.9, [-58.543318649045521, 0.79295154185022026, 1.3054331864904552, 0.038179148311306903], 8.3616740088105727),
  ])
  func stacklossOfR(_ quantile: Double, _ expected: [Double], _ objective: Double) throws {
    let (x, y, names) = try Self.stackloss()
    let model = try QuantileRegression(quantile).fit(x, y, names: names, target: "stackloss")
    #expect(model.isOptimal && model.dualityGap <= 1e-12)
    #expect(correctDigits(model.objective, objective) >= 13)
    for (found, value) in zip(model.coefficients, expected) {
      #expect(value == 0 ? found.estimate!.magnitude < 1e-13 : correctDigits(found.estimate, value) >= 13, "\(found)")
    }
    #expect(model.fittedRows.allSatisfy { model.residuals[$0] == 0 })
  }

  /// The formula of R's summary.rq with se = "iid" in exact rational arithmetic; R has 10 to 13 of these digits. At the
  /// median the line through the ordered residuals is not unique.
  @Test(arguments: [
    (0.1, [6.99280711841198813550, 0.07927349766220704207, 0.21633518689170895807, 0.09187410789665424967]),
    (0.25, [17.9996250302530545027, 0.20405156449966621995, 0.55685108697589290684, 0.23648578662703482050]),
    (0.75, [6.63348250037343172407, 0.07520003777897181812, 0.20521882731223639454, 0.08715316705435981531]),
    (0.9, [4.31935478607270592404, 0.04896608125146402856, 0.13362708409850117479, 0.05674929408744971517]),
  ])
  func standardErrorsOfStackloss(_ quantile: Double, _ expected: [Double]) throws {
    let (x, y, _) = try Self.stackloss()
    let model = try QuantileRegression(quantile, standardErrors: .independent).fit(x, y)
    for (found, value) in zip(model.coefficients, expected) { #expect(correctDigits(found.standardError, value) >= 12) }
  }

  /// R's summary.rq with se = "nid", which takes √ε from the distance of the fits, and with it the digits behind.
  @Test func sandwichErrorsOfStacklossOfR() throws {
    let (x, y, _) = try Self.stackloss()
    let model = try QuantileRegression(0.5).fit(x, y)
    let expected = [7.1416267869283363, 0.1269327153145926, 0.3417930015300613, 0.0604123313416943]
    for (found, value) in zip(model.coefficients, expected) { #expect(correctDigits(found.standardError, value) >= 7) }
  }

  /// Engel's data (Koenker, Bassett 1982), R's coefficients and standard errors.
  @Test(arguments: [
    (
      0.05, [124.8800408125734265, 0.3433610576320422], [35.06673181361137637, 0.04993548741366219],
      [17.65431703867847091, 0.01589442973980146]
    ),
    (
      0.25, [95.4835396345528551, 0.4741032081933103], [21.39236975183144551, 0.02905527348276119],
      [15.86190765037763839, 0.01428069837738787]
    ),
    (
      0.5, [81.4822474169362181, 0.5601805512094196], [19.25066025210600884, 0.02827720968385764],
      [13.23907971808043449, 0.01191932952929521]
    ),
    (
      0.75, [62.39658552896441, 0.64401413936869], [16.30537660281590107, 0.02323916813196864],
      [10.671063804932860108, 0.009607308712359009]
    ),
    (
      0.95, [64.1039631810551640, 0.7090685169621466], [16.85366986014204471, 0.01792917655859073],
      [9.84696684825099311, 0.00886536264058139]
    ),
  ])
  func engelOfR(_ quantile: Double, _ coefficients: [Double], _ nid: [Double], _ iid: [Double]) throws {
    let table = try Fixtures.table("engel.csv")
    let (x, y) = (try table.matrix(columns: ["income"]), try table["foodexp"])
    let sandwich = try QuantileRegression(quantile).fit(x, y)
    let independent = try QuantileRegression(quantile, standardErrors: .independent).fit(x, y)
    for j in 0..<2 {
      #expect(correctDigits(sandwich.coefficients[j].estimate, coefficients[j]) >= 12)
      #expect(correctDigits(sandwich.coefficients[j].standardError, nid[j]) >= 7)
      #expect(correctDigits(independent.coefficients[j].standardError, iid[j]) >= 11)
    }
  }

  // MARK: Properties

  @Test(arguments: 1...6, [0.1, 0.5, 0.8]) func noFitThroughPointsIsBetter(_ seed: Int, _ quantile: Double) throws {
    let (x, y) = Self.problem(UInt64(seed), 9, 1, rounded: seed % 2 == 0)
    guard Set(x.column(0)).count > 1 else { return }
    let model = try QuantileRegression(quantile).fit(x, y)
    var least = Double.infinity
    for i in 0..<9 {
      for j in 0..<i where x[i, 0] != x[j, 0] {
        let slope = (y[i] - y[j]) / (x[i, 0] - x[j, 0])
        let residuals = (0..<9).map { y[$0] - y[i] - slope * (x[$0, 0] - x[i, 0]) }
        least = min(least, Self.objective(residuals, quantile))
      }
    }
    #expect((model.objective - least).magnitude <= 1e-13 * least)
    #expect(model.isOptimal && model.dualityGap <= 1e-12 * least)
  }

  /// Whole numbers bring many points onto one plane.
  @Test(
    arguments: [
      (20, 3, false), (20, 3, true), (200, 5, false), (200, 5, true), (2000, 4, false), (2000, 4, true), (60, 20, true),
    ],
    [0.05, 0.5, 0.75])
  func isProvenToBeTheBest(_ shape: (Int, Int, Bool), _ quantile: Double) throws {
    let (x, y) = Self.problem(UInt64(shape.0), shape.0, shape.1, rounded: shape.2)
    let model = try QuantileRegression(quantile, standardErrors: .independent).fit(x, y)
    #expect(model.isOptimal, "\(model.warnings)")
    #expect(model.dualityGap <= 1e-11 * model.objective)
    #expect(model.fittedRows.count == shape.1 + 1)
    // Koenker, Bassett 1978: at most τn rows lie below, at most (1 − τ)n above.
    let noise = 1e-9 * y.maximumMagnitude()
    #expect(Double(model.residuals.count { $0 < -noise }) <= quantile * Double(shape.0))
    #expect(Double(model.residuals.count { $0 > noise }) <= (1 - quantile) * Double(shape.0))
  }

  @Test(arguments: 1...3) func equivariance(_ seed: Int) throws {
    let (x, y) = Self.problem(UInt64(seed), 80, 3)
    let model = try QuantileRegression(0.3).fit(x, y)
    let base = model.coefficients.map { $0.estimate! }
    // y → −y turns τ into 1 − τ.
    let mirrored = try QuantileRegression(0.7).fit(x, y.scaled(by: -1))
    // y → a y + X g
    let moved = try QuantileRegression(0.3).fit(x, (x * [1, -2, 3]).adding(y, scaledBy: 0x1p600))
    let shifted = try QuantileRegression(0.3).fit(x, (x * [1, -2, 3]).adding(y, scaledBy: 4))
    // Columns in other units.
    let scaled = try QuantileRegression(0.3).fit(x.scalingColumns(by: [0x1p-300, 1, 0x1p300]), y)
    // Points move away from the fit, on their own side of it.
    let pulled = try QuantileRegression(0.3).fit(
      x, Vector(y.indices.map { y[$0] + 1000 * model.residuals[$0] }))
    for j in 0..<4 {
      #expect((mirrored.coefficients[j].estimate! + base[j]).magnitude <= 1e-12)
      #expect((moved.coefficients[j].estimate! * 0x1p-600 - base[j]).magnitude <= 1e-12)
      #expect((shifted.coefficients[j].estimate! - 4 * base[j] - [0, 1, -2, 3][j]).magnitude <= 1e-12)
      #expect((scaled.coefficients[j].estimate! * [1, 0x1p-300, 1, 0x1p300][j] - base[j]).magnitude <= 1e-12)
      #expect((pulled.coefficients[j].estimate! - base[j]).magnitude <= 1e-10)
    }
    #expect(model.predict(x).isClose(to: y.subtracting(model.residuals), absoluteTolerance: 1e-12))
  }

  @Test(arguments: [0.1, 0.5, 0.99]) func aConstantIsTheSampleQuantile(_ quantile: Double) throws {
    let (_, y) = Self.problem(4, 51, 1)
    let model = try QuantileRegression(quantile).fit(.zeros(51, 0), y)
    let sorted = y.sorted()
    #expect(correctDigits(model.coefficients[0].estimate, sorted[Int((51 * quantile).rounded(.up)) - 1]) >= 14)
    #expect(model.goodnessOfFit!.magnitude <= 1e-12)
  }

  @Test func exactDataAreFittedExactly() throws {
    let (x, _) = Self.problem(5, 30, 2)
    let y = (x * [2, -1]).adding(constant: 3)
    let model = try QuantileRegression(0.25).fit(x, y)
    #expect(zip(model.coefficients, [3, 2, -1]).allSatisfy { correctDigits($0.estimate, $1) >= 13 })
    #expect(model.objective <= 1e-12)
  }

  @Test func severalQuantilesAreTheSameAsOneByOne() throws {
    let (x, y) = Self.problem(6, 100, 2)
    let models = try QuantileRegression().fit(x, y, quantiles: [0.9, 0.1])
    for (model, quantile) in zip(models, [0.9, 0.1]) {
      let single = try QuantileRegression(quantile).fit(x, y)
      #expect(model.quantile == quantile && model.coefficients == single.coefficients)
      #expect(model.goodnessOfFit! > 0 && model.goodnessOfFit! < 1)
    }
  }

  @Test func asManyRowsAsCoefficients() throws {
    let model = try QuantileRegression(0.5).fit([[0.0], [1.0]], [1, 3])
    #expect(model.objective == 0 && model.coefficients[1].estimate == 2)
    #expect(model.coefficients[1].standardError == nil)
    #expect(model.warnings.contains { $0.contains("as many coefficients as rows") })
  }

  @Test func fitsThatAreNotUniqueSayMaybe() throws {
    let model = try QuantileRegression(0.5).fit(.zeros(4, 0), [1, 2, 3, 4])
    #expect(model.objective == 2)
    #expect(model.warnings.contains { $0.contains("need not be unique") })
  }

  @Test func badInputIsRefused() {
    func message(_ body: () throws -> Any) -> String {
      do { _ = try body() } catch { return "\(error)" }
      return ""
    }
    let (x, y) = Self.problem(7, 10, 2)
    for quantile in [0, 1, -0.5, 1.5, Double.nan] {
      #expect(message { try QuantileRegression(quantile).fit(x, y) }.contains("A quantile must lie between 0 and 1"))
    }
    #expect(message { try QuantileRegression().fit(x, y, quantiles: [0.5, 2]) }.contains("and not be 2.0"))
    #expect(message { try QuantileRegression(level: 0).fit(x, y) }.contains("The level"))
    #expect(message { try QuantileRegression().fit([[1.0, 2]], [1]) }.contains("1 row cannot determine 3"))
    #expect(
      message { try QuantileRegression(hasIntercept: false).fit(.zeros(3, 0), [1, 2, 3]) }.contains("nothing to fit"))
    var spoiled = x
    spoiled[3, 1] = .nan
    #expect(
      message { try QuantileRegression().fit(spoiled, y, names: ["a", "b"]) }.contains(
        "b has 1 non-finite value, the first in row 4"))
    let twice = Matrix<Double>.concatenating(columnsOf: [x, x])
    #expect(
      message { try QuantileRegression().fit(twice, y, names: ["a", "b", "c", "d"]) }.contains(
        "c is a linear combination of a"))
  }
}
