public import DescentLinearAlgebra

extension PerturbedGradientDescent {
  /// - Throws: ``OptimizationError`` where a setting is out of its range or the step cannot be settled.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try requirePositiveSetting(gradientThreshold, "gradient threshold")
    try requirePositiveSetting(radius, "radius of the noise")
    try requirePositiveSetting(requiredDecrease, "required decrease")
    try requireCountSetting(interval, "interval between perturbations")
    let (stepSize, notes) = try step.resolved(for: objective)
    let iterate = Iterate(objective, at: point)
    // A start at a stationary point has no gradient that others could be compared with.
    let residual = max(euclideanNorm(iterate.gradient), gradientThreshold)
    return State(
      iterate: iterate, progress: Progress(startingAt: iterate, residual: residual), notes: notes, stepSize: stepSize,
      generator: SeededGenerator(seed: seed), anchor: iterate, noise: .zeros(point.count))
  }

  public func isSearching(_ state: State) -> Bool { !state.isVerified }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    if state.progress.iteration == 0 {
      // What is first written to now makes its memory in this iteration and not in a later one.
      state.anchor.assign(state.iterate)
      state.noise.scale(by: 0)
    }
    judge(&state)
    var evaluations = 1
    let isNoisy = mayPerturb(state)
    if isNoisy {
      perturb(&state, objective)
      evaluations += 1
    }
    let length = state.stepSize * euclideanNorm(state.iterate.gradient)
    let hasMoved = state.iterate.descend(by: state.stepSize) || isNoisy
    state.iterate.reevaluate(objective)
    state.progress.record(
      state.iterate, stepSize: state.stepSize, stepLength: hasMoved ? length : 0, evaluations: evaluations)
    // Where the gradient vanishes, noise is still to come.
    return hasMoved || !state.isVerified ? .moved : .stalled
  }

  /// Whether it is time for noise.
  private func mayPerturb(_ state: State) -> Bool {
    !state.isVerified && euclideanNorm(state.iterate.gradient) <= gradientThreshold
      && state.noiseIteration.map { state.progress.iteration - $0 >= interval } ?? true
  }

  /// Compares the value with that before the noise, once its time has come.
  private func judge(_ state: inout State) {
    guard !state.isVerified, let noise = state.noiseIteration, state.progress.iteration == noise + interval,
      !(state.iterate.value <= state.anchor.value - requiredDecrease)
    else { return }
    if !(state.iterate.value <= state.anchor.value) { state.iterate.assign(state.anchor) }
    state.isVerified = true
    state.notes.append(
      "noise of at most \(shortText(radius)) around the point did not lower the value by \(shortText(requiredDecrease)) in "
        + "\(interval) steps: it is most likely a minimum")
  }

  /// x ← x + ξ, ξ uniform in the ball.
  private func perturb(_ state: inout State, _ objective: some Objective) {
    state.anchor.assign(state.iterate)
    state.noiseIteration = state.progress.iteration
    state.perturbationCount += 1
    drawFromBall(&state.noise, radius, &state.generator)
    state.iterate.point.add(state.noise)
    state.iterate.reevaluate(objective)
  }
}

extension Iterate {
  /// x ← x − αg; returns whether an element changed. Value and gradient stay behind.
  fileprivate mutating func descend(by stepSize: Double) -> Bool {
    let gradient = gradient
    return shift(&point, by: -stepSize, gradient)
  }
}
