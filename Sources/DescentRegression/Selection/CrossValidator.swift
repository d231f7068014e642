public import DescentLinearAlgebra

/// Judges models by rows that they were not fitted to.
///
/// ```swift
/// let validator = CrossValidator(KFold(folds: 10, seed: 1), metric: .rmse)
/// let judged = try validator.score(x, y) { x, y in
///   let model = try LinearRegression(ridge: 0.1).fit(x, y)
///   return { try model.predict($0) }
/// }
/// judged.score                 // the mean of ten folds
/// judged.standardError
/// ```
///
/// A model is any closure that is fitted to rows and gives one that predicts. Whatever is learned of the data belongs into
/// it, scaling and the choice of columns too, because otherwise the rows that judge have been seen. Folds run over the
/// threads, with the same bits for any number of them.
public struct CrossValidator: Sendable {
  /// Predicts rows of features.
  public typealias Predictor = @Sendable (_ x: Matrix<Double>) throws -> Vector<Double>
  /// Predicts rows by their numbers.
  public typealias RowPredictor = @Sendable (_ rows: [Int]) throws -> Vector<Double>

  /// How the scores of the folds become one.
  public enum Aggregation: String, Sendable, Codable, CaseIterable {
    /// The mean of the metric over the folds.
    case meanOfFolds
    /// The metric of the predictions of all folds together: for folds so small that the metric does not exist in them, as
    /// R² of single rows, or for an RMSE that is √(PRESS/n) with ``LeaveOneOut``.
    case pooled
  }

  /// Which rows are fitted to, and which judge.
  public var splitter: any Splitter
  /// By what predictions are judged.
  public var metric: Metric
  /// How the scores of the folds become one.
  public var aggregation: Aggregation

  private var factors: [(name: String, rows: LabeledRows)] = []

  /// A way of judging models.
  public init(_ splitter: any Splitter, metric: Metric, aggregation: Aggregation = .meanOfFolds) {
    self.splitter = splitter
    self.metric = metric
    self.aggregation = aggregation
  }

  /// The same way of judging, which refuses splits whose rows to fit to lack a level of a factor, or a class: nothing can
  /// be learned of it there.
  ///
  /// - Parameters:
  ///   - labels: the level of each row.
  ///   - name: what the factor is called in the error.
  public func requiringLevels(of labels: some Collection<some Hashable>, named name: String) -> CrossValidator {
    var result = self
    result.factors.append((name, LabeledRows(labels)))
    return result
  }

  /// The splits of so many rows, after checking that no level is missing.
  ///
  /// - Throws: what the splitter throws, and ``RegressionError/missingLevel(level:factor:fold:)``.
  /// - Precondition: each factor has as many labels as there are rows.
  func source(rowCount: Int) throws -> FoldSource {
    let source = try FoldSource(splitter, rowCount: rowCount)
    guard source.count > 0 else { throw RegressionError.emptySplit(reason: "there is no split. Take at least one") }
    for (_, levels) in factors { levels.requireCount(rowCount, "CrossValidator") }
    for fold in 0..<source.count where !factors.isEmpty {
      try requireLevels(among: source.split(fold).train, of: rowCount, fold: fold)
    }
    return source
  }

  /// - Throws: ``RegressionError/missingLevel(level:factor:fold:)`` where none of these rows has a level.
  func requireLevels(among train: [Int], of rowCount: Int, fold: Int) throws {
    guard !factors.isEmpty else { return }
    var isFitted = [Bool](repeating: false, count: rowCount)
    for row in train { isFitted[row] = true }
    for (name, levels) in factors {
      if let missing = levels.rows.firstIndex(where: { rows in !rows.contains { isFitted[$0] } }) {
        throw RegressionError.missingLevel(level: levels.names[missing], factor: name, fold: fold)
      }
    }
  }
}

// MARK: Judging one model

extension CrossValidator {
  /// Fits and judges a model in each split.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature.
  ///   - y: one value for each observation.
  ///   - fit: fits a model to rows and gives what predicts others. It is called on several threads.
  /// - Throws: what the splitter throws; ``RegressionError/foldFailed(fold:reason:)`` where a fit or a metric fails, for the
  ///   first such fold.
  /// - Precondition: x has as many rows as y has elements.
  /// - Complexity: a fit for each split, and a copy of the rows.
  public func score(
    _ x: Matrix<Double>, _ y: Vector<Double>,
    fit: @Sendable (_ x: Matrix<Double>, _ y: Vector<Double>) throws -> Predictor
  ) throws -> CrossValidationResult {
    try score(x, y, optionalWeights: nil) { x, y, _ in try fit(x, y) }
  }

  /// Fits and judges a model in each split, with weights of the observations in the fit and in the metric.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - weights: what each observation counts.
  ///   - fit: fits a model to rows and their weights.
  public func score(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>,
    fit: @Sendable (_ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>) throws -> Predictor
  ) throws -> CrossValidationResult {
    try score(x, y, optionalWeights: weights) { x, y, weights in try fit(x, y, weights!) }
  }

  private func score(
    _ x: Matrix<Double>, _ y: Vector<Double>, optionalWeights weights: Vector<Double>?,
    fit: @Sendable (Matrix<Double>, Vector<Double>, Vector<Double>?) throws -> Predictor
  ) throws -> CrossValidationResult {
    let data = FoldData(x, y, weights)
    return try score(of: y, weights: weights) { rows in try data.rowPredictor(rows, fit) }
  }

  /// Fits and judges a model that takes its data from elsewhere, by the numbers of rows: tables, texts, whatever.
  ///
  /// - Parameters:
  ///   - y: one value for each row, which the metric compares with predictions.
  ///   - weights: what each row counts in the metric; all the same by default.
  ///   - fit: fits a model to rows and gives what predicts others. It is called on several threads.
  public func score(
    of y: Vector<Double>, weights: Vector<Double>? = nil, fit: @Sendable (_ rows: [Int]) throws -> RowPredictor
  ) throws -> CrossValidationResult {
    let source = try source(rowCount: y.count)
    let judge = FoldJudge(metric: metric, y: y, weights: weights)
    let folds = concurrentMap(source.count) { fold in
      let (train, test) = source.split(fold)
      return judge.judged(train, test, withTrainScore: false, fit)
    }
    return try CrossValidationResult(folds, judge, aggregation)
  }
}
