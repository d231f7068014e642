public import DescentLinearAlgebra

/// Gradient descent with momentum, in either of its two conventions.
///
/// | ``Convention`` | formula | a gradient that stays |
/// |---|---|---|
/// | `accumulated` | v ← βv + g, x ← x − αv | moves αg/(1 − β) a step in the end |
/// | `averaged` | v ← βv + (1 − β)g, x ← x − αv | moves αg a step in the end |
///
/// v begins as 0. Both are the same where the α of the second is 1/(1 − β) times that of the first. On quadratics the best
/// α and β of the first are ``CurvatureBounds/heavyBallParameters``:
///
/// ```swift
/// let f = try QuadraticForm([[1, 0], [0, 100]])
/// let result = try Momentum(f.curvatureBounds().heavyBallParameters!).minimize(f, from: [1, 1])
/// ```
///
/// - Complexity: O(p) beside the evaluation.
/// - Note: B. T. Polyak 1964.
public struct Momentum: UpdateRule, Hashable {
  /// What of the gradient enters the velocity.
  public enum Convention: String, Sendable, Codable, CaseIterable {
    /// v ← βv + g.
    case accumulated
    /// v ← βv + (1 − β)g.
    case averaged
  }

  /// α.
  public var rate: Schedule
  /// β, from 0 to below 1.
  public var momentum: Double
  /// What of the gradient enters the velocity.
  public var convention: Convention

  /// Gradient descent with momentum.
  public init(rate: Schedule, momentum: Double = 0.9, convention: Convention = .accumulated) {
    self.rate = rate
    self.momentum = momentum
    self.convention = convention
  }

  /// The heavy ball with these parameters.
  public init(_ parameters: MomentumParameters) {
    self.init(rate: .constant(parameters.step), momentum: parameters.momentum)
  }

  /// v.
  public struct Memory: Sendable, Codable, Equatable {
    /// The velocity.
    public internal(set) var velocity: Vector<Double>
  }

  public func memory(parameterCount: Int) throws -> Memory {
    try rate.validate()
    try requireFractionSetting(momentum, "momentum")
    return Memory(velocity: .zeros(parameterCount))
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout Memory
  ) -> Double {
    let share = convention == .averaged ? 1 - momentum : 1
    accumulate(&direction, into: &memory.velocity, momentum, share)
    return rate.rate(at: step.index)
  }

  public var largestRate: Double { rate.largestRate }

  public func stepLimit(for curvature: CurvatureBounds) -> StepLimit? {
    let (limits, safe) = (curvature.stableSteps(momentum: momentum), curvature.safeStep)
    return switch convention {
    case .accumulated:
      StepLimit(maximum: limits.momentum, formula: "2(1 + β)/λmax", safe: safe, safeFormula: "1/λmax")
    case .averaged:
      StepLimit(
        maximum: limits.momentumAveraged, formula: "2(1 + β)/((1 − β)λmax)", safe: safe, safeFormula: "1/λmax")
    }
  }
}

/// v ← βv + cg, g ← v.
func accumulate(
  _ gradient: inout Vector<Double>, into velocity: inout Vector<Double>, _ momentum: Double, _ share: Double
) {
  var g = gradient.mutableSpan
  var v = velocity.mutableSpan
  for i in g.indices {
    v[i] = momentum * v[i] + share * g[i]
    g[i] = v[i]
  }
}
