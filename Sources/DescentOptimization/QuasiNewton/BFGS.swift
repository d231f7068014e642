public import DescentLinearAlgebra

/// The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno: steps −Hg with an estimate H of the inverse Hessian
/// that learns from each step.
///
/// For smooth functions of up to about a thousand parameters. It needs no Hessian, converges superlinearly, and on a
/// quadratic of p parameters with exact steps ends after p.
///
/// ```swift
/// let rosenbrock = ClosureObjective(2) { x, gradient in
///   let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
///   gradient[0] = -2 * a - 400 * x[0] * b
///   gradient[1] = 200 * b
///   return a * a + 100 * b * b
/// }
/// let result = try BFGS().minimize(rosenbrock, from: [-1.2, 1])
/// ```
///
/// H begins as (sᵀy/yᵀy) I with the first step s and the change y of the gradient; pairs with sᵀy ≤ ε‖s‖‖y‖ are left out.
/// Where a direction leads nowhere, H is given up and −g is tried once. A run ends by itself at the precision floor, where
/// values fall without bound, and where a gradient that is wrong leads uphill: see ``Termination``.
///
/// - Complexity: one evaluation a step in most cases, 8p² flops, and 8p² bytes of memory; no allocation after the first
///   iteration.
/// - Note: C. G. Broyden, R. Fletcher, D. Goldfarb, D. F. Shanno 1970; J. Nocedal, S. J. Wright, *Numerical Optimization*,
///   2006, section 6.1.
public struct BFGS: Optimizer, Hashable {
  /// What is asked of each step.
  public var conditions: WolfeConditions

  /// BFGS with steps that fulfil these conditions.
  public init(conditions: WolfeConditions = .quasiNewton) {
    self.conditions = conditions
  }

  /// What a run of BFGS carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    var descent: LineDescent
    var inverse: InverseHessian
    /// The step to try along −g.
    var gradientStep: Double
  }

  /// - Throws: ``OptimizationError/invalidSetting(name:value:range:)``.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    try conditions.validate()
    let iterate = Iterate(objective, at: point)
    let progress = Progress(startingAt: iterate)
    var descent = LineDescent(iterate, progress)
    descent.turnToGradient(iterate)
    return State(
      iterate: iterate, progress: progress, descent: descent, inverse: InverseHessian(parameterCount: point.count),
      gradientStep: firstGradientStep(iterate, progress))
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let outcome = state.descent.advance(
      &state.iterate, &state.progress, objective, first: state.inverse.isKnown ? 1 : state.gradientStep,
      gradientStep: state.gradientStep
    ) { WolfeSearch(from: $0, conditions) }
    guard case .moved(_, let isFromGradient) = outcome else { return outcome.stepOutcome }
    if isFromGradient { state.inverse.reset() }
    let products = state.descent.line.trial.becomeDifference(to: state.iterate)
    let (s, y) = (state.descent.line.trial.point, state.descent.line.trial.gradient)
    if let pair = CurvaturePair(products, step: s, change: y) {
      state.gradientStep = pair.scale
      state.inverse.update(pair, step: s, change: y, state.iterate.gradient, direction: &state.descent.direction)
    } else if state.inverse.isKnown {
      state.inverse.multiply(state.iterate.gradient, into: &state.descent.direction)
    } else {
      state.descent.turnToGradient(state.iterate)
    }
    return .moved
  }
}
