/// The penalty of the lasso, h(x) = λ Σ wⱼ|xⱼ|.
///
/// Its proximal operator is the soft threshold, xⱼ ← sign(xⱼ) max(|xⱼ| − αλwⱼ, 0): coordinates become exactly zero.
///
/// - Note: R. Tibshirani 1996; I. Daubechies, M. Defrise, C. De Mol 2004.
public struct L1Penalty: ProximalOperator {
  /// λ, at least 0.
  public var weight: Double
  /// wⱼ.
  public var weights: PenaltyWeights

  /// λ Σ wⱼ|xⱼ|.
  public init(_ weight: Double, weights: PenaltyWeights = .all) {
    self.weight = weight
    self.weights = weights
  }

  public func value(at point: Span<Double>) -> Double {
    var sum = 0.0
    for j in point.indices { sum += weights.weight(j) * point[j].magnitude }
    return weight * sum
  }

  /// - Complexity: O(p).
  public func apply(_ point: inout MutableSpan<Double>, step: Double) {
    for j in point.indices { point[j] = softThreshold(point[j], step * weight * weights.weight(j)) }
  }

  public func validate(parameterCount: Int) throws {
    try requirePenalty(weight)
    try weights.validate(parameterCount: parameterCount)
  }
}
