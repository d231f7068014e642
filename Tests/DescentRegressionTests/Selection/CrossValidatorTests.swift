import Descent
import Synchronization
import Testing

/// Data of a linear model, and fits of them.
enum Modelled {
  static func data(rows: Int, columns: Int = 3, seed: UInt64) -> (x: Matrix<Double>, y: Vector<Double>) {
    var generator = SeededGenerator(seed: seed)
    let x = Matrix<Double>(rows, columns) { elements in
      for i in elements.indices { elements[i] = generator.normal() }
    }
    return (x, Vector((0..<rows).map { row in x.row(row).sum() + 2 + generator.normal() }))
  }

  @Sendable static func linear(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> CrossValidator.Predictor {
    let model = try LinearRegression().fit(x, y)
    return { try model.predict($0) }
  }

  @Sendable static func ridge(
    _ ridge: Double, _ x: Matrix<Double>, _ y: Vector<Double>
  ) throws -> CrossValidator.Predictor {
    let model = try LinearRegression(ridge: ridge).fit(x, y)
    return { try model.predict($0) }
  }
}

@Suite struct CrossValidatorTests {
  @Test(arguments: [9, 30], [1, 2] as [UInt64])
  func theSameAsALoop(rows: Int, seed: UInt64) throws {
    let (x, y) = Modelled.data(rows: rows, seed: seed)
    let folds = KFold(folds: 4, seed: seed)
    let judged = try CrossValidator(folds, metric: .rmse).score(x, y, fit: Modelled.linear)
    var scores: [Double] = []
    for (split, fold) in zip(try folds.splits(rowCount: rows), judged.folds) {
      let model = try LinearRegression().fit(x.selecting(rows: split.train), Vector(split.train.map { y[$0] }))
      let predictions = try model.predict(x.selecting(rows: split.test))
      #expect(fold.predictions == predictions && fold.test == split.test && fold.trainCount == split.train.count)
      scores.append(try Metric.rmse(Vector(split.test.map { y[$0] }), predictions))
      #expect(fold.score == scores.last)
    }
    let mean = scores.reduce(0, +) / 4
    #expect((judged.score - mean).magnitude < 1e-14 && judged.score == judged.meanOfFolds)
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
    #expect((judged.standardError! - (variance / 4).squareRoot()).magnitude < 1e-14)
    let all = judged.predictions(rowCount: rows)
    #expect(all.allSatisfy { $0 != nil })
    #expect((try Metric.rmse(y, Vector(all.map { $0! })) - judged.pooled!).magnitude < 1e-14)
  }

  /// √(PRESS/n) of the fit to all rows is what leaving out one by one gives.
  @Test(arguments: [8, 25])
  func leaveOneOutIsPRESS(rows: Int) throws {
    let (x, y) = Modelled.data(rows: rows, seed: 5)
    let press = try LinearRegression().fit(x, y).influence().predictionSumOfSquares!
    let judged = try CrossValidator(LeaveOneOut(), metric: .rmse, aggregation: .pooled)
      .score(x, y, fit: Modelled.linear)
    #expect((judged.score * judged.score * Double(rows) / press - 1).magnitude < 1e-12)
    let predicted = try CrossValidator(LeaveOneOut(), metric: .rSquared, aggregation: .pooled)
      .score(x, y, fit: Modelled.linear)
    #expect(predicted.meanOfFolds == nil && predicted.standardError == nil)
    let truth = try LinearRegression().fit(x, y).influence().predictedRSquared!
    #expect((predicted.score - truth).magnitude < 1e-12)
  }

  @Test func weightsGoIntoFitAndMetric() throws {
    let (x, y) = Modelled.data(rows: 20, seed: 6)
    let weights = Vector((0..<20).map { Double($0 % 3 + 1) })
    let judged = try CrossValidator(KFold(folds: 5), metric: .rmse).score(x, y, weights: weights) { x, y, weights in
      let model = try LinearRegression().fit(x, y, weights: .analytic(weights))
      return { try model.predict($0) }
    }
    let split = try KFold(folds: 5).splits(rowCount: 20)[2]
    let model = try LinearRegression().fit(
      x.selecting(rows: split.train), Vector(split.train.map { y[$0] }),
      weights: .analytic(Vector(split.train.map { weights[$0] })))
    let score = try Metric.rmse(
      Vector(split.test.map { y[$0] }), model.predict(x.selecting(rows: split.test)),
      weights: Vector(split.test.map { weights[$0] }))
    #expect(judged.folds[2].score == score)
  }

  @Test func rowsThatAreNeverLeftOutHaveNoPrediction() throws {
    let (x, y) = Modelled.data(rows: 20, seed: 7)
    let judged = try CrossValidator(TimeSeriesSplit(folds: 2, testCount: 4), metric: .mae)
      .score(x, y, fit: Modelled.linear)
    #expect(judged.predictions(rowCount: 20).map { $0 == nil } == (0..<20).map { $0 < 12 })
  }

  @Test func modelsOfRowNumbers() throws {
    let judged = try CrossValidator(KFold(folds: 3), metric: .mae).score(of: [1, 2, 3, 4, 5, 6]) { train in
      let count = Double(train.count)
      return { rows in Vector(rows.map { Double($0) + count }) }
    }
    #expect(judged.score == 3)
  }

  @Test func mistakesNameTheFold() throws {
    let (x, y) = Modelled.data(rows: 12, seed: 8)
    func message(_ validator: CrossValidator, _ y: Vector<Double>) -> String? {
      #expect(throws: RegressionError.self) { try validator.score(x, y, fit: Modelled.linear) }?.description
    }
    #expect(
      message(CrossValidator(LeaveOneOut(), metric: .rSquared), y)
        == "Fold 1: r2 does not exist here: one row has no spread to compare errors with. Judge more rows together, or "
        + "take rmse")
    var broken = y
    broken[7] = .nan
    #expect(
      message(CrossValidator(KFold(folds: 3, shuffles: false), metric: .rmse), broken)?.hasPrefix("Fold 1: ") == true)
    // Two rows cannot determine four coefficients, whichever fold comes first on the clock.
    #expect(
      message(CrossValidator(TimeSeriesSplit(folds: 5, testCount: 2), metric: .rmse), y)?
        .hasPrefix("Fold 1: 2 rows cannot determine 4 coefficients") == true)
    let validator = CrossValidator(KFold(folds: 3, shuffles: false), metric: .mae)
    let predictions = #expect(throws: RegressionError.self) {
      try validator.score(of: y) { _ in { rows in Vector(rows.map { $0 == 6 ? .infinity : 0 }) } }
    }
    #expect(
      predictions?.description
        == "Fold 2: The prediction of row 7 is inf: judge only finite numbers, by leaving out such rows or giving them the "
        + "weight 0")
  }

  @Test func missingLevelsAreNamed() throws {
    let (x, y) = Modelled.data(rows: 12, seed: 9)
    let region = (0..<12).map { $0 < 4 ? "north" : "south" }
    let validator = CrossValidator(KFold(folds: 3, shuffles: false), metric: .rmse)
      .requiringLevels(of: region, named: "region")
    let error = #expect(throws: RegressionError.missingLevel(level: "north", factor: "region", fold: 0)) {
      try validator.score(x, y, fit: Modelled.linear)
    }
    #expect(
      error?.description
        == "No row that fold 1 fits to has the level north of region, so that nothing can be learned of it: stratify the "
        + "folds by region, take more folds, or join the level with another")
    var stratified = validator
    stratified.splitter = StratifiedKFold(by: region, folds: 3)
    #expect(throws: Never.self) { try stratified.score(x, y, fit: Modelled.linear) }
  }
}

/// The number of threads is one for the process: no other suite changes it.
@Suite(.serialized) struct SelectionThreadTests {
  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let (x, y) = Modelled.data(rows: 150, columns: 5, seed: 10)
    let validator = CrossValidator(KFold(folds: 7), metric: .rmse)
    let search = ModelSearch(validator, candidates: [0, 0.01, 0.1, 1])
    func all() throws -> [[Double]] {
      let judged = try validator.score(x, y, fit: Modelled.linear)
      let found = try search.run(x, y, fit: Modelled.ridge)
      let curve = try validator.learningCurve(x, y, trainCounts: [20, 60, 100], fit: Modelled.linear)
      return try [
        judged.predictions(rowCount: 150).map { $0! }, [judged.score, judged.standardError!, judged.pooled!],
        found.table.map { $0.score! }, Array(found.predict(x)), curve.map { $0.testScore! },
        curve.map { $0.trainScore! },
        Array(RobustScaling().fit(x).scales),
      ]
    }
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    Parallelism.threadCount = 1
    let one = try all()
    for threads in [2, 3, 8] {
      Parallelism.threadCount = threads
      #expect(try all() == one)
    }
  }

  @Test func everySplitIsFittedOnce() throws {
    let counts = Mutex([Int: Int]())
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    Parallelism.threadCount = 3
    _ = try CrossValidator(LeaveOneOut(), metric: .mae).score(of: Vector(repeating: 1, count: 40)) { train in
      // The one row that is missing.
      let missing = 40 * 39 / 2 - train.reduce(0, +)
      counts.withLock { $0[missing, default: 0] += 1 }
      return { rows in Vector(repeating: 0, count: rows.count) }
    }
    #expect(counts.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<40).map { ($0, 1) }))
  }
}
