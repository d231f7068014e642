import Descent
import Foundation
import Testing

@Suite struct RidgeRegressionTests {
  static let cases = PenalizedCase.all.filter {
    $0.kind != .badlyScaled && $0.kind != .farFromZero && $0.seed == 1 && $0.rows < 200
  }

  /// The largest difference of two lists of coefficients in relation to the largest coefficient.
  static func difference(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
    let largest = a.reduce(0) { max($0, abs($1)) }
    return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest
  }

  @Test(arguments: cases, [false, true])
  func thePathIsThatOfSingleFits(_ data: PenalizedCase, _ standardizes: Bool) throws {
    let (x, y) = (data.x, data.y)
    for (hasIntercept, weights) in [(true, nil), (false, nil), (true, ObservationWeights.analytic(data.weights))] {
      let path = try RidgeRegression(
        lambdas: .values([10, 1e-3]), hasIntercept: hasIntercept, standardizes: standardizes
      ).fit(x, y, weights: weights)
      for (index, lambda) in path.lambdas.enumerated() {
        let single = try LinearRegression(hasIntercept: hasIntercept, ridge: lambda, standardizes: standardizes)
          .fit(x, y, weights: weights)
        let found = path[index]
        #expect(
          Self.difference(single.coefficients.map { $0.estimate! }, found.coefficients.map(\.estimate)) < 1e-12)
        #expect(path[lambda: lambda].coefficients == found.coefficients)
        #expect(
          abs(path.residualSumsOfSquares[index] - single.residualSumOfSquares) < 1e-11 * single.totalSumOfSquares)
        #expect(abs(try #require(found.rSquared) - #require(single.rSquared)) < 1e-11)
      }
    }
  }

  /// Above a number of products the covariances are decomposed, or the inner products of the rows.
  @Test(arguments: [(1200, 300), (150, 5000)])
  func largeProblemsTooAreThoseOfSingleFits(_ rows: Int, _ columns: Int) throws {
    let data = PenalizedCase(rows: rows, columns: columns, kind: .independent, seed: 3)
    var generator = SeededGenerator(seed: 4)
    let x = data.x
    let y = Vector((0..<rows).map { x[$0, 0] - 2 * x[$0, 1] + generator.normal() })
    for standardizes in [false, true] {
      let path = try RidgeRegression(lambdas: .values([1, 0.01]), standardizes: standardizes).fit(x, y)
      for (index, lambda) in path.lambdas.enumerated() {
        // The conditions of optimality, (2/n)zᵀr = λβ.
        let model = path[index]
        let residual = try y.subtracting(model.predict(x))
        for j in stride(from: 0, to: columns, by: 97) {
          let column = x.column(j)
          let centred = column.adding(constant: -column.mean())
          let square = standardizes ? centred.dot(centred) / Double(rows) : 1
          let miss = 2 / Double(rows) * centred.dot(residual) - lambda * model.slopes[j] * square
          #expect(abs(miss) < 1e-11)
        }
      }
    }
  }

  // MARK: Criteria

  /// The matrix that makes fitted values of y, column by column from single fits.
  static func hat(_ x: Matrix<Double>, lambda: Double, hasIntercept: Bool) throws -> Matrix<Double> {
    let n = x.rowCount
    let targets = Matrix<Double>.identity(n)
    let models = try LinearRegression(hasIntercept: hasIntercept, ridge: lambda).fit(x, targets: targets)
    return Matrix(columns: models.map(\.fittedValues))
  }

  @Test(arguments: [(20, 4), (12, 30)], [true, false])
  func degreesOfFreedomAndGCVByBruteForce(_ shape: (Int, Int), _ hasIntercept: Bool) throws {
    let data = PenalizedCase(rows: shape.0, columns: shape.1, kind: .independent, seed: 5)
    let (x, y, n) = (data.x, data.y, Double(shape.0))
    let path = try RidgeRegression(lambdas: .values([3, 0.2]), hasIntercept: hasIntercept).fit(x, y)
    for (index, lambda) in path.lambdas.enumerated() {
      let hat = try Self.hat(x, lambda: lambda, hasIntercept: hasIntercept)
      let trace = (0..<shape.0).reduce(0) { $0 + hat[$1, $1] }
      #expect(abs(path.degreesOfFreedom[index] - trace) < 1e-10 * n)
      let residual = y.subtracting(hat * y)
      let criterion = residual.dot(residual) / n / pow(1 - trace / n, 2)
      #expect(abs(try #require(path.generalizedCrossValidation[index]) / criterion - 1) < 1e-9)
    }
  }

  @Test(arguments: [(20, 4), (12, 30)], [true, false])
  func leaveOneOutIsThatOfRefits(_ shape: (Int, Int), _ hasIntercept: Bool) throws {
    let data = PenalizedCase(rows: shape.0, columns: shape.1, kind: .independent, seed: 6)
    let (x, y, w, n) = (data.x, data.y, data.weights, shape.0)
    let ridge = RidgeRegression(lambdas: .values([3, 0.2]), hasIntercept: hasIntercept)
    let plain = try ridge.fit(x, y).leaveOneOut()
    let weighed = try ridge.fit(x, y, weights: .analytic(w)).leaveOneOut()
    for (index, lambda) in [3, 0.2].enumerated() {
      var (sum, weighedSum) = (0.0, 0.0)
      for row in 0..<n {
        let rows = (0..<n).filter { $0 != row }
        let (rest, restY) = (x.selecting(rows: rows), Vector(rows.map { y[$0] }))
        let one = Matrix(rows: [Array(x.row(row))])
        // The same factor beside the sum of squares.
        let model = try LinearRegression(hasIntercept: hasIntercept, ridge: lambda * Double(n) / Double(n - 1))
          .fit(rest, restY)
        sum += pow(y[row] - (try model.predict(one)[0]), 2)
        let restW = Vector(rows.map { w[$0] })
        let heavy = try LinearRegression(hasIntercept: hasIntercept, ridge: lambda * w.sum() / restW.sum())
          .fit(rest, restY, weights: .analytic(restW))
        weighedSum += w[row] * pow(y[row] - (try heavy.predict(one)[0]), 2)
      }
      #expect(abs(try #require(plain.meanSquaredErrors[index]) / (sum / Double(n)) - 1) < 1e-10)
      #expect(abs(try #require(weighed.meanSquaredErrors[index]) / (weighedSum / w.sum()) - 1) < 1e-10)
    }
  }

  @Test func frequenciesAreRowsWrittenSoManyTimes() throws {
    let data = PenalizedCase(rows: 15, columns: 4, kind: .independent, seed: 7)
    let (x, y) = (data.x, data.y)
    let counts = (0..<15).map { $0 % 4 }
    let rows = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    for standardizes in [false, true] {
      let ridge = RidgeRegression(lambdas: .values([1, 0.1]), standardizes: standardizes)
      let weighed = try ridge.fit(x, y, weights: .frequency(Vector(counts.map(Double.init))))
      let written = try ridge.fit(x.selecting(rows: rows), Vector(rows.map { y[$0] }))
      for index in 0..<2 {
        #expect(Self.difference(written[index].slopes, weighed[index].slopes) < 1e-12)
        #expect(
          abs(weighed.generalizedCrossValidation[index]! / written.generalizedCrossValidation[index]! - 1) < 1e-11)
        let (a, b) = (weighed.leaveOneOut(), written.leaveOneOut())
        #expect(abs(a.meanSquaredErrors[index]! / b.meanSquaredErrors[index]! - 1) < 1e-11)
      }
    }
  }

  @Test func aRowOfLeverageOneHasNoErrorAndIsNamed() throws {
    // The second column alone fits the third row.
    let x: Matrix = [[1.0, 0], [2, 0], [3, 1], [5, 0], [4, 0]]
    let path = try RidgeRegression(lambdas: .values([0, 1])).fit(x, [1.0, 2, 7, 4, 4.5])
    let left = path.leaveOneOut()
    #expect(left.meanSquaredErrors[0] != nil && left.leverageOneRows[0] == nil)
    #expect(left.meanSquaredErrors[1] == nil && left.leverageOneRows[1] == 2)
    #expect(left.bestIndex == 0)
    // Rows without weight are counted too.
    let weighed = try RidgeRegression(lambdas: .values([0])).fit(
      x, [1.0, 2, 7, 4, 4.5], weights: .analytic([1, 0, 1, 1, 1]))
    #expect(weighed.leaveOneOut().leverageOneRows == [2])
  }

  @Test func withNoDegreesOfFreedomThereIsNoGCV() throws {
    let data = PenalizedCase(rows: 6, columns: 9, kind: .independent, seed: 8)
    let path = try RidgeRegression(lambdas: .values([0, 0.1])).fit(data.x, data.y)
    #expect(path.generalizedCrossValidation[0] != nil && path.generalizedCrossValidation[1] == nil)
    #expect(path.bestIndex == 0)
    #expect(abs(path.residualSumsOfSquares[1]) < 1e-20)
  }

  // MARK: Conventions

  /// `Ridge(alpha=2.5).fit(x, y)` and with sample_weight=[1, 2, 1, 0.5, 1] of scikit-learn 1.9.1.
  @Test func theConventionOfScikitLearn() throws {
    let x: Matrix = [[1.0, 2], [2, 1], [3, 5], [4, 3], [6, 2]]
    let y: Vector = [1.5, 2.0, 4.5, 4.0, 5.0]
    let ridge = RidgeRegression(lambdas: .values([2.5]), convention: .sklearn)
    let plain = try ridge.fit(x, y)[0]
    for (found, expected) in zip(plain.coefficients, Self.sklearnPlain) {
      #expect(abs(found.estimate / expected - 1) < 1e-13)
    }
    let weighed = try ridge.fit(x, y, weights: .analytic([1, 2, 1, 0.5, 1]))[0]
    for (found, expected) in zip(weighed.coefficients, Self.sklearnWeighed) {
      #expect(abs(found.estimate / expected - 1) < 1e-13)
    }
  }
  static let sklearnPlain = [0.5417809927662773, 0.5816911948116734, 0.38338737839860293]
  static let sklearnWeighed = [0.4978429680759282, 0.5855622663215414, 0.39142939315501857]

  @Test func theConventionOfGlmnetHasHalfTheSquares() throws {
    let data = PenalizedCase(rows: 30, columns: 3, kind: .independent, seed: 9)
    let a = try RidgeRegression(lambdas: .values([0.2]), convention: .glmnet).fit(data.x, data.y)
    let b = try RidgeRegression(lambdas: .values([0.4])).fit(data.x, data.y)
    #expect(a[0].coefficients == b[0].coefficients)
  }

  // MARK: Properties

  @Test func unitsOfTwoChangeNothingButExponents() throws {
    let data = PenalizedCase(rows: 40, columns: 6, kind: .collinear, seed: 10)
    let (x, y) = (data.x, data.y)
    let units = Vector([8, 1, 0.25, 1024, 0x1p-400, 0x1p500])
    let ridge = RidgeRegression(standardizes: true)
    let (a, b) = (try ridge.fit(x, y), try ridge.fit(x.scalingColumns(by: units), y.scaled(by: 0x1p300)))
    #expect(a.lambdas == b.lambdas)
    for index in [0, 30, 99] {
      #expect(b[index].slopes == a[index].slopes.dividingElements(by: units).scaled(by: 0x1p300))
    }
    // Without standardization a common unit.
    let c = try RidgeRegression(lambdas: .values([0x1p-4])).fit(x, y)
    let d = try RidgeRegression(lambdas: .values([0x1p596])).fit(x.scaled(by: 0x1p300), y)
    #expect(d[0].slopes == c[0].slopes.scaled(by: 0x1p-300))
  }

  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let data = PenalizedCase(rows: 3000, columns: 12, kind: .independent, seed: 11)
    let (x, y) = (data.x, data.y)
    let threads = Parallelism.threadCount
    defer { Parallelism.threadCount = threads }
    var seen: [[[Double]]] = []
    for count in 1...3 {
      Parallelism.threadCount = count
      let judged = try RidgeRegression().crossValidate(x, y, folds: KFold(folds: 5, seed: 2))
      seen.append([
        Array(judged.path[50].slopes), judged.meanErrors,
        judged.path.leaveOneOut().meanSquaredErrors.map { $0 ?? .nan },
      ])
    }
    #expect(seen[0] == seen[1] && seen[0] == seen[2])
  }

  @Test func columnsThatDoNotVaryAreNamed() throws {
    var data = PenalizedCase(rows: 20, columns: 3, kind: .independent, seed: 12).x
    for i in 0..<20 { data[i, 1] = 0.1 }
    let y = data.column(0)
    for standardizes in [false, true] {
      let path = try RidgeRegression(lambdas: .values([0, 0.1]), standardizes: standardizes).fit(data, y)
      #expect(path[0]["x2"] == 0 && path[1]["x2"] == 0)
      #expect(path.warnings.contains("x2 does not vary: the coefficient is 0"))
    }
    let constant = try RidgeRegression().fit(data, Vector(repeating: 3, count: 20))
    #expect(constant.best.slopes.allSatisfy { $0 == 0 } && constant.best.intercept == 3)
    #expect(constant.rSquared.allSatisfy { $0 == nil })
  }

  @Test func theEdgeOfThePathIsAWarning() throws {
    let data = PenalizedCase(rows: 50, columns: 3, kind: .independent, seed: 13)
    let path = try RidgeRegression(lambdas: .values([100, 10])).fit(data.x, data.y)
    #expect(path.bestIndex == 1 && path.warnings.count == 1 && path.warnings[0].hasPrefix("the least λ"))
  }
}
