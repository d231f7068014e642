import Descent
import Foundation
import Testing

@Suite struct LinearRegressionTests {
  static let methods = LeastSquaresMethod.allCases

  /// Deterministic numbers in (−1, 1).
  static func noise(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state) >> 11) / 0x1p52
    }
  }

  static func problem(_ n: Int, _ p: Int, seed: UInt64 = 1) -> (x: Matrix<Double>, y: Vector<Double>) {
    let x = Matrix<Double>(n, p, noise(n * p, seed: seed))
    let beta = Vector((0..<p).map { Double($0) - 1.5 })
    return (x, (x * beta).adding(Vector(noise(n, seed: seed + 1)), scaledBy: 0.1))
  }

  // MARK: Worked examples

  @Test(arguments: methods)
  func lineThroughFourPoints(_ method: LeastSquaresMethod) throws {
    let model = try LinearRegression(method: method).fit([[1], [2], [3], [4]], [2.0, 4, 5, 4])
    #expect(correctDigits(model["x1"]?.estimate, 0.7) >= 14)
    #expect(correctDigits(model["(Intercept)"]?.estimate, 2) >= 14)
  }

  @Test(arguments: methods)
  func fiftyPointsNearALine(_ method: LeastSquaresMethod) throws {
    let table = try Fixtures.table("line.csv")
    let model = try LinearRegression(method: method).fit(table, target: "y")
    #expect(abs(model.coefficients[0].estimate! - 0.41451949) < 5e-9)
    #expect(abs(model.coefficients[1].estimate! - 2.01509501) < 5e-9)
    let x = try table.matrix(columns: ["x"]).prependingOnes()
    let y = try table["y"]
    let loss = try LeastSquares(x, y)
    let eigenvalues = try SymmetricEigendecomposition.eigenvalues(of: loss.hessian())
    #expect(abs(eigenvalues[0] - 1.87489564) < 5e-9 && abs(eigenvalues[1] - 2.63503873) < 5e-9)
    let descent = try GradientDescent(step: .constant(0.1)).minimize(loss, until: .iterations(200))
    for (a, b) in zip(descent.minimizer, model.coefficients) { #expect(abs(a - b.estimate!) < 1e-10) }
  }

  // MARK: Properties

  @Test(arguments: methods)
  func residualsAreOrthogonalToTheColumns(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(200, 6)
    let model = try LinearRegression(method: method).fit(x, y)
    var gradient = Vector<Double>.zeros(6)
    multiply(x.view.transposed, by: model.residuals.view, into: &gradient)
    #expect(gradient.maximumMagnitude() < 1e-12)
    #expect(abs(model.residuals.sum()) < 1e-12)
    #expect(model.fittedValues.adding(model.residuals).isClose(to: y, relativeTolerance: 1e-14))
    #expect(model.residuals.dot(model.residuals).isApproximatelyEqual(to: model.residualSumOfSquares))
  }

  @Test(arguments: methods)
  func powersOfTwoChangeNothingButExponents(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(60, 4)
    let base = try LinearRegression(method: method).fit(x, y)
    for (column, exponent) in [(0, 40), (1, -30), (2, 300), (3, -300)] {
      var scaled = x
      let factor = Double(sign: .plus, exponent: exponent, significand: 1)
      for i in 0..<60 { scaled[i, column] *= factor }
      let model = try LinearRegression(method: method).fit(scaled, y)
      for (j, (a, b)) in zip(base.coefficients, model.coefficients).enumerated() {
        let scale = j == column + 1 ? factor : 1
        #expect(a.estimate! == b.estimate! * scale && a.standardError! == b.standardError! * scale)
        #expect(a.statistic == b.statistic && a.pValue == b.pValue)
      }
      #expect(base.rSquared == model.rSquared && base.conditionNumber == model.conditionNumber)
    }
  }

  @Test func sameBitsForAnyNumberOfThreads() throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let (x, y) = Self.problem(20_000, 12)
    for method in [LeastSquaresMethod.cholesky, .qr] {
      let models = try [1, 2, 3, 5].map { threads in
        Parallelism.threadCount = threads
        return try LinearRegression(method: method).fit(x, y)
      }
      for model in models { #expect(model.coefficients == models[0].coefficients) }
    }
  }

  @Test(arguments: methods)
  func predictionIntervalsFollowTheLeverage(_ method: LeastSquaresMethod) throws {
    let truth = try Fixtures.reference("stackloss")
    let table = try Fixtures.table("stackloss.csv")
    let model = try LinearRegression(method: method).fit(table, target: "stackloss")
    let x = try table.matrix(columns: model.predictor.terms.columns)
    let confidence = try model.predictor.predict(x, interval: .confidence, level: 0.9)
    let prediction = try model.predictor.predict(x, interval: .prediction, level: 0.9)
    let quantile = StudentT(degreesOfFreedom: 17).upperQuantile(0.05)
    let sigma = Double(truth.sigma)!
    for (i, leverage) in truth.leverage.map({ Double($0)! }).enumerated() {
      let half = quantile * sigma * leverage.squareRoot()
      #expect(abs(confidence[i].upper! - confidence[i].fit - half) < 1e-9 * half)
      let wide = quantile * sigma * (1 + leverage).squareRoot()
      #expect(abs(prediction[i].fit - prediction[i].lower! - wide) < 1e-9 * wide)
      #expect(abs(confidence[i].fit - model.fittedValues[i]) < 1e-9)
    }
  }

  @Test func predictorSurvivesEncoding() throws {
    let (x, y) = Self.problem(40, 3)
    let model = try LinearRegression().fit(x, y)
    let data = try JSONEncoder().encode(model.predictor)
    let decoded = try JSONDecoder().decode(LinearPredictor.self, from: data)
    #expect(decoded == model.predictor)
    #expect(try decoded.predict(x) == model.predict(x))
  }

  // MARK: Rank

  @Test(arguments: [LeastSquaresMethod.auto, .qr])
  func dependentColumnsAreNamed(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(50, 3)
    let sum = x.column(0).adding(x.column(2))
    let model = try LinearRegression(method: method).fit(
      x.insertingColumn(sum, at: 3), y, names: ["a", "b", "c", "d"])
    #expect(model.droppedColumns == [DroppedColumn(name: "d", dependsOn: ["a", "c"])])
    #expect(model.rank == 4 && model["d"]?.estimate == nil)
    #expect(model.warnings.contains("dropped: d is a linear combination of a, c"))
    let without = try LinearRegression(method: method).fit(x, y, names: ["a", "b", "c"])
    for name in ["(Intercept)", "a", "b", "c"] {
      #expect(correctDigits(model[name]?.estimate, without[name]!.estimate!) >= 12)
      #expect(correctDigits(model[name]?.standardError, without[name]!.standardError!) >= 12)
    }
    #expect(throws: RegressionError.rankDeficient(dropped: model.droppedColumns)) {
      try LinearRegression(method: method, isStrict: true).fit(
        x.insertingColumn(sum, at: 3), y, names: ["a", "b", "c", "d"])
    }
  }

  @Test func constantColumnBesideAnIntercept() throws {
    let (x, y) = Self.problem(30, 2)
    let model = try LinearRegression().fit(
      x.insertingColumn(Vector(repeating: 7, count: 30), at: 1), y, names: ["a", "seven", "b"])
    #expect(model.droppedColumns == [DroppedColumn(name: "seven", dependsOn: ["(Intercept)"])])
  }

  @Test func duplicateAndZeroColumns() throws {
    let (x, y) = Self.problem(30, 2)
    let wide = x.insertingColumn(x.column(0), at: 2).insertingColumn(.zeros(30), at: 3)
    let model = try LinearRegression().fit(wide, y, names: ["a", "b", "copy", "nothing"])
    #expect(
      model.droppedColumns == [
        DroppedColumn(name: "copy", dependsOn: ["a"]), DroppedColumn(name: "nothing", dependsOn: []),
      ])
    #expect(model.droppedColumns[1].description == "nothing is zero in every row")
  }

  @Test func choleskyRefusesDependentColumns() throws {
    let (x, y) = Self.problem(30, 2)
    #expect(throws: RegressionError.choleskyFailed) {
      try LinearRegression(method: .cholesky, hasIntercept: false).fit(x.insertingColumn(.zeros(30), at: 2), y)
    }
  }

  @Test func minimumNorm() throws {
    let model = try LinearRegression(hasIntercept: false, minimumNorm: true).fit([[1, 2, 3], [4, 5, 6]], [1.0, 2])
    for (coefficient, expected) in zip(model.coefficients, [-1.0 / 18, 1.0 / 9, 5.0 / 18]) {
      #expect(abs(coefficient.estimate! - expected) < 1e-14)
      #expect(coefficient.standardError == nil)
    }
    #expect(model.warnings.contains { $0.contains("least norm") })
  }

  @Test func tooFewRows() throws {
    #expect(throws: RegressionError.tooFewRows(rows: 2, coefficients: 4)) {
      try LinearRegression().fit([[1, 2, 3], [4, 5, 6]], [1.0, 2])
    }
    let message = RegressionError.tooFewRows(rows: 2, coefficients: 4).description
    #expect(message.contains("--ridge") && message.contains("--minimum-norm"))
  }

  @Test func asManyRowsAsCoefficients() throws {
    let model = try LinearRegression().fit([[1], [2]], [3.0, 7])
    #expect(correctDigits(model["x1"]?.estimate, 4) >= 14)
    #expect(model.degreesOfFreedom == 0 && model.residualStandardError == nil)
    #expect(model.coefficients.allSatisfy { $0.standardError == nil })
  }

  @Test func constantTarget() throws {
    let (x, _) = Self.problem(20, 2)
    let model = try LinearRegression().fit(x, Vector(repeating: 4, count: 20))
    #expect(model.rSquared == nil && model.fStatistic == nil)
    #expect(correctDigits(model["(Intercept)"]?.estimate, 4) >= 14)
  }

  @Test func interceptAlone() throws {
    let model = try LinearRegression().fit(.zeros(4, 0), [1.0, 2, 3, 6])
    #expect(correctDigits(model["(Intercept)"]?.estimate, 3) >= 15)
    #expect(correctDigits(model.residualStandardError, (14.0 / 3).squareRoot()) >= 14)
    #expect(throws: RegressionError.noTerms) {
      try LinearRegression(hasIntercept: false).fit(.zeros(4, 0), [1.0, 2, 3, 6])
    }
  }

  // MARK: Ridge

  @Test(arguments: methods)
  func ridgeSolvesItsNormalEquations(_ method: LeastSquaresMethod) throws {
    let (x, y) = Self.problem(40, 3)
    let lambda = 0.7
    let model = try LinearRegression(method: method, ridge: lambda).fit(x, y)
    // The gradient −(2/n)Xᵀr + λDβ vanishes, the intercept not penalized.
    let design = x.prependingOnes()
    var gradient = Vector<Double>.zeros(4)
    multiply(design.view.transposed, by: model.residuals.view, into: &gradient, scale: -2.0 / 40)
    for j in 1..<4 { gradient[j] += lambda * model.coefficients[j].estimate! }
    #expect(gradient.maximumMagnitude() < 1e-13)
    #expect(model.coefficients.allSatisfy { $0.standardError == nil })
    #expect(model.warnings.contains { $0.contains("ridge") })
  }

  @Test func ridgeMakesManyColumnsPossible() throws {
    let (x, y) = Self.problem(5, 8)
    let model = try LinearRegression(ridge: 0.1).fit(x, y)
    #expect(model.coefficients.allSatisfy { $0.estimate!.isFinite } && model.droppedColumns.isEmpty)
  }

  @Test func standardizedRidgeDoesNotDependOnUnits() throws {
    let (x, y) = Self.problem(40, 3)
    let regression = LinearRegression(ridge: 0.3, standardizes: true)
    let model = try regression.fit(x, y)
    let other = try regression.fit(x.scalingColumns(by: [1000, 1, 0.01]).addingToEachRow([5, -3, 1]), y)
    for (j, factor) in [1000, 1, 0.01].enumerated() {
      #expect(
        correctDigits(other.coefficients[j + 1].estimate! * factor, model.coefficients[j + 1].estimate!) >= 10)
    }
    #expect(other.fittedValues.isClose(to: model.fittedValues, relativeTolerance: 1e-9, absoluteTolerance: 1e-9))
  }

  @Test func ridgeAgreesWithDescentOnTheSameLoss() throws {
    let (x, y) = Self.problem(60, 4)
    let model = try LinearRegression(ridge: 0.5).fit(x, y)
    let loss = try LeastSquares(x.prependingOnes(), y, ridge: 0.5, penalized: .allButFirst)
    let run = try GradientDescent(step: .optimal).minimize(loss, until: .relativeGradientNorm(below: 1e-13))
    for (a, b) in zip(run.minimizer, model.coefficients) { #expect(abs(a - b.estimate!) < 1e-11) }
  }

  // MARK: Refusals

  @Test func nonFiniteValuesAreNamed() {
    #expect {
      try LinearRegression().fit(
        [[1, 2], [3, .nan], [.infinity, 1], [2, .nan]], [1.0, 2, 3, 4], names: ["a", "b"])
    } throws: {
      "\($0)".hasPrefix("b has 2 non-finite values, the first in row 2: nan")
    }
    #expect {
      try LinearRegression().fit([[1], [2], [3]], [1.0, .infinity, 2], target: "speed")
    } throws: {
      "\($0)".hasPrefix("speed has 1 non-finite value, the first in row 2: inf")
    }
  }

  @Test func senselessSettingsAreRefused() {
    for regression in [
      LinearRegression(ridge: -1), LinearRegression(ridge: .nan), LinearRegression(level: 1),
      LinearRegression(level: 0),
    ] {
      #expect(throws: RegressionError.self) { try regression.fit([[1], [2], [3]], [1.0, 2, 2]) }
    }
  }

  @Test func shapesThatDoNotFitTrap() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = try LinearRegression().fit([[1], [2], [3]], [1.0, 2])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("3×1") && message.contains("2 elements"))
  }
}

extension Double {
  fileprivate func isApproximatelyEqual(to other: Double) -> Bool { abs(self - other) <= 1e-13 * abs(other) }
}
