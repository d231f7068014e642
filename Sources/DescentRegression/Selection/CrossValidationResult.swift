public import DescentLinearAlgebra

/// What the rows that were left out say of a model.
public struct CrossValidationResult: Sendable, Equatable {
  /// One split.
  public struct Fold: Sendable, Equatable {
    /// The number of rows that were fitted to.
    public let trainCount: Int
    /// The rows that judged.
    public let test: [Int]
    /// Their predictions.
    public let predictions: Vector<Double>
    /// Their metric; nil where it does not exist for these rows.
    public let score: Double?
  }

  /// The name of the metric.
  public let metric: String
  /// The splits in their order.
  public let folds: [Fold]
  /// The score by the aggregation that was asked for.
  public let score: Double
  /// The mean of the metric over the folds; nil where it does not exist in one of them.
  public let meanOfFolds: Double?
  /// The standard deviation of the scores of the k folds, divided by √k; nil for one fold, and where there is no mean.
  ///
  /// Folds share rows that they are fitted to, so that it is too small rather than too large (Bengio, Grandvalet 2004).
  public let standardError: Double?
  /// The metric of the predictions of all folds together; nil where it does not exist.
  public let pooled: Double?

  /// - Throws: ``RegressionError/foldFailed(fold:reason:)`` for the first fold that failed, where it counts.
  init(
    _ results: [Result<JudgedFold, any Error>], _ judge: FoldJudge, _ aggregation: CrossValidator.Aggregation
  ) throws {
    let judged = try results.enumerated().map { fold, result in try Self.value(result, fold) }
    let summary = ScoreSummary(judged.map(\.score))
    let all = Result {
      try judge.score(Vector(judged.flatMap { Array($0.predictions) }), of: judged.flatMap(\.test))
    }
    switch aggregation {
    case .meanOfFolds:
      for (fold, own) in judged.enumerated() { _ = try Self.value(own.score, fold) }
      score = summary.mean!
    case .pooled: score = try all.get()
    }
    metric = judge.metric.name
    folds = judged.map {
      Fold(trainCount: $0.trainCount, test: $0.test, predictions: $0.predictions, score: try? $0.score.get())
    }
    meanOfFolds = summary.mean
    standardError = summary.standardError
    pooled = try? all.get()
  }

  /// The prediction of each row by the model that was not fitted to it; nil for rows that no split has left out, and the
  /// mean for rows that several have.
  ///
  /// - Precondition: there are as many rows as were judged, or more.
  public func predictions(rowCount: Int) -> [Double?] {
    var sums = [Double](repeating: 0, count: rowCount)
    var counts = [Double](repeating: 0, count: rowCount)
    for fold in folds {
      for (row, prediction) in zip(fold.test, fold.predictions) {
        sums[row] += prediction
        counts[row] += 1
      }
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : nil }
  }

  /// The value, or the failure with the number of its fold.
  static func value<T>(_ result: Result<T, any Error>, _ fold: Int) throws -> T {
    do {
      return try result.get()
    } catch {
      throw RegressionError.foldFailed(fold: fold, reason: reason(error))
    }
  }
}

/// Mean and standard error of scores.
struct ScoreSummary {
  let mean: Double?
  let standardError: Double?

  init(_ scores: [Result<Double, any Error>]) {
    let values = scores.compactMap { try? $0.get() }
    guard values.count == scores.count, !values.isEmpty else {
      (mean, standardError) = (nil, nil)
      return
    }
    let count = Double(values.count)
    // Divided first, so that no sum overflows.
    let mean = values.reduce(0) { $0 + $1 / count }
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardError = values.count < 2 ? nil : (squares / (count - 1) / count).squareRoot()
  }
}

/// What an error says of itself.
func reason(_ error: any Error) -> String {
  "\(error)"
}
