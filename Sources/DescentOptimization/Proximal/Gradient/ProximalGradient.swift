/// The proximal gradient method for f + h with smooth f and convex h: x ← prox_αh(x − α∇f(x)), plain or accelerated.
///
/// The objective is f; h is the ``penalty``: an ``L1Penalty``, a ``GroupLassoPenalty``, a ``ConvexSet``, …
///
/// ```swift
/// let loss = try LeastSquares(x, y)
/// let lasso = try ProximalGradient(L1Penalty(0.1, weights: .allButFirst)).minimize(loss)
/// lasso.minimizer          // with exact zeros
/// ```
///
/// **What a run reports.** Its value is f(x) + h(x). Its gradient is the gradient mapping G(x) = (x − prox_αh(x −
/// α∇f(x)))/α with the step α of that iteration, which is ∇f(x) where h = 0, and zero exactly at stationary points of f + h.
/// So all ``StoppingCriteria`` mean what they say.
///
/// With α ≤ 1/L the error in the value falls as L‖x₀ − x*‖²/(2t) plain and as 2L‖x₀ − x*‖²/(t + 1)² accelerated; with
/// restarts linearly where f is strongly convex, without knowing how much.
///
/// The accelerated forms take their gradient at y = x + β(x − xₜ₋₁), with βₜ = (tₜ₋₁ − 1)/tₜ and tₜ₊₁ = (1 + √(1 + 4tₜ²))/2.
/// On a quadratic it follows from those at x and xₜ₋₁; elsewhere it is a second evaluation.
///
/// Least squares of many rows are evaluated on their Gram matrix: see ``EvaluationMethod``.
///
/// - Complexity: one evaluation, two where acceleration needs it and more where a step is looked for; two proximal
///   operators; O(p). No allocation after the first iteration.
/// - Note: A. Beck, M. Teboulle 2009 (FISTA), and 2009b for the monotone form; restarts: B. O'Donoghue, E. Candès 2015.
public struct ProximalGradient<Penalty: ProximalOperator>: Optimizer, Equatable {
  /// h.
  public var penalty: Penalty
  /// How the step is found.
  public var step: ProximalStep
  /// What is made of the steps before.
  public var acceleration: ProximalAcceleration
  /// How values and gradients of f are found.
  public var evaluation: EvaluationMethod

  /// The proximal gradient method for f + `penalty`.
  public init(
    _ penalty: Penalty, step: ProximalStep = .automatic, acceleration: ProximalAcceleration = .restarting,
    evaluation: EvaluationMethod = .automatic
  ) {
    self.penalty = penalty
    self.step = step
    self.acceleration = acceleration
    self.evaluation = evaluation
  }
}

/// How the proximal gradient method finds its step.
public enum ProximalStep: Sendable, Codable, Hashable {
  /// 1/L where the objective is a ``CurvatureProviding``, else by backtracking.
  case automatic
  /// The same α always, stable up to 1/L.
  case constant(Double)
  /// Halved until f(z) ≤ f(y) + ∇f(y)ᵀ(z − y) + ‖z − y‖²/(2α) at the new point z, and lengthened again where acceleration
  /// allows it: between its restarts. The first step comes from a difference of gradients.
  case backtracking
}

/// What the proximal gradient method makes of its steps before.
public enum ProximalAcceleration: String, Sendable, Codable, CaseIterable {
  /// Nothing: ISTA.
  case none
  /// Momentum without end: FISTA. Its values oscillate where f is strongly convex.
  case momentum
  /// FISTA that begins anew where the momentum leads uphill, G(y)ᵀ(xₜ₊₁ − xₜ) > 0.
  case restarting
  /// FISTA whose value never grows: where a step would raise it, the momentum is dropped and a plain step is taken.
  case monotone
}
