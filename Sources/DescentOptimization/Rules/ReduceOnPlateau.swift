public import DescentLinearAlgebra

/// A rule whose rate is multiplied by a factor whenever the value has not fallen for some steps.
///
/// The value counts as fallen where it is below the lowest one so far by more than the part `threshold` of its size. After
/// a reduction the count of steps begins anew.
///
/// ```swift
/// Adam(rate: 0.1).reducingOnPlateau(factor: 0.5, patience: 20)
/// ```
public struct ReduceOnPlateau<Rule: UpdateRule>: UpdateRule {
  /// The rule.
  public var rule: Rule
  /// What the rate is multiplied by, between 0 and 1.
  public var factor: Double
  /// The steps without a fall after which that happens.
  public var patience: Int
  /// The part of the value that counts as a fall.
  public var threshold: Double
  /// The part of the rule's rate below which it is not reduced any more.
  public var leastPart: Double

  /// What the rule remembers, and where the plateau began.
  public struct Memory: Sendable, Codable, Equatable {
    /// The memory of the rule.
    public internal(set) var rule: Rule.Memory
    /// The part of the rate that is left.
    public internal(set) var part = 1.0
    /// The lowest value so far; nil before the first step.
    public internal(set) var lowest: Double?
    /// The steps since it fell.
    public internal(set) var idleSteps = 0
  }

  public func memory(parameterCount: Int) throws -> Memory {
    try requireSetting(factor > 0 && factor < 1, "factor of a plateau", factor, "between 0 and 1")
    try requireCountSetting(patience, "patience")
    try requireNonNegativeSetting(threshold, "threshold of a plateau")
    try requireSetting(leastPart >= 0 && leastPart <= 1, "least part of the rate", leastPart, "a number from 0 to 1")
    return Memory(rule: try rule.memory(parameterCount: parameterCount))
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout Memory
  ) -> Double {
    if let lowest = memory.lowest, !(step.value < lowest - threshold * lowest.magnitude) {
      memory.idleSteps += 1
      if memory.idleSteps >= patience {
        memory.part = max(leastPart, memory.part * factor)
        memory.idleSteps = 0
      }
    } else {
      memory.lowest = step.value
      memory.idleSteps = 0
    }
    return memory.part * rule.turn(&direction, at: point, step, &memory.rule)
  }

  public func extrapolation(_ step: RuleStep) -> Double? { rule.extrapolation(step) }

  public var largestRate: Double { rule.largestRate }

  public func stepLimit(for curvature: CurvatureBounds) -> StepLimit? { rule.stepLimit(for: curvature) }
}

extension ReduceOnPlateau: Equatable where Rule: Equatable {}
extension ReduceOnPlateau: Hashable where Rule: Hashable {}

extension UpdateRule {
  /// The rule with its rate reduced on plateaus of the value.
  ///
  /// - Parameters:
  ///   - factor: what the rate is multiplied by, between 0 and 1.
  ///   - patience: the steps without a fall after which that happens.
  ///   - threshold: the part of the value that counts as a fall.
  ///   - leastPart: the part of the rule's rate below which it is not reduced.
  public func reducingOnPlateau(
    factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, leastPart: Double = 0
  ) -> ReduceOnPlateau<Self> {
    ReduceOnPlateau(rule: self, factor: factor, patience: patience, threshold: threshold, leastPart: leastPart)
  }
}
