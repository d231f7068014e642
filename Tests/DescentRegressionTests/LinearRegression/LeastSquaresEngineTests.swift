import Descent
import Foundation
import Testing

/// What the engine behind `fit` promises beyond digits.
@Suite struct LeastSquaresEngineTests {
  static let engines = [LeastSquaresMethod.auto, .cholesky]

  private static func problem(_ n: Int, _ p: Int) -> (x: Matrix<Double>, y: Vector<Double>) {
    LinearRegressionTests.problem(n, p, seed: 7)
  }

  private static func weights(_ n: Int) -> Vector<Double> { Vector((0..<n).map { Double($0 % 4) }) }

  // MARK: Units

  @Test(arguments: engines, [-900, -40, 1, 33, 300, 700])
  func aColumnTimesAPowerOfTwo(_ method: LeastSquaresMethod, _ exponent: Int) throws {
    // Squares of such numbers over- or underflow where the method forms them in double.
    guard method == .auto || abs(exponent) < 400 else { return }
    let (x, y) = Self.problem(60, 4)
    var scaled = x
    for i in 0..<60 { scaled[i, 2] = scalbn(x[i, 2], exponent) }
    let (before, after) = (
      try LinearRegression(method: method).fit(x, y), try LinearRegression(method: method).fit(scaled, y)
    )
    for (a, b) in zip(before.coefficients, after.coefficients) {
      let shift = a.name == "x3" ? -exponent : 0
      #expect(b.estimate == scalbn(a.estimate!, shift))
      #expect(b.standardError == scalbn(a.standardError!, shift))
      #expect(b.statistic == a.statistic && b.pValue == a.pValue)
    }
    #expect(before.residualSumOfSquares == after.residualSumOfSquares)
    #expect(before.conditionNumber == after.conditionNumber && before.rSquared == after.rSquared)
  }

  @Test func columnsOfAllSizes() throws {
    let (x, y) = Self.problem(50, 3)
    let sizes: [Double] = [1e300, 1, 1e-300]
    let wild = x.scalingColumns(by: Vector(sizes))
    let (model, plain) = (try LinearRegression().fit(wild, y), try LinearRegression().fit(x, y))
    for j in 0..<3 {
      let expected = plain.coefficients[j + 1]
      let found = model.coefficients[j + 1]
      #expect(abs(found.estimate! * sizes[j] / expected.estimate! - 1) < 1e-14)
      #expect(abs(found.standardError! * sizes[j] / expected.standardError! - 1) < 1e-14)
    }
    #expect(abs(model.residualSumOfSquares / plain.residualSumOfSquares - 1) < 1e-14)
  }

  @Test func powersBeyondAllDoubles() throws {
    let x = Matrix(column: Vector((1...9).map { Double($0) * 1e200 }))
    let y = Vector((1...9).map { Double($0 * $0) })
    let terms = ModelTerms(columns: ["x"], degrees: ["x": 2])
    #expect(throws: RegressionError.powerTooLarge(column: "x", row: 0)) {
      try LinearRegression(method: .qr).fit(x, y, terms: terms)
    }
    // Scaled columns have no such powers, but the coefficient of 10^-400 is no double either.
    #expect(throws: RegressionError.coefficientOutOfRange("x^2")) { try LinearRegression().fit(x, y, terms: terms) }
    let squares = y.scaled(by: 1e300)
    let model = try LinearRegression().fit(x, squares, terms: terms)
    #expect(model.isExact && correctDigits(model["x^2"]!.estimate, 1e-100) >= 15)
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan])
  func targetsThatAreNoNumbers(_ value: Double) throws {
    var (x, y) = Self.problem(20, 2)
    y[7] = value
    #expect(throws: RegressionError.self) { try LinearRegression().fit(x, y) }
    x[3, 1] = value
    do {
      _ = try LinearRegression(method: .cholesky).fit(x, y)
      Issue.record("a fit to \(value)")
    } catch RegressionError.nonFinite(let column, let row, _, let count) {
      #expect(column == "x2" && row == 3 && count == 1)
    }
  }

  // MARK: Threads

  @Test(arguments: engines)
  func theSameBitsForAnyNumberOfThreads(_ method: LeastSquaresMethod) throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let (x, y) = Self.problem(9_000, 7)
    let weights = ObservationWeights.analytic(Self.weights(9_000))
    let models = try [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return try LinearRegression(method: method).fit(x, y, weights: weights)
    }
    for model in models {
      #expect(model.coefficients == models[0].coefficients)
      #expect(model.residuals == models[0].residuals)
    }
  }

  // MARK: Both engines

  @Test(arguments: [1.0, 1e-3, 1e-5])
  func theEnginesAgree(_ spread: Double) throws {
    // The second column is nearly the first: condition numbers of about 1/spread.
    var (x, y) = Self.problem(3_000, 6)
    for i in 0..<3_000 { x[i, 1] = x[i, 0] + spread * x[i, 1] }
    let exact = try LinearRegression(method: .doubleDouble).fit(x, y)
    let fast = try LinearRegression(method: .cholesky).fit(x, y)
    #expect(exact.method == .doubleDouble && fast.method == .cholesky)
    #expect(fast.standardErrorDigits! > 8)
    for (a, b) in zip(exact.coefficients, fast.coefficients) {
      #expect(correctDigits(b.estimate, a.estimate!) >= 15)
      #expect(correctDigits(b.standardError, a.standardError!) >= fast.standardErrorDigits!)
    }
    #expect(correctDigits(fast.residualSumOfSquares, exact.residualSumOfSquares) >= 14)
  }

  /// A coefficient of zero says nothing of how a refinement converges: columns in common with the first, so that κ is in
  /// the thousands, every row twice with opposite deviations, and no intercept in the truth.
  @Test(arguments: [40, 220])
  func coefficientsThatAreZero(_ p: Int) throws {
    let integers = LinearRegressionTests.noise(3 * p * (p + 2), seed: 7).map { ($0 * 1e6).rounded() }
    var next = 0
    func integer() -> Double {
      defer { next += 1 }
      return integers[next]
    }
    let truth = (0..<p).map { $0 % 3 == 0 ? 0 : Double($0 - 50) }
    var (rows, y): ([[Double]], [Double]) = ([], [])
    for _ in 0..<3 * p {
      let shared = 256 * integer()
      let row = (0..<p).map { _ in shared + integer() }
      let fitted = zip(row, truth).reduce(0) { $0 + $1.0 * $1.1 }
      let deviation = integer()
      rows += [row, row]
      y += [fitted + deviation, fitted - deviation]
    }
    let model = try LinearRegression(method: .cholesky).fit(Matrix(rows: rows), Vector(y))
    let estimates = model.coefficients.map { $0.estimate ?? .nan }
    #expect(model.conditionNumber > 1000)
    for (estimate, (value, error)) in zip(
      estimates, zip([0] + truth, model.coefficients.map { $0.standardError ?? .nan }))
    {
      #expect((estimate - value).magnitude <= max(0x1p-52 * value.magnitude, 0x1p-60 * error))
    }
  }

  @Test(arguments: engines)
  func ridgesAgree(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(80, 5)
    let weights = ObservationWeights.frequency(Self.weights(80))
    let reference = try LinearRegression(method: .qr, ridge: 0.3).fit(x, y, weights: weights)
    let model = try LinearRegression(method: method, ridge: 0.3).fit(x, y, weights: weights)
    for (a, b) in zip(reference.coefficients, model.coefficients) {
      #expect(correctDigits(b.estimate, a.estimate!) >= 12)
    }
    #expect(correctDigits(model.residualSumOfSquares, reference.residualSumOfSquares) >= 12)
  }

  @Test(arguments: engines)
  func severalTargetsAreAsOne(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(120, 4)
    let other = Vector(LinearRegressionTests.noise(120, seed: 3))
    let targets = Matrix(columns: [y, other])
    let models = try LinearRegression(method: method).fit(x, targets: targets, targetNames: ["a", "b"])
    for (model, target) in zip(models, [y, other]) {
      let single = try LinearRegression(method: method).fit(x, target)
      #expect(model.residuals == single.residuals)
      for (a, b) in zip(model.coefficients, single.coefficients) {
        #expect(correctDigits(a.estimate, b.estimate!) >= 15 && correctDigits(a.pValue, b.pValue!) >= 13)
      }
    }
    #expect(models.map(\.target) == ["a", "b"])
  }

  // MARK: Weights

  @Test(arguments: LeastSquaresMethod.allCases)
  func frequenciesAreRepeatedRows(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(40, 3)
    let weights = Self.weights(40)
    let rows = (0..<40).flatMap { Array(repeating: $0, count: Int(weights[$0])) }
    let repeated = try LinearRegression(method: method).fit(x.selecting(rows: rows), Vector(rows.map { y[$0] }))
    let model = try LinearRegression(method: method).fit(x, y, weights: .frequency(weights))
    #expect(model.degreesOfFreedom == repeated.degreesOfFreedom)
    for (a, b) in zip(model.coefficients, repeated.coefficients) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 13 && correctDigits(a.standardError, b.standardError!) >= 13)
      #expect(correctDigits(a.pValue, b.pValue!) >= 11)
    }
    let figures: [KeyPath<LinearModel, Double?>] = [\.rSquared, \.adjustedRSquared, \.fStatistic, \.aic, \.bic]
    for figure in figures { #expect(correctDigits(model[keyPath: figure], repeated[keyPath: figure]!) >= 12) }
  }

  /// What the ridge shrinks depends on the scales of the columns, which count the weights too.
  @Test func frequenciesAreRepeatedRowsWithStandardizedColumnsToo() throws {
    let (x, y) = Self.problem(40, 3)
    let weights = Self.weights(40)
    let rows = (0..<40).flatMap { Array(repeating: $0, count: Int(weights[$0])) }
    for hasIntercept in [true, false] {
      let regression = LinearRegression(hasIntercept: hasIntercept, ridge: 0.3, standardizes: true)
      let repeated = try regression.fit(x.selecting(rows: rows), Vector(rows.map { y[$0] }))
      let model = try regression.fit(x, y, weights: .frequency(weights))
      let larger = try regression.fit(x, y, weights: .analytic(weights.scaled(by: 8)))
      for ((a, b), c) in zip(zip(model.coefficients, repeated.coefficients), larger.coefficients) {
        #expect(correctDigits(a.estimate, b.estimate!) >= 12 && correctDigits(c.estimate, b.estimate!) >= 12)
      }
    }
  }

  @Test(arguments: LeastSquaresMethod.allCases)
  func analyticWeightsScaleTheVariance(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(40, 3)
    let weights = Self.weights(40)
    // The same as a fit of √w y by √w x and √w without an intercept, on the rows that count.
    let rows = (0..<40).filter { weights[$0] > 0 }
    let roots = Vector(rows.map { weights[$0].squareRoot() })
    let design = x.prependingOnes().selecting(rows: rows).scalingRows(by: roots)
    let target = Vector(rows.map { y[$0] }).multiplyingElements(by: roots)
    let transformed = try LinearRegression(method: .qr, hasIntercept: false).fit(design, target)
    let model = try LinearRegression(method: method).fit(x, y, weights: .analytic(weights))
    let larger = try LinearRegression(method: method).fit(x, y, weights: .analytic(weights.scaled(by: 8)))
    #expect(model.degreesOfFreedom == 26 && transformed.degreesOfFreedom == 26)
    for ((a, b), c) in zip(zip(model.coefficients, transformed.coefficients), larger.coefficients) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 12 && correctDigits(a.standardError, b.standardError!) >= 12)
      #expect(correctDigits(c.estimate, b.estimate!) >= 12 && correctDigits(c.standardError, b.standardError!) >= 12)
    }
    // The densities have a factor √w each.
    let logarithms = rows.reduce(0) { $0 + log(weights[$1]) / 2 }
    #expect(correctDigits(model.logLikelihood, transformed.logLikelihood! + logarithms) >= 12)
  }

  @Test func weightsThatMakeNoSense() throws {
    let (x, y) = Self.problem(10, 2)
    for value in [-1, Double.nan, .infinity] {
      var weights = Vector((0..<10).map { _ in 1.0 })
      weights[4] = value
      do {
        _ = try LinearRegression().fit(x, y, weights: .analytic(weights))
        Issue.record("a fit with the weight \(value)")
      } catch RegressionError.invalidWeight(let row, _) {
        #expect(row == 4)
      }
    }
    #expect(throws: RegressionError.noPositiveWeight) {
      try LinearRegression().fit(x, y, weights: .frequency(.zeros(10)))
    }
    // Two rows that count do not determine three coefficients.
    let two = Vector((0..<10).map { $0 < 2 ? 1.0 : 0 })
    #expect(throws: RegressionError.tooFewWeightedRows(rows: 2, of: 10, coefficients: 3)) {
      try LinearRegression().fit(x, y, weights: .analytic(two))
    }
  }

  // MARK: Columns that depend on each other in decimals

  private static func tenths(_ count: Int, seed: UInt64) -> [Double] {
    LinearRegressionTests.noise(count, seed: seed).map { ($0 * 1000).rounded() / 10 }
  }

  @Test func aSumInDecimals() throws {
    let (a, b) = (Self.tenths(60, seed: 1), Self.tenths(60, seed: 2))
    // As a file has it: the sum rounded to one decimal, not the sum of the doubles.
    let sum = zip(a, b).map { (($0 + $1) * 10).rounded() / 10 }
    try expectDropped(Matrix(columns: [Vector(a), Vector(b), Vector(sum)]), "x3", ["x1", "x2"])
  }

  @Test func sharesOfAHundredPercent() throws {
    let (a, b) = (Self.tenths(60, seed: 3).map(abs), Self.tenths(60, seed: 4).map(abs))
    let rest = zip(a, b).map { ((100 - $0 - $1) * 10).rounded() / 10 }
    try expectDropped(Matrix(columns: [Vector(a), Vector(b), Vector(rest)]), "x3", ["(Intercept)", "x1", "x2"])
  }

  @Test func celsiusAndFahrenheit() throws {
    let celsius = Self.tenths(60, seed: 5)
    let fahrenheit = celsius.map { (($0 * 1.8 + 32) * 100).rounded() / 100 }
    try expectDropped(Matrix(columns: [Vector(celsius), Vector(fahrenheit)]), "x2", ["(Intercept)", "x1"])
  }

  private func expectDropped(_ x: Matrix<Double>, _ name: String, _ reasons: [String]) throws {
    let y = Vector(LinearRegressionTests.noise(x.rowCount, seed: 9))
    let model = try LinearRegression().fit(x, y)
    #expect(model.droppedColumns == [DroppedColumn(name: name, dependsOn: reasons)])
    #expect(model.coefficients.allSatisfy { ($0.estimate?.magnitude ?? 0) < 10 })
    #expect(throws: RegressionError.self) { try LinearRegression(isStrict: true).fit(x, y) }
  }
}
