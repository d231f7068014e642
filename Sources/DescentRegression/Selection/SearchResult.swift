public import DescentLinearAlgebra

/// The candidates of a search in the order of their scores, and a model of the best.
public struct SearchResult<Candidate: Sendable>: Sendable {
  /// A candidate and what was found of it.
  public struct Row: Sendable {
    /// The settings.
    public let candidate: Candidate
    /// Its place among the candidates, counted from 0.
    public let index: Int
    /// How it was judged; nil where it failed.
    public let validation: CrossValidationResult?
    /// Why it failed; nil where it did not.
    public let failure: String?

    /// Its score; nil where it failed.
    public var score: Double? { validation?.score }

    init(candidate: Candidate, index: Int, result: Result<CrossValidationResult, any Error>) {
      self.candidate = candidate
      self.index = index
      switch result {
      case .success(let validation): (self.validation, failure) = (validation, nil)
      case .failure(let error): (validation, failure) = (nil, reason(error))
      }
    }
  }

  /// The name of the metric.
  public let metric: String

  /// All candidates, the best first and those that failed last; of equal scores the earlier candidate comes first.
  public let table: [Row]

  let predictor: CrossValidator.Predictor

  /// The best candidate.
  public var best: Candidate { table[0].candidate }

  /// The score of the best candidate.
  public var bestScore: Double { table[0].score! }

  /// What the best candidate, fitted to all rows, predicts.
  ///
  /// - Throws: what the model throws.
  public func predict(_ x: Matrix<Double>) throws -> Vector<Double> { try predictor(x) }

  static func sorted(_ rows: [Row], by metric: Metric) -> [Row] {
    rows.sorted { left, right in
      switch (left.score, right.score) {
      case (let a?, let b?) where a != b: metric.isBetter(a, than: b)
      case (_?, nil): true
      case (nil, _?): false
      default: left.index < right.index
      }
    }
  }
}
