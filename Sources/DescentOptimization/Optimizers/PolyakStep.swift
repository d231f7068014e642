public import DescentLinearAlgebra

/// Gradient descent with the step size of Polyak: x ← x − γ (f − f*)/‖g‖² · g, for convex functions.
///
/// With the minimum f* and 0 < γ < 2 each step brings x nearer to every minimizer, whether f is smooth or not, and no
/// constant of the function is needed. Losses that can be fitted exactly have f* = 0.
///
/// ```swift
/// let result = try PolyakStep(minimum: .known(0)).minimize(loss, from: start, until: .target(1e-12) || .iterations(1000))
/// ```
///
/// A run whose value falls to a known f* ends as ``Termination/target(value:limit:)``: it is the minimum, or the f* given was
/// too high. The step is made of f − f*, of which digits cancel near the minimum: expect a gradient of about √u of that at
/// the start, not less.
///
/// - Complexity: one evaluation of the objective and O(p) an iteration; no allocation after the first.
/// - Note: B. T. Polyak 1969; the estimate of f* is that of A. Nedić, D. P. Bertsekas 2001.
public struct PolyakStep: Optimizer, Hashable {
  /// What is known of the minimum.
  public enum Minimum: Sendable, Codable, Hashable {
    /// f*.
    case known(Double)
    /// Nothing: δ below the lowest value so far. δ begins as `gap` and is halved in each step that does not get there, down
    /// to `leastGap`, to within which the value converges.
    case estimated(gap: Double, leastGap: Double)
  }

  /// What is known of the minimum.
  public var minimum: Minimum
  /// γ, between 0 and 2.
  public var relaxation: Double

  /// Gradient descent with the step size of Polyak.
  public init(minimum: Minimum, relaxation: Double = 1) {
    self.minimum = minimum
    self.relaxation = relaxation
  }

  /// What a run carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// f*, known or estimated.
    public internal(set) var target: Double
    /// δ; 0 where f* is known.
    public internal(set) var gap: Double
    var lowest: Double
  }

  /// - Throws: ``OptimizationError`` where a setting is out of its range.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try requireSetting(relaxation > 0 && relaxation < 2, "relaxation", relaxation, "between 0 and 2")
    let iterate = Iterate(objective, at: point)
    let (target, gap) = try firstTarget(iterate.value)
    return State(
      iterate: iterate, progress: Progress(startingAt: iterate), target: target, gap: gap, lowest: iterate.value)
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let norm = state.progress.gradientNorm
    let excess = state.iterate.value - state.target
    guard excess > 0 else { return .ended(.target(value: state.iterate.value, limit: state.target)) }
    // Twice divided, as the square could leave the range of the numbers.
    let stepSize = norm > 0 ? relaxation * excess / norm / norm : 0
    let hasMoved = shift(&state.iterate.point, by: -stepSize, state.iterate.gradient)
    state.iterate.reevaluate(objective)
    state.progress.record(state.iterate, stepSize: stepSize, stepLength: hasMoved ? stepSize * norm : 0)
    if case .estimated(_, let leastGap) = minimum {
      // NaN reaches no target.
      if !(state.iterate.value <= state.target) { state.gap = max(leastGap, 0.5 * state.gap) }
      state.lowest = min(state.lowest, state.iterate.value)
      state.target = state.lowest - state.gap
    }
    return hasMoved ? .moved : .stalled
  }

  private func firstTarget(_ value: Double) throws -> (target: Double, gap: Double) {
    switch minimum {
    case .known(let minimum):
      try requireSetting(minimum.isFinite, "minimum", minimum, "a finite number")
      return (minimum, 0)
    case .estimated(let gap, let leastGap):
      try requireSetting(
        gap > 0 && gap.isFinite && leastGap > 0 && leastGap <= gap, "gap to the minimum",
        "\(gap), at least \(leastGap)", "positive and finite, and no less than its own least")
      return (value - gap, gap)
    }
  }
}
