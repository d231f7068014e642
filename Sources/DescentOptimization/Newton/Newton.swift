public import DescentLinearAlgebra

/// Newton's method within a trust region: each step is the minimum of the quadratic with the Hessian at the point, among
/// steps that are no longer than the quadratic can be trusted.
///
/// For functions with a Hessian, ``TwiceDifferentiableObjective``, of up to a thousand parameters or so. It converges
/// quadratically and ends at a minimum, not at a saddle: a step along a direction of negative curvature leaves that,
/// also where the gradient is 0, and a tolerance does not end a run where the Hessian has a negative eigenvalue.
///
/// ```swift
/// let saddle = TwiceDifferentiableClosure(2) { x, gradient in
///   gradient[0] = x[0] * x[0] * x[0] - x[0]
///   gradient[1] = 2 * x[1]
///   return 0.25 * x[0] * x[0] * x[0] * x[0] - 0.5 * x[0] * x[0] + x[1] * x[1]
/// } hessian: { x in
///   [[3 * x[0] * x[0] - 1, 0], [0, 2]]
/// }
/// try Newton().minimize(saddle, from: [0, 1])     // goes to [±1, 0]
/// ```
///
/// The radius begins as large as the first step of Newton where the Hessian is positive definite, is divided where the
/// value falls much less than the quadratic says, and doubled where it falls as it says.
///
/// - Complexity: about one evaluation and one Hessian a step; p³/3 flops where the Hessian is positive definite and the step
///   short enough, up to 9p³ otherwise. 4p² numbers; a step allocates nothing but what
///   ``TwiceDifferentiableObjective/evaluateHessian(at:into:)`` does, and eigenvectors where the Hessian is not positive
///   definite.
/// - Note: J. J. Moré, D. C. Sorensen 1983; A. R. Conn, N. I. M. Gould, Ph. L. Toint, *Trust-Region Methods*, 2000.
public struct Newton: Optimizer, Hashable {
  /// Newton's method.
  public init() {}

  /// What a run of Newton's method carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// The length up to which the quadratic is trusted; nil before anything is known of it.
    public internal(set) var radius: Double?
    /// H at the point.
    var hessian: Matrix<Double>
    /// The quadratic with H.
    var model: TrustRegionModel
    /// The memory of the trials.
    var line: SearchLine
    var floor: PrecisionFloor
  }

  /// The part of the decrease of the model that a step must keep.
  private static let leastAgreement = 1e-4
  /// The decrease, relative to the value, that is rounding.
  private static let rounding = 0x1p-44
  /// Trials of one step.
  private static let mostTrials = 100

  /// - Throws: ``OptimizationError/hessianUnknown(method:objective:)``.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    guard objective is any TwiceDifferentiableObjective else {
      throw OptimizationError.hessianUnknown(method: "Newton", objective: "\(type(of: objective))")
    }
    let iterate = Iterate(objective, at: point)
    let progress = Progress(startingAt: iterate)
    var state = State(
      iterate: iterate, progress: progress, radius: nil, hessian: .zeros(point.count, point.count),
      model: TrustRegionModel(parameterCount: point.count), line: SearchLine(parameterCount: point.count),
      floor: PrecisionFloor(progress))
    state.evaluateHessian(objective)
    return state
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    if !state.model.isPrepared { state.model.prepare(state.hessian, state.iterate.gradient) }
    var radius = state.radius ?? state.model.firstRadius(at: state.iterate.point)
    var isHidden = false
    for trial in 1...Self.mostTrials {
      let step = state.model.findStep(within: radius, state.hessian, state.iterate.gradient)
      let rounding = Self.rounding * state.iterate.value.magnitude
      let pointNorm = euclideanNorm(state.iterate.point)
      let isRounding = !(step.decrease > rounding) || step.length <= 0x1p-50 * pointNorm
      if trial == 1 { isHidden = isRounding }
      guard isHidden || !isRounding, moveAlong(&state.line.trial.point, state.iterate.point, 1, state.model.step) else {
        return ended(&state, trial - 1, isHidden)
      }
      state.line.trial.reevaluate(objective)
      let value = state.line.trial.value
      let fall = state.iterate.value - value
      let agreement = fall / step.decrease
      let isBetter =
        isHidden
        ? fall >= -rounding && euclideanNorm(state.line.trial.gradient) < 0.7 * state.progress.gradientNorm
        : agreement >= Self.leastAgreement
      if isBetter, state.line.trial.gradient.isFinite {
        return accept(&state, objective, step, agreement, radius, trial)
      }
      // A gradient that is no more than the rounding of the point, times the curvature, says nothing.
      let noise = 0x1p-47 * state.hessian.norm() * euclideanNorm(state.iterate.point)
      let isNoise = state.progress.gradientNorm <= noise && !state.hasNegativeCurvature()
      if isHidden || isNoise { return ended(&state, trial, true) }
      // The minimum of the parabola through both values with the slope of the model, between a tenth and a half.
      let slope = innerProduct(state.iterate.gradient, state.model.step)
      let fraction = 0.5 * slope / (slope + fall)
      radius = step.length * (fraction >= 0.1 ? min(fraction, 0.5) : value.isFinite ? 0.1 : 0.25)
    }
    state.radius = radius
    state.progress.count(passes: Self.mostTrials)
    return .ended(.lineSearchFailed(.tooManyEvaluations(Self.mostTrials)))
  }

  private func accept(
    _ state: inout State, _ objective: some Objective, _ step: TrustRegionModel.Prediction,
    _ agreement: Double, _ radius: Double, _ trials: Int
  ) -> StepOutcome {
    swap(&state.iterate, &state.line.trial)
    state.progress.record(state.iterate, stepSize: 1, stepLength: step.length, evaluations: trials)
    if agreement < 0.25 {
      state.radius = 0.5 * step.length
    } else if agreement > 0.75 {
      state.radius = max(radius, 2 * step.length)
    } else {
      state.radius = radius
    }
    if state.iterate.value < -1e300 { return .ended(.unbounded(value: state.iterate.value)) }
    state.evaluateHessian(objective)
    if state.floor.isReached(state.progress), !state.hasNegativeCurvature() {
      return .ended(.precisionFloor(gradientNorm: state.progress.gradientNorm))
    }
    return .moved
  }

  private func ended(_ state: inout State, _ trials: Int, _ isHidden: Bool) -> StepOutcome {
    state.progress.count(passes: trials)
    if isHidden { return .ended(.precisionFloor(gradientNorm: state.progress.gradientNorm)) }
    let slope = innerProduct(state.iterate.gradient, state.model.step)
    return .ended(.lineSearchFailed(.noDecrease(evaluations: trials, slope: slope)))
  }

  /// Whether the value falls along a direction of negative curvature.
  public func isSearching(_ state: State) -> Bool { state.hasNegativeCurvature() }
}

extension Newton.State {
  /// Finds the Hessian at the iterate, and its quadratic.
  fileprivate mutating func evaluateHessian(_ objective: some Objective) {
    objective.writeHessian(at: iterate.point, into: &hessian)
    hessian.symmetrize()
    model.prepare(hessian, iterate.gradient)
  }

  /// Whether the Hessian has an eigenvalue that is certainly negative.
  fileprivate func hasNegativeCurvature() -> Bool {
    if model.isPrepared { return model.hasNegativeCurvature(hessian) }
    var model = model
    model.prepare(hessian, iterate.gradient)
    return model.hasNegativeCurvature(hessian)
  }
}

extension Objective {
  /// Allocates nothing of its own.
  ///
  /// - Precondition: the objective is a ``TwiceDifferentiableObjective``.
  fileprivate func writeHessian(at point: Vector<Double>, into hessian: inout Matrix<Double>) {
    // Through the type: an existential of the objective itself would be allocated each time.
    guard let type = Self.self as? any TwiceDifferentiableObjective.Type else {
      trap("Newton: a run that began on an objective with a Hessian goes on with one that has none")
    }
    evaluateHessian(of: self, as: type, at: point.span, &hessian)
  }
}

private func evaluateHessian<Smooth: TwiceDifferentiableObjective>(
  of objective: some Objective, as type: Smooth.Type, at point: Span<Double>, _ hessian: inout Matrix<Double>
) {
  (objective as! Smooth).evaluateHessian(at: point, into: &hessian)
}
