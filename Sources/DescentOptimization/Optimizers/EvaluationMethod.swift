/// How an optimizer finds values and gradients of an objective that has an ``Objective/expansion()``, such as least
/// squares with their Gram matrix XᵀX.
///
/// An expansion costs as much as some evaluations, and makes all that follow cheap. How many follow is not known
/// beforehand, and must not be guessed from the stopping criteria: a run that is interrupted and resumed would take
/// another way. The rule therefore looks at the run alone, as that for skis one may rent or buy (Karlin, Manasse,
/// Rudolph, Sleator 1988): go on with evaluations until they have cost as much as the expansion, then form it. That is
/// never more than twice what is best.
public enum EvaluationMethod: String, Sendable, Codable, Hashable, CaseIterable {
  /// By the expansion from the start on, where the step is derived from the same Hessian or it costs at most eight
  /// evaluations, which a run that does not start at the minimum hardly ends with; otherwise by that rule.
  case automatic
  /// By the objective itself, always.
  case passes
  /// By the expansion from the start on, where there is one.
  case gram

  private static let cheapCost = 8.0

  /// The evaluations after which the expansion is formed; nil for never.
  func evaluationsBeforeExpansion(of objective: some Objective, knowsHessian: Bool) -> Int? {
    switch self {
    case .passes:
      return nil
    case .gram:
      return 0
    case .automatic:
      guard let cost = objective.expansionCost else { return nil }
      return knowsHessian || cost <= Self.cheapCost ? 0 : Int(min(cost.rounded(.up), 0x1p53))
    }
  }
}
