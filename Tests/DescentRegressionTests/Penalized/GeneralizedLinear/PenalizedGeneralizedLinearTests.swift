import Descent
import Foundation
import Testing

@Suite struct PenalizedGeneralizedLinearTests {
  typealias Regression = PenalizedGeneralizedLinearRegression

  // MARK: Conditions of optimality

  @Test(arguments: GeneralizedCase.all, [1, 0.5])
  func everyFitOfThePathIsOptimal(_ data: GeneralizedCase, _ l1Ratio: Double) throws {
    let (x, y) = (data.x, data.y)
    let standardizes = data.features.rows == 60 || data.features.kind == .badlyScaled
    let regression = Regression(
      family: data.family, link: data.link, l1Ratio: l1Ratio, lambdas: .automatic(count: 25),
      standardizes: standardizes)
    let path = try regression.fit(x, y)
    #expect(path.isConverged.allSatisfy { $0 }, "\(path.warnings)")
    #expect(path.nonZeroCounts[0] == 0 && path.nonZeroCounts.last! > 0)
    for index in stride(from: 0, to: path.lambdas.count, by: 6) where path.lambdas[index] > 1e-4 * path.lambdas[0] {
      #expect(try optimalityViolation(path[index], regression, x, y) <= 1.2e-8, "\(index)")
      #expect(try #require(path.dualityGaps[index]) <= 1e-8)
      #expect(path.violations[index] <= 1e-8)
    }
    // What is explained never falls as λ does.
    for (before, after) in zip(path.devianceRatios, path.devianceRatios.dropFirst()) {
      #expect(after! >= before! - 1e-9)
    }
  }

  @Test(arguments: GeneralizedCase.links, [1, 0.4])
  func everyFamilyAndLink(_ data: GeneralizedCase, _ l1Ratio: Double) throws {
    let (x, y) = (data.x, data.y)
    let regression = Regression(
      family: data.family, link: data.link, l1Ratio: l1Ratio, lambdas: .automatic(count: 15, ratio: 1e-2))
    let path = try regression.fit(x, y)
    #expect(path.isConverged.allSatisfy { $0 }, "\(path.warnings) \(path.violations)")
    for index in [1, 7, path.lambdas.count - 1] {
      #expect(try optimalityViolation(path[index], regression, x, y) <= 1.2e-8, "\(index)")
    }
  }

  @Test func withWeightsOffsetsAndWithoutAnIntercept() throws {
    for family in [GeneralizedLinearRegression.Family.binomial, .poisson] {
      let data = GeneralizedCase(
        features: PenalizedCase(rows: 70, columns: 9, kind: .collinear, seed: 2), family: family,
        link: family.links[0])
      let (x, y, w) = (data.x, data.y, data.features.weights)
      let offset = Vector((0..<70).map { Double($0 % 7) / 5 - 0.5 })
      for hasIntercept in [true, false] {
        for isNonNegative in [true, false] {
          let regression = Regression(
            family: family, l1Ratio: 0.8, lambdas: .automatic(count: 10, ratio: 1e-3), hasIntercept: hasIntercept,
            isNonNegative: isNonNegative)
          let path = try regression.fit(x, y, offset: offset, weights: .analytic(w))
          #expect(path.isConverged.allSatisfy { $0 })
          for index in [1, 5, 9] {
            let violation = try optimalityViolation(path[index], regression, x, y, weights: w, offset: offset)
            #expect(violation <= 1.2e-8)
          }
          #expect(path.nonZeroCounts[0] == 0 && path.nonZeroCounts[1] > 0)
        }
      }
    }
  }

  /// Enough columns for steps with the second derivatives of some steps ago.
  @Test(arguments: [GeneralizedLinearRegression.Family.binomial, .poisson], [1, 0.5])
  func stepsWithAnOldCurvature(_ family: GeneralizedLinearRegression.Family, _ l1Ratio: Double) throws {
    let data = GeneralizedCase(
      features: PenalizedCase(rows: 500, columns: 150, kind: .independent, seed: 7), family: family,
      link: family.links[0])
    let (x, y) = (data.x, data.y)
    let regression = Regression(family: family, l1Ratio: l1Ratio, lambdas: .automatic(count: 40, ratio: 1e-3))
    let path = try regression.fit(x, y)
    #expect(path.isConverged.allSatisfy { $0 }, "\(path.warnings) \(path.iterationCounts)")
    #expect(path.nonZeroCounts.last! > 64)
    for index in stride(from: 0, to: path.lambdas.count, by: 6) {
      #expect(try optimalityViolation(path[index], regression, x, y) <= 1.2e-8)
    }
    // The whole path in one leap.
    var single = regression
    single.lambdas = .values([path.lambdas[30]])
    let model = try single.fit(x, y)[0]
    for (left, right) in zip(model.coefficients, path[30].coefficients) {
      #expect(abs(left.estimate - right.estimate) < 1e-7)
    }
  }

  /// Far more columns than rows, and neighbours that nearly depend on each other.
  @Test(arguments: [1, 0.9, 0.3])
  func manyColumns(_ l1Ratio: Double) throws {
    let (n, p) = (60, 900)
    var x = Matrix<Double>(n, p, LinearRegressionTests.noise(n * p, seed: 3))
    for i in 0..<n {
      for j in 1..<p where j % 2 == 0 { x[i, j] = x[i, j - 1] + 0.05 * x[i, j] }
    }
    let y = Vector((0..<n).map { x[$0, 5] - 2 * x[$0, 700] + 0.1 * x[$0, 9] > 0.1 ? 1.0 : 0 })
    let regression = Regression(family: .binomial, l1Ratio: l1Ratio, lambdas: .automatic(count: 30))
    let path = try regression.fit(x, y)
    #expect(path.isConverged.allSatisfy { $0 }, "\(path.warnings) \(path.iterationCounts)")
    #expect(path.iterationCounts.allSatisfy { $0 < 20 }, "\(path.iterationCounts)")
    for index in stride(from: 1, to: path.lambdas.count, by: 9) {
      #expect(try optimalityViolation(path[index], regression, x, y) <= 1.2e-8)
    }
  }

  /// α = 0 with more columns than rows.
  @Test func aRidgeOfManyColumns() throws {
    let (n, p) = (40, 200)
    let x = Matrix<Double>(n, p, LinearRegressionTests.noise(n * p, seed: 5))
    let y = Vector((0..<n).map { x[$0, 5] - 2 * x[$0, 70] > 0.1 ? 1.0 : 0 })
    let lambdas = [10, 1, 0.1, 0.01]
    let path = try Regression(family: .binomial, l1Ratio: 0, lambdas: .values(lambdas), tolerance: 1e-10).fit(x, y)
    #expect(path.isConverged.allSatisfy { $0 }, "\(path.violations)")
    let standard = Standardization(of: x, isCentred: true)
    for (index, lambda) in lambdas.enumerated() {
      let ridge = try GeneralizedLinearRegression(family: .binomial, ridge: lambda).fit(standard.applied(to: x), y)
      for j in 0..<p {
        #expect(abs(path[index].slopes[j] * standard.scales[j] - ridge.coefficients[j + 1].estimate!) < 1e-10)
      }
    }
  }

  // MARK: Other fits of the same

  @Test(arguments: GeneralizedCase.links)
  func withoutAbsoluteValuesItIsTheRidge(_ data: GeneralizedCase) throws {
    let (x, y) = (data.x, data.y)
    for lambda in [0.3, 0.01] {
      let path = try Regression(
        family: data.family, link: data.link, l1Ratio: 0, lambdas: .values([lambda]), standardizes: false,
        tolerance: 1e-10
      ).fit(x, y)
      let ridge = try GeneralizedLinearRegression(family: data.family, link: data.link, ridge: lambda).fit(x, y)
      for (found, expected) in zip(path[0].coefficients, ridge.coefficients) {
        #expect(abs(found.estimate - expected.estimate!) < 1e-11, "\(lambda)")
      }
      let ratio = 1 - ridge.deviance / ridge.nullDeviance!
      #expect(abs(path.devianceRatios[0]! - ratio) < 1e-10)
    }
  }

  @Test(arguments: [1, 0.5], PenaltyConvention.allCases)
  func theGaussianFamilyIsTheElasticNet(_ l1Ratio: Double, _ convention: PenaltyConvention) throws {
    for shape in [(50, 9), (20, 30)] {
      let data = PenalizedCase(rows: shape.0, columns: shape.1, kind: .independent, seed: 2)
      let (x, y) = (data.x, data.y)
      let net = ElasticNet(
        l1Ratio: l1Ratio, lambdas: .automatic(count: 12, ratio: 1e-2), convention: convention, tolerance: 1e-13)
      let expected = try net.fit(x, y, weights: .analytic(data.weights))
      let found = try Regression(
        family: .gaussian, l1Ratio: l1Ratio, lambdas: net.lambdas, convention: convention, tolerance: 1e-10
      ).fit(x, y, weights: .analytic(data.weights))
      for index in 0..<12 {
        #expect(abs(found.lambdas[index] / expected.lambdas[index] - 1) < 1e-13)
        #expect(abs(found.devianceRatios[index]! - expected.rSquared[index]!) < 1e-10)
        for (left, right) in zip(found[index].coefficients, expected[index].coefficients) {
          #expect(abs(left.estimate - right.estimate) < 1e-9)
        }
      }
    }
  }

  @Test func successesOutOfTrialsAreAsManyRows() throws {
    let x = PenalizedGeneralizedLinearReferenceTests.x
    let trials = Vector((0..<30).map { Double($0 % 3 + 1) })
    let successes = Vector((0..<30).map { Double(($0 * 7) % 5).truncatingRemainder(dividingBy: trials[$0] + 1) })
    let regression = Regression(
      family: .binomial, lambdas: .values([0.05]), standardizes: false, tolerance: 1e-10)
    let terms = ModelTerms(columns: (1...5).map { "x\($0)" })
    let grouped = try regression.fit(x, .successes(successes, trials: trials), terms: terms)
    let proportions = Vector((0..<30).map { successes[$0] / trials[$0] })
    let same = try regression.fit(x, .proportions(proportions, trials: trials), terms: terms)
    #expect(grouped[0] == same[0])
    // One row for each trial; λ is divided by the number of rows.
    var (rows, y) = ([Int](), [Double]())
    for i in 0..<30 {
      for trial in 0..<Int(trials[i]) {
        rows.append(i)
        y.append(Double(trial) < successes[i] ? 1 : 0)
      }
    }
    var single = regression
    single.lambdas = .values([0.05 * 30 / Double(y.count)])
    let model = try single.fit(x.selecting(rows: rows), Vector(y))[0]
    for (left, right) in zip(model.coefficients, grouped[0].coefficients) {
      #expect(abs(left.estimate - right.estimate) < 1e-11)
    }
  }

  @Test func theConventionOfScikitLearn() throws {
    let (x, y) = (PenalizedGeneralizedLinearReferenceTests.x, PenalizedGeneralizedLinearReferenceTests.classes)
    let mean = try Regression(family: .binomial, lambdas: .values([0.05])).fit(x, y)[0]
    let sum = try Regression(family: .binomial, lambdas: .values([1.5]), convention: .sklearn).fit(x, y)[0]
    let double = try Regression(family: .binomial, lambdas: .values([0.1]), convention: .textbook).fit(x, y)[0]
    for index in 0..<6 {
      #expect(abs(mean.coefficients[index].estimate - sum.coefficients[index].estimate) < 1e-12)
      #expect(abs(mean.coefficients[index].estimate - double.coefficients[index].estimate) < 1e-12)
    }
  }

  // MARK: Ends of paths

  @Test func separatedClassesEndThePath() throws {
    let x = PenalizedGeneralizedLinearReferenceTests.x
    let y = Vector((0..<30).map { x[$0, 0] > 0.2 ? 1.0 : 0 })
    let path = try Regression(family: .binomial).fit(x, y)
    #expect(path.lambdas.count < 100)
    #expect(path.devianceRatios.last!! > 0.999 && path.devianceRatios.dropLast().allSatisfy { $0! <= 0.999 })
    #expect(path.warnings.contains { $0.contains("more than 99.9%") }, "\(path.warnings)")
    #expect(path.isConverged.allSatisfy { $0 })
    // Values that were asked for are fitted, but for 0.
    let asked = try Regression(family: .binomial, lambdas: .values([0.1, 1e-6, 0])).fit(x, y)
    #expect(asked.lambdas == [0.1, 1e-6] && asked.isConverged == [true, true])
    #expect(asked.warnings.contains { $0.contains("separate y") }, "\(asked.warnings)")
    #expect(throws: RegressionError.noFiniteFit(target: "y", lambda: 0)) {
      try Regression(family: .binomial, lambdas: .values([0])).fit(x, y)
    }
  }

  @Test func someSeparatedRowsHaveNoFiniteFitWithoutAPenalty() throws {
    // All rows of the first column's ones are of class 1, or have a count of 0.
    let x = Matrix<Double>(40, 2) { elements in
      for i in 0..<40 { (elements[2 * i], elements[2 * i + 1]) = (Double(i % 2), sin(Double(i * i))) }
    }
    let classes = Vector((0..<40).map { $0 % 2 == 1 || $0 % 3 == 0 ? 1.0 : 0 })
    let counts = Vector((0..<40).map { $0 % 2 == 1 ? 0 : Double($0 % 5) })
    for (family, y) in [(GeneralizedLinearRegression.Family.binomial, classes), (.poisson, counts)] {
      let path = try Regression(family: family, lambdas: .values([0.1, 1e-5, 0])).fit(x, y)
      #expect(path.lambdas == [0.1, 1e-5] && path.isConverged == [true, true], "\(path.lambdas)")
      #expect(throws: RegressionError.noFiniteFit(target: "y", lambda: 0)) {
        try Regression(family: family, lambdas: .values([0])).fit(x, y)
      }
    }
  }

  @Test func withoutAPenaltyItIsMaximumLikelihood() throws {
    let (x, y) = (PenalizedGeneralizedLinearReferenceTests.x, PenalizedGeneralizedLinearReferenceTests.classes)
    let path = try Regression(family: .binomial, lambdas: .values([0.1, 0])).fit(x, y)
    let model = try GeneralizedLinearRegression.logistic.fit(x, y)
    #expect(path.isConverged == [true, true] && path.dualityGaps[1] == nil)
    for (left, right) in zip(path[1].coefficients, model.coefficients) {
      #expect(abs(left.estimate - right.estimate!) < 1e-8)
    }
  }

  @Test func tooFewIterationsAreSaid() throws {
    let (x, y) = (PenalizedGeneralizedLinearReferenceTests.x, PenalizedGeneralizedLinearReferenceTests.classes)
    let path = try Regression(family: .binomial, lambdas: .values([0.001]), maximumIterations: 1).fit(x, y)
    #expect(path.isConverged == [false] && path.violations[0] > 1e-8)
    #expect(path.warnings.contains { $0.contains("did not meet their tolerance") })
  }

  @Test func interpolation() throws {
    let (x, y) = (PenalizedGeneralizedLinearReferenceTests.x, PenalizedGeneralizedLinearReferenceTests.classes)
    let path = try Regression(family: .binomial, lambdas: .values([0.1, 0.05])).fit(x, y)
    let middle = path[lambda: 0.075]
    for index in 0..<6 {
      let mean = (path[0].coefficients[index].estimate + path[1].coefficients[index].estimate) / 2
      #expect(abs(middle.coefficients[index].estimate - mean) < 1e-14)
    }
    #expect(path[lambda: 1].coefficients == path[0].coefficients && path[lambda: 0].lambda == 0.05)
  }

  @Test func aResponseOrAColumnThatDoesNotVary() throws {
    var x = PenalizedGeneralizedLinearReferenceTests.x
    let constant = try Regression(family: .poisson).fit(x, Vector(repeating: 3, count: 30))
    #expect(constant.lambdas == [0] && constant.nonZeroCounts == [0] && constant.devianceRatios == [nil])
    #expect(abs(constant[0].intercept! - log(3)) < 1e-15)
    for i in 0..<30 { x[i, 2] = 7 }
    let path = try Regression(family: .binomial).fit(x, PenalizedGeneralizedLinearReferenceTests.classes)
    #expect(path.isConverged.allSatisfy { $0 } && path[99].slopes[2] == 0)
    #expect(path.warnings.contains { $0.contains("x3") })
  }

  @Test func rowsWithoutWeightDoNotCount() throws {
    let (x, y) = (PenalizedGeneralizedLinearReferenceTests.x, PenalizedGeneralizedLinearReferenceTests.classes)
    let weights = Vector((0..<30).map { $0 % 4 == 0 ? 0.0 : 1 })
    let rows = (0..<30).filter { $0 % 4 != 0 }
    let regression = Regression(family: .binomial, lambdas: .values([0.05]))
    let found = try regression.fit(x, y, weights: .analytic(weights))[0]
    let expected = try regression.fit(x.selecting(rows: rows), Vector(rows.map { y[$0] }))[0]
    for index in 0..<6 {
      #expect(abs(found.coefficients[index].estimate - expected.coefficients[index].estimate) < 1e-13)
    }
  }

  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let data = GeneralizedCase(
      features: PenalizedCase(rows: 5000, columns: 80, kind: .collinear, seed: 5), family: .binomial, link: .logit)
    let (x, y) = (data.x, data.y)
    let threads = Parallelism.threadCount
    defer { Parallelism.threadCount = threads }
    var seen: [[[Double]]] = []
    for count in 1...3 {
      Parallelism.threadCount = count
      let judged = try Regression(family: .binomial, lambdas: .automatic(count: 12, ratio: 1e-2))
        .crossValidate(x, y, folds: KFold(folds: 3))
      seen.append([Array(judged.path[10].slopes), judged.meanErrors, judged.standardErrors])
    }
    #expect(seen[0] == seen[1] && seen[0] == seen[2])
  }
}
