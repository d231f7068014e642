public import DescentLinearAlgebra

/// What a run of an ``UpdateRule`` carries from one step to the next.
public struct RuleState<Rule: UpdateRule>: OptimizerState, Equatable {
  public internal(set) var iterate: Iterate
  public internal(set) var progress: Progress
  public internal(set) var notes: [String] = []
  /// What the rule remembers.
  public internal(set) var memory: Rule.Memory
  var evaluation: AnchoredEvaluation
  /// The gradient, and then the direction made of it.
  var direction: Vector<Double>
  /// For rules that extrapolate: on a quadratic the gradient at xₜ₋₁, elsewhere xₜ₋₁ itself.
  var previous: Vector<Double>
  /// For rules that extrapolate: the point where the gradient is taken.
  var lookahead: Vector<Double>
  /// Whether the gradient is an affine function of the point.
  var isAffine: Bool
  /// The steps without effect since the last that had one.
  var idleSteps = 0
}

/// A rule may need some steps to move the point again: a velocity that grows, a rate that warms up.
private let mostIdleSteps = 100

extension UpdateRule {
  /// The state before the first step.
  ///
  /// Least squares of many rows are evaluated on their Gram matrix, see ``EvaluationMethod/automatic``.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    let memory = try memory(parameterCount: point.count)
    let start = AnchoredEvaluation.start(objective, at: point, .automatic, knowsHessian: false)
    let isAffine = objective is any QuadraticObjective
    let extrapolates = extrapolation(RuleStep(index: 0, value: start.iterate.value)) != nil
    return State(
      iterate: start.iterate, progress: start.progress, memory: memory, evaluation: start.evaluation,
      direction: .zeros(point.count),
      previous: extrapolates ? (isAffine ? start.iterate.gradient : point) : .zeros(0),
      lookahead: extrapolates && !isAffine ? point : .zeros(0), isAffine: isAffine)
  }

  /// x ← x − αd.
  ///
  /// A rule that takes its gradient elsewhere, at x + c(x − xₜ₋₁), costs a second evaluation, but on a quadratic, where
  /// that gradient is g + c(g − gₜ₋₁).
  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let step = RuleStep(index: state.progress.iteration, value: state.iterate.value)
    var evaluations = 0
    if let factor = extrapolation(step) {
      if state.isAffine {
        extrapolate(&state.direction, state.iterate.gradient, state.previous, factor)
        state.previous.assign(state.iterate.gradient)
      } else {
        extrapolate(&state.lookahead, state.iterate.point, state.previous, factor)
        state.previous.assign(state.iterate.point)
        _ = objective.evaluate(at: state.lookahead, gradient: &state.direction)
        evaluations += 1
      }
    } else {
      state.direction.assign(state.iterate.gradient)
    }
    let rate = turn(&state.direction, at: state.iterate.point, step, &state.memory)
    let length = rate * euclideanNorm(state.direction)
    let hasMoved = state.evaluation.move(&state.iterate.point, by: -rate, state.direction)
    let found = state.evaluation.reevaluate(&state.iterate, objective, state.progress)
    state.progress.record(
      state.iterate, stepSize: rate, stepLength: hasMoved ? length : 0, evaluations: evaluations + found.evaluations,
      passes: evaluations + found.passes)
    state.idleSteps = hasMoved ? 0 : state.idleSteps + 1
    return state.idleSteps > mostIdleSteps ? .stalled : .moved
  }

  public func accuracy(of state: State) -> EvaluationAccuracy { state.evaluation.accuracy(of: state.iterate) }
}
