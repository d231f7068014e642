import Descent
import Foundation
import Testing

@Suite struct ElasticNetTests {
  // MARK: Conditions of optimality

  @Test(arguments: PenalizedCase.all, [1, 0.5])
  func everyFitOfThePathIsOptimal(_ data: PenalizedCase, _ l1Ratio: Double) throws {
    let (x, y) = (data.x, data.y)
    let standardizes = data.seed == 1 || data.kind == .badlyScaled
    let net = ElasticNet(
      l1Ratio: l1Ratio, lambdas: .automatic(count: 25), convention: .glmnet, standardizes: standardizes)
    let path = try net.fit(x, y)
    #expect(path.isConverged.allSatisfy { $0 }, "\(path.warnings)")
    for index in stride(from: 0, to: 25, by: 8) {
      #expect(optimalityViolation(path[index], net, x, y) <= 1e-8)
      #expect(try #require(path.dualityGaps[index]) <= net.tolerance)
    }
  }

  /// With many more columns than rows.
  @Test(arguments: [1, 0.3], [false, true])
  func manyColumnsAreSweptByResiduals(_ l1Ratio: Double, _ isNonNegative: Bool) throws {
    let (n, p) = (30, 1100)
    let x = Matrix<Double>(n, p, LinearRegressionTests.noise(n * p, seed: 3))
    let y = Vector((0..<n).map { x[$0, 5] - 2 * x[$0, 700] + 0.1 * x[$0, 9] + 3 })
    let net = ElasticNet(
      l1Ratio: l1Ratio, lambdas: .automatic(count: 12), isNonNegative: isNonNegative)
    let path = try net.fit(x, y)
    #expect(path.isConverged.allSatisfy { $0 })
    #expect(path.nonZeroCounts[0] == 0 && path.nonZeroCounts[1] > 0)
    for index in [1, 5, 11] { #expect(optimalityViolation(path[index], net, x, y) <= 1e-8) }
  }

  /// Down to where the lasso fits every row, and active columns are dependent.
  @Test(arguments: [(20, 80), (12, 500)], [1, 0.9])
  func fewRowsDownToSmallPenalties(_ shape: (Int, Int), _ l1Ratio: Double) throws {
    let (n, p) = shape
    for (seed, share) in [(1, 0.3), (2, 0.02), (3, 1e-3)] as [(UInt64, Double)] {
      // Neighbours are correlated, to within `share`.
      var x = Matrix<Double>(n, p, LinearRegressionTests.noise(n * p, seed: seed))
      for i in 0..<n {
        for j in 1..<p { x[i, j] = x[i, j - 1] + share * x[i, j] }
      }
      let y = Vector((0..<n).map { x[$0, 3] - x[$0, p / 2] }).adding(Vector(LinearRegressionTests.noise(n, seed: 9)))
      let net = ElasticNet(l1Ratio: l1Ratio, lambdas: .automatic(count: 15, ratio: 1e-4))
      let path = try net.fit(x, y)
      #expect(path.isConverged.allSatisfy { $0 })
      #expect(path.sweepCounts.allSatisfy { $0 < 1000 }, "\(path.sweepCounts)")
      for index in [1, 8, 14] { #expect(optimalityViolation(path[index], net, x, y) <= 1e-8) }
    }
  }

  @Test(arguments: [1, 2])
  func withWeightsTooAndWithoutAnIntercept(_ seed: UInt64) throws {
    let data = PenalizedCase(rows: 40, columns: 7, kind: .collinear, seed: seed)
    let (x, y, w) = (data.x, data.y, data.weights)
    for hasIntercept in [true, false] {
      for convention in PenaltyConvention.allCases {
        let net = ElasticNet(
          l1Ratio: 0.7, lambdas: .automatic(count: 10), convention: convention, hasIntercept: hasIntercept)
        let path = try net.fit(x, y, weights: .analytic(w))
        for index in [1, 4, 9] {
          #expect(optimalityViolation(path[index], net, x, y, weights: w) <= 1e-8)
        }
      }
    }
  }

  @Test func coefficientsBelowZeroCanBeRuledOut() throws {
    let data = PenalizedCase(rows: 50, columns: 10, kind: .independent, seed: 4)
    let (x, y) = (data.x, data.y.scaled(by: -1))
    let net = ElasticNet(l1Ratio: 1, lambdas: .automatic(count: 10), isNonNegative: true)
    let path = try net.fit(x, y)
    for index in 1..<10 { #expect(optimalityViolation(path[index], net, x, y) <= 1e-8) }
    #expect(path[9].slopes.allSatisfy { $0 >= 0 } && path.nonZeroCounts[9] > 0)
  }

  // MARK: Known answers

  /// With orthogonal columns of variance 1 every coefficient by itself: S(zᵀy/n, λ₁)/(1 + λ₂).
  @Test(arguments: [1, 0.5, 0.1])
  func orthogonalColumnsHaveAClosedForm(_ l1Ratio: Double) throws {
    let (n, p) = (64, 6)
    // Columns of a Hadamard matrix.
    let x = Matrix<Double>(n, p) { elements in
      for i in 0..<n {
        for j in 0..<p { elements[i * p + j] = (i & (j + 1)).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1 }
      }
    }
    let y = Vector(LinearRegressionTests.noise(n, seed: 5))
    let path = try ElasticNet(l1Ratio: l1Ratio, lambdas: .automatic(count: 20), convention: .glmnet).fit(x, y)
    for (index, lambda) in path.lambdas.enumerated() {
      for j in 0..<p {
        let slope = x.column(j).dot(y) / Double(n)
        let shrunk = max(0, abs(slope) - lambda * l1Ratio) / (1 + lambda * (1 - l1Ratio))
        #expect(abs(path[index].slopes[j] - (slope < 0 ? -shrunk : shrunk)) < 1e-15)
      }
      #expect(abs(path[index].intercept! - y.mean()) < 1e-15)
    }
  }

  static let small: Matrix<Double> = [
    [1.0, 2, 0.5], [2, 1, 1.5], [3, 5, -1], [4, 3, 2], [6, 2, 0.25], [5, 7, 1],
  ]
  static let smallTarget: Vector = [1.5, 2, 4.5, 4, 5, 7.5]
  static let smallWeights: Vector = [1, 2, 1, 0.5, 1, 1.5]

  /// Lasso(alpha=0.3) and ElasticNet(alpha=0.3, l1_ratio=0.4) of scikit-learn 1.9.1 with tol=1e-15: the lasso, the net, with
  /// sample_weight, with positive=True for −y, with fit_intercept=False.
  @Test func theConventionOfScikitLearn() throws {
    let (x, y) = (Self.small, Self.smallTarget)
    let lasso = Lasso(lambdas: .values([0.3]), convention: .sklearn, standardizes: false)
    var net = ElasticNet(l1Ratio: 0.4, lambdas: .values([0.3]), convention: .sklearn, standardizes: false)
    expect(try lasso.fit(x, y)[0], [0.1578207381370822, 0.6075571177504394, 0.5397188049209138, 0])
    expect(try net.fit(x, y)[0], [0.05296438464359898, 0.6244709747686287, 0.5534161610998601, 0])
    expect(
      try net.fit(x, y, weights: .analytic(Self.smallWeights))[0],
      [0.11014500939381433, 0.6193236915588207, 0.5619512253309132, 0])
    net.isNonNegative = true
    expect(try net.fit(x, y.scaled(by: -1))[0], [-4.151064899164415, 0, 0, 0.09562103411446878])
    net.isNonNegative = false
    net.hasIntercept = false
    expect(try net.fit(x, y)[0], [0.6328769300255955, 0.5577524651697847, 0])
  }

  /// glmnet 4.1-6 with thresh = 1e-30: the lasso at λ = 0.3 standardized, raw, with weights; for y of standard deviation 1 the
  /// net with α = 0.4, the ridge, and the first λ of the lasso's path.
  @Test func theConventionOfGlmnet() throws {
    let (x, y) = (Self.small, Self.smallTarget)
    var lasso = Lasso(lambdas: .values([0.3]), convention: .glmnet)
    expect(try lasso.fit(x, y)[0], [0.517888275309886, 0.562510618786357, 0.478997367681359, 0])
    expect(
      try lasso.fit(x, y, weights: .analytic(Self.smallWeights))[0],
      [0.500479196899369, 0.571798017060638, 0.491712705251279, 0])
    lasso.standardizes = false
    expect(try lasso.fit(x, y)[0], [0.157820738137082, 0.60755711775044, 0.539718804920914, 0])
    let deviations = y.adding(constant: -y.mean())
    let unit = deviations.scaled(by: 1 / (deviations.dot(deviations) / 6).squareRoot())
    let net = ElasticNet(l1Ratio: 0.4, lambdas: .values([0.3]), convention: .glmnet)
    expect(try net.fit(x, unit)[0], [-1.65974056198225, 0.262314032910109, 0.222492434039062, 0])
    let ridge = RidgeRegression(lambdas: .values([0.3]), convention: .glmnet, standardizes: true)
    expect(
      try ridge.fit(x, unit)[0], [-1.8098041368598, 0.285267471071393, 0.24195867812518, 0.00683161556609664])
    #expect(abs(try Lasso(convention: .glmnet).fit(x, unit).largestLambda / 0.829682441343262 - 1) < 1e-14)
  }

  private func expect(_ model: PenalizedModel, _ expected: [Double]) {
    #expect(model.coefficients.count == expected.count)
    for (found, value) in zip(model.coefficients, expected) {
      #expect(abs(found.estimate - value) <= 2e-14 * max(1, abs(value)), "\(found.name)")
    }
  }

  @Test func withoutAPenaltyItIsLeastSquares() throws {
    let data = PenalizedCase(rows: 60, columns: 8, kind: .collinear, seed: 6)
    let (x, y) = (data.x, data.y)
    let path = try Lasso(lambdas: .values([1, 0])).fit(x, y)
    let exact = try LinearRegression().fit(x, y)
    #expect(path.isConverged == [true, true] && path.dualityGaps[1] == nil)
    for (a, b) in zip(path[1].coefficients, exact.coefficients) { #expect(abs(a.estimate - b.estimate!) < 1e-7) }
    #expect(abs(path.rSquared[1]! - exact.rSquared!) < 1e-11)
  }

  // MARK: The path

  @Test(arguments: [(40, 6), (30, 1100)], [false, true])
  func allIsZeroFromTheLargestLambdaOn(_ shape: (Int, Int), _ standardizes: Bool) throws {
    for seed in 1...2 {
      let x = Matrix<Double>(shape.0, shape.1, LinearRegressionTests.noise(shape.0 * shape.1, seed: UInt64(seed)))
      let y = Vector(LinearRegressionTests.noise(shape.0, seed: UInt64(seed + 9)))
      var lasso = Lasso(lambdas: .automatic(count: 3), standardizes: standardizes)
      let largest = try lasso.fit(x, y).largestLambda
      lasso.lambdas = .values([2 * largest, largest, largest * (1 - 1e-9)])
      let path = try lasso.fit(x, y)
      #expect(path.nonZeroCounts == [0, 0, 1])
      #expect(path[2].slopes.maximumMagnitude() < 1e-7)
    }
  }

  @Test func theGapIsAboveTheDistanceFromTheMinimum() throws {
    let data = PenalizedCase(rows: 80, columns: 20, kind: .collinear, seed: 7)
    let (x, y) = (data.x, data.y)
    func objective(_ model: PenalizedModel) -> Double {
      let residual = y.subtracting((x * model.slopes).adding(constant: model.intercept!))
      return residual.dot(residual) / 160
        + model.lambda * (0.5 * model.slopes.reduce(0) { $0 + abs($1) } + 0.25 * model.slopes.dot(model.slopes))
    }
    let deviations = y.adding(constant: -y.mean())
    var net = ElasticNet(
      lambdas: .values([0.3, 0.1, 0.01]), convention: .glmnet, standardizes: false, tolerance: 1e-13)
    let exact = try net.fit(x, y)
    net.maximumSweeps = 2
    let rough = try net.fit(x, y)
    #expect(rough.isConverged.contains(false) && rough.warnings.count == 1)
    for index in 0..<3 {
      let distance = objective(rough[index]) - objective(exact[index])
      #expect(distance <= rough.dualityGaps[index]! * deviations.dot(deviations) / 160 + 1e-14)
    }
  }

  @Test func betweenTwoPenaltiesCoefficientsAreInterpolated() throws {
    let path = try Lasso(lambdas: .values([0.2, 0.6, 0.4, 0.4])).fit(Self.small, Self.smallTarget)
    #expect(path.lambdas == [0.6, 0.4, 0.2])
    let middle = path[lambda: 0.3]
    for j in 0..<3 {
      #expect(abs(middle.slopes[j] - (path[1].slopes[j] + path[2].slopes[j]) / 2) < 1e-15)
    }
    #expect(path[lambda: 0.4] == path[1] && path[lambda: 9] == path[0] && path[lambda: 0] == path[2])
    // Between two changes of the active set the lasso's path is a line.
    let exact = try Lasso(lambdas: .values([0.3])).fit(Self.small, Self.smallTarget)[0]
    for j in 0..<3 { #expect(abs(middle.slopes[j] - exact.slopes[j]) < 1e-13) }
  }

  @Test func degreesOfFreedomAndRSquared() throws {
    let data = PenalizedCase(rows: 60, columns: 8, kind: .independent, seed: 8)
    let (x, y) = (data.x, data.y)
    let path = try Lasso(lambdas: .automatic(count: 30)).fit(x, y)
    #expect(path.lambdas.count == 30 && abs(path.lambdas[29] / path.lambdas[0] - 1e-4) < 1e-15)
    let deviations = y.adding(constant: -y.mean())
    for index in path.lambdas.indices {
      let model = path[index]
      #expect(path.nonZeroCounts[index] == model.slopes.count { $0 != 0 })
      #expect(path.degreesOfFreedom[index] == Double(path.nonZeroCounts[index] + 1))
      #expect(model.nonZeroCoefficients.count == path.nonZeroCounts[index] + 1)
      let residual = try y.subtracting(model.predict(x))
      #expect(abs(path.rSquared[index]! - (1 - residual.dot(residual) / deviations.dot(deviations))) < 1e-13)
      if index > 0 { #expect(path.rSquared[index]! >= path.rSquared[index - 1]!) }
    }
  }

  @Test func namesAndTermsGoIntoTheModel() throws {
    let table = try Fixtures.table("line.csv")
    let terms = ModelTerms(columns: ["x"], degrees: ["x": 3])
    let model = try Lasso(lambdas: .values([1e-3])).fit(table, target: "y", terms: terms)[0]
    #expect(model.coefficients.map(\.name) == ["(Intercept)", "x", "x^2", "x^3"])
    #expect(model["x"] == model.slopes[0] && model["z"] == nil)
    #expect(try model.predict(table).count == table.rowCount)
    let saved = try JSONDecoder().decode(LinearPredictor.self, from: JSONEncoder().encode(model.predictor))
    #expect(saved == model.predictor)
  }

  @Test func frequenciesAreRowsWrittenSoManyTimes() throws {
    let counts = [0, 2, 1, 3, 1, 1]
    let rows = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    let lasso = Lasso(lambdas: .values([0.3, 0.1]))
    let weighed = try lasso.fit(
      Self.small, Self.smallTarget, weights: .frequency(Vector(counts.map(Double.init))))
    let written = try lasso.fit(Self.small.selecting(rows: rows), Vector(rows.map { Self.smallTarget[$0] }))
    for index in 0..<2 {
      for (a, b) in zip(weighed[index].coefficients, written[index].coefficients) {
        #expect(abs(a.estimate - b.estimate) < 1e-13)
      }
    }
  }

  @Test func unitsOfTwoChangeNothingButExponents() throws {
    let data = PenalizedCase(rows: 40, columns: 6, kind: .collinear, seed: 10)
    let units = Vector([8, 1, 0.25, 1024, 0x1p-400, 0x1p500])
    let a = try Lasso().fit(data.x, data.y)
    let b = try Lasso().fit(data.x.scalingColumns(by: units), data.y.scaled(by: 0x1p300))
    for index in [1, 30, 99] {
      #expect(b.lambdas[index] == a.lambdas[index] * 0x1p300)
      #expect(b[index].slopes == a[index].slopes.dividingElements(by: units).scaled(by: 0x1p300))
    }
  }

  @Test func columnsThatDoNotVaryAreNamed() throws {
    var x = PenalizedCase(rows: 20, columns: 3, kind: .independent, seed: 12).x
    for i in 0..<20 { x[i, 1] = 0.1 }
    let path = try Lasso(lambdas: .automatic(count: 5)).fit(x, x.column(0))
    #expect(path.warnings == ["x2 does not vary: the coefficient is 0"])
    #expect(path[4]["x2"] == 0 && path[4]["x1"]! > 0.9)
    // Without an intercept it is a column like others.
    let through = try Lasso(lambdas: .values([0]), hasIntercept: false).fit(x, Vector(repeating: 1, count: 20))
    #expect(through.warnings.isEmpty && abs(through[0]["x2"]! - 10) < 1e-12)
    let constant = try Lasso().fit(x, Vector(repeating: 3, count: 20))
    #expect(constant.lambdas == [0] && constant[0].intercept == 3 && constant[0].slopes.allSatisfy { $0 == 0 })
    #expect(constant.rSquared == [nil] && constant.warnings.count == 2)
  }

  @Test func oneRowIsEnoughForAnIntercept() throws {
    let path = try Lasso(lambdas: .values([0.1])).fit([[1.0, 2]], [3.0])
    #expect(path[0].intercept == 3 && path[0].slopes == [0, 0])
  }
}
