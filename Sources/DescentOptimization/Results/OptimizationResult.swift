public import DescentLinearAlgebra

/// What came out of a run.
///
/// ``minimizer``, ``value`` and ``gradient`` belong together. They are those of the last iteration of a run that met a
/// tolerance or was to take a fixed number of iterations, and otherwise those of the lowest value seen. Where convergence
/// is reported, they come from the objective itself, however the run found its gradients.
///
/// Methods that minimize more than the objective, such as ``ProximalGradient`` and ``AugmentedLagrangian``, say what stands
/// in the place of value and gradient.
public struct OptimizationResult<State: OptimizerState>: Sendable {
  /// The point found.
  public let minimizer: Vector<Double>
  /// The value there.
  public let value: Double
  /// The gradient there.
  public let gradient: Vector<Double>
  /// ‖g‖₂ there.
  public let gradientNorm: Double
  /// The steps taken, from the first start of the run on.
  public let iterations: Int
  /// The values and gradients found, in whatever way.
  public let evaluations: Int
  /// The evaluations by the objective itself: for least squares the passes over X, but that which forms XᵀX.
  public let passes: Int
  /// Why the run ended.
  public let termination: Termination
  /// The lowest value at the validation data; nil where there are none. It is that of the minimizer where the run was
  /// stopped early.
  public let validationValue: Double?
  /// The recorded iterations.
  public let trace: Trace
  /// Where the run stands, to go on from with `resume`.
  public let state: State
  /// What the user should know about how the run was set up.
  public let warnings: [String]

  /// Whether a criterion of convergence was met.
  public var converged: Bool { termination.converged }

  init(
    state: State, end: (iterate: Iterate, progress: Progress), best: Iterate, termination: Termination,
    returnsLast: Bool, validationValue: Double?, trace: Trace
  ) {
    let iterate =
      switch termination {
      case .diverged, .nonFinite, .earlyStopped: best
      default: !termination.converged && !returnsLast && best.value < end.iterate.value ? best : end.iterate
      }
    minimizer = iterate.point
    value = iterate.value
    gradient = iterate.gradient
    gradientNorm = euclideanNorm(iterate.gradient)
    iterations = end.progress.iteration
    evaluations = end.progress.evaluations
    passes = end.progress.passes
    self.termination = termination
    self.validationValue = validationValue
    self.trace = trace
    self.state = state
    warnings = state.notes
  }
}

extension OptimizationResult: CustomStringConvertible {
  public var description: String {
    """
    \(termination.message)
    value \(value), gradient norm \(gradientNorm), \(iterations) iterations, \(evaluations) evaluations
    minimizer \(minimizer)
    """ + warnings.map { "\nnote: \($0)" }.joined()
  }
}
