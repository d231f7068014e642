public import DescentLinearAlgebra

/// Nesterov's accelerated gradient: momentum whose gradient is taken where the velocity is about to lead.
///
/// v ← βv + g(x − αβv), x ← x − αv, with v = 0 at first. On quadratics the best α and β are
/// ``CurvatureBounds/nesterovParameters``; for a convex function with the Lipschitz constant L take α = 1/L.
///
/// The iterates, and what stopping criteria look at, are the x. Where schedules or transformations change the steps, the
/// place ahead is xₜ + c(xₜ − xₜ₋₁) with c = βαₜ/αₜ₋₁, which is the same for the rule as it stands.
///
/// - Complexity: O(p) beside one evaluation on quadratics, two on others.
/// - Note: Yu. Nesterov 1983; in this form I. Sutskever, J. Martens, G. Dahl, G. Hinton 2013.
public struct Nesterov: UpdateRule, Hashable {
  /// α.
  public var rate: Schedule
  /// β, from 0 to below 1.
  public var momentum: Double

  /// Nesterov's accelerated gradient.
  public init(rate: Schedule, momentum: Double = 0.9) {
    self.rate = rate
    self.momentum = momentum
  }

  /// Nesterov's method with these parameters.
  public init(_ parameters: MomentumParameters) {
    self.init(rate: .constant(parameters.step), momentum: parameters.momentum)
  }

  public func memory(parameterCount: Int) throws -> Momentum.Memory {
    try Momentum(rate: rate, momentum: momentum).memory(parameterCount: parameterCount)
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout Momentum.Memory
  ) -> Double {
    accumulate(&direction, into: &memory.velocity, momentum, 1)
    return rate.rate(at: step.index)
  }

  public func extrapolation(_ step: RuleStep) -> Double? {
    guard step.index > 0 else { return 0 }
    let last = rate.rate(at: step.index - 1)
    return last > 0 ? momentum * rate.rate(at: step.index) / last : 0
  }

  public var largestRate: Double { rate.largestRate }

  public func stepLimit(for curvature: CurvatureBounds) -> StepLimit? {
    let maximum = curvature.stableSteps(momentum: momentum).nesterov
    return StepLimit(
      maximum: maximum, formula: "2(1 + β)/((1 + 2β)λmax)", safe: min(curvature.safeStep, 0.75 * maximum),
      safeFormula: curvature.safeStep <= 0.75 * maximum ? "1/λmax" : "three quarters of it")
  }
}
