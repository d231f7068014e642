import DescentLinearAlgebra

/// How an optimizer finds the size of its steps.
public enum StepSize: Sendable, Codable, Hashable {
  /// The same α always. On a quadratic it is stable iff α < 2/λmax.
  case constant(Double)
  /// 1/λmax: the value never grows. Needs an objective that is a ``CurvatureProviding``.
  case safe
  /// 2/(λmax + λmin): the best constant step. Where λmin is not known to be positive, 1/λmax, with a note in the result.
  /// Needs an objective that is a ``CurvatureProviding``.
  case optimal
  /// A step for each iteration by its number.
  case schedule(Schedule)
  /// gᵀg/gᵀHg: the minimum along the gradient. Needs a ``QuadraticObjective``. On the worst of them it converges as
  /// `optimal` does, without knowing λmin (A. Cauchy 1847; L. V. Kantorovich 1948).
  case exactLineSearch
  /// By backtracking to a sufficient decrease, first from twice the last step.
  case armijo
  /// By a search for the strong Wolfe conditions: ``WolfeConditions/gradients``.
  case strongWolfe
}

extension StepSize: CustomStringConvertible {
  /// As the command writes it: a number, `safe`, `optimal`, `exact`, `armijo`, `wolfe`; `schedule` for those.
  public var description: String {
    switch self {
    case .constant(let step): "\(step)"
    case .safe: "safe"
    case .optimal: "optimal"
    case .schedule: "schedule"
    case .exactLineSearch: "exact"
    case .armijo: "armijo"
    case .strongWolfe: "wolfe"
    }
  }

  /// The step as a number, with what the user should know about it.
  func resolved(for objective: some Objective) throws -> (step: Double, notes: [String]) {
    switch self {
    case .constant(let step):
      guard step > 0, step.isFinite else { throw OptimizationError.invalidStep(step) }
      return (step, [])
    case .safe, .optimal:
      return try resolvedByCurvature(of: objective)
    case .schedule, .exactLineSearch, .armijo, .strongWolfe:
      throw OptimizationError.noFixedStep(description)
    }
  }

  private func resolvedByCurvature(of objective: some Objective) throws -> (step: Double, notes: [String]) {
    guard let objective = objective as? any CurvatureProviding else {
      throw OptimizationError.curvatureUnknown(step: description, objective: "\(type(of: objective))")
    }
    let bounds = try objective.curvatureBounds()
    var notes: [String] = []
    if bounds.isIndefinite {
      let negative = shortText(bounds.lambdaMin.upperBound)
      notes.append("the Hessian has the negative eigenvalue \(negative): there is no minimum")
    }
    guard bounds.lipschitzConstant > 0 else {
      return (1, notes + ["the Hessian is zero, so that any step is stable: the step is 1"])
    }
    let safe = min(bounds.safeStep, .greatestFiniteMagnitude)
    guard self == .optimal else { return (safe, notes) }
    if let optimal = bounds.optimalStep { return (min(optimal, .greatestFiniteMagnitude), notes) }
    notes.append(
      "the smallest eigenvalue of the Hessian is not known to be positive, so that there is no optimal step: "
        + "the step is \(shortText(safe)) (1/λmax)")
    return (safe, notes)
  }
}
