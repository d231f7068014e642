import Descent
import DescentLinearAlgebra
import Foundation
import Testing

/// What holds for all generalized linear models.
@Suite(.serialized)
struct GeneralizedLinearPropertyTests {
  typealias Regression = GeneralizedLinearRegression

  /// Rows with a response for each family, from a seed.
  static func data(_ rows: Int, _ columns: Int, seed: UInt64, family: Regression.Family) -> (
    Matrix<Double>, Vector<Double>
  ) {
    var generator = SeededGenerator(seed: seed)
    let x = Matrix<Double>(
      rows, columns, (0..<rows * columns).map { _ in Double.random(in: -1...1, using: &generator) })
    let y = Vector(
      (0..<rows).map { row -> Double in
        let eta = 0.4 + (0..<min(columns, 12)).reduce(0.0) { $0 + x[row, $1] * (0.5 - 0.2 * Double($1 % 5)) }
        let u = Double.random(in: 0..<1, using: &generator)
        switch family {
        case .binomial, .quasiBinomial: return u < 1 / (1 + exp(-eta)) ? 1 : 0
        case .poisson, .quasiPoisson, .negativeBinomial: return (exp(eta) * 2 * u).rounded()
        case .gamma, .inverseGaussian: return exp(eta) * (0.3 - Foundation.log(1 - u * 0.99))
        case .gaussian: return eta + u
        }
      })
    return (x, y)
  }

  static let families: [(Regression.Family, Regression.Link)] = [
    (.gaussian, .identity), (.binomial, .logit), (.binomial, .probit), (.binomial, .complementaryLogLog),
    (.binomial, .cauchit), (.poisson, .log), (.gamma, .log), (.inverseGaussian, .log),
    (.negativeBinomial(theta: 1.5), .log), (.quasiBinomial, .logit), (.quasiPoisson, .log),
  ]

  /// Weights of any size give the same coefficients: only their ratios count.
  @Test(
    arguments: [(.binomial, .probit), (.poisson, .squareRoot), (.gamma, .log)] as [(Regression.Family, Regression.Link)]
  )
  func theUnitOfWeightsDoesNotCount(_ family: (Regression.Family, Regression.Link)) throws {
    let (x, y) = Self.data(60, 2, seed: 11, family: family.0)
    let weights = Vector((0..<60).map { 1 + Double($0 % 3) })
    let regression = Regression(family: family.0, link: family.1)
    let plain = try regression.fit(x, y, weights: .analytic(weights))
    for exponent in [-900, -60, 60, 900] {
      let scaled = weights.scaled(by: scalbn(1, exponent))
      let model = try regression.fit(x, y, weights: .analytic(scaled))
      #expect(model.converged)
      for (a, b) in zip(model.coefficients, plain.coefficients) {
        #expect(try (#require(a.estimate) - #require(b.estimate)).magnitude < 1e-13, "2^\(exponent)")
      }
    }
  }

  /// Xᵀu = 0 at the estimates, u = v(y − μ)μ′/V, to rounding.
  @Test(arguments: families, [(40, 1), (41, 3), (700, 7)])
  func scoresVanish(_ family: (Regression.Family, Regression.Link), _ shape: (Int, Int)) throws {
    let (x, y) = Self.data(shape.0, shape.1, seed: UInt64(shape.0), family: family.0)
    let model = try Regression(family: family.0, link: family.1).fit(x, y)
    #expect(model.converged)
    let working = model.residuals(.working)
    let leverages = try #require(model.leverages)
    #expect((leverages.sum() - Double(model.rank)).magnitude < 1e-9)
    // The weights of the last iteration, from leverages and from Pearson's residuals: √w = pearson/working.
    let pearson = model.residuals(.pearson)
    for column in 0..<shape.1 {
      var (sum, size) = (0.0, 0.0)
      for row in 0..<shape.0 where working[row] != 0 {
        let term = x[row, column] * pearson[row] * pearson[row] / working[row]
        sum += term
        size += term.magnitude
      }
      #expect(sum.magnitude <= 1e-11 * size)
    }
    // Squares of the residuals add up to the figures of the fit.
    let deviances = model.residuals(.deviance)
    #expect((deviances.dot(deviances) - model.deviance).magnitude <= 1e-11 * model.deviance)
    #expect((pearson.dot(pearson) - model.pearsonChiSquared).magnitude <= 1e-11 * model.pearsonChiSquared)
    #expect(model.deviance <= model.nullDeviance! * (1 + 1e-12))
  }

  @Test func hasTheSameBitsOnAnyNumberOfThreads() throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    // Enough columns for four chunks of the pass in double.
    for (family, link) in [Self.families[1], Self.families[2], Self.families[5], Self.families[8]] {
      let (x, y) = Self.data(4000, 40, seed: 3, family: family)
      var found: [[Double]] = []
      for threads in [1, 2, 5] {
        Parallelism.threadCount = threads
        let model = try Regression(family: family, link: link).fit(x, y)
        found.append(
          model.coefficients.flatMap { [$0.estimate!, $0.standardError!] } + [
            model.deviance, model.nullDeviance!, model.pearsonChiSquared, model.logLikelihood ?? 0,
          ])
      }
      for other in found.dropFirst() { #expect(other == found[0]) }
    }
  }

  /// A column times 2ᵏ has its coefficient times 2⁻ᵏ, bit for bit.
  @Test(arguments: families)
  func powersOfTwoChangeNoDigit(_ family: (Regression.Family, Regression.Link)) throws {
    let (x, y) = Self.data(600, 3, seed: 11, family: family.0)
    let powers = [0x1p-30, 0x1p12, 0x1p40]
    let regression = Regression(family: family.0, link: family.1)
    let plain = try regression.fit(x, y)
    let scaled = try regression.fit(x.scalingColumns(by: Vector(powers)), y)
    for (j, power) in ([1] + powers).enumerated() {
      #expect(scaled.coefficients[j].estimate! * power == plain.coefficients[j].estimate!)
      #expect(scaled.coefficients[j].standardError! * power == plain.coefficients[j].standardError!)
    }
    #expect(scaled.deviance == plain.deviance)
  }

  @Test(arguments: families)
  func frequenciesAreRepetitions(_ family: (Regression.Family, Regression.Link)) throws {
    let (x, y) = Self.data(120, 3, seed: 5, family: family.0)
    let counts = (0..<120).map { Double($0 % 4) }
    let repeated = counts.indices.flatMap { [Int](repeating: $0, count: Int(counts[$0])) }
    let regression = Regression(family: family.0, link: family.1)
    let weighted = try regression.fit(x, y, weights: .frequency(Vector(counts)))
    let long = try regression.fit(x.selecting(rows: repeated), Vector(repeated.map { y[$0] }))
    for (a, b) in zip(weighted.coefficients, long.coefficients) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 12.5)
      #expect(correctDigits(a.standardError, b.standardError!) >= 13)
    }
    #expect(weighted.degreesOfFreedom == long.degreesOfFreedom)
    #expect(correctDigits(weighted.deviance, long.deviance) >= 13)
    #expect(correctDigits(weighted.nullDeviance, long.nullDeviance!) >= 13)
    if let likelihood = long.logLikelihood { #expect(correctDigits(weighted.logLikelihood, likelihood) >= 12.5) }
  }

  /// Rows with equal features may be put together: the same estimates, another saturated model.
  @Test(arguments: [Regression.Link.logit, .probit, .complementaryLogLog, .cauchit])
  func groupedCountsAreTheirRows(_ link: Regression.Link) throws {
    let levels = [-1.0, -0.5, 0, 0.5, 1, 1.5]
    let (successes, trials) = ([1.0, 3, 2, 6, 5, 9], [8.0, 9, 5, 9, 7, 10])
    let grouped = try Regression(family: .binomial, link: link).fit(
      Matrix(columns: [Vector(levels)]), .successes(Vector(successes), trials: Vector(trials)))
    let proportions = try Regression(family: .binomial, link: link).fit(
      Matrix(columns: [Vector(levels)]),
      .proportions(Vector(zip(successes, trials).map { $0 / $1 }), trials: Vector(trials)))
    var (x, y): ([Double], [Double]) = ([], [])
    for (level, (s, t)) in zip(levels, zip(successes, trials)) {
      x += [Double](repeating: level, count: Int(t))
      y += [Double](repeating: 1, count: Int(s)) + [Double](repeating: 0, count: Int(t - s))
    }
    let single = try Regression(family: .binomial, link: link).fit(Matrix(columns: [Vector(x)]), y)
    for (a, b) in zip(grouped.coefficients, single.coefficients) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 13)
      #expect(correctDigits(a.standardError, b.standardError!) >= 13)
    }
    #expect(grouped.coefficients == proportions.coefficients)
    #expect(
      correctDigits(grouped.nullDeviance! - grouped.deviance, single.nullDeviance! - single.deviance) >= 12)
  }

  /// The Gaussian family with the identity is least squares.
  @Test func gaussianIsLeastSquares() throws {
    let (x, y) = Self.data(200, 4, seed: 8, family: .gaussian)
    let linear = try LinearRegression().fit(x, y)
    let model = try Regression(family: .gaussian).fit(x, y)
    for (a, b) in zip(model.coefficients, linear.coefficients) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 14)
      #expect(correctDigits(a.standardError, b.standardError!) >= 14)
      #expect(correctDigits(a.pValue, b.pValue!) >= 10)
    }
    #expect(correctDigits(model.logLikelihood, linear.logLikelihood!) >= 13)
    #expect(correctDigits(model.aic, linear.aic!) >= 13)
    #expect(correctDigits(model.bic, linear.bic!) >= 13)
  }

  /// Columns as bad as Longley's: the least-squares solver gives the steps.
  @Test func keepsItsDigitsWhereColumnsNearlyDepend() throws {
    let table = try Fixtures.table("longley.csv")
    let names = ["gnpdefl", "gnp", "unemp", "armed", "pop", "year"]
    let x = try table.matrix(columns: names)
    let y = try table["totemp"]
    let linear = try LinearRegression().fit(x, y, names: names)
    let model = try Regression(family: .gaussian).fit(x, y, names: names)
    for (a, b) in zip(model.coefficients, linear.coefficients) {
      #expect(correctDigits(a.estimate, b.estimate!) >= 14)
      #expect(correctDigits(a.standardError, b.standardError!) >= 14)
    }
  }

  @Test func dropsDependentColumnsByName() throws {
    let (x, y) = Self.data(80, 3, seed: 21, family: .poisson)
    let sum = x.column(0).adding(x.column(2))
    let wide = x.insertingColumn(sum, at: 2)
    let names = ["a", "b", "sum", "c"]
    let model = try Regression.poisson.fit(wide, y, names: names)
    let plain = try Regression.poisson.fit(x, y, names: ["a", "b", "sum"])
    #expect(model.rank == 4)
    #expect(model.droppedColumns == [DroppedColumn(name: "c", dependsOn: ["a", "sum"])])
    #expect(model["c"]?.estimate == nil)
    #expect(correctDigits(model.deviance, plain.deviance) >= 12)
    #expect(try model.predict(wide).isClose(to: plain.predict(x), relativeTolerance: 1e-10))
    #expect(throws: RegressionError.rankDeficient(dropped: model.droppedColumns)) {
      try Regression(family: .poisson, isStrict: true).fit(wide, y, names: names)
    }
  }

  @Test func interceptAloneIsTheMean() throws {
    let y = Vector([3.0, 0, 2, 7, 1])
    let model = try Regression.poisson.fit(Matrix<Double>.zeros(5, 0), y)
    #expect(correctDigits(model.coefficients[0].estimate, log(2.6)) >= 15)
    #expect(correctDigits(model.deviance, model.nullDeviance!) >= 14)
    #expect(correctDigits(model.coefficients[0].standardError, 1 / 13.0.squareRoot()) >= 14.5)
  }

  /// An offset is a column with the coefficient 1; the null model has it too.
  @Test func offsetsAreAddedToTheLinearPredictor() throws {
    let (x, y) = Self.data(150, 2, seed: 4, family: .poisson)
    let offset = Vector((0..<150).map { Double($0 % 7) / 5 })
    let model = try Regression.poisson.fit(x, y, offset: offset)
    let fitted = model.fittedValues
    #expect(try model.predict(x, offset: offset).isClose(to: fitted, relativeTolerance: 1e-13))
    #expect(correctDigits(fitted.sum(), y.sum()) >= 13)
    let alone = try Regression.poisson.fit(Matrix<Double>.zeros(150, 0), y, offset: offset)
    #expect(correctDigits(alone.deviance, model.nullDeviance!) >= 13)
  }

  /// Standard errors of η by the definition, of μ by the delta method; intervals keep the range of the means.
  @Test func predictsWithStandardErrors() throws {
    let (x, y) = Self.data(300, 2, seed: 6, family: .binomial)
    let model = try Regression.logistic.fit(x, y)
    let new = Matrix(rows: [[0.3, -0.7], [5, -9]])
    let links = try model.predictor.predict(new, scale: .link, level: 0.9)
    let means = try model.predictor.predict(new, level: 0.9)
    let covariance = try #require(model.predictor.inverseInformation)
    for (row, (link, mean)) in zip(links, means).enumerated() {
      let z = Vector([1, new[row, 0], new[row, 1]])
      #expect(correctDigits(link.standardError, z.dot(covariance * z).squareRoot()) >= 12)
      #expect(correctDigits(mean.standardError, link.standardError * mean.fit * (1 - mean.fit)) >= 12)
      #expect(0 <= mean.lower && mean.lower < mean.fit && mean.fit < mean.upper && mean.upper <= 1)
      #expect(correctDigits(mean.lower, 1 / (1 + exp(-link.lower))) >= 12)
    }
  }

  /// χ² where φ is 1, F where it is estimated.
  @Test func comparesNestedModels() throws {
    let (x, y) = Self.data(200, 3, seed: 9, family: .poisson)
    let names = ["a", "b", "c"]
    let larger = try Regression.poisson.fit(x, y, names: names)
    let smaller = try Regression.poisson.fit(x.selecting(columns: [0]), y, names: ["a"])
    let test = try smaller.analysisOfDeviance(against: larger)
    #expect(test.test == .chiSquared && test.degreesOfFreedom == 2)
    #expect(test.pValue == ChiSquared(degreesOfFreedom: 2).upperTail(smaller.deviance - larger.deviance))
    let quasi = Regression(family: .quasiPoisson)
    let f = try quasi.fit(x.selecting(columns: [0]), y, names: ["a"])
      .analysisOfDeviance(against: quasi.fit(x, y, names: names))
    #expect(f.test == .f && f.denominatorDegreesOfFreedom == 196)
    let phi = try quasi.fit(x, y).dispersion!
    #expect(correctDigits(f.statistic, test.statistic / 2 / phi) >= 12)
    #expect(throws: RegressionError.self) { try larger.analysisOfDeviance(against: smaller) }
  }

  /// The gradient of D/(2n) + (λ/2)‖β‖² is 0.
  @Test(arguments: [(Regression.Family.binomial, Regression.Link.logit), (.poisson, .log), (.binomial, .probit)])
  func ridgePenalizesAllButTheIntercept(_ family: (Regression.Family, Regression.Link)) throws {
    let (x, y) = Self.data(100, 3, seed: 2, family: family.0)
    let model = try Regression(family: family.0, link: family.1, ridge: 0.3).fit(x, y)
    #expect(model.coefficients.allSatisfy { $0.standardError == nil })
    let (pearson, working) = (model.residuals(.pearson), model.residuals(.working))
    for column in -1..<3 {
      let sum = (0..<100).reduce(0.0) { sum, row in
        let z = column < 0 ? 1 : x[row, column]
        return sum + z * pearson[row] * pearson[row] / working[row]
      }
      let penalty = column < 0 ? 0 : 100 * 0.3 * model.coefficients[column + 1].estimate!
      #expect((sum - penalty).magnitude < 1e-10)
    }
  }
}
