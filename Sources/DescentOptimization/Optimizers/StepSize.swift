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
}

extension StepSize: CustomStringConvertible {
  public var description: String {
    switch self {
    case .constant(let step): "\(step)"
    case .safe: "safe"
    case .optimal: "optimal"
    }
  }

  /// The step as a number, with what the user should know about it.
  func resolved(for objective: some Objective) throws -> (step: Double, notes: [String]) {
    if case .constant(let step) = self {
      guard step > 0, step.isFinite else { throw OptimizationError.invalidStep(step) }
      return (step, [])
    }
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
