/// The elastic net, h(x) = λ Σ wⱼ (ρ|xⱼ| + ½(1 − ρ)xⱼ²): from the lasso at ρ = 1 to ridge at ρ = 0.
///
/// Its proximal operator is a soft threshold at αλρwⱼ, divided by 1 + αλ(1 − ρ)wⱼ.
///
/// - Note: H. Zou, T. Hastie 2005; λ and ρ as J. Friedman, T. Hastie, R. Tibshirani 2010 have them.
public struct ElasticNetPenalty: ProximalOperator {
  /// λ, at least 0.
  public var weight: Double
  /// ρ, from 0 to 1: the share of the absolute values.
  public var absoluteShare: Double
  /// wⱼ.
  public var weights: PenaltyWeights

  /// λ Σ wⱼ (ρ|xⱼ| + ½(1 − ρ)xⱼ²).
  public init(_ weight: Double, absoluteShare: Double = 0.5, weights: PenaltyWeights = .all) {
    self.weight = weight
    self.absoluteShare = absoluteShare
    self.weights = weights
  }

  public func value(at point: Span<Double>) -> Double {
    var sum = 0.0
    for j in point.indices {
      let x = point[j]
      sum += weights.weight(j) * (absoluteShare * x.magnitude + 0.5 * (1 - absoluteShare) * (x * x))
    }
    return weight * sum
  }

  /// - Complexity: O(p).
  public func apply(_ point: inout MutableSpan<Double>, step: Double) {
    for j in point.indices {
      let scaled = step * weight * weights.weight(j)
      point[j] = softThreshold(point[j], scaled * absoluteShare) / (1 + scaled * (1 - absoluteShare))
    }
  }

  public func validate(parameterCount: Int) throws {
    try requirePenalty(weight)
    try requireSetting(
      absoluteShare >= 0 && absoluteShare <= 1, "share of the absolute values", absoluteShare, "from 0 to 1")
    try weights.validate(parameterCount: parameterCount)
  }
}
