public import DescentLinearAlgebra

/// LSMR: least squares by the bidiagonalization of X, a pass over X an iteration.
///
/// Among the points that k products with X and Xᵀ can reach, each iterate has the least gradient norm: it never grows, nor
/// does the loss. What it takes is the number of steps of ``ConjugateGradient``, but X enters by itself and not as XᵀX, so
/// that the digits of badly conditioned problems are those that X allows. It is for X with so many columns that XᵀX is out
/// of reach, and for some digits of a solution; for all of them see `LinearRegression`. A ridge penalty is taken as
/// further rows √(nλ/2)D of X. With more columns than rows it goes from 0 to the solution of least norm.
///
/// The products of a step, Xv and Xᵀ of its outcome, come from one pass over X: what stands between them, a division by
/// the norm, can be made up for afterwards.
///
/// ```swift
/// let result = try LSMR().minimize(loss, until: .relativeGradientNorm(below: 1e-10) || .iterations(500))
/// ```
///
/// Value and gradient are carried on from step to step; convergence is confirmed by a pass. Where the gradient carried on
/// sinks into its rounding, the method starts anew from the point reached.
///
/// - Complexity: one pass over X, 4np flops, and O(n + p) an iteration; n + 4p numbers of memory. No allocation after the
///   first.
/// - Note: G. H. Golub, W. Kahan 1965 (the bidiagonalization); C. C. Paige, M. A. Saunders 1982 (LSQR, whose relative this
///   is); D. C.-L. Fong, M. A. Saunders 2011.
public struct LSMR: Optimizer, Hashable {
  /// Least squares by LSMR.
  public init() {}

  /// What a run of LSMR carries from one step to the next: among it a vector with an element for each row of X.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    var bidiagonalization: Bidiagonalization
    var rotations: LSMRRotations
    /// h and h̄, of which the steps are made.
    var direction: Vector<Double>
    var step: Vector<Double>
    var drift: GradientDrift
    /// Whether value and gradient of the iterate come from a pass over X.
    var isExact = true
  }

  /// - Throws: ``OptimizationError`` where the objective is not ``LeastSquares``, or has weights.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    guard let loss = objective as? LeastSquares else {
      throw OptimizationError.unsuitedObjective(
        method: "LSMR", needs: "least squares", objective: "\(type(of: objective))")
    }
    guard loss.weights == nil else {
      throw OptimizationError.unsuitedObjective(
        method: "LSMR", needs: "least squares without weights", objective: "this weighted loss")
    }
    let zeros = Vector<Double>.zeros(point.count)
    var iterate = Iterate(point: point, value: 0, gradient: zeros)
    let bidiagonalization = Bidiagonalization(loss, &iterate)
    return State(
      iterate: iterate, progress: Progress(startingAt: iterate), bidiagonalization: bidiagonalization,
      rotations: LSMRRotations(bidiagonalization), direction: bidiagonalization.right, step: zeros,
      drift: GradientDrift(value: iterate.value))
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    guard let loss = objective as? LeastSquares else {
      trap("LSMR: the state belongs to least squares, not to \(type(of: objective))")
    }
    let beta = state.bidiagonalization.advance(loss)
    let turn = state.rotations.turn(alpha: state.bidiagonalization.alpha, beta: beta)
    let moved = state.iterate.move(
      &state.step, &state.direction, state.bidiagonalization.right, turn, 2 / Double(loss.observationCount))
    // ‖H‖ = (2/n)‖X‖².
    let size = max(state.bidiagonalization.alpha, beta)
    state.drift.note(curvature: 2 / Double(loss.observationCount) * size * size)
    let norm = euclideanNorm(state.iterate.gradient)
    state.drift.grow(euclideanNorm(state.iterate.point), norm)
    state.isExact = state.drift.asksForEvaluation(norm, iteration: state.progress.iteration + 1, true)
    if state.isExact { state.startAnew(loss) }
    let passes = state.isExact ? 2 : 1
    state.progress.record(
      state.iterate, stepSize: turn.stepSize, stepLength: moved.length, evaluations: passes, passes: passes)
    return moved.hasMoved || state.isExact ? .moved : .stalled
  }

  public func accuracy(of state: State) -> EvaluationAccuracy {
    state.isExact ? .exact : state.drift.accuracy(of: state.iterate)
  }
}

extension LSMR.State {
  /// Begins the bidiagonalization anew at the point reached.
  fileprivate mutating func startAnew(_ loss: LeastSquares) {
    bidiagonalization.restart(loss, &iterate)
    rotations = LSMRRotations(bidiagonalization)
    direction.assign(bidiagonalization.right)
    step.scale(by: 0)
    drift.restart(iterate, iteration: progress.iteration + 1)
  }
}

extension Iterate {
  /// h̄ ← h − factor · h̄, x ← x + τh̄, the gradient and the value of the new x, and h ← v − θ/ρ · h, in one go.
  fileprivate mutating func move(
    _ step: inout Vector<Double>, _ direction: inout Vector<Double>, _ right: Vector<Double>,
    _ turn: LSMRRotations.Turn, _ scale: Double
  ) -> (hasMoved: Bool, length: Double) {
    let moved = LSMR.move(&point, &gradient, &step, &direction, right, turn, scale)
    value += moved.change
    return (moved.hasMoved, turn.stepSize.magnitude * moved.squares.squareRoot())
  }
}

extension LSMR {
  fileprivate static func move(
    _ point: inout Vector<Double>, _ gradient: inout Vector<Double>, _ step: inout Vector<Double>,
    _ direction: inout Vector<Double>, _ right: Vector<Double>, _ turn: LSMRRotations.Turn, _ scale: Double
  ) -> (hasMoved: Bool, change: Double, squares: Double) {
    var (hasMoved, change, squares) = (false, 0.0, 0.0)
    var x = point.mutableSpan
    var g = gradient.mutableSpan
    var s = step.mutableSpan
    var h = direction.mutableSpan
    let v = right.span
    for i in v.indices {
      s[i] = h[i] - turn.stepFactor * s[i]
      let way = turn.stepSize * s[i]
      let (newPoint, newGradient) = (x[i] + way, turn.gradientFactor * g[i] - scale * turn.gradientPart * v[i])
      hasMoved = hasMoved || newPoint != x[i]
      change += 0.5 * way * (g[i] + newGradient)
      squares += s[i] * s[i]
      (x[i], g[i]) = (newPoint, newGradient)
      h[i] = v[i] - turn.directionFactor * h[i]
    }
    return (hasMoved, change, squares)
  }
}
