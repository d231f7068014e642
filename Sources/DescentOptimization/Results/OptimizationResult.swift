public import DescentLinearAlgebra

/// What came out of a run.
///
/// ``minimizer``, ``value`` and ``gradient`` belong together. They are those of the last iteration; of a run that
/// diverged or met numbers that are not finite they are those of the lowest value seen.
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
  /// The evaluations of the objective.
  public let evaluations: Int
  /// Why the run ended.
  public let termination: Termination
  /// The recorded iterations.
  public let trace: Trace
  /// Where the run stands, to go on from with `resume`.
  public let state: State
  /// What the user should know about how the run was set up.
  public let warnings: [String]

  /// Whether a criterion of convergence was met.
  public var converged: Bool { termination.converged }

  init(state: State, best: Iterate, termination: Termination, trace: Trace) {
    let iterate =
      switch termination {
      case .diverged, .nonFinite: best
      default: state.iterate
      }
    minimizer = iterate.point
    value = iterate.value
    gradient = iterate.gradient
    gradientNorm = euclideanNorm(iterate.gradient)
    iterations = state.progress.iteration
    evaluations = state.progress.evaluations
    self.termination = termination
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
