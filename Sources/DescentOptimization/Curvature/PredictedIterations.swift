import DescentLinearAlgebra
import Glibc

/// How many iterations methods need at most on a quadratic, by what theory guarantees; nil where it guarantees nothing.
public struct PredictedIterations: Sendable, Codable, Hashable {
  /// Gradient descent with the step 1/L.
  public let gradientDescentSafe: Int?
  /// Gradient descent with the step 2/(L + μ).
  public let gradientDescentOptimal: Int?
}

extension CurvatureBounds {
  /// The iterations after which ‖g‖ ≤ `tolerance` · ‖g₀‖ at the latest, on a quadratic with this curvature.
  ///
  /// Each step multiplies the gradient by I − αH, whose norm is at most 1 − μ/L for α = 1/L and (κ − 1)/(κ + 1) for
  /// α = 2/(L + μ); the answer is the first t with factorᵗ ≤ ε. The start decides how much earlier a run ends. Rounding
  /// is not counted in: no run passes a tolerance below the rounding of its gradient.
  ///
  /// - Precondition: the tolerance is positive.
  public func predictedIterations(tolerance: Double) -> PredictedIterations {
    guard tolerance > 0 else { trap("predictedIterations: the tolerance \(tolerance) must be positive") }
    guard let mu = strongConvexity else {
      return PredictedIterations(gradientDescentSafe: nil, gradientDescentOptimal: nil)
    }
    // L = μ cannot be told from L > μ by rounding; the ratio is at most 1 in any case.
    let ratio = min(1, mu / lipschitzConstant)
    return PredictedIterations(
      gradientDescentSafe: Self.iterations(logarithmOfFactor: log1p(-ratio), tolerance),
      gradientDescentOptimal: Self.iterations(logarithmOfFactor: log1p(-ratio) - log1p(ratio), tolerance))
  }

  /// The first t ≥ 0 with t · log(factor) ≤ log(tolerance).
  private static func iterations(logarithmOfFactor: Double, _ tolerance: Double) -> Int? {
    guard tolerance < 1 else { return 0 }
    let count = (log(tolerance) / logarithmOfFactor).rounded(.up)
    return count < 0x1p62 ? max(1, Int(count)) : nil
  }
}
