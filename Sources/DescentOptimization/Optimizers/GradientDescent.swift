public import DescentLinearAlgebra

/// Gradient descent: x ← x − α g(x).
///
/// On a quadratic with the eigenvalues λ of its Hessian each step multiplies the error in the direction of an
/// eigenvector by 1 − αλ: it converges iff 0 < α < 2/λmax, and the condition number λmax/λmin rules how fast.
///
/// ```swift
/// let f = try QuadraticForm([[2, 0], [0, 8]])
/// let result = try GradientDescent(step: .constant(0.2)).minimize(f, from: [2, 1])
/// result.minimizer       // close to [0, 0]
/// result.termination     // gradientTolerance(…)
/// ```
///
/// Least squares of many rows are evaluated on their Gram matrix XᵀX, formed once, with a pass over X now and then: see
/// ``EvaluationMethod``. The accuracy of the end and what it is judged by are those of passes.
///
/// - Complexity: one evaluation of the objective, or 2p² flops, and O(p) an iteration; no allocation after the first.
/// - Note: Cauchy 1847; for the rates see Nesterov, *Lectures on Convex Optimization*, 2018, section 2.1.
public struct GradientDescent: Optimizer, Hashable {
  /// How the step size is found.
  public var step: StepSize

  /// How values and gradients are found.
  public var evaluation: EvaluationMethod

  /// Gradient descent with steps of this size.
  public init(step: StepSize, evaluation: EvaluationMethod = .automatic) {
    self.step = step
    self.evaluation = evaluation
  }

  /// What a run of gradient descent carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String]
    /// α as it was settled at the start.
    public internal(set) var stepSize: Double
    var evaluation: AnchoredEvaluation
  }

  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    let (stepSize, notes) = try step.resolved(for: objective)
    var knowsHessian = true
    if case .constant = step { knowsHessian = false }
    let start = AnchoredEvaluation.start(objective, at: point, evaluation, knowsHessian: knowsHessian)
    return State(
      iterate: start.iterate, progress: start.progress, notes: notes, stepSize: stepSize, evaluation: start.evaluation)
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let stepSize = state.stepSize
    let length = stepSize * state.progress.gradientNorm
    let hasMoved = state.evaluation.move(&state.iterate.point, by: -stepSize, state.iterate.gradient)
    let (evaluations, passes) = state.evaluation.reevaluate(&state.iterate, objective, state.progress)
    state.progress.record(
      state.iterate, stepSize: stepSize, stepLength: hasMoved ? length : 0, evaluations: evaluations, passes: passes)
    return hasMoved ? .moved : .stalled
  }

  public func accuracy(of state: State) -> EvaluationAccuracy { state.evaluation.accuracy(of: state.iterate) }

  public func stepLimit(for curvature: CurvatureBounds) -> StepLimit? {
    curvature.gradientDescentLimit
  }

  public func warnings(for objective: some Objective) throws -> [String] {
    let (stepSize, notes) = try step.resolved(for: objective)
    guard case .constant = step, let objective = objective as? any CurvatureProviding else { return notes }
    let limit = try objective.curvatureBounds().gradientDescentLimit
    return limit.warning(forStep: stepSize).map { [$0] } ?? []
  }
}
