import DescentLinearAlgebra

/// Metrics that compare errors with the spread of what was observed.
extension Metric {
  /// R² = 1 − Σ wᵢ(yᵢ − ŷᵢ)² / Σ wᵢ(yᵢ − ȳ)², ȳ the weighted mean. 1 is perfect, 0 is as good as the mean of these very
  /// values, and negative is worse.
  ///
  /// It does not exist where all actual values are the same.
  public static let rSquared = Metric("r2", isBetterWhenHigher: true) { input in
    try input.requireFinite()
    return try 1 - ratioToSpread("r2", input, input.residual)
  }

  /// The explained variance 1 − Var(y − ŷ) / Var(y): R² of predictions after a constant that all are wrong by has been
  /// taken off them.
  ///
  /// It does not exist where all actual values are the same.
  public static let explainedVariance = Metric("explained-variance", isBetterWhenHigher: true) { input in
    try input.requireFinite()
    let bias = input.mean(input.residual)
    return try 1 - ratioToSpread("explained-variance", input) { input.residual($0) - bias }
  }

  /// Σ wᵢdᵢ² / Σ wᵢ(yᵢ − ȳ)²
  private static func ratioToSpread(
    _ name: String, _ input: MetricInput, _ difference: (_ row: Int) -> Double
  ) throws -> Double {
    // Not by the sum of squares: the mean of equal values may be rounded.
    guard input.actual.contains(where: { $0 != input.actual[0] }) else {
      throw RegressionError.undefinedMetric(
        metric: name,
        reason: input.count == 1
          ? "one row has no spread to compare errors with. Judge more rows together, or take rmse"
          : "all \(input.count) actual values are \(input.actual[0]), which leaves no spread to compare errors with. "
            + "Take rmse")
    }
    let mean = input.mean { input.actual[$0] }
    let spread = input.meanSquare { input.actual[$0] - mean }
    let errors = input.meanSquare(difference)
    return (errors.value / spread.value).scaled(byPowerOfTwo: 2 * (errors.exponent - spread.exponent))
  }
}
