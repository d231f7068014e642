import DescentLinearAlgebra

/// The most trials of a step: 2⁻¹⁰⁰ of the first is below the spacing of the numbers.
private let mostTrials = 100

extension ProximalGradient {
  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    var evaluations = 0
    var passes = 0
    var isFirstTry = true
    var wasPlain = true
    // A step that may be lengthened: one that begins a run of momentum.
    if state.searches, state.factor == 0, state.progress.iteration > 0 {
      state.stepSize = min(1.25 * state.stepSize, 0x1p1000)
      isFirstTry = false
    }
    while true {
      if state.factor != 0 { evaluations += extrapolate(&state, objective, &passes) }
      let isPlain = state.factor == 0
      wasPlain = isPlain
      if isPlain { state.base.assign(state.smooth) }
      if isPlain && isFirstTry {
        state.trial.point.assign(state.target)
      } else {
        takeStep(&state.trial.point, from: state.base, state.stepSize)
      }
      evaluations += evaluateTrial(&state, objective, &passes)
      guard acceptsMomentum(state) else {
        // From x itself, without momentum.
        state.factor = 0
        state.momentum = 1
        isFirstTry = !state.searches
        continue
      }
      break
    }
    return accept(&state, isPlain: wasPlain, evaluations, passes)
  }

  /// z ← prox_αh(y − α∇f(y)).
  private func takeStep(_ point: inout Vector<Double>, from base: Iterate, _ stepSize: Double) {
    gradientStep(&point, from: base, stepSize)
    penalty.apply(&point, step: stepSize)
  }

  /// y = x + β(x − xₜ₋₁) with its gradient; returns the evaluations.
  private func extrapolate(_ state: inout State, _ objective: some Objective, _ passes: inout Int) -> Int {
    DescentOptimization.extrapolate(&state.base.point, state.smooth.point, state.previous, state.factor)
    guard state.isAffine else {
      state.base.reevaluate(objective)
      passes += 1
      return 1
    }
    DescentOptimization.extrapolate(
      &state.base.gradient, state.smooth.gradient, state.previousGradient, state.factor)
    return 0
  }

  /// f(z) and ∇f(z), with α halved and z found anew until z is below the quadratic; returns the evaluations.
  private func evaluateTrial(_ state: inout State, _ objective: some Objective, _ passes: inout Int) -> Int {
    guard state.searches else {
      let found = state.evaluation.reevaluate(&state.trial, objective, state.progress)
      passes += found.passes
      return found.evaluations
    }
    var count = 0
    while true {
      state.trial.reevaluate(objective)
      count += 1
      if isMajorized(state.trial, state.base, state.stepSize) || count >= mostTrials { break }
      state.stepSize *= 0.5
      takeStep(&state.trial.point, from: state.base, state.stepSize)
    }
    passes += count
    return count
  }

  /// Whether the monotone form may keep a step that was made with momentum.
  private func acceptsMomentum(_ state: State) -> Bool {
    guard acceleration == .monotone, state.factor != 0 else { return true }
    return state.trial.value + penalty.value(at: state.trial.point) <= state.iterate.value
  }

  /// Makes the trial the new point and settles the momentum of the next step.
  private func accept(_ state: inout State, isPlain: Bool, _ evaluations: Int, _ passes: Int) -> StepOutcome {
    let length = distance(state.trial.point, state.smooth.point)
    let leadsUphill =
      acceleration == .restarting && pointsBack(state.base.point, state.trial.point, state.smooth.point)
    if acceleration == .none || leadsUphill {
      (state.momentum, state.factor) = (1, 0)
    } else {
      let next = 0.5 * (1 + (1 + 4 * state.momentum * state.momentum).squareRoot())
      state.factor = (state.momentum - 1) / next
      state.momentum = next
    }
    if acceleration != .none {
      state.previous.assign(state.smooth.point)
      if state.isAffine { state.previousGradient.assign(state.smooth.gradient) }
    }
    state.smooth.assign(state.trial)
    map(&state)
    state.progress.record(
      state.iterate, stepSize: state.stepSize, stepLength: length, evaluations: evaluations, passes: passes)
    // A step with momentum may by chance lead back to where it came from.
    return length == 0 && isPlain ? .stalled : .moved
  }

  /// The value f(x) + h(x) and the gradient mapping at x, from f(x) and ∇f(x).
  func map(_ state: inout State) {
    takeStep(&state.target, from: state.smooth, state.stepSize)
    state.iterate.point.assign(state.smooth.point)
    state.iterate.value = state.smooth.value + penalty.value(at: state.smooth.point)
    gradientMapping(&state.iterate.gradient, state.smooth.point, state.target, state.stepSize)
  }
}

/// x − αg.
private func gradientStep(_ result: inout Vector<Double>, from base: Iterate, _ stepSize: Double) {
  var r = result.mutableSpan
  let (x, g) = (base.point.span, base.gradient.span)
  for i in r.indices { r[i] = x[i] - stepSize * g[i] }
}

/// (x − z)/α.
private func gradientMapping(
  _ result: inout Vector<Double>, _ x: Vector<Double>, _ z: Vector<Double>, _ stepSize: Double
) {
  var r = result.mutableSpan
  let (x, z) = (x.span, z.span)
  for i in r.indices { r[i] = (x[i] - z[i]) / stepSize }
}

/// (y − z)ᵀ(z − x) > 0.
private func pointsBack(_ y: Vector<Double>, _ z: Vector<Double>, _ x: Vector<Double>) -> Bool {
  let (x, y, z) = (x.span, y.span, z.span)
  var sum = 0.0
  for i in x.indices { sum += (y[i] - z[i]) * (z[i] - x[i]) }
  return sum > 0
}

/// Whether f(z) ≤ f(y) + ∇f(y)ᵀd + ‖d‖²/(2α), d = z − y.
///
/// Where both sides agree to rounding the values say nothing any more. Then the gradients do: f(z) − f(y) − ∇f(y)ᵀd is
/// ½(∇f(z) − ∇f(y))ᵀd up to terms of third order.
private func isMajorized(_ z: Iterate, _ y: Iterate, _ stepSize: Double) -> Bool {
  guard z.value.isFinite else { return false }
  let (a, b) = (z.point.span, y.point.span)
  let (ga, gb) = (z.gradient.span, y.gradient.span)
  var (squares, slope, change) = (0.0, 0.0, 0.0)
  for i in a.indices {
    let d = a[i] - b[i]
    squares += d * d
    slope += gb[i] * d
    change += (ga[i] - gb[i]) * d
  }
  let bound = squares / (2 * stepSize)
  let rounding = 1e-10 * max(z.value.magnitude, y.value.magnitude)
  guard bound > rounding else { return 0.5 * change <= bound }
  return z.value - y.value - slope <= bound
}
