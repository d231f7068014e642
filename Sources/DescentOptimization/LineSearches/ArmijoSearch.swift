/// Backtracking to a sufficient decrease: from the first step on shorter ones, each where a cubic through the start and the
/// trial has its minimum, but between a tenth and a half of the one before.
///
/// A trial that is not finite is too far; the step is then divided by 2, 10, 100, 10⁴, …
///
/// - Note: L. Armijo 1966; the safeguards are those of J. E. Dennis, R. B. Schnabel 1983, section 6.3.2.
package struct ArmijoSearch: StepSearch, Sendable {
  private let start: LinePoint
  private let conditions: WolfeConditions
  private var evaluations = 0
  private var walls = 0
  private var hasRisen = false

  /// A search from a point whose slope is negative.
  package init(from start: LinePoint, _ conditions: WolfeConditions) {
    self.start = start
    self.conditions = conditions
  }

  package mutating func observe(_ trial: LinePoint) -> SearchVerdict {
    evaluations += 1
    if trial.isFinite, conditions.isSufficient(trial, from: start, trustsSlopes: !hasRisen) { return .accept }
    guard evaluations < conditions.mostEvaluations else { return .fail }
    guard trial.isFinite else {
      walls += 1
      return .next(trial.step * wallShare(walls))
    }
    hasRisen = hasRisen || trial.value > start.value + searchNoise * start.value.magnitude
    let least = 0.1 * trial.step
    let cubic = Interpolation.cubic(start, trial)
    let step = cubic > 0 ? cubic : Interpolation.quadratic(start, trial)
    return .next(step >= least ? min(step, 0.5 * trial.step) : least)
  }
}

extension WolfeConditions {
  /// Whether the value has fallen enough. Where values differ by rounding alone, slopes say so: for a parabola
  /// φ(α) ≤ φ(0) + c₁αφ′(0) is φ′(α) ≤ (2c₁ − 1)φ′(0). A search in which a value has risen does not trust them any more,
  /// since they may be wrong.
  ///
  /// - Note: the second is an approximate Wolfe condition of W. W. Hager, H. Zhang 2005.
  func isSufficient(_ trial: LinePoint, from start: LinePoint, trustsSlopes: Bool) -> Bool {
    trial.value <= start.value + decrease * trial.step * start.slope
      || (trustsSlopes && (trial.value - start.value).magnitude <= searchNoise * start.value.magnitude
        && trial.slope <= (2 * decrease - 1) * start.slope)
  }
}
