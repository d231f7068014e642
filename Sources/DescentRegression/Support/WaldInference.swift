/// What a standard error says of an estimate: statistic, p-value and interval (A. Wald 1943).
struct WaldInference {
  /// Nil without degrees of freedom.
  private let distribution: StudentT?
  private let quantile: Double

  /// - Parameters:
  ///   - degreesOfFreedom: of t; infinite for the normal distribution.
  ///   - level: of the intervals.
  init(degreesOfFreedom: Double, level: Double) {
    distribution = degreesOfFreedom > 0 ? StudentT(degreesOfFreedom: degreesOfFreedom) : nil
    quantile = distribution?.upperQuantile((1 - level) / 2) ?? .nan
  }

  /// The standard error where it says something, estimate / standard error, P(|T| ≥ |t|), and the interval.
  typealias Figures = (
    standardError: Double?, statistic: Double?, pValue: Double?, interval: ClosedRange<Double>?
  )

  /// - Parameter hasStatistic: whether the estimate divided by the standard error measures something.
  func figures(_ estimate: Double, _ standardError: Double?, hasStatistic: Bool = true) -> Figures {
    guard let standardError, let distribution else { return (nil, nil, nil, nil) }
    let statistic = hasStatistic && standardError != 0 ? estimate / standardError : nil
    let half = quantile * standardError
    return (
      standardError, statistic, statistic.map { distribution.twoSidedTail($0) },
      half.isFinite ? estimate - half...estimate + half : nil
    )
  }
}

extension LinearModel.Coefficient {
  /// A line of a table; of a column that was dropped without an estimate.
  init(
    name: String, estimate: Double?, standardError: Double?, _ wald: WaldInference, hasStatistic: Bool = true
  ) {
    let figures = estimate.map { wald.figures($0, standardError, hasStatistic: hasStatistic) }
    self.init(
      name: name, estimate: estimate, standardError: figures?.standardError, statistic: figures?.statistic,
      pValue: figures?.pValue, confidenceInterval: figures?.interval)
  }
}
