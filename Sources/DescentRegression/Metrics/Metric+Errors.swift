import DescentLinearAlgebra
import Foundation

/// Metrics of predicted numbers, d = y − ŷ.
extension Metric {
  /// The mean squared error Σ wᵢdᵢ² / Σ wᵢ.
  ///
  /// Right to some units in the last place; infinite only where it is beyond all doubles.
  public static let mse = Metric("mse") { input in
    try input.requireFinite()
    let (value, exponent) = input.meanSquare(input.residual)
    return value.scaled(byPowerOfTwo: 2 * exponent)
  }

  /// The root of the mean squared error, in the unit of y: √(Σ wᵢdᵢ² / Σ wᵢ).
  ///
  /// No square over- or underflows on the way; infinite only where a difference is beyond all doubles.
  public static let rmse = Metric("rmse") { input in
    try input.requireFinite()
    let (value, exponent) = input.meanSquare(input.residual)
    return value.squareRoot().scaled(byPowerOfTwo: exponent)
  }

  /// The mean absolute error Σ wᵢ|dᵢ| / Σ wᵢ.
  public static let mae = Metric("mae") { input in
    try input.requireFinite()
    return input.mean { input.residual($0).magnitude }
  }

  /// The median of |dᵢ|; the mean of the two in the middle where the rows, repeated as the weights say, are even in
  /// number.
  public static let medianAbsoluteError = Metric("median-ae") { input in
    try input.requireFinite()
    let sorted = (0..<input.count).map { (error: input.residual($0).magnitude, weight: input.weight($0)) }
      .sorted { $0.error < $1.error }
    var (below, place) = (0.0, 0)
    // Whole numbers as weights are added up without rounding, and so is half of their sum.
    while place < sorted.count - 1, 2 * (below + sorted[place].weight) < input.totalWeight {
      below += sorted[place].weight
      place += 1
    }
    guard place < sorted.count - 1, 2 * (below + sorted[place].weight) == input.totalWeight else {
      return sorted[place].error
    }
    return sorted[place].error / 2 + sorted[place + 1].error / 2
  }

  /// The largest error maxᵢ |dᵢ|, of the rows with a weight above 0.
  public static let maximumError = Metric("max-error") { input in
    try input.requireFinite()
    return (0..<input.count).reduce(0) { max($0, input.residual($1).magnitude) }
  }

  /// The mean absolute percentage error Σ wᵢ|dᵢ/yᵢ| / Σ wᵢ, as a fraction: 0.1 is ten percent.
  ///
  /// It does not exist for actual values of 0, which is an error here and no huge number.
  public static let mape = Metric("mape") { input in
    try input.requireFinite()
    if let row = (0..<input.count).first(where: { input.actual[$0] == 0 }) {
      throw RegressionError.outOfDomain(
        what: "actual value", row: input.origin(row), value: 0,
        requirement: "a percentage of 0 does not exist. Take mae, or leave out such rows")
    }
    return input.mean { (input.residual($0) / input.actual[$0]).magnitude }
  }

  /// The mean squared error of log(1 + y), for what grows by factors: Σ wᵢ(log(1 + yᵢ) − log(1 + ŷᵢ))² / Σ wᵢ.
  ///
  /// Actual values and predictions must be above −1.
  public static let msle = Metric("msle") { input in
    try input.requireFinite()
    for (values, what) in [(input.actual, "actual value"), (input.predicted, "prediction")] {
      if let row = values.firstIndex(where: { $0 <= -1 }) {
        throw RegressionError.outOfDomain(
          what: what, row: input.origin(row), value: values[row],
          requirement: "log(1 + y) exists above −1 only. Take rmse, or correct the value")
      }
    }
    let (value, exponent) = input.meanSquare { log1p(input.actual[$0]) - log1p(input.predicted[$0]) }
    return value.scaled(byPowerOfTwo: 2 * exponent)
  }

  /// The pinball loss, which predictions of a quantile minimize: the mean of q d where d ≥ 0 and of (q − 1) d elsewhere.
  /// At q = ½ it is half the mean absolute error (Koenker, Bassett 1978).
  ///
  /// - Parameter quantile: q, between 0 and 1; anything else throws when the metric is computed.
  public static func pinball(quantile: Double) -> Metric {
    Metric("pinball(\(quantile))") { input in
      guard quantile > 0, quantile < 1 else {
        throw RegressionError.invalidConfiguration(
          "The quantile of the pinball loss must lie between 0 and 1, such as 0.9, and not be \(quantile)")
      }
      try input.requireFinite()
      return input.mean { row in
        let difference = input.residual(row)
        return difference >= 0 ? quantile * difference : (quantile - 1) * difference
      }
    }
  }
}
