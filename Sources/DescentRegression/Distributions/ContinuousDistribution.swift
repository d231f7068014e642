/// A continuous probability distribution on the real line.
///
/// Both tails are computed directly: `upperTail` is not `1 − cumulative`, and is as accurate at 1e-300 as at 0.3.
/// A NaN argument gives NaN everywhere.
public protocol ContinuousDistribution: Sendable {
  /// The probability density at `x`.
  func density(_ x: Double) -> Double

  /// The cumulative distribution function, P(X ≤ `x`).
  func cumulative(_ x: Double) -> Double

  /// The upper tail (survival function), P(X > `x`).
  func upperTail(_ x: Double) -> Double

  /// The x with P(X ≤ x) = `probability`: the ends of the support at 0 and 1, NaN outside [0, 1].
  func quantile(_ probability: Double) -> Double

  /// The x with P(X > x) = `probability`: the ends of the support at 1 and 0, NaN outside [0, 1]. Takes tail
  /// probabilities of 1e-300, where `quantile(1 − probability)` could only say infinity.
  func upperQuantile(_ probability: Double) -> Double
}
