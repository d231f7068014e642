import DescentLinearAlgebra
import Glibc

/// How many iterations methods need at most on a quadratic, by what theory guarantees; nil where it guarantees nothing.
///
/// All counts are for the methods tuned with L and μ of the same ``CurvatureBounds``.
public struct PredictedIterations: Sendable, Codable, Hashable {
  /// Gradient descent with the step 1/L.
  public let gradientDescentSafe: Int?
  /// Gradient descent with the step 2/(L + μ).
  public let gradientDescentOptimal: Int?
  /// The heavy ball, v ← βv + g from rest and x ← x − αv, with α = 4/(√L + √μ)² and β = ((√κ − 1)/(√κ + 1))².
  public let heavyBall: Int?
  /// Nesterov's method with α = 4/(3L + μ) and β = (s − 2)/(s + 2), s = √(3κ + 1).
  public let nesterov: Int?
  /// The Chebyshev semi-iteration on [μ, L].
  public let chebyshev: Int?
  /// Conjugate gradients. That they end after as many steps as there are parameters is true of exact arithmetic only
  /// and does not enter.
  public let conjugateGradient: Int?
}

extension CurvatureBounds {
  /// The iterations after which ‖g‖ ≤ `tolerance` · ‖g₀‖ at the latest, on a quadratic with this curvature.
  ///
  /// After t steps the gradient norm has shrunk at least to the part (κ = L/μ, q = (√κ − 1)/(√κ + 1), s = √(3κ + 1))
  ///
  /// | method | bound |
  /// |---|---|
  /// | gradient descent, α = 1/L | (1 − 1/κ)ᵗ |
  /// | gradient descent, α = 2/(L + μ) | ((κ − 1)/(κ + 1))ᵗ |
  /// | heavy ball | (1 + (1 + q)t) qᵗ, which grows at first |
  /// | Nesterov | (1 + 2t/s) (1 − 2/s)ᵗ |
  /// | Chebyshev | 2qᵗ/(1 + q²ᵗ) |
  /// | conjugate gradients | √κ · 2qᵗ/(1 + q²ᵗ): what they guarantee is the A-norm of the error |
  ///
  /// and the answer is the first t from which on it stays at or below the tolerance. The start decides how much earlier a
  /// run ends. Rounding is not counted in: no run passes a tolerance below the rounding of its gradient.
  ///
  /// - Parameter tolerance: ε; from 1 on no step is needed.
  /// - Precondition: the tolerance is positive.
  /// - Complexity: O(log t).
  /// - Note: the bounds are those of B. T. Polyak (1964) for the heavy ball, L. Lessard, B. Recht, A. Packard (2016) for
  ///   Nesterov's method on quadratics, G. H. Golub, R. S. Varga (1961) for Chebyshev, J. W. Daniel (1967) for conjugate
  ///   gradients.
  public func predictedIterations(tolerance: Double) -> PredictedIterations {
    guard tolerance > 0 else { trap("predictedIterations: the tolerance \(tolerance) must be positive") }
    guard let mu = strongConvexity else {
      return PredictedIterations(
        gradientDescentSafe: nil, gradientDescentOptimal: nil, heavyBall: nil, nesterov: nil, chebyshev: nil,
        conjugateGradient: nil)
    }
    // L = μ cannot be told from L > μ by rounding; the ratio is at most 1 in any case.
    let ratio = min(1, mu / lipschitzConstant)
    let root = ratio.squareRoot()
    let inverseOfS = (ratio / (3 + ratio)).squareRoot()
    let logOfQ = log1p(-root) - log1p(root)
    return PredictedIterations(
      gradientDescentSafe: Self.iterations(logarithmOfFactor: log1p(-ratio), tolerance),
      gradientDescentOptimal: Self.iterations(logarithmOfFactor: log1p(-ratio) - log1p(ratio), tolerance),
      heavyBall: Self.iterations(growth: 2 / (1 + root), logarithmOfFactor: logOfQ, tolerance),
      nesterov: Self.iterations(
        growth: 2 * inverseOfS, logarithmOfFactor: log1p(-min(1, 2 * inverseOfS)), tolerance),
      chebyshev: Self.iterations(chebyshevFactor: logOfQ, tolerance),
      conjugateGradient: tolerance < 1 ? Self.iterations(chebyshevFactor: logOfQ, tolerance * root) : 0)
  }

  /// The first t ≥ 0 with t · log(factor) ≤ log(tolerance).
  private static func iterations(logarithmOfFactor: Double, _ tolerance: Double) -> Int? {
    guard tolerance < 1 else { return 0 }
    return count(log(tolerance) / logarithmOfFactor)
  }

  /// The first t ≥ 0 with (1 + growth · t) factorᵗ ≤ tolerance from there on.
  ///
  /// The logarithm of the bound is concave in t and above that of the tolerance at 0: it crosses it once.
  private static func iterations(growth: Double, logarithmOfFactor: Double, _ tolerance: Double) -> Int? {
    guard tolerance < 1 else { return 0 }
    let target = log(tolerance)
    func suffices(_ t: Int) -> Bool { log1p(growth * Double(t)) + Double(t) * logarithmOfFactor <= target }
    var (tooFew, enough) = (0, 1)
    while !suffices(enough) {
      guard enough < 1 << 60 else { return nil }
      (tooFew, enough) = (enough, 2 * enough)
    }
    while enough - tooFew > 1 {
      let middle = tooFew + (enough - tooFew) / 2
      if suffices(middle) { enough = middle } else { tooFew = middle }
    }
    return enough
  }

  /// The first t ≥ 0 with 2qᵗ/(1 + q²ᵗ) = 1/cosh(t · log q) ≤ tolerance: acosh(1/tolerance)/−log q.
  private static func iterations(chebyshevFactor logarithmOfQ: Double, _ tolerance: Double) -> Int? {
    guard tolerance < 1 else { return 0 }
    // acosh(1/ε) = log(1/ε) + log(1 + √(1 − ε²)), which does not overflow.
    let inverseCosine = log1p(((1 - tolerance) * (1 + tolerance)).squareRoot()) - log(tolerance)
    return count(-inverseCosine / logarithmOfQ)
  }

  private static func count(_ steps: Double) -> Int? {
    let count = steps.rounded(.up)
    return count < 0x1p62 ? max(1, Int(count)) : nil
  }
}
