import Descent
import Foundation
import Testing

@Suite struct NonlinearRegressionTests {
  private static func decay(_ seed: UInt64, rows: Int = 40, noise: Double = 0.05) -> (Matrix<Double>, Vector<Double>) {
    var generator = SeededGenerator(seed: seed)
    let x = (0..<rows).map { Double($0) / 8 }
    let y = x.map { 3 * exp(-0.7 * $0) + 0.5 + noise * Double.random(in: -1...1, using: &generator) }
    return (Matrix(rows: column(x)), Vector(y))
  }

  private static func column(_ x: [Double]) -> [[Double]] { x.map { [$0] } }

  private static let model = NonlinearRegression { x, b in b[0] * exp(-b[1] * x[0]) + b[2] }

  @Test(arguments: 1...5) func linearModelsAreTheSameAsByLinearRegression(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let rows = (0..<30).map { _ in (0..<2).map { _ in Double.random(in: -2...2, using: &generator) } }
    let x = Matrix(rows: rows)
    let y = Vector(rows.map { 1 + 2 * $0[0] - 3 * $0[1] + Double.random(in: -1...1, using: &generator) })
    let linear = try LinearRegression().fit(x, y)
    let slopes: NonlinearRegression.Derivatives = { x, _, d in
      d[0] = 1
      d[1] = x[0]
      d[2] = x[1]
    }
    for derivatives in [slopes, nil] {
      let model = try NonlinearRegression({ x, b in b[0] + b[1] * x[0] + b[2] * x[1] }, derivatives: derivatives)
        .fit(x, y, from: [0, 0, 0])
      for (found, expected) in zip(model.parameters, linear.coefficients) {
        #expect(correctDigits(found.estimate, expected.estimate!) >= 12)
        #expect(correctDigits(found.standardError, expected.standardError!) >= 11)
        #expect(correctDigits(found.pValue, expected.pValue!) >= 8)
        #expect(correctDigits(found.confidenceInterval?.lowerBound, expected.confidenceInterval!.lowerBound) >= 10)
      }
      #expect(correctDigits(model.residualStandardError, linear.residualStandardError!) >= 12)
      #expect(correctDigits(model.aic, linear.aic!) >= 12)
      #expect(correctDigits(model.bic, linear.bic!) >= 12)
      #expect(model.converged && model.warnings.isEmpty)
    }
  }

  @Test func unitsOfTheDataChangeNothing() throws {
    let (x, y) = Self.decay(1)
    let model = try Self.model.fit(x, y, from: [1, 1, 0])
    for exponent in [-900, -40, 40, 900] {
      let unit = Double(sign: .plus, exponent: exponent, significand: 1)
      let scaled = try Self.model.fit(x, y.scaled(by: unit), from: [unit, 1, 0])
      #expect(scaled.converged)
      #expect(correctDigits(scaled.parameters[0].estimate / unit, model.parameters[0].estimate) >= 12)
      #expect(correctDigits(scaled.parameters[1].estimate, model.parameters[1].estimate) >= 12)
      #expect(correctDigits(scaled.parameters[0].standardError! / unit, model.parameters[0].standardError!) >= 10)
      #expect(correctDigits(scaled.residualStandardError! / unit, model.residualStandardError!) >= 12)
    }
  }

  @Test func frequencyWeightsAreRepetitions() throws {
    let (x, y) = Self.decay(2, rows: 12)
    let counts = (0..<12).map { [1, 3, 0, 2][$0 % 4] }
    let rows = counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
    let repeated = try Self.model.fit(
      Matrix(rows: rows.map { [x[$0, 0]] }), Vector(rows.map { y[$0] }), from: [1, 1, 0])
    var spoiled = y
    spoiled[2] = 1e9  // A row without weight does not count, whatever it holds.
    let weighted = try Self.model.fit(
      x, spoiled, from: [1, 1, 0], weights: .frequency(Vector(counts.map(Double.init))))
    #expect(weighted.degreesOfFreedom == repeated.degreesOfFreedom)
    for (a, b) in zip(weighted.parameters, repeated.parameters) {
      #expect(correctDigits(a.estimate, b.estimate) >= 11)
      #expect(correctDigits(a.standardError, b.standardError!) >= 9)
    }
    #expect(correctDigits(weighted.logLikelihood, repeated.logLikelihood!) >= 11)
    // Analytic weights have other degrees of freedom, and σ² is that of weight 1.
    let analytic = try Self.model.fit(x, y, from: [1, 1, 0], weights: .analytic(Vector(counts.map(Double.init))))
    #expect(analytic.degreesOfFreedom == 6)
    #expect(correctDigits(analytic.residualSumOfSquares, repeated.residualSumOfSquares) >= 11)
  }

  @Test func exactDataEndAtThePrecisionFloor() throws {
    let x = (0..<20).map { Double($0) / 4 }
    let y = x.map { 2 * exp(-1.5 * $0) + 0.25 }
    let model = try Self.model.fit(Matrix(rows: Self.column(x)), y, from: [1, 1, 0])
    #expect(model.converged)
    #expect(zip(model.estimates, [2, 1.5, 0.25]).allSatisfy { correctDigits($0, $1) >= 14 })
    #expect(model.warnings.contains { $0.contains("exact to rounding") })
  }

  /// Residuals (θ + 1, λθ² + θ − 1): Gauss and Newton's iteration multiplies the distance from 0 by λ (Dennis, Schnabel 1983).
  @Test(arguments: [-0.9, -3, -20, 0.9]) func minimaFromWhichGaussNewtonFlees(_ lambda: Double) throws {
    let regression = NonlinearRegression { x, b in
      x[0] == 0 ? b[0] + 1 : lambda * b[0] * b[0] + b[0] - 1
    } derivatives: { x, b, d in
      d[0] = x[0] == 0 ? 1 : 2 * lambda * b[0] + 1
    }
    let model = try regression.fit([[0.0], [1.0]], [0, 0], from: [0.02])
    #expect(model.converged, "\(model.termination.message)")
    #expect(model.parameters[0].estimate.magnitude <= 1e-14)
  }

  @Test func correlationAndCovariance() throws {
    let (x, y) = Self.decay(3)
    let model = try Self.model.fit(x, y, from: [1, 1, 0])
    let (covariance, correlation) = (try #require(model.covariance), try #require(model.correlation))
    for i in 0..<3 {
      #expect(correlation[i, i] == 1)
      #expect(correctDigits(covariance[i, i].squareRoot(), model.parameters[i].standardError!) >= 13)
      for j in 0..<3 { #expect(correlation[i, j].magnitude <= 1 && correlation[i, j] == correlation[j, i]) }
    }
    #expect(model.predict(x) == model.fittedValues)
    #expect(model["b2"]?.estimate == model.parameters[1].estimate)
  }

  // MARK: Bounds

  @Test func boundsThatHoldNothingChangeNothing() throws {
    let (x, y) = Self.decay(4)
    let free = try Self.model.fit(x, y, from: [1, 1, 0])
    var regression = Self.model
    regression.bounds = Box(lower: [0, 0, -.infinity], upper: [100, 10, .infinity])
    let bounded = try regression.fit(x, y, from: [1, 1, 0])
    for (a, b) in zip(bounded.parameters, free.parameters) {
      #expect(correctDigits(a.estimate, b.estimate) >= 12 && !a.isAtBound)
      #expect(correctDigits(a.standardError, b.standardError!) >= 10)
    }
  }

  @Test(arguments: [true, false]) func aParameterAtABoundCountsAsKnown(_ startsThere: Bool) throws {
    let (x, y) = Self.decay(5)
    var regression = Self.model
    regression.bounds = Box(lower: [0, 0.9, -10], upper: [10, 5, 10])
    let bounded = try regression.fit(x, y, from: [1, startsThere ? 0.9 : 4, 0])
    let known = try NonlinearRegression { x, b in b[0] * exp(-0.9 * x[0]) + b[1] }.fit(x, y, from: [1, 0])
    #expect(bounded.converged)
    #expect(bounded.parameters[1].estimate == 0.9 && bounded.parameters[1].isAtBound)
    #expect(bounded.parameters[1].standardError == nil)
    for (a, b) in [(0, 0), (2, 1)] {
      #expect(correctDigits(bounded.parameters[a].estimate, known.parameters[b].estimate) >= 11)
      #expect(correctDigits(bounded.parameters[a].standardError, known.parameters[b].standardError!) >= 9)
    }
    #expect(bounded.degreesOfFreedom == known.degreesOfFreedom)
    #expect(bounded.warnings.contains { $0.contains("b2 ended at a bound") })
  }

  @Test func leavesABoundAndKeepsAFixedParameter() throws {
    let (x, y) = Self.decay(6)
    var regression = Self.model
    regression.bounds = Box(lower: [0, 0, 0.5], upper: [.infinity, .infinity, 0.5])
    let model = try regression.fit(x, y, from: [0, 0, 0.5])
    #expect(model.converged)
    #expect(model.parameters[2].estimate == 0.5 && model.parameters[2].isAtBound)
    #expect(abs(model.parameters[0].estimate - 3) < 0.1 && abs(model.parameters[1].estimate - 0.7) < 0.05)
  }

  /// The sum of squares of a bounded fit is the least on a grid in the box.
  @Test(arguments: 1...4) func noPointOfTheBoxIsBetter(_ seed: Int) throws {
    let (x, y) = Self.decay(UInt64(seed))
    var regression = NonlinearRegression { x, b in b[0] * exp(-b[1] * x[0]) }
    regression.bounds = Box(lower: [0, 0.8], upper: [2.5, 3])
    let model = try regression.fit(x, y, from: [0.1, 2])
    for i in 0...20 {
      for j in 0...20 {
        let (a, b) = (2.5 * Double(i) / 20, 0.8 + 2.2 * Double(j) / 20)
        let sum = y.indices.reduce(0) { sum, i in
          let r = y[i] - a * exp(-b * x[i, 0])
          return sum + r * r
        }
        #expect(model.residualSumOfSquares <= sum * (1 + 1e-12))
      }
    }
  }

  // MARK: What may go wrong

  @Test func stepsToWhereTheModelIsNotFiniteAreShortened() throws {
    // √(b₁ − x) is defined for b₁ ≥ 3 only, and the whole step from the start leads below that.
    let x = (0..<31).map { Double($0) / 10 }
    let y = x.map { (3.0625 - $0).squareRoot() }
    let model = try NonlinearRegression { x, b in (b[0] - x[0]).squareRoot() }
      .fit(Matrix(rows: Self.column(x)), y, from: [60])
    #expect(model.converged)
    #expect(correctDigits(model.parameters[0].estimate, 3.0625) >= 13)
  }

  @Test func parametersThatCannotBeToldApartAreNamed() throws {
    let (x, y) = Self.decay(7)
    let slopes: NonlinearRegression.Derivatives = { x, b, d in
      let e = exp(-b[2] * x[0])
      d[0] = b[1] * e
      d[1] = b[0] * e
      d[2] = -b[0] * b[1] * x[0] * e
    }
    for derivatives in [slopes, nil] {
      let regression = NonlinearRegression({ x, b in b[0] * b[1] * exp(-b[2] * x[0]) }, derivatives: derivatives)
      let model = try regression.fit(x, y, from: [1, 2, 1], names: ["height", "gain", "rate"])
      #expect(model.converged)
      #expect(model.warnings.contains { $0.contains("height and gain separately") }, "\(model.warnings)")
      #expect(model["height"]?.standardError == nil && model["gain"]?.standardError == nil)
      #expect(model.covariance == nil && model.conditionNumber == .infinity)
      // What is determined has its standard error all the same.
      let plain = try NonlinearRegression { x, b in b[0] * exp(-b[1] * x[0]) }.fit(x, y, from: [1, 1])
      #expect(correctDigits(model["rate"]?.estimate, plain["b2"]!.estimate) >= 10)
      #expect(correctDigits(model["rate"]?.standardError, plain["b2"]!.standardError!) >= 8)
      #expect(model.degreesOfFreedom == plain.degreesOfFreedom)
    }
  }

  @Test func aParameterWithoutEffectIsNamed() throws {
    let (x, y) = Self.decay(8)
    let model = try NonlinearRegression { x, b in b[0] * exp(-b[1] * x[0]) + b[2] }.fit(
      x, y, from: [1, 1, 0], names: ["a", "b", "c"])
    #expect(model.warnings.isEmpty)
    let idle = try NonlinearRegression { x, b in b[0] * exp(-b[1] * x[0]) + 0 * b[2] }.fit(
      x, y, from: [1, 1, 0], names: ["a", "b", "c"])
    #expect(idle.warnings.contains { $0.contains("c: it changes no fitted value") }, "\(idle.warnings)")
  }

  @Test func aModelThatRunsAwaySaysSo() throws {
    // The larger b₂, the better: y does not rise.
    let x = (1...10).map { Double($0) }
    let y = x.map { 5 + ($0.truncatingRemainder(dividingBy: 2)) }
    let model = try NonlinearRegression { x, b in b[0] * (1 - exp(-b[1] * x[0])) }
      .fit(Matrix(rows: Self.column(x)), y, from: [1, 1])
    guard case .plateau(let parameters) = model.termination else {
      Issue.record("\(model.termination)")
      return
    }
    #expect(parameters == ["b2"] && !model.converged)
    #expect(model.warnings.first == model.termination.message)
  }

  @Test func wrongDerivativesAreNoticed() throws {
    let (x, y) = Self.decay(9)
    let model = try NonlinearRegression { x, b in
      b[0] * exp(-b[1] * x[0])
    } derivatives: { x, b, d in
      d[0] = exp(-b[1] * x[0])
      d[1] = -b[0] * x[0] * d[0] * 1.01
    }.fit(x, y, from: [1, 1])
    #expect(model.warnings.contains { $0.contains("derivatives with respect to b2 differ") })
  }

  @Test func aLimitOfIterationsIsNoConvergence() throws {
    let (x, y) = Self.decay(10)
    var regression = Self.model
    regression.maximumIterations = 2
    let model = try regression.fit(x, y, from: [100, 0.01, 0])
    guard case .iterationLimit(2, _) = model.termination else {
      Issue.record("\(model.termination)")
      return
    }
    #expect(!model.converged && model.warnings.contains(model.termination.message))
  }

  @Test func asManyParametersAsRows() throws {
    let model = try Self.model.fit([[0.0], [1.0], [2.0]], [3, 1, 0.5], from: [1, 1, 0])
    #expect(model.degreesOfFreedom == 0 && model.residualStandardError == nil)
    #expect(model.parameters.allSatisfy { $0.standardError == nil && $0.confidenceInterval == nil })
    #expect(model.warnings.contains { $0.contains("as many parameters as observations") })
  }

  @Test func badInputIsRefusedWithItsPlace() throws {
    let (x, y) = Self.decay(11, rows: 6)
    func message(_ body: () throws -> NonlinearModel) -> String {
      do { _ = try body() } catch { return "\(error)" }
      return ""
    }
    var spoiled = y
    spoiled[2] = .nan
    #expect(
      message { try Self.model.fit(x, spoiled, from: [1, 1, 0]) }.contains(
        "y has 1 non-finite value, the first in row 3"))
    var features = x
    features[4, 0] = .infinity
    #expect(
      message { try Self.model.fit(features, y, from: [1, 1, 0]) }.contains(
        "x1 has 1 non-finite value, the first in row 5"))
    #expect(message { try Self.model.fit(x, y, from: []) }.contains("no parameters"))
    #expect(message { try Self.model.fit(x, y, from: [1, .nan, 0]) }.contains("The start of b2 is nan"))
    #expect(message { try Self.model.fit(x, y, from: [1, -2000, 0]) }.contains("The model is inf in row"))
    #expect(
      message { try NonlinearRegression { x, b in b[0] }.fit([[0.0]], [1], from: [1, 2]) }.contains(
        "1 row cannot determine 2 parameters"))
    #expect(
      message {
        try NonlinearRegression(
          { x, b in b[0].squareRoot() }, derivatives: { _, b, d in d[0] = 0.5 / b[0].squareRoot() }
        )
        .fit(x, y, from: [0])
      }.contains("with respect to b1 is not finite in row 1"))
    #expect(message { try Self.model.fit(x, y, from: [1, 1, 0], weights: .analytic(.zeros(6))) }.contains("weight"))
    #expect(
      message { try Self.model.fit(x, y, from: [1, 1, 0], weights: .analytic([1, -1, 1, 1, 1, 1])) }.contains("row 2"))
    var regression = Self.model
    regression.bounds = Box(lower: [0, 0, 0], upper: [1, 0.5, 1])
    #expect(
      message { try regression.fit(x, y, from: [1, 1, 0]) }.contains(
        "The start of b2 is 1.0, outside of its bounds 0.0 and 0.5"))
    regression.bounds = Box(lower: [0, 2, 0], upper: [1, 0.5, 1])
    #expect(message { try regression.fit(x, y, from: [1, 1, 0]) }.contains("The bounds of b2"))
    regression.bounds = Box(lower: [0], upper: [1])
    #expect(
      message { try regression.fit(x, y, from: [1, 1, 0]) }.contains("1 lower and 1 upper bounds for 3 parameters"))
    for change: (inout NonlinearRegression) -> Void in [
      { $0.level = 1 }, { $0.tolerance = 0 }, { $0.tolerance = .nan }, { $0.maximumIterations = 0 },
      { $0.initialRadius = .nan },
    ] {
      var regression = Self.model
      change(&regression)
      #expect(throws: RegressionError.self) { try regression.fit(x, y, from: [1, 1, 0]) }
    }
  }
}
