public import DescentLinearAlgebra

/// Looks for the best of several settings of a model by cross-validation.
///
/// ```swift
/// let validator = CrossValidator(KFold(folds: 10), metric: .rmse)
/// let search = ModelSearch(validator, candidates: [0.01, 0.1, 1, 10])
/// let found = try search.run(x, y) { ridge, x, y in
///   let model = try LinearRegression(ridge: ridge).fit(x, y)
///   return { try model.predict($0) }
/// }
/// found.best                   // the ridge with the least error
/// try found.predict(newX)      // by a model of it that was fitted to all rows
/// ```
///
/// Candidates may be of any type, so that a combination of settings is a tuple or a value with names. All are judged in the
/// same splits. The score of the best is too good to be expected of new rows, because it was chosen for it: judge what
/// the whole search finds by rows that it has not seen.
public struct ModelSearch<Candidate: Sendable>: Sendable {
  /// How candidates are judged.
  public let validator: CrossValidator
  /// What is tried.
  public let candidates: [Candidate]

  /// Tries each of these: a grid search, with `ParameterGrid` for several settings.
  public init(_ validator: CrossValidator, candidates: [Candidate]) {
    self.validator = validator
    self.candidates = candidates
  }

  /// Tries candidates that are drawn at random, which finds good ones sooner than a grid where few settings matter
  /// (Bergstra, Bengio 2012).
  ///
  /// - Parameters:
  ///   - validator: how candidates are judged.
  ///   - count: how many.
  ///   - seed: which random numbers.
  ///   - draw: makes a candidate of them. The first candidates are the same for every count.
  /// - Precondition: the count is not negative.
  public init(
    _ validator: CrossValidator, count: Int, seed: UInt64 = 1,
    draw: (inout ParameterDraw) throws -> Candidate
  ) rethrows {
    var numbers = ParameterDraw(seed: seed)
    self.init(validator, candidates: try (0..<count).map { _ in try draw(&numbers) })
  }

  /// Judges all candidates and fits the best to all rows.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature.
  ///   - y: one value for each observation.
  ///   - fit: fits a model with the settings of a candidate, and gives what predicts. It is called on several threads.
  /// - Throws: what the splitter throws; ``RegressionError/searchFailed(candidates:reason:)`` where all candidates fail; what
  ///   `fit` throws for the best on all rows. Single candidates that fail stand last in the table, with the reason.
  /// - Precondition: x has as many rows as y has elements.
  /// - Complexity: a fit for each candidate and split, and one more.
  public func run(
    _ x: Matrix<Double>, _ y: Vector<Double>,
    fit: @Sendable (_ candidate: Candidate, _ x: Matrix<Double>, _ y: Vector<Double>) throws -> CrossValidator.Predictor
  ) throws -> SearchResult<Candidate> {
    try run(FoldData(x, y, nil)) { candidate, x, y, _ in try fit(candidate, x, y) }
  }

  /// Judges all candidates and fits the best to all rows, with weights of the observations in fits and metric.
  public func run(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>,
    fit:
      @Sendable (
        _ candidate: Candidate, _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>
      ) throws -> CrossValidator.Predictor
  ) throws -> SearchResult<Candidate> {
    try run(FoldData(x, y, weights)) { candidate, x, y, weights in try fit(candidate, x, y, weights!) }
  }

  private func run(
    _ data: FoldData,
    _ fit: @Sendable (Candidate, Matrix<Double>, Vector<Double>, Vector<Double>?) throws -> CrossValidator.Predictor
  ) throws -> SearchResult<Candidate> {
    let results = try judgedFolds(data, withTrainScore: false, fit)
    let judge = FoldJudge(metric: validator.metric, y: data.y, weights: data.weights)
    let rows = zip(candidates, results).enumerated().map { index, pair in
      SearchResult.Row(
        candidate: pair.0, index: index,
        result: Result { try CrossValidationResult(pair.1, judge, validator.aggregation) })
    }
    let table = SearchResult.sorted(rows, by: validator.metric)
    guard let best = table.first, best.score != nil else {
      throw RegressionError.searchFailed(candidates: candidates.count, reason: rows[0].failure!)
    }
    return SearchResult(
      metric: validator.metric.name, table: table, predictor: try fit(best.candidate, data.x, data.y, data.weights))
  }

  /// For each candidate what each split says of it; candidates and splits together over the threads.
  func judgedFolds(
    _ data: FoldData, withTrainScore: Bool,
    _ fit: @Sendable (Candidate, Matrix<Double>, Vector<Double>, Vector<Double>?) throws -> CrossValidator.Predictor
  ) throws -> [[Result<JudgedFold, any Error>]] {
    guard !candidates.isEmpty else {
      throw RegressionError.invalidConfiguration("A search needs at least one candidate, and there is none")
    }
    let source = try validator.source(rowCount: data.y.count)
    let judge = FoldJudge(metric: validator.metric, y: data.y, weights: data.weights)
    let all = concurrentMap(candidates.count * source.count) { place in
      let (candidate, split) = (candidates[place / source.count], source.split(place % source.count))
      return judge.judged(split.train, split.test, withTrainScore: withTrainScore) { rows in
        try data.rowPredictor(rows) { x, y, weights in try fit(candidate, x, y, weights) }
      }
    }
    return candidates.indices.map { Array(all[$0 * source.count..<($0 + 1) * source.count]) }
  }
}
