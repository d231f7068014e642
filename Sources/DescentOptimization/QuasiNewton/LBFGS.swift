public import DescentLinearAlgebra

/// BFGS with a limited memory: the inverse Hessian is that of the last m steps, and is never formed.
///
/// For smooth functions of many parameters: an iteration costs 8mp flops beside its evaluation, and memory is 2mp numbers.
///
/// ```swift
/// let loss = try LeastSquares(x, y, ridge: 0.1)
/// let result = try LBFGS(memory: 10).minimize(loss)
/// ```
///
/// A first step of unit length apart, the first trial of each search is the whole step, which is mostly taken. Pairs with
/// sᵀy ≤ ε‖s‖‖y‖ are left out. Where a direction leads nowhere, the memory is cleared and −g is tried once. A run ends by
/// itself at the precision floor, where values fall without bound, and where a gradient that is wrong leads uphill: see
/// ``Termination``.
///
/// - Complexity: one evaluation a step in most cases, 8mp flops, for which the pairs, 16mp bytes, are read twice; no
///   allocation after the first iteration.
/// - Note: J. Nocedal 1980; D. C. Liu, J. Nocedal 1989; the compact form is that of R. H. Byrd, J. Nocedal, R. B. Schnabel
///   1994.
public struct LBFGS: Optimizer, Hashable {
  /// m, the number of steps that are remembered.
  public var memory: Int
  /// What is asked of each step.
  public var conditions: WolfeConditions

  /// L-BFGS that remembers so many steps.
  public init(memory: Int = 10, conditions: WolfeConditions = .quasiNewton) {
    self.memory = memory
    self.conditions = conditions
  }

  /// What a run of L-BFGS carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    var descent: LineDescent
    var history: PairHistory
    /// The step to try along −g.
    var gradientStep: Double
  }

  /// - Throws: ``OptimizationError/invalidSetting(name:value:range:)``.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    try conditions.validate()
    try requireCountSetting(memory, "memory of L-BFGS")
    let iterate = Iterate(objective, at: point)
    let progress = Progress(startingAt: iterate)
    return State(
      iterate: iterate, progress: progress, descent: LineDescent(iterate, progress),
      history: PairHistory(capacity: memory, parameterCount: point.count),
      gradientStep: firstGradientStep(iterate, progress))
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let isKnown = state.history.count > 0
    if isKnown {
      state.history.multiply(state.iterate.gradient, into: &state.descent.direction)
    } else {
      state.descent.turnToGradient(state.iterate)
    }
    let lastNorm = state.progress.gradientNorm
    let outcome = state.descent.advance(
      &state.iterate, &state.progress, objective, first: isKnown ? 1 : state.gradientStep,
      gradientStep: state.gradientStep
    ) { WolfeSearch(from: $0, conditions) }
    guard case .moved(_, let isFromGradient) = outcome else { return outcome.stepOutcome }
    if isFromGradient { state.history.reset() }
    let products = state.descent.line.trial.becomeDifference(to: state.iterate)
    let (s, y) = (state.descent.line.trial.point, state.descent.line.trial.gradient)
    if let pair = CurvaturePair(products, step: s, change: y) {
      state.gradientStep = pair.scale
      state.history.append(
        pair, step: s, change: y, gradientNorm: max(lastNorm, state.progress.gradientNorm))
    }
    return .moved
  }
}
