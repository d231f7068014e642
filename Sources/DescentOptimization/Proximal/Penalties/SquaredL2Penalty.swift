/// The ridge penalty, h(x) = (λ/2) Σ wⱼxⱼ².
///
/// Its proximal operator is xⱼ ← xⱼ/(1 + αλwⱼ). It is smooth, and may as well be part of the objective; taken this way its
/// λ does not shorten the steps.
///
/// - Note: A. E. Hoerl, R. W. Kennard 1970.
public struct SquaredL2Penalty: ProximalOperator {
  /// λ, at least 0.
  public var weight: Double
  /// wⱼ.
  public var weights: PenaltyWeights

  /// (λ/2) Σ wⱼxⱼ².
  public init(_ weight: Double, weights: PenaltyWeights = .all) {
    self.weight = weight
    self.weights = weights
  }

  public func value(at point: Span<Double>) -> Double {
    var sum = 0.0
    for j in point.indices { sum += weights.weight(j) * (point[j] * point[j]) }
    return 0.5 * weight * sum
  }

  /// - Complexity: O(p).
  public func apply(_ point: inout MutableSpan<Double>, step: Double) {
    for j in point.indices { point[j] /= 1 + step * weight * weights.weight(j) }
  }

  public func validate(parameterCount: Int) throws {
    try requirePenalty(weight)
    try weights.validate(parameterCount: parameterCount)
  }
}
