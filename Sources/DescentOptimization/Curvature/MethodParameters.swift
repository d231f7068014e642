/// Step and momentum of an accelerated method.
public struct MomentumParameters: Sendable, Codable, Hashable {
  /// α.
  public let step: Double
  /// β, from 0 to below 1.
  public let momentum: Double

  /// A step with a momentum.
  public init(step: Double, momentum: Double) {
    self.step = step
    self.momentum = momentum
  }
}

// The best constant parameters on quadratics whose eigenvalues lie in [μ, L], with κ = L/μ. None exist where μ is not known
// to be positive. `predictedIterations` counts for these.
extension CurvatureBounds {
  /// The heavy ball: α = 4/(√L + √μ)², β = ((√κ − 1)/(√κ + 1))²; nil where μ is not known to be positive.
  ///
  /// They belong to v ← βv + g from rest, x ← x − αv. Where v ← βv + (1 − β)g, the step is α/(1 − β) instead.
  ///
  /// - Complexity: O(1). Correct to a few roundings.
  /// - Note: B. T. Polyak (1964).
  public var heavyBallParameters: MomentumParameters? {
    guard let ratio = inverseConditionNumber else { return nil }
    let root = ratio.squareRoot()
    let q = (1 - root) / (1 + root)
    // 4/(√L + √μ)², in an order in which nothing overflows before the result does.
    let half = 2 / (lipschitzConstant.squareRoot() * (1 + root))
    return MomentumParameters(step: min(half * half, .greatestFiniteMagnitude), momentum: q * q)
  }

  /// Nesterov's method on quadratics: α = 4/(3L + μ), β = (s − 2)/(s + 2) with s = √(3κ + 1); nil where μ is not known to
  /// be positive.
  ///
  /// They belong to v ← βv + g, x ← x − αv with the gradient g at x − αβv.
  ///
  /// - Complexity: O(1). Correct to a few roundings.
  /// - Note: L. Lessard, B. Recht, A. Packard (2016), Proposition 1.
  public var nesterovParameters: MomentumParameters? {
    guard let ratio = inverseConditionNumber else { return nil }
    let twoByS = min(1, 2 * (ratio / (3 + ratio)).squareRoot())
    let step = 1 / (lipschitzConstant * (0.75 + 0.25 * ratio))
    return MomentumParameters(step: min(step, .greatestFiniteMagnitude), momentum: (1 - twoByS) / (1 + twoByS))
  }

  /// [μ, L], on which the Chebyshev semi-iteration is to be small; nil where μ is not known to be positive.
  ///
  /// It is the wider of what the bounds allow: a μ that is too small only slows the iteration down, one that is too large
  /// may let it diverge.
  ///
  /// - Complexity: O(1).
  /// - Note: G. H. Golub, R. S. Varga (1961).
  public var chebyshevInterval: ClosedRange<Double>? {
    strongConvexity.map { $0...max($0, lipschitzConstant) }
  }

  /// μ/L, at most 1; nil where μ is not known to be positive.
  var inverseConditionNumber: Double? { strongConvexity.map { min(1, $0 / lipschitzConstant) } }
}
