public import DescentLinearAlgebra

extension ProximalGradient {
  /// What a run carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    /// x, f(x) + h(x) and the gradient mapping G(x).
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// α.
    public internal(set) var stepSize: Double
    /// x, f(x) and ∇f(x).
    var smooth: Iterate
    /// z, f(z) and ∇f(z), with z the point that is tried.
    var trial: Iterate
    /// y, f(y) and ∇f(y).
    var base: Iterate
    /// prox_αh(x − α∇f(x)).
    var target: Vector<Double>
    /// xₜ₋₁.
    var previous: Vector<Double>
    /// ∇f(xₜ₋₁), where the gradient is an affine function of the point.
    var previousGradient: Vector<Double>
    /// tₜ.
    var momentum = 1.0
    /// β of the next step.
    var factor = 0.0
    /// Whether α is looked for.
    var searches: Bool
    /// Whether the gradient at y follows from those at x and xₜ₋₁.
    var isAffine: Bool
    var evaluation: AnchoredEvaluation
  }

  /// - Throws: ``OptimizationError`` where a setting is out of its range, and what
  ///   ``CurvatureProviding/curvatureBounds()`` throws.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try penalty.validate(parameterCount: point.count)
    var point = point
    do {
      var span = point.mutableSpan
      penalty.enterDomain(&span)
    }
    let known = try knownStep(objective)
    let start = AnchoredEvaluation.start(
      objective, at: point, known == nil ? .passes : evaluation, knowsHessian: objective is any CurvatureProviding)
    let smooth = start.iterate
    var evaluations = 1
    var stepSize = known ?? 1
    if known == nil {
      stepSize = firstStep(objective, smooth)
      evaluations += 1
    }
    let isAffine = known != nil && objective is any QuadraticObjective
    var state = State(
      iterate: smooth, progress: start.progress, stepSize: stepSize, smooth: smooth, trial: smooth, base: smooth,
      target: point, previous: point, previousGradient: isAffine ? smooth.gradient : .zeros(0), searches: known == nil,
      isAffine: isAffine, evaluation: start.evaluation)
    map(&state)
    state.progress = Progress(
      startingAt: state.iterate, evaluations: evaluations, passes: start.progress.passes + evaluations - 1)
    return state
  }

  /// α where it need not be looked for.
  private func knownStep(_ objective: some Objective) throws -> Double? {
    switch step {
    case .constant(let step):
      guard step > 0, step.isFinite else { throw OptimizationError.invalidStep(step) }
      return step
    case .backtracking:
      return nil
    case .automatic:
      guard let objective = objective as? any CurvatureProviding else { return nil }
      let largest = try objective.curvatureBounds().lipschitzConstant
      return largest > 0 ? min(1 / largest, .greatestFiniteMagnitude) : 1
    }
  }

  /// 1/L̂ with L̂ = ‖∇f(x − εg) − ∇f(x)‖/‖εg‖, the curvature along the gradient.
  private func firstStep(_ objective: some Objective, _ smooth: Iterate) -> Double {
    let norm = euclideanNorm(smooth.gradient)
    let distance = 1e-4 * max(1, euclideanNorm(smooth.point))
    guard norm > 0, norm.isFinite else { return 1 }
    var probe = smooth
    probe.point.add(smooth.gradient, scaledBy: -distance / norm)
    probe.reevaluate(objective)
    let curvature = euclideanNorm(probe.gradient.subtracting(smooth.gradient)) / distance
    let step = 1 / curvature
    return step > 0 && step.isFinite ? step : distance / norm
  }

  public func accuracy(of state: State) -> EvaluationAccuracy { state.evaluation.accuracy(of: state.smooth) }

  public func evaluate(_ state: State, on objective: some Objective) -> Iterate {
    var fresh = state
    fresh.smooth.reevaluate(objective)
    map(&fresh)
    return fresh.iterate
  }

  public func warnings(for objective: some Objective) throws -> [String] {
    guard case .constant(let step) = step, let objective = objective as? any CurvatureProviding else { return [] }
    let bounds = try objective.curvatureBounds()
    guard step > bounds.safeStep else { return [] }
    return [
      "the step \(shortText(step)) exceeds \(shortText(bounds.safeStep)) (1/L), up to which the method is known to converge"
    ]
  }
}
