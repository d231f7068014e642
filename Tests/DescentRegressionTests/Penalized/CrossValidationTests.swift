import Descent
import Foundation
import Testing

@Suite struct CrossValidationTests {
  /// Fits to copies of the rows of each fold.
  private func expectRefits<Model: PenalizedRegression>(
    _ regression: Model, _ data: PenalizedCase, weights: Vector<Double>? = nil
  ) throws {
    let (x, y, folds) = (data.x, data.y, KFold(folds: 4, seed: 3))
    let judged = try regression.crossValidate(x, y, weights: weights.map { .analytic($0) }, folds: folds)
    var refit = regression
    refit.lambdas = .values(judged.path.lambdas)
    let count = judged.path.lambdas.count
    let splits = try folds.splits(rowCount: x.rowCount)
    var (errors, sizes) = ([[Double]](), [Double]())
    for split in splits {
      let (rows, left) = (split.train, split.test)
      let path = try refit.fit(
        x.selecting(rows: rows), Vector(rows.map { y[$0] }),
        weights: weights.map { weights in .analytic(Vector(rows.map { weights[$0] })) })
      let w = Vector(left.map { weights?[$0] ?? 1 })
      sizes.append(w.sum())
      errors.append(
        try (0..<count).map { l in
          let residual = try Vector(left.map { y[$0] }).subtracting(path[l].predict(x.selecting(rows: left)))
          return w.dot(residual.mapElements { $0 * $0 }) / w.sum()
        })
    }
    let total = sizes.reduce(0, +)
    for l in 0..<count {
      let mean = (0..<4).reduce(0) { $0 + sizes[$1] * errors[$1][l] } / total
      let variance = (0..<4).reduce(0) { $0 + sizes[$1] * pow(errors[$1][l] - mean, 2) } / total / 3
      #expect(abs(judged.meanErrors[l] / mean - 1) < 1e-9)
      #expect(abs(judged.standardErrors[l] - variance.squareRoot()) < 1e-8 * mean)
    }
    let best = judged.meanErrors.indices.min { judged.meanErrors[$0] < judged.meanErrors[$1] }!
    #expect(judged.bestIndex == best && judged.best.lambda == judged.path.lambdas[best])
    let bound = judged.meanErrors[best] + judged.standardErrors[best]
    #expect(judged.oneStandardErrorIndex == judged.meanErrors.firstIndex { $0 <= bound })
    #expect(judged.oneStandardError.lambda >= judged.best.lambda)
  }

  @Test(arguments: [(40, 5), (18, 30)])
  func errorsAreThoseOfRefits(_ shape: (Int, Int)) throws {
    let data = PenalizedCase(rows: shape.0, columns: shape.1, kind: .independent, seed: 2)
    for weights in [nil, data.weights] {
      try expectRefits(RidgeRegression(lambdas: .automatic(count: 6)), data, weights: weights)
      try expectRefits(
        RidgeRegression(lambdas: .automatic(count: 6), convention: .sklearn, standardizes: true), data,
        weights: weights)
      try expectRefits(Lasso(lambdas: .automatic(count: 6)), data, weights: weights)
      try expectRefits(
        ElasticNet(lambdas: .automatic(count: 6), convention: .glmnet, hasIntercept: false), data, weights: weights)
    }
  }

  @Test func aFoldInWhichAColumnDoesNotVaryIsJudged() throws {
    // The column varies in the first row alone.
    var x = PenalizedCase(rows: 12, columns: 2, kind: .independent, seed: 4).x
    for i in 0..<12 { x[i, 1] = i == 0 ? 1 : 0 }
    for regression in [Lasso(lambdas: .values([0.01])).elasticNet, ElasticNet(lambdas: .values([0.01]))] {
      let judged = try regression.crossValidate(x, x.column(0), folds: KFold(folds: 12, shuffles: false))
      #expect(judged.meanErrors[0].isFinite)
    }
    #expect(
      try RidgeRegression().crossValidate(x, x.column(0), folds: KFold(folds: 6)).meanErrors.allSatisfy(\.isFinite))
  }

  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let data = PenalizedCase(rows: 2500, columns: 9, kind: .collinear, seed: 5)
    let (x, y) = (data.x, data.y)
    let threads = Parallelism.threadCount
    defer { Parallelism.threadCount = threads }
    var seen: [[[Double]]] = []
    for count in 1...3 {
      Parallelism.threadCount = count
      let judged = try Lasso(lambdas: .automatic(count: 20)).crossValidate(x, y, folds: KFold(folds: 3))
      seen.append([Array(judged.path[10].slopes), judged.meanErrors, judged.standardErrors])
    }
    #expect(seen[0] == seen[1] && seen[0] == seen[2])
  }
}
