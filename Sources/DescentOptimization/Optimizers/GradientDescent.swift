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
/// - Complexity: one evaluation of the objective, or 2p² flops, and O(p) an iteration; no allocation after the first. An exact
///   line search takes as much once more (for least squares half a pass), other line searches some evaluations.
/// - Note: Cauchy 1847; for the rates see Nesterov, *Lectures on Convex Optimization*, 2018, section 2.1.
public struct GradientDescent: Optimizer, Hashable {
  /// How the step size is found.
  public var step: StepSize

  /// How values and gradients are found. Those of the searches ``StepSize/armijo`` and ``StepSize/strongWolfe`` are always
  /// the objective's own.
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
    /// α as it was settled at the start; where each step has its own, that of the last step, before it 0.
    public internal(set) var stepSize: Double
    var evaluation: AnchoredEvaluation
    /// Where steps are searched for.
    var descent: LineDescent?
    /// The α of the next first trial, where steps are searched for.
    var firstStep = 0.0
  }

  /// - Throws: ``OptimizationError`` where the step size is no positive number, or the objective does not know what the step
  ///   is derived from.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    switch step {
    case .constant, .safe, .optimal:
      let (stepSize, notes) = try step.resolved(for: objective)
      return start(objective, from: point, stepSize, notes)
    case .schedule(let schedule):
      try schedule.validate()
      return start(objective, from: point, schedule.rate(at: 0), [])
    case .exactLineSearch:
      guard objective is any QuadraticObjective else {
        throw OptimizationError.notQuadratic(step: step.description, objective: "\(type(of: objective))")
      }
      return start(objective, from: point, 0, [])
    case .armijo, .strongWolfe:
      let start = AnchoredEvaluation.start(objective, at: point, .passes, knowsHessian: false)
      return State(
        iterate: start.iterate, progress: start.progress, notes: [], stepSize: 0, evaluation: start.evaluation,
        descent: LineDescent(start.iterate, start.progress),
        firstStep: firstGradientStep(start.iterate, start.progress))
    }
  }

  private func start(
    _ objective: some Objective, from point: Vector<Double>, _ stepSize: Double, _ notes: [String]
  ) -> State {
    let knowsHessian = step == .safe || step == .optimal
    let start = AnchoredEvaluation.start(objective, at: point, evaluation, knowsHessian: knowsHessian)
    return State(
      iterate: start.iterate, progress: start.progress, notes: notes, stepSize: stepSize, evaluation: start.evaluation)
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    switch step {
    case .constant, .safe, .optimal:
      return move(&state, objective, by: state.stepSize)
    case .schedule(let schedule):
      return move(&state, objective, by: schedule.rate(at: state.progress.iteration))
    case .exactLineSearch:
      return moveExactly(&state, objective)
    case .armijo:
      return search(&state, objective) { ArmijoSearch(from: $0, .gradients) }
    case .strongWolfe:
      return search(&state, objective) { WolfeSearch(from: $0, .gradients) }
    }
  }

  public func accuracy(of state: State) -> EvaluationAccuracy { state.evaluation.accuracy(of: state.iterate) }

  public func stepLimit(for curvature: CurvatureBounds) -> StepLimit? {
    curvature.gradientDescentLimit
  }

  public func warnings(for objective: some Objective) throws -> [String] {
    let largest: Double
    switch step {
    case .safe, .optimal: return try step.resolved(for: objective).notes
    case .exactLineSearch, .armijo, .strongWolfe: return []
    case .constant: largest = try step.resolved(for: objective).step
    case .schedule(let schedule): largest = schedule.largestRate
    }
    guard let objective = objective as? any CurvatureProviding else { return [] }
    let limit = try objective.curvatureBounds().gradientDescentLimit
    return limit.warning(forStep: largest).map { [$0] } ?? []
  }
}
