import Descent
import Testing

@Suite struct RobustRegressionTests {
  private static func stackloss() throws -> (Matrix<Double>, Vector<Double>) {
    let table = try Fixtures.table("stackloss.csv")
    return (try table.matrix(columns: Array(table.columnNames.dropFirst())), try table[table.columnNames[0]])
  }

  private static func problem(_ seed: UInt64, rows: Int = 60, outliers: Int = 6) -> (Matrix<Double>, Vector<Double>) {
    var generator = SeededGenerator(seed: seed)
    let x = Matrix<Double>(rows, 2) { elements in
      for i in elements.indices { elements[i] = Double.random(in: -2...2, using: &generator) }
    }
    var y = (x * [2, -3]).adding(constant: 1)
    for i in y.indices { y[i] += Double.random(in: -0.5...0.5, using: &generator) }
    for i in 0..<outliers { y[i * rows / max(1, outliers)] += 40 }
    return (x, y)
  }

  // MARK: Published values

  /// R 4.2, MASS: rlm(stack.loss ~ .) prints these; its median is divided by 0.6745, which shows in the fifth digit.
  @Test func stacklossAsPrintedByR() throws {
    let (x, y) = try Self.stackloss()
    let huber = try RobustRegression().fit(x, y)
    for (found, value) in zip(huber.coefficients, [-41.0265, 0.8294, 0.9261, -0.1278]) {
      #expect((found.estimate! - value).magnitude <= 6e-5)
    }
    for (found, value) in zip(huber.coefficients, [9.8073, 0.1112, 0.3034, 0.1289]) {
      #expect((found.standardError! / value - 1).magnitude <= 1e-3)
    }
    #expect((huber.scale - 2.441).magnitude <= 1e-3)
    let bisquare = try RobustRegression(loss: .bisquare).fit(x, y)
    for (found, value) in zip(bisquare.coefficients, [-42.2853, 0.9276, 0.6507, -0.1123]) {
      #expect((found.estimate! - value).magnitude <= 6e-5)
    }
    for (found, value) in zip(bisquare.coefficients, [9.5314, 0.1081, 0.2949, 0.1252]) {
      #expect((found.standardError! / value - 1).magnitude <= 1e-3)
    }
    #expect(bisquare.outliers.contains(20) && bisquare.weights[20] < 0.01)
  }

  /// statsmodels 0.15, RLM with HuberT and TukeyBiweight, run to 1e-14.
  @Test(arguments: [
    (
      RobustLoss.huber,
      [-41.026498352400246, 0.8293843346001085, 0.9260659661966486, -0.12784672494578453, 2.4405360917211216]
    ),
    (.bisquare, [-42.28535077932966, 0.9275573227555239, 0.650717687214298, -0.11233315379090146, 2.281881334951106]),
  ])
  func stacklossOfStatsmodels(_ loss: RobustLoss, _ expected: [Double]) throws {
    let (x, y) = try Self.stackloss()
    let model = try RobustRegression(loss: loss).fit(x, y)
    #expect(model.converged)
    for (found, value) in zip(model.coefficients.map { $0.estimate! } + [model.scale], expected) {
      #expect(correctDigits(found, value) >= 11)
    }
  }

  /// R's rlm with scale.est = "proposal 2", run to 1e-15: coefficients, scale, standard errors, stddev and weights.
  @Test func proposal2OfR() throws {
    let (x, y) = try Self.stackloss()
    let model = try RobustRegression(scale: .proposal2).fit(x, y)
    let coefficients = [-41.1408784130750291, 0.8167324483445578, 0.9837944081128146, -0.1314332926377680]
    let errors = [10.6389356868546585, 0.1206075942062835, 0.3291347953934763, 0.1397783048564365]
    for j in 0..<4 {
      #expect(correctDigits(model.coefficients[j].estimate, coefficients[j]) >= 11)
      #expect(correctDigits(model.coefficients[j].standardError, errors[j]) >= 11)
    }
    #expect(correctDigits(model.scale, 2.855132719738982) >= 12)
    #expect(correctDigits(model.standardDeviation, 2.900634605730313) >= 12)
    for (row, weight) in [(2, 0.9320577874378516), (3, 0.6069376426200777), (20, 0.4390828619278540)] {
      #expect(correctDigits(model.weights[row], weight) >= 11)
    }
    #expect(model.weights.count { $0 == 1 } == 18)
  }

  // MARK: Properties

  @Test(arguments: 1...4, [RobustLoss.huber, .bisquare]) func solvesItsEquations(_ seed: Int, _ loss: RobustLoss) throws
  {
    let (x, y) = Self.problem(UInt64(seed))
    for scale in RobustScale.allCases {
      let model = try RobustRegression(loss: loss, scale: scale).fit(x, y)
      #expect(model.converged)
      let psi = model.residuals.multiplyingElements(by: model.weights)
      #expect(psi.sum().magnitude <= 1e-9)
      for j in 0..<2 { #expect(psi.dot(x.column(j)).magnitude <= 1e-9) }
      #expect(model.weights.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(model.residuals.isClose(to: y.subtracting(model.predict(x)), absoluteTolerance: 1e-12))
    }
  }

  @Test(arguments: 1...4) func findsTheOutliers(_ seed: Int) throws {
    let (x, y) = Self.problem(UInt64(seed))
    for loss in [RobustLoss.huber, .bisquare] {
      let model = try RobustRegression(loss: loss).fit(x, y)
      #expect(Set((0..<6).map { $0 * 10 }).isSubset(of: model.outliers))
      for (found, value) in zip(model.coefficients, [1, 2, -3.0]) {
        #expect((found.estimate! - value).magnitude <= 0.5)
      }
    }
    let bisquare = try RobustRegression(loss: .bisquare).fit(x, y)
    #expect(bisquare.outliers == (0..<6).map { $0 * 10 })
    // What has no weight may be anywhere.
    var farther = y
    for row in bisquare.outliers { farther[row] += 1e6 }
    let same = try RobustRegression(loss: .bisquare).fit(x, farther)
    for (a, b) in zip(bisquare.coefficients, same.coefficients) { #expect(correctDigits(a.estimate, b.estimate!) >= 9) }
  }

  @Test func aLargeConstantIsLeastSquares() throws {
    let (x, y) = Self.problem(5)
    let linear = try LinearRegression().fit(x, y)
    let model = try RobustRegression(loss: .huber(k: 1e9)).fit(x, y)
    for (a, b) in zip(model.coefficients, linear.coefficients) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 13)
      #expect(correctDigits(a.standardError, b.standardError!) >= 12)
    }
    #expect(model.weights.allSatisfy { $0 == 1 })
  }

  @Test(arguments: [RobustLoss.huber, .bisquare]) func equivariance(_ loss: RobustLoss) throws {
    let (x, y) = Self.problem(6)
    let model = try RobustRegression(loss: loss).fit(x, y)
    let moved = try RobustRegression(loss: loss).fit(
      x.scalingColumns(by: [0x1p-100, 0x1p100]), (x * [1, 1]).adding(y, scaledBy: 4))
    let units = [1, 0x1p-100, 0x1p100]
    for j in 0..<3 {
      let base = model.coefficients[j]
      #expect((moved.coefficients[j].estimate! * units[j] - 4 * base.estimate! - [0, 1, 1][j]).magnitude <= 1e-10)
      #expect(correctDigits(moved.coefficients[j].standardError! * units[j] / 4, base.standardError!) >= 9)
    }
  }

  @Test(arguments: [RobustLoss.huber, .bisquare]) func moreThanHalfOfTheRowsExact(_ loss: RobustLoss) throws {
    var (x, y) = Self.problem(7, outliers: 0)
    y = (x * [2, -3]).adding(constant: 1)
    for i in 0..<15 { y[4 * i] += Double(i + 1) }
    let model = try RobustRegression(loss: loss).fit(x, y)
    #expect(model.converged && model.scale == 0)
    #expect(zip(model.coefficients, [1, 2, -3]).allSatisfy { correctDigits($0.estimate, $1) >= 12 })
    #expect(model.outliers == (0..<15).map { 4 * $0 })
    #expect(model.coefficients.allSatisfy { $0.standardError == nil })
    #expect(model.warnings.contains { $0.contains("more than half of the rows lie on the fit") })
  }

  @Test func aLimitOfIterationsIsNoConvergence() throws {
    let (x, y) = try Self.stackloss()
    let model = try RobustRegression(maximumIterations: 2).fit(x, y)
    #expect(!model.converged && model.warnings.contains { $0.contains("not converged after 2 iterations") })
  }

  @Test func badInputIsRefused() {
    func message(_ body: () throws -> Any) -> String {
      do { _ = try body() } catch { return "\(error)" }
      return ""
    }
    let (x, y) = Self.problem(8)
    for constant in [0, -1, Double.nan, .infinity] {
      #expect(
        message { try RobustRegression(loss: .bisquare(c: constant)).fit(x, y) }.contains("constant of the robust loss")
      )
    }
    #expect(message { try RobustRegression(level: 2).fit(x, y) }.contains("The level"))
    #expect(message { try RobustRegression(tolerance: 0).fit(x, y) }.contains("The tolerance"))
    #expect(message { try RobustRegression(maximumIterations: 0).fit(x, y) }.contains("iterations"))
    #expect(message { try RobustRegression().fit([[1.0, 2]], [1]) }.contains("1 row cannot determine 3"))
    var spoiled = y
    spoiled[1] = .infinity
    #expect(
      message { try RobustRegression().fit(x, spoiled, target: "cost") }.contains(
        "cost has 1 non-finite value, the first in row 2"))
    let twice = Matrix<Double>.concatenating(columnsOf: [x, x])
    #expect(message { try RobustRegression().fit(twice, y) }.contains("x3 is a linear combination of x1"))
    // The rows that are left after the others have been rejected all have the same x.
    let few = Matrix(rows: (0..<10).map { [$0 < 3 ? Double($0 + 1) : 0] })
    let rest = Vector([1, -5, 9] + Array(repeating: 2.0, count: 7))
    #expect(message { try RobustRegression().fit(few, rest) }.contains("Only 7 rows keep a weight"))
  }
}
