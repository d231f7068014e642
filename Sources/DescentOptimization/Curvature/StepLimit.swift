/// The largest step with which a method is stable, and a step that is safe, with their formulas.
public struct StepLimit: Sendable, Codable, Hashable {
  /// The largest stable step.
  public let maximum: Double
  /// What it is by name, `2/λmax` for gradient descent.
  public let formula: String
  /// A step that is safe.
  public let safe: Double
  /// What that is by name, `1/λmax` for gradient descent.
  public let safeFormula: String

  /// A limit with its formula, and the step to use instead.
  public init(maximum: Double, formula: String, safe: Double, safeFormula: String) {
    self.maximum = maximum
    self.formula = formula
    self.safe = safe
    self.safeFormula = safeFormula
  }

  /// A sentence that says by how much a step exceeds the limit and what to use; nil where it does not.
  public func warning(forStep step: Double) -> String? {
    guard step > maximum else { return nil }
    let excess = 100 * (step / maximum - 1)
    let amount = excess < 0.001 ? "by less than 0.001 %" : "by \(shortText(excess)) %"
    return "the step \(shortText(step)) exceeds the largest stable step \(shortText(maximum)) (\(formula)) \(amount): "
      + "use at most \(shortText(safe)) (\(safeFormula))"
  }
}
