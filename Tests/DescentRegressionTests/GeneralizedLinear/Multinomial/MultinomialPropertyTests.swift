import Descent
import DescentLinearAlgebra
import Foundation
import Testing

/// What holds for all multinomial models.
@Suite(.serialized)
struct MultinomialPropertyTests {
  /// Rows with classes that overlap, from a seed.
  static func data(_ rows: Int, _ columns: Int, classes: Int, seed: UInt64) -> (x: Matrix<Double>, codes: [Int]) {
    var generator = SeededGenerator(seed: seed)
    let x = Matrix<Double>(
      rows, columns, (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
    let codes = (0..<rows).map { row -> Int in
      let values = (0..<classes).map { k -> Double in
        exp((0..<columns).reduce(0.2 * Double(k)) { $0 + x[row, $1] * cos(Double(3 * k + $1)) })
      }
      var u = Double.random(in: 0..<1, using: &generator) * values.reduce(0, +)
      return values.firstIndex {
        u -= $0
        return u < 0
      } ?? 0
    }
    return (x, codes)
  }

  /// With two classes it is logistic regression, to the digits.
  @Test(arguments: [(60, 2), (3000, 4)])
  func twoClassesAreBinomial(_ shape: (Int, Int)) throws {
    let (x, codes) = Self.data(shape.0, shape.1, classes: 2, seed: 5)
    let weights = ObservationWeights.frequency(Vector((0..<shape.0).map { Double($0 % 3 + 1) }))
    let model = try MultinomialRegression().fit(x, codes, weights: weights)
    let logistic = try GeneralizedLinearRegression.logistic.fit(x, codes.map(Double.init), weights: weights)
    for (found, expected) in zip(model["1"]!.coefficients, logistic.coefficients) {
      #expect(correctDigits(found.estimate, expected.estimate!) >= 14)
      #expect(correctDigits(found.standardError, expected.standardError!) >= 14)
      #expect(correctDigits(found.statistic, expected.statistic!) >= 13)
      #expect(correctDigits(found.pValue, expected.pValue!) >= 12)
      #expect(correctDigits(found.confidenceInterval?.upperBound, expected.confidenceInterval!.upperBound) >= 13)
    }
    #expect(correctDigits(model.deviance, logistic.deviance) >= 13)
    #expect(correctDigits(model.nullDeviance, logistic.nullDeviance!) >= 13)
    #expect(correctDigits(model.pearsonChiSquared, logistic.pearsonChiSquared) >= 13)
    #expect(correctDigits(model.logLikelihood, logistic.logLikelihood!) >= 13)
    #expect(correctDigits(model.aic, logistic.aic!) >= 13)
    #expect(correctDigits(model.bic, logistic.bic!) >= 13)
    #expect(model.degreesOfFreedom == logistic.degreesOfFreedom)
    let new = x.selecting(rows: [0, 1, 2])
    let found = try model.predictor.probabilities(new, level: 0.9)
    for (own, expected) in zip(found, try logistic.predictor.predict(new, level: 0.9)) {
      #expect(correctDigits(own[1].probability, expected.fit) >= 13)
      #expect(correctDigits(own[1].standardError, expected.standardError) >= 12)
      #expect(correctDigits(own[1].lower, expected.lower) >= 12)
      #expect(correctDigits(own[1].upper, expected.upper) >= 12)
      #expect(correctDigits(own[0].lower, 1 - own[1].upper) >= 12)
    }
  }

  @Test func twoColumnsOfCountsAreBinomial() throws {
    let killed: Vector<Double> = [6, 13, 18, 28, 52, 53, 61, 60]
    let trials: Vector<Double> = [59, 60, 62, 56, 63, 59, 62, 60]
    let dose = Matrix(column: Vector([1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839]))
    let model = try MultinomialRegression().fit(
      dose, .counts(Matrix(columns: [trials.subtracting(killed), killed]), classes: ["alive", "killed"]))
    let logistic = try GeneralizedLinearRegression.logistic.fit(dose, .successes(killed, trials: trials))
    for (found, expected) in zip(model["killed"]!.coefficients, logistic.coefficients) {
      #expect(correctDigits(found.estimate, expected.estimate!) >= 14)
      #expect(correctDigits(found.standardError, expected.standardError!) >= 14)
    }
    #expect(correctDigits(model.deviance, logistic.deviance) >= 13)
    #expect(correctDigits(model.pearsonChiSquared, logistic.pearsonChiSquared) >= 13)
    #expect(correctDigits(model.logLikelihood, logistic.logLikelihood!) >= 13)
    #expect(correctDigits(model.bic, logistic.bic!) >= 13)
  }

  /// Xᵀu = 0 at the estimates for each class, to rounding, and residuals add up to the figures of the fit.
  @Test(arguments: [(50, 1, 3), (300, 4, 5), (2500, 3, 3)])
  func scoresVanish(_ shape: (Int, Int, Int)) throws {
    let (x, codes) = Self.data(shape.0, shape.1, classes: shape.2, seed: UInt64(shape.0))
    let model = try MultinomialRegression().fit(x, codes)
    #expect(model.converged && model.warnings.isEmpty)
    let residuals = model.residuals(.response)
    for k in 0..<shape.2 {
      let own = residuals.column(k)
      #expect(own.sum().magnitude < 1e-11 * Double(shape.0))
      for column in 0..<shape.1 { #expect(x.column(column).dot(own).magnitude < 1e-11 * Double(shape.0)) }
    }
    for (kind, figure) in [
      (MultinomialModel.ResidualKind.pearson, model.pearsonChiSquared), (.deviance, model.deviance),
    ] {
      let squares = model.residuals(kind).withUnsafeBufferPointer { $0.reduce(0) { $0 + $1 * $1 } }
      #expect(correctDigits(squares, figure) >= 12)
    }
    #expect(
      (model.probabilities.rowSums().withUnsafeBufferPointer { $0.allSatisfy { ($0 - 1).magnitude < 1e-15 * 4 } }))
    let confusion = try #require(model.confusionMatrix)
    #expect(confusion.counts.sum() == Double(shape.0))
  }

  /// Another reference is the same model in other words.
  @Test(arguments: [0, 0.05])
  func theReferenceDoesNotMatter(_ ridge: Double) throws {
    let (x, codes) = Self.data(200, 3, classes: 4, seed: 8)
    let first = try MultinomialRegression(ridge: ridge).fit(x, codes)
    let other = try MultinomialRegression(referenceClass: "2", ridge: ridge).fit(x, codes)
    #expect(first.classes == ["0", "1", "2", "3"] && other.classes == ["2", "0", "1", "3"])
    #expect(other.referenceClass == "2" && other["2"] == nil)
    #expect(correctDigits(first.deviance, other.deviance) >= 13)
    #expect((first.conditionNumber == nil) == (ridge > 0))
    for row in 0..<20 {
      for (k, name) in first.classes.enumerated() {
        let place = other.classes.firstIndex(of: name)!
        #expect(correctDigits(other.probabilities[row, place], first.probabilities[row, k]) >= 13)
      }
    }
    for j in 0...3 {
      let difference = first["3"]!.coefficients[j].estimate! - first["2"]!.coefficients[j].estimate!
      #expect((other["3"]!.coefficients[j].estimate! - difference).magnitude < 1e-13)
      if ridge == 0 {
        let inverse = other["0"]!.coefficients[j].standardError!
        #expect(correctDigits(inverse, first["2"]!.coefficients[j].standardError!) >= 13)
      }
    }
  }

  /// Rows of one observation each, and these counted together, are the same model.
  @Test func groupingRowsChangesNothing() throws {
    let (_, codes) = Self.data(120, 1, classes: 3, seed: 3)
    let group = (0..<120).map { Double($0 % 4) }
    let single = try MultinomialRegression().fit(Matrix(column: Vector(group)), codes)
    var counts = Matrix<Double>.zeros(4, 3)
    for (value, code) in zip(group, codes) { counts[Int(value), code] += 1 }
    let grouped = try MultinomialRegression().fit(
      Matrix(column: [0, 1, 2, 3]), .counts(counts, classes: ["0", "1", "2"]))
    for (a, b) in zip(single.coefficients.flatMap(\.coefficients), grouped.coefficients.flatMap(\.coefficients)) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 13)
      #expect(correctDigits(a.standardError, b.standardError!) >= 13)
    }
    #expect(correctDigits(single.mcFaddenRSquared, grouped.mcFaddenRSquared!) >= 11)
    #expect(
      correctDigits(single.likelihoodRatioTest?.statistic, grouped.likelihoodRatioTest!.statistic) >= 11)
    #expect(grouped.confusionMatrix == nil && grouped.degreesOfFreedom == 4)
  }

  @Test func weightsRepeatRows() throws {
    let (x, codes) = Self.data(60, 2, classes: 3, seed: 21)
    let counts = (0..<60).map { $0 % 4 }
    let weighted = try MultinomialRegression().fit(x, codes, weights: .frequency(Vector(counts.map(Double.init))))
    let rows = counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) }
    let repeated = try MultinomialRegression().fit(x.selecting(rows: rows), rows.map { codes[$0] })
    for (a, b) in zip(weighted.coefficients.flatMap(\.coefficients), repeated.coefficients.flatMap(\.coefficients)) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 13)
      #expect(correctDigits(a.standardError, b.standardError!) >= 13)
    }
    #expect(correctDigits(weighted.bic, repeated.bic!) >= 13)
    #expect(weighted.degreesOfFreedom == repeated.degreesOfFreedom)
  }

  /// Weights in another unit change standard errors by its root, and no estimate.
  @Test(arguments: [0x1p-1000, 0x1p-41, 0x1p66, 0x1p1000])
  func unitsOfWeightsDoNotMatter(_ unit: Double) throws {
    let (x, codes) = Self.data(50, 2, classes: 3, seed: 12)
    let weights = Vector((0..<50).map { 1 + 0.1 * Double($0 % 7) })
    let plain = try MultinomialRegression().fit(x, codes, weights: .analytic(weights))
    let scaled = try MultinomialRegression().fit(x, codes, weights: .analytic(weights.scaled(by: unit)))
    for (a, b) in zip(plain.coefficients.flatMap(\.coefficients), scaled.coefficients.flatMap(\.coefficients)) {
      #expect(a.estimate == b.estimate)
      #expect(correctDigits(b.standardError! * unit.squareRoot(), a.standardError!) >= 15)
    }
    #expect(scaled.deviance == plain.deviance * unit && scaled.iterations == plain.iterations)
    #expect(scaled.confusionMatrix!.counts == plain.confusionMatrix!.counts.scaled(by: unit))
  }

  @Test func interceptsAloneAreTheShares() throws {
    let model = try MultinomialRegression().fit(Matrix<Double>.zeros(8, 0), [0, 1, 1, 2, 0, 0, 2, 0])
    #expect(correctDigits(model["1"]?["(Intercept)"]?.estimate, log(0.5)) >= 15)
    #expect(correctDigits(model["2"]?["(Intercept)"]?.standardError, (1 / 4.0 + 1 / 2.0).squareRoot()) >= 15)
    #expect(model.likelihoodRatioTest == nil && model.mcFaddenRSquared!.magnitude < 1e-15)
    #expect(try model.predictor.probabilities(Matrix<Double>.zeros(1, 0), level: 0.9)[0].count == 3)
  }

  @Test(arguments: [(5000, 6, 4), (700, 30, 3)])
  func threadsChangeNoBit(_ shape: (Int, Int, Int)) throws {
    let (x, codes) = Self.data(shape.0, shape.1, classes: shape.2, seed: 9)
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let models = try [1, 2, 5].map { threads in
      Parallelism.threadCount = threads
      return try MultinomialRegression().fit(x, codes)
    }
    for model in models.dropFirst() {
      #expect(model.predictor == models[0].predictor)
      #expect(model.coefficients == models[0].coefficients)
      #expect(model.probabilities == models[0].probabilities && model.deviance == models[0].deviance)
    }
  }

  /// Units do not matter: columns times powers of two have coefficients divided by them, bit for bit.
  @Test func unitsDoNotMatter() throws {
    let (x, codes) = Self.data(90, 2, classes: 3, seed: 14)
    let scaled = x.scalingColumns(by: [0x1p60, 0x1p-70])
    let (a, b) = (try MultinomialRegression().fit(x, codes), try MultinomialRegression().fit(scaled, codes))
    for (own, other) in zip(a.coefficients, b.coefficients) {
      for (j, factor) in [1, 0x1p60, 0x1p-70].enumerated() {
        #expect(correctDigits(other.coefficients[j].estimate! * factor, own.coefficients[j].estimate!) >= 14)
        #expect(correctDigits(other.coefficients[j].standardError! * factor, own.coefficients[j].standardError!) >= 14)
      }
    }
  }

  @Test func dependentColumnsAreDroppedAndNamed() throws {
    let (x, codes) = Self.data(80, 2, classes: 3, seed: 31)
    let wide = Matrix(columns: [x.column(0), x.column(1), x.column(0).adding(x.column(1))])
    let model = try MultinomialRegression().fit(wide, codes, names: ["a", "b", "sum"])
    let plain = try MultinomialRegression().fit(x, codes, names: ["a", "b"])
    #expect(model.droppedColumns == [DroppedColumn(name: "sum", dependsOn: ["a", "b"])])
    #expect(model.rank == 3 && model.conditionNumber == .infinity && model.converged)
    #expect(model["1"]?["sum"]?.estimate == nil && model["1"]?.relativeRisks[3] == nil)
    #expect(correctDigits(model["1"]?["a"]?.estimate, plain["1"]!["a"]!.estimate!) >= 14)
    #expect(correctDigits(model["1"]?["a"]?.standardError, plain["1"]!["a"]!.standardError!) >= 13)
    let new = wide.selecting(rows: [3])
    #expect(correctDigits(try model.predictor.probabilities(new)[0, 1], plain.probabilities[3, 1]) >= 14)
    #expect(try model.predictor.probabilities(new, level: 0.95)[0].count == 3)
    #expect(throws: RegressionError.rankDeficient(dropped: model.droppedColumns)) {
      try MultinomialRegression(isStrict: true).fit(wide, codes, names: ["a", "b", "sum"])
    }
  }

  /// The ridge of scikit-learn 1.x, λ = 1/(C n); its solvers agree with each other in the seventh digit.
  @Test func theRidgeIsThatOfAllClasses() throws {
    let x = Matrix(columns: [
      [0.5, -1.2, 2.3, 0.1, 1.7, -0.4, -2.1, 0.9, 1.1, -0.7, 0.3, 1.9],
      [1.0, 0.2, -0.5, 1.5, -1.1, 0.7, -0.3, 2.0, -1.6, 0.4, -0.9, 0.6],
    ])
    let model = try MultinomialRegression(ridge: 0.1).fit(x, [0, 1, 2, 0, 2, 1, 1, 0, 2, 1, 2, 0])
    #expect(model.converged && model.separation == nil && model.covariance == nil && model.aic == nil)
    let centred: [[Double]] = [
      [-0.27795499, 0.49110297, 0.97501391], [0.33995061, -1.00329583, 0.01839764],
      [-0.06199562, 0.51219286, -0.99341156],
    ]
    for k in 1...2 {
      for j in 0...2 {
        let expected = centred[k][j] - centred[0][j]
        #expect((model.coefficients[k - 1].coefficients[j].estimate! - expected).magnitude < 2e-7)
      }
    }
    #expect((model.probabilities[1, 1] - 0.83522036).magnitude < 1e-7)
  }

  @Test func predictionsOverflowNowhere() throws {
    let (x, codes) = Self.data(60, 2, classes: 3, seed: 2)
    let model = try MultinomialRegression().fit(x, codes)
    let far = try model.predictor.probabilities(Matrix(rows: [[1e5, -1e5], [-1e300, 0], [0, 0]]))
    for row in 0..<3 { #expect((far[row, 0] + far[row, 1] + far[row, 2] - 1).magnitude < 1e-14) }
    #expect(try model.predictor.predict(Matrix(rows: [[1e5, -1e5]])).count == 1)
  }

  @Test func predictorsAreCodable() throws {
    let (x, codes) = Self.data(60, 2, classes: 3, seed: 4)
    let predictor = try MultinomialRegression().fit(x, codes, names: ["a", "b"], target: "kind").predictor
    let data = try JSONEncoder().encode(predictor)
    #expect(try JSONDecoder().decode(MultinomialPredictor.self, from: data) == predictor)
  }
}
