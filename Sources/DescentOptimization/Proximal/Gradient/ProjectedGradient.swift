public import DescentLinearAlgebra

/// The spectral projected gradient method: minimizes a smooth function, convex or not, over a convex set.
///
/// With P the projection onto the set it goes along d = P(x − αg) − x with the spectral step α = sᵀs/sᵀy of Barzilai and
/// Borwein, s and y being the last changes of x and g, and takes x + λd with the first λ ≤ 1 for which
///
/// f(x + λd) ≤ max of the last M values + 10⁻⁴ λ gᵀd.
///
/// The maximum lets values rise now and then, which is what makes spectral steps fast. On ``WholeSpace`` it is the
/// globalized method of Barzilai and Borwein (Raydan 1997).
///
/// ```swift
/// let best = try ProjectedGradient(onto: Box(0...1, count: 2)).minimize(f, from: [0.5, 0.5])
/// ```
///
/// **What a run reports.** Its gradient is x − P(x − g), which is g inside the set and zero exactly at stationary points.
///
/// - Complexity: one evaluation, seldom more; two projections; O(p). No allocation after the first iteration.
/// - Note: E. G. Birgin, J. M. Martínez, M. Raydan 2000 (SPG2); the test by slopes, where values agree to rounding, is that of
///   W. W. Hager, H. Zhang 2005.
public struct ProjectedGradient<Region: ConvexSet>: Optimizer, Equatable {
  /// The set.
  public var region: Region
  /// M, the number of values of which the largest may be reached again; 1 lets no value rise.
  public var memory: Int

  /// The spectral projected gradient method over a set.
  public init(onto region: Region, memory: Int = 10) {
    self.region = region
    self.memory = memory
  }

  /// What a run carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    /// x, f(x) and x − P(x − g).
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// α of the next step.
    public internal(set) var spectralStep: Double
    /// x, f(x) and g.
    var smooth: Iterate
    var trial: Iterate
    /// d.
    var direction: Vector<Double>
    /// The last M values, as a ring.
    var values: Vector<Double>
  }

  /// - Throws: ``OptimizationError`` where a setting is out of its range.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try region.validate(parameterCount: point.count)
    try requireCountSetting(memory, "memory of values")
    var point = point
    region.project(&point)
    let smooth = Iterate(objective, at: point)
    var state = State(
      iterate: smooth, progress: Progress(startingAt: smooth), spectralStep: 1, smooth: smooth, trial: smooth,
      direction: .zeros(point.count), values: Vector(repeating: smooth.value, count: memory))
    map(&state)
    state.progress = Progress(startingAt: state.iterate)
    // The first step moves about as far as the numbers are large.
    let norm = euclideanNorm(state.iterate.gradient)
    if norm > 0, norm.isFinite {
      state.spectralStep = max(SpectralLimits.least, min(1, max(1, euclideanNorm(point)) / norm))
    }
    return state
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    // d = P(x − αg) − x, with P(x − αg) as the first point to be tried.
    move(&state.trial.point, from: state.smooth.point, by: -state.spectralStep, state.smooth.gradient)
    region.project(&state.trial.point)
    subtract(&state.direction, state.trial.point, state.smooth.point)
    // Of the slope gᵀd rounding may leave nothing; that it is at most −‖d‖²/α is known of a projection.
    let squares = innerProduct(state.direction, state.direction)
    let slope = min(innerProduct(state.smooth.gradient, state.direction), -squares / state.spectralStep)
    guard slope < 0 else {
      return .ended(
        slope.isNaN
          ? .lineSearchFailed(.notDescent(slope: slope))
          : .precisionFloor(gradientNorm: state.progress.gradientNorm))
    }
    let reference = largest(state.values)
    let rounding = SpectralLimits.rounding * max(reference.magnitude, state.smooth.value.magnitude)
    var length = 1.0
    var evaluations = 0
    while true {
      state.trial.reevaluate(objective)
      evaluations += 1
      if isAccepted(state, slope, length, reference, rounding) { break }
      guard evaluations < SpectralLimits.mostTrials else {
        state.progress.count(passes: evaluations)
        // A fall below the rounding of the values cannot be seen in them.
        return .ended(
          -slope <= rounding
            ? .precisionFloor(gradientNorm: state.progress.gradientNorm)
            : .lineSearchFailed(.noDecrease(evaluations: evaluations, slope: slope)))
      }
      length = shortened(length, slope, state.smooth.value, state.trial.value)
      move(&state.trial.point, from: state.smooth.point, by: length, state.direction)
    }
    let stepLength = distance(state.trial.point, state.smooth.point)
    let used = state.spectralStep
    state.spectralStep = spectralStep(state.trial, state.smooth)
    state.smooth.assign(state.trial)
    map(&state)
    state.progress.record(
      state.iterate, stepSize: length * used, stepLength: stepLength, evaluations: evaluations)
    state.values[state.progress.iteration % memory] = state.smooth.value
    return stepLength == 0 ? .stalled : .moved
  }

  private func isAccepted(
    _ state: State, _ slope: Double, _ length: Double, _ reference: Double, _ rounding: Double
  ) -> Bool {
    let value = state.trial.value
    guard value.isFinite, distance(state.trial.point, state.smooth.point) > 0 else { return false }
    if value <= reference + SpectralLimits.decrease * length * slope { return true }
    // Where a whole step changes the value by little more than its rounding: the slope at the new point must not be too
    // steep upwards. The change of the slope has digits where the slope itself has none.
    guard value <= reference + rounding, -slope <= SpectralLimits.visible * rounding else { return false }
    return slopeChange(state.trial, state.smooth, state.direction) <= 2 * (SpectralLimits.decrease - 1) * slope
  }

  /// x − P(x − g) as the gradient of the iterate.
  private func map(_ state: inout State) {
    move(&state.direction, from: state.smooth.point, by: -1, state.smooth.gradient)
    region.project(&state.direction)
    state.iterate.point.assign(state.smooth.point)
    state.iterate.value = state.smooth.value
    if Region.self == WholeSpace.self {
      // The difference would round what is g itself.
      state.iterate.gradient.assign(state.smooth.gradient)
    } else {
      subtract(&state.iterate.gradient, state.smooth.point, state.direction)
    }
  }
}

/// What the spectral projected gradient method is fixed to.
private enum SpectralLimits {
  static let decrease = 1e-4
  static let least = 1e-30
  static let most = 1e30
  static let mostTrials = 60
  /// How many times their rounding changes of values must be for the test of values to see the part of the slope it asks
  /// for.
  static let visible = 1e6
  /// The relative rounding of values.
  static let rounding = 0x1p-50
}

/// λ times a number from 0.1 to 0.5, that of the parabola through the values and the slope where it lies there.
private func shortened(_ length: Double, _ slope: Double, _ value: Double, _ trial: Double) -> Double {
  let parabola = -0.5 * slope * length * length / (trial - value - slope * length)
  return parabola >= 0.1 * length && parabola <= 0.5 * length ? parabola : trial.isFinite ? 0.5 * length : 0.1 * length
}

/// sᵀs/sᵀy within its limits; the largest where the curvature is not positive.
private func spectralStep(_ new: Iterate, _ old: Iterate) -> Double {
  let (a, b) = (new.point.span, old.point.span)
  let (ga, gb) = (new.gradient.span, old.gradient.span)
  var (squares, curvature, length) = (0.0, 0.0, 0.0)
  for i in a.indices {
    let s = a[i] - b[i]
    squares += s * s
    curvature += s * (ga[i] - gb[i])
    length += gb[i] * gb[i]
  }
  guard curvature > 0 else {
    // Twice the last distance, along a gradient of this length.
    let step = 2 * (squares / length).squareRoot()
    return step > 0 && step.isFinite ? max(SpectralLimits.least, min(SpectralLimits.most, step)) : 1
  }
  return max(SpectralLimits.least, min(SpectralLimits.most, squares / curvature))
}

/// x + cd.
private func move(
  _ result: inout Vector<Double>, from x: Vector<Double>, by factor: Double, _ direction: Vector<Double>
) {
  var r = result.mutableSpan
  let (x, d) = (x.span, direction.span)
  for i in r.indices { r[i] = x[i] + factor * d[i] }
}

/// The largest element.
private func largest(_ values: Vector<Double>) -> Double {
  let values = values.span
  var result = -Double.infinity
  for i in values.indices { result = max(result, values[i]) }
  return result
}

/// (g(new) − g(old))ᵀd.
private func slopeChange(_ new: Iterate, _ old: Iterate, _ direction: Vector<Double>) -> Double {
  let (a, b, d) = (new.gradient.span, old.gradient.span, direction.span)
  var sum = 0.0
  for i in a.indices { sum += (a[i] - b[i]) * d[i] }
  return sum
}
