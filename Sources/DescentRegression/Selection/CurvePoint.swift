/// A point of a learning curve, over the number of rows, or of a validation curve, over a setting.
///
/// Where both scores are bad the model is too simple; where only that of the rows left out is, it fits what is chance, and
/// more rows or a stronger penalty help.
public struct CurvePoint<Parameter: Sendable>: Sendable {
  /// The number of rows fitted to, or the setting.
  public let parameter: Parameter
  /// The mean over the splits of the metric of the rows that were fitted to; nil where it does not exist.
  public let trainScore: Double?
  /// Its standard error; nil for one split.
  public let trainStandardError: Double?
  /// The score of the rows that were left out, as the validator aggregates them; nil where it does not exist.
  public let testScore: Double?
  /// Its standard error over the splits; nil for one split.
  public let testStandardError: Double?
  /// Why there are no scores of the rows left out, such as too few rows for the coefficients; nil where there are.
  public let failure: String?

  init(
    _ parameter: Parameter, _ folds: [Result<JudgedFold, any Error>], _ judge: FoldJudge,
    _ aggregation: CrossValidator.Aggregation
  ) {
    self.parameter = parameter
    let train = ScoreSummary(folds.map { fold in Result { try fold.get().trainScore!.get() } })
    (trainScore, trainStandardError) = (train.mean, train.standardError)
    do {
      let result = try CrossValidationResult(folds, judge, aggregation)
      (testScore, testStandardError, failure) = (result.score, result.standardError, nil)
    } catch {
      (testScore, testStandardError, failure) = (nil, nil, reason(error))
    }
  }
}

extension CurvePoint: Equatable where Parameter: Equatable {}
