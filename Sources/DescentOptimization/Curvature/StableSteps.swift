import DescentLinearAlgebra

/// The largest constant step with which each method is stable on a quadratic.
///
/// They differ: averaged momentum bears many times the step of gradient descent, Nesterov's method less than it.
/// Infinite where no eigenvalue is positive.
public struct StableSteps: Sendable, Codable, Hashable {
  /// β, the momentum that the limits are for.
  public let momentumCoefficient: Double
  /// x ← x − αg: 2/λmax.
  public let gradientDescent: Double
  /// v ← βv + g, x ← x − αv: 2(1 + β)/λmax.
  public let momentum: Double
  /// v ← βv + (1 − β)g, x ← x − αv: 2(1 + β)/((1 − β)λmax).
  public let momentumAveraged: Double
  /// v ← βv + g with g at x − αβv: 2(1 + β)/((1 + 2β)λmax).
  public let nesterov: Double
}

extension CurvatureBounds {
  /// The largest stable steps, from the upper bound of λmax and rounded down: strictly inside the limits.
  ///
  /// Each is where the characteristic polynomial of the method's recurrence along the eigenvector of λmax, such as
  /// z² − (1 + β − αλ)z + β for momentum, has its first root of modulus 1, at z = −1.
  ///
  /// ```swift
  /// let bounds = try QuadraticForm([[1, 0], [0, 10]]).curvatureBounds()
  /// bounds.stableSteps().momentum     // just below 0.38
  /// bounds.stableSteps().nesterov     // just below 0.1357
  /// ```
  ///
  /// - Parameter momentum: β, from 0 to below 1.
  /// - Precondition: β lies in 0..<1.
  /// - Complexity: O(1).
  public func stableSteps(momentum: Double = 0.9) -> StableSteps {
    guard momentum >= 0, momentum < 1 else { trap("stableSteps: the momentum \(momentum) must lie in 0..<1") }
    func limit(_ factor: Double) -> Double {
      guard maximumStableStep.isFinite else { return .infinity }
      // Four roundings: two of the factor, one of the product, one of the shrinking itself.
      return min(maximumStableStep * factor * (1 - 0x1p-50), .greatestFiniteMagnitude)
    }
    return StableSteps(
      momentumCoefficient: momentum, gradientDescent: maximumStableStep, momentum: limit(1 + momentum),
      momentumAveraged: limit((1 + momentum) / (1 - momentum)), nesterov: limit((1 + momentum) / (1 + 2 * momentum)))
  }
}
