public import DescentLinearAlgebra

/// The Chebyshev semi-iteration: of all fixed schedules of steps the one with the best guarantee for eigenvalues in [μ, L].
///
/// With θ = (L + μ)/2 and δ = (L − μ)/2 the directions follow the recurrence of the Chebyshev polynomials,
///
/// d ← ρρ′ d − 2/(2θ − δρ′) g,  ρ = δ/(2θ − δρ′),  x ← x + d,
///
/// where ρ′ is the ρ of the step before; at first d = −g/θ and ρ = δ/θ. After t steps the error has shrunk at least to
/// 2qᵗ/(1 + q²ᵗ), q = (√κ − 1)/(√κ + 1), in about √κ/2 · log(2/ε) steps to the part ε where gradient descent takes κ/2
/// · log(1/ε): ``CurvatureBounds/predictedIterations(tolerance:)`` knows the count. μ is the lower bound of λmin, since a
/// μ that is too small slows the method down while one that is too large may make it diverge; L is the upper bound of
/// λmax.
///
/// ```swift
/// let f = try QuadraticForm([[1, 0], [0, 100]])
/// let result = try Chebyshev().minimize(f, from: [1, 1])
/// ```
///
/// Least squares of many rows are evaluated on their Gram matrix: see ``EvaluationMethod``.
///
/// - Complexity: one evaluation of the objective, or 2p² flops, and O(p) an iteration; no allocation after the first.
/// - Note: G. H. Golub, R. S. Varga 1961; the recurrence is that of Y. Saad, *Iterative Methods for Sparse Linear
///   Systems*, 2003, algorithm 12.1, written so that L = μ is no exception.
public struct Chebyshev: Optimizer, Hashable {
  /// How values and gradients are found.
  public var evaluation: EvaluationMethod

  /// The Chebyshev semi-iteration.
  public init(evaluation: EvaluationMethod = .automatic) {
    self.evaluation = evaluation
  }

  /// What a run of the Chebyshev semi-iteration carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// θ, the middle of [μ, L].
    public internal(set) var center: Double
    /// δ, half the width of [μ, L].
    public internal(set) var halfWidth: Double
    var evaluation: AnchoredEvaluation
    /// d, the last step.
    var direction: Vector<Double>
    /// ρ of the last step; 0 before the first.
    var ratio = 0.0
  }

  /// - Throws: ``OptimizationError`` where the objective does not know its curvature, or where μ is not known to be
  ///   positive: the semi-iteration on [0, L] would not converge.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    guard let curved = objective as? any CurvatureProviding else {
      throw OptimizationError.curvatureUnknown(step: "Chebyshev", objective: "\(type(of: objective))")
    }
    let bounds = try curved.curvatureBounds()
    guard let mu = bounds.strongConvexity else {
      throw OptimizationError.noStrongConvexity(smallestEigenvalue: bounds.lambdaMin.lowerBound)
    }
    let (half, otherHalf) = (0.5 * bounds.lipschitzConstant, 0.5 * mu)
    let start = AnchoredEvaluation.start(objective, at: point, evaluation, knowsHessian: true)
    return State(
      iterate: start.iterate, progress: start.progress, center: half + otherHalf, halfWidth: half - otherHalf,
      evaluation: start.evaluation, direction: .zeros(point.count))
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    // Halves throughout, so that 2θ does not overflow. At first ρ is δ/θ, not what the recurrence makes of ρ′ = 0.
    let (center, halfWidth, last) = (state.center, state.halfWidth, state.ratio)
    let isFirst = state.progress.iteration == 0
    let stepSize = isFirst ? 1 / center : 1 / (center - 0.5 * halfWidth * last)
    let ratio = isFirst ? halfWidth / center : 0.5 * halfWidth * stepSize
    turn(&state.direction, state.iterate.gradient, momentum: ratio * last, stepSize)
    let length = euclideanNorm(state.direction)
    let hasMoved = state.evaluation.move(&state.iterate.point, by: 1, state.direction)
    state.ratio = ratio
    let (evaluations, passes) = state.evaluation.reevaluate(&state.iterate, objective, state.progress)
    state.progress.record(
      state.iterate, stepSize: stepSize, stepLength: length, evaluations: evaluations, passes: passes)
    return hasMoved ? .moved : .stalled
  }

  public func accuracy(of state: State) -> EvaluationAccuracy { state.evaluation.accuracy(of: state.iterate) }
}

/// d ← βd − αg.
private func turn(
  _ direction: inout Vector<Double>, _ gradient: Vector<Double>, momentum: Double, _ stepSize: Double
) {
  var d = direction.mutableSpan
  let g = gradient.span
  for i in g.indices { d[i] = momentum * d[i] - stepSize * g[i] }
}
