import DescentLinearAlgebra
import Glibc

// What gradient descent with the step 1/L guarantees on any function whose curvature lies in [μ, L] everywhere, quadratic or
// not.
extension CurvatureBounds {
  /// The excess f(xₜ) − f* is at most L‖x₀ − x*‖²/(2t) on a convex function, with the step 1/L.
  ///
  /// For t = 0 it is L‖x₀ − x*‖²/2, which holds without a step. x* may be any minimizer. Nil where an eigenvalue is known
  /// to be negative; a smallest eigenvalue that rounding cannot tell from zero is taken for one that is not negative.
  ///
  /// - Parameters:
  ///   - distance: ‖x₀ − x*‖₂.
  ///   - iterations: t.
  /// - Precondition: both are at least 0.
  /// - Complexity: O(1). Correct to a few roundings; the rounding of a run is not counted in.
  /// - Note: Y. Nesterov, *Lectures on Convex Optimization* (2018), section 2.1.5.
  public func convexExcessBound(distance: Double, iterations: Int) -> Double? {
    requireAtLeastZero(distance, "convexExcessBound", "distance")
    requireCount(iterations, "convexExcessBound")
    guard !isIndefinite else { return nil }
    guard distance > 0 else { return 0 }
    return 0.5 * lipschitzConstant * distance * distance / Double(max(1, iterations))
  }

  /// The excess f(xₜ) − f* is at most (1 − μ/L)ᵗ (f(x₀) − f*) on a strongly convex function, with the step 1/L. Nil where μ
  /// is not known to be positive.
  ///
  /// - Parameters:
  ///   - initialExcess: f(x₀) − f*.
  ///   - iterations: t.
  /// - Precondition: both are at least 0.
  /// - Complexity: O(1). Correct to some t u; the rounding of a run is not counted in.
  /// - Note: B. T. Polyak (1963); it needs no more than ‖g‖² ≥ 2μ(f − f*).
  public func stronglyConvexExcessBound(initialExcess: Double, iterations: Int) -> Double? {
    requireAtLeastZero(initialExcess, "stronglyConvexExcessBound", "excess")
    requireCount(iterations, "stronglyConvexExcessBound")
    guard let ratio = inverseConditionNumber else { return nil }
    guard iterations > 0, initialExcess > 0 else { return initialExcess }
    return initialExcess * exp(Double(iterations) * log1p(-ratio))
  }

  /// The smallest t for which ``convexExcessBound(distance:iterations:)`` guarantees an excess of at most `excess`; nil where
  /// it gives no bound, or where t would exceed 2⁶².
  ///
  /// - Precondition: the distance is at least 0, the excess positive.
  /// - Complexity: O(1).
  public func convexIterations(distance: Double, excess: Double) -> Int? {
    requirePositive(excess, "convexIterations")
    guard let initial = convexExcessBound(distance: distance, iterations: 0) else { return nil }
    guard initial > excess else { return 0 }
    return Self.firstCount(near: initial / excess) {
      (convexExcessBound(distance: distance, iterations: $0) ?? .infinity) <= excess
    }
  }

  /// The smallest t for which ``stronglyConvexExcessBound(initialExcess:iterations:)`` guarantees an excess of at most
  /// `excess`; nil where it gives no bound, or where t would exceed 2⁶².
  ///
  /// - Precondition: the initial excess is at least 0, the other positive.
  /// - Complexity: O(1).
  public func stronglyConvexIterations(initialExcess: Double, excess: Double) -> Int? {
    requirePositive(excess, "stronglyConvexIterations")
    requireAtLeastZero(initialExcess, "stronglyConvexIterations", "excess")
    guard let ratio = inverseConditionNumber else { return nil }
    guard initialExcess > excess else { return 0 }
    return Self.firstCount(near: (log(excess) - log(initialExcess)) / log1p(-ratio)) {
      (stronglyConvexExcessBound(initialExcess: initialExcess, iterations: $0) ?? .infinity) <= excess
    }
  }

  /// A real number of steps rounded up, and set right where its rounding crossed an integer.
  private static func firstCount(near steps: Double, _ suffices: (Int) -> Bool) -> Int? {
    guard steps < 0x1p62 else { return nil }
    let count = max(1, Int(steps.rounded(.up)))
    if count > 1, suffices(count - 1) { return count - 1 }
    return suffices(count) ? count : count + 1
  }
}

private func requireAtLeastZero(_ value: Double, _ operation: String, _ what: String) {
  guard value >= 0 else { trap("\(operation): the \(what) \(value) must be at least 0") }
}

private func requirePositive(_ excess: Double, _ operation: String) {
  guard excess > 0 else { trap("\(operation): the excess \(excess) must be positive") }
}

private func requireCount(_ iterations: Int, _ operation: String) {
  guard iterations >= 0 else { trap("\(operation): the iterations \(iterations) must be at least 0") }
}
