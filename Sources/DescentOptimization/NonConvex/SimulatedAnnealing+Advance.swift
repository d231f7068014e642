public import DescentLinearAlgebra

extension SimulatedAnnealing {
  /// - Throws: ``OptimizationError`` where a setting is out of its range.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try temperature.validate()
    try requireCountSetting(steps, "number of temperatures")
    try requireCountSetting(sweeps, "number of sweeps")
    try requirePositiveSetting(initialMove, "length of the first moves")
    try requireSetting(valueTolerance >= 0, "tolerance of the value", valueTolerance, "a number from 0 on")
    var point = point
    var moves = Vector(repeating: initialMove, count: point.count)
    if let bounds {
      try bounds.validate(parameterCount: point.count)
      bounds.project(&point)
      for j in moves.indices where width(j).isFinite { moves[j] = initialMove * width(j) }
    }
    let value = objective.value(at: point)
    let iterate = Iterate(point: point, value: value, gradient: .zeros(point.count))
    return State(
      iterate: iterate, progress: Progress(startingAt: iterate), moves: moves, generator: SeededGenerator(seed: seed),
      current: point, currentValue: value, takenMoves: .zeros(point.count))
  }

  public func isSearching(_ state: State) -> Bool { true }

  /// Values only, so that the result is evaluated once more for its gradient.
  public func accuracy(of state: State) -> EvaluationAccuracy { .rough }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    guard state.progress.iteration < steps, !state.isFrozen else {
      return .ended(.searchCompleted(runs: 1, basins: 1, converged: state.isFrozen))
    }
    let temperature = temperature.rate(at: state.progress.iteration)
    let before = state.currentValue
    state.current.assign(state.iterate.point)
    state.currentValue = state.iterate.value
    for j in state.takenMoves.indices { state.takenMoves[j] = 0 }
    for _ in 0..<sweeps {
      for j in state.current.indices { move(j, &state, objective, temperature) }
    }
    adapt(&state)
    let isStill =
      (state.currentValue - before).magnitude <= valueTolerance
      && state.currentValue - state.iterate.value <= valueTolerance
    state.stillSteps = isStill ? state.stillSteps + 1 : 0
    state.progress.record(
      state.iterate, stepSize: temperature, stepLength: 0, evaluations: sweeps * state.current.count)
    return .moved
  }

  private func width(_ j: Int) -> Double { bounds.map { $0.upper[j] - $0.lower[j] } ?? .infinity }

  /// Tries to move one coordinate.
  private func move(_ j: Int, _ state: inout State, _ objective: some Objective, _ temperature: Double) {
    let old = state.current[j]
    var new = old + state.moves[j] * (2 * state.generator.uniform() - 1)
    if let bounds, !(new >= bounds.lower[j] && new <= bounds.upper[j]) {
      new = inside(j, bounds, old, &state)
    }
    let draw = state.generator.uniform()
    state.current[j] = new
    let value = objective.value(at: state.current.span)
    let rise = value - state.currentValue
    guard rise <= 0 || (temperature > 0 && draw < exponential(-rise / temperature)) else {
      state.current[j] = old
      return
    }
    state.currentValue = value
    state.takenMoves[j] += 1
    if value < state.iterate.value {
      state.iterate.point.assign(state.current)
      state.iterate.value = value
    }
  }

  /// A coordinate between its bounds, or within the length of a move from the one that would be left.
  private func inside(_ j: Int, _ bounds: Box, _ old: Double, _ state: inout State) -> Double {
    let low = bounds.lower[j].isFinite ? bounds.lower[j] : old - state.moves[j]
    let high = bounds.upper[j].isFinite ? bounds.upper[j] : old + state.moves[j]
    return min(high, max(low, low + (high - low) * state.generator.uniform()))
  }

  /// v ← longer or shorter, by the share of moves that were taken.
  private func adapt(_ state: inout State) {
    var taken = 0.0
    for j in state.moves.indices {
      taken += state.takenMoves[j]
      let share = state.takenMoves[j] / Double(sweeps)
      var move = state.moves[j]
      if share > 0.6 { move *= 1 + 5 * (share - 0.6) }
      if share < 0.4 { move /= 1 + 5 * (0.4 - share) }
      // Without bounds a flat coordinate would go off to infinity.
      state.moves[j] = min(move, min(width(j), 0x1p100))
    }
    state.acceptance = taken / Double(max(1, sweeps * state.moves.count))
  }
}
