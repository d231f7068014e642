public import DescentLinearAlgebra

/// What the method of multipliers is fixed to.
private enum MultiplierLimits {
  /// Multipliers beyond are cut off (Birgin, Martínez 2014, section 4.1).
  static let largestMultiplier = 1e20
  /// The outer iterations without a smaller residual or violation after which a run ends.
  static let mostIdleIterations = 8
  /// The part of the inner gradient norm that the next iteration asks for.
  static let tolerancePart = 0.1
  /// The part of the first inner gradient norm below which none is asked for.
  static let leastTolerance = 1e-13
  /// The violation above which constraints do not hold, relative to that at the start and 1.
  static let feasibility = 1e-6
  /// The part by which a residual must fall to count.
  static let fall = 0.9
}

extension AugmentedLagrangian {
  public typealias State = AugmentedLagrangianState

  public var comparesValues: Bool { false }

  /// - Throws: ``OptimizationError`` where the objective is no ``ConstrainedObjective`` or a setting is out of its range.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try validate()
    guard let constrained = objective as? any ConstrainedObjective else {
      throw OptimizationError.invalidSetting(
        name: "objective of the method of multipliers", value: "\(type(of: objective))",
        range: "a ConstrainedObjective, such as a ConstrainedProblem")
    }
    return try begin(constrained, point)
  }

  private func begin(_ objective: some ConstrainedObjective, _ start: Vector<Double>) throws -> State {
    // The inner optimizer may move the start, onto a set.
    let point = try inner.start(objective, from: start).iterate.point
    let iterate = Iterate(objective, at: point)
    let count = objective.constraintCount
    var state = State(
      iterate: iterate, progress: Progress(startingAt: iterate, evaluations: 2), penalty: 1,
      constraints: .zeros(count), constraintViolation: 0, innerTolerance: 0, equalityCount: objective.equalityCount,
      multipliers: .zeros(count))
    measureConstraints(&state, objective)
    state.penalty = initialPenalty ?? firstPenalty(state)
    let augmented = AugmentedObjective(objective, state.multipliers, penalty: state.penalty)
    state.innerTolerance =
      MultiplierLimits.tolerancePart * (try inner.start(augmented, from: point).progress.gradientNorm)
    state.progress = Progress(
      startingAt: iterate, evaluations: 3, residual: residual(state, euclideanNorm(iterate.gradient)))
    return state
  }

  /// Balances f and the violation, within limits.
  private func firstPenalty(_ state: State) -> Double {
    var squares = 0.0
    for i in 0..<state.constraints.count {
      let violation = violation(state, i)
      squares += violation * violation
    }
    let balance = 10 * max(1, state.iterate.value.magnitude) / max(1, 0.5 * squares)
    return balance.isFinite ? max(1e-6, min(10, balance)) : 1
  }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    guard let constrained = objective as? any ConstrainedObjective else {
      trap("AugmentedLagrangian: \(type(of: objective)) has no constraints")
    }
    return iterate(&state, constrained)
  }

  private func iterate(_ state: inout State, _ objective: some ConstrainedObjective) -> StepOutcome {
    if state.idleIterations >= MultiplierLimits.mostIdleIterations { return .ended(end(state)) }
    let augmented = AugmentedObjective(objective, state.multipliers, penalty: state.penalty)
    let criteria = StoppingCriteria.gradientNorm(below: state.innerTolerance) || .iterations(innerIterations)
    guard let found = try? inner.minimize(augmented, from: state.iterate.point, until: criteria) else {
      return .ended(.stalled(iteration: state.progress.iteration))
    }
    let length = distance(found.minimizer, state.iterate.point)
    let isLost: Bool
    switch found.termination {
    case .nonFinite, .unbounded, .diverged: isLost = true
    default: isLost = !found.minimizer.isFinite || !found.value.isFinite
    }
    guard !isLost else {
      // ρ is too small to hold f: a larger one, from where the run was.
      state.progress.count(passes: found.evaluations)
      guard state.penalty < largestPenalty else { return .ended(found.termination) }
      state.penalty = min(largestPenalty, penaltyGrowth * state.penalty)
      state.progress.record(
        state.iterate, stepSize: state.penalty, stepLength: 0, evaluations: 0, residual: state.progress.gradientNorm)
      return .moved
    }
    update(&state, objective, found.minimizer, gradient: found.gradient)
    let residual = residual(state, found.gradientNorm)
    state.progress.record(
      state.iterate, stepSize: state.penalty, stepLength: length, evaluations: found.evaluations + 1,
      residual: residual)
    settle(&state, residual)
    return .moved
  }

  /// Takes over a minimizer of the augmented Lagrangian, with the multipliers that make its gradient that of the Lagrangian.
  private func update(
    _ state: inout State, _ objective: some ConstrainedObjective, _ point: Vector<Double>, gradient: Vector<Double>
  ) {
    state.iterate.point.assign(point)
    state.iterate.reevaluate(objective)
    state.iterate.gradient.assign(gradient)
    measureConstraints(&state, objective)
    let limit = MultiplierLimits.largestMultiplier
    for i in 0..<state.multipliers.count {
      let value = state.multipliers[i] + state.penalty * state.constraints[i]
      let lower = i < state.equalityCount ? -limit : 0
      state.multipliers[i] = max(lower, min(limit, value))
    }
  }

  /// Decides about ρ, the accuracy of the next iteration, and whether there is progress.
  private func settle(_ state: inout State, _ residual: Double) {
    var measure = 0.0
    for i in 0..<state.constraints.count {
      let value = state.constraints[i]
      let term = i < state.equalityCount ? value.magnitude : max(value, -state.multipliers[i] / state.penalty).magnitude
      measure = max(measure, term)
    }
    let isRounding = measure <= 0x1p-50 * max(1, state.iterate.point.maximumMagnitude())
    if measure > violationPart * state.progressMeasure, !isRounding {
      state.penalty = min(largestPenalty, penaltyGrowth * state.penalty)
    }
    state.progressMeasure = measure
    state.innerTolerance = max(
      MultiplierLimits.leastTolerance * state.progress.initialGradientNorm,
      MultiplierLimits.tolerancePart * min(state.innerTolerance, residual))
    let hasFallen =
      residual < MultiplierLimits.fall * state.leastResidual
      || state.constraintViolation < MultiplierLimits.fall * state.leastViolation
    state.idleIterations = hasFallen ? 0 : state.idleIterations + 1
    state.leastResidual = min(state.leastResidual, residual)
    state.leastViolation = min(state.leastViolation, state.constraintViolation)
  }

  /// Why a run ends whose residual falls no further.
  private func end(_ state: State) -> Termination {
    let scale = max(1, state.iterate.point.maximumMagnitude())
    return state.constraintViolation > MultiplierLimits.feasibility * scale
      ? .infeasible(violation: state.constraintViolation) : .stalled(iteration: state.progress.iteration)
  }

  private func measureConstraints(_ state: inout State, _ objective: some ConstrainedObjective) {
    let point = state.iterate.point
    do {
      var span = state.constraints.mutableSpan
      objective.evaluateConstraints(at: point.span, into: &span)
    }
    var largest = 0.0
    for i in 0..<state.constraints.count {
      let violation = violation(state, i)
      // NaN stays what it is.
      if !(violation <= largest) { largest = violation }
    }
    state.constraintViolation = largest
  }

  private func violation(_ state: State, _ i: Int) -> Double {
    let value = state.constraints[i]
    return i < state.equalityCount ? value.magnitude : value < 0 ? 0 : value
  }

  /// √(‖gradient‖² + ‖c‖² + ‖min(μ, −d)‖²).
  private func residual(_ state: State, _ gradientNorm: Double) -> Double {
    var norm = ScaledNorm()
    norm.add(gradientNorm)
    for i in 0..<state.constraints.count {
      let value = state.constraints[i]
      norm.add(i < state.equalityCount ? value : value.isNaN ? value : min(state.multipliers[i], -value))
    }
    return norm.value
  }

  private func validate() throws {
    if let first = initialPenalty { try requirePositiveSetting(first, "first penalty") }
    try requireSetting(penaltyGrowth > 1 && penaltyGrowth.isFinite, "growth of the penalty", penaltyGrowth, "above 1")
    try requireSetting(
      violationPart > 0 && violationPart < 1, "part of the violation", violationPart, "between 0 and 1")
    try requirePositiveSetting(largestPenalty, "largest penalty")
    try requireCountSetting(innerIterations, "number of inner iterations")
  }
}
