public import DescentLinearAlgebra

/// What an observer says after it has seen an iteration.
public enum ObserverDecision: Sendable {
  /// Go on.
  case proceed
  /// End the run here.
  case stop
}

/// Sees each iteration, the start included, and may end the run.
public typealias Observer = (_ progress: Progress, _ point: Span<Double>) -> ObserverDecision

extension Optimizer {
  /// Minimizes an objective.
  ///
  /// ```swift
  /// let result = try GradientDescent(step: .constant(0.1)).minimize(
  ///   f, from: [0, 0], until: .gradientNorm(below: 1e-10) || .iterations(500), trace: .every(10))
  /// ```
  ///
  /// A run that does not converge is a result with an honest ``OptimizationResult/termination``, not an error.
  ///
  /// - Parameters:
  ///   - objective: what is to be made small.
  ///   - start: where to begin; zeros by default.
  ///   - criteria: when to stop, tested before each step, the first included. Criteria that can never be met make a run
  ///     that never ends: add `|| .iterations(…)`.
  ///   - validation: held-out data to look at in each iteration, and to stop by.
  ///   - trace: which iterations to record.
  ///   - observers: called with each iteration.
  ///   - checkpoint: called with each state, and the best iterate so far; what it keeps of them can be resumed.
  /// - Throws: where the step size cannot be settled.
  /// - Precondition: the start has as many elements as the objective has parameters.
  public func minimize(
    _ objective: some Objective, from start: Vector<Double>? = nil, until criteria: StoppingCriteria = .standard,
    validation: Validation? = nil, trace: TraceOption = .off, observers: [Observer] = [],
    checkpoint: ((State, Iterate) -> Void)? = nil
  ) throws -> OptimizationResult<State> {
    // The state goes on without a copy, whose memory each buffer would have to leave when it is first written to.
    run(
      try self.start(objective, from: start ?? .zeros(objective.parameterCount)), nil, objective, criteria, validation,
      trace, observers, checkpoint)
  }

  /// Minimizes an objective, beginning with the numbers of an array.
  public func minimize(
    _ objective: some Objective, from start: [Double], until criteria: StoppingCriteria = .standard,
    validation: Validation? = nil, trace: TraceOption = .off, observers: [Observer] = [],
    checkpoint: ((State, Iterate) -> Void)? = nil
  ) throws -> OptimizationResult<State> {
    try minimize(
      objective, from: Vector(start), until: criteria, validation: validation, trace: trace, observers: observers,
      checkpoint: checkpoint)
  }

  /// Goes on from a state, with the same bits as if the run had never stopped.
  ///
  /// Iterations count from the first start, also for ``StoppingCriteria/iterations(_:)``, and relative criteria refer to
  /// it. Closures cannot be encoded: give criteria and observers again.
  ///
  /// - Parameters:
  ///   - state: where the run stands.
  ///   - best: the best iterate of the run so far, as a checkpoint has it; by default that of the state.
  ///   - objective: what is to be made small.
  ///   - criteria: when to stop, tested before each step.
  ///   - validation: held-out data to look at in each iteration, and to stop by.
  ///   - trace: which iterations to record.
  ///   - observers: called with each iteration.
  ///   - checkpoint: called with each state, and the best iterate so far.
  /// - Precondition: the state belongs to an objective with as many parameters.
  public func resume(
    _ state: State, best: Iterate? = nil, on objective: some Objective, until criteria: StoppingCriteria = .standard,
    validation: Validation? = nil, trace: TraceOption = .off, observers: [Observer] = [],
    checkpoint: ((State, Iterate) -> Void)? = nil
  ) -> OptimizationResult<State> {
    objective.requireCount(state.iterate.point.count)
    return run(state, best, objective, criteria, validation, trace, observers, checkpoint)
  }

  private func run(
    _ start: consuming State, _ bestBefore: Iterate?, _ objective: some Objective, _ criteria: StoppingCriteria,
    _ validation: Validation?, _ option: TraceOption, _ observers: [Observer],
    _ checkpoint: ((State, Iterate) -> Void)?
  ) -> OptimizationResult<State> {
    var state = consume start
    var best = bestBefore ?? state.iterate
    var trace = Trace(option, iterationLimit: criteria.iterationLimit)
    var outcome = StepOutcome.moved
    var check = ConvergenceCheck()
    var confirmed: (iterate: Iterate, progress: Progress)?
    var validated = validation.map { ValidationRecord($0, state.iterate) }
    let clock = criteria.readsClock ? ContinuousClock.now : nil
    var termination: Termination
    while true {
      var progress = state.progress
      if let clock { progress.seconds = (ContinuousClock.now - clock) / .seconds(1) }
      let validationEnd = validated?.note(state.iterate, progress)
      trace.note(progress, state.iterate.point, validated?.value, last: false)
      let isStopped = !observers.isEmpty && Self.notify(observers, progress, state.iterate)
      if !progress.isFinite || (progress.iteration == 0 && !state.iterate.point.isFinite) {
        termination = .nonFinite(breakdown(progress, objective))
        break
      }
      keep(state.iterate, ifBetterThan: &best)
      checkpoint?(state, best)
      if let met = metCriterion(criteria, progress, state) {
        if !met.converged || accuracy(of: state) == .exact {
          termination = met
          break
        }
        if check.isDue(progress, limit: criteria.iterationLimit) {
          let found = check.evaluate(objective, state, by: self)
          if let met = metCriterion(criteria, found.progress, state) {
            termination = met
            confirmed = found
            break
          }
        }
      }
      if let validationEnd {
        termination = validationEnd
        break
      }
      if case .ended(let reason) = outcome {
        termination = reason
        break
      }
      if isStopped {
        termination = .observer(iteration: progress.iteration)
        break
      }
      if criteria.stopsHopelessRuns {
        if outcome == .stalled {
          termination = .stalled(iteration: progress.iteration)
          break
        }
        if criteria.isDivergence(progress) {
          termination = .diverged(breakdown(progress, objective))
          break
        }
      }
      outcome = advance(&state, objective)
      // A method that ends the run without a step has nothing new to show.
      if case .ended(let reason) = outcome, state.progress.iteration == progress.iteration {
        termination = reason
        break
      }
    }
    trace.note(state.progress, state.iterate.point, validated?.value, last: true)
    if confirmed == nil, accuracy(of: state) == .rough { confirmed = check.evaluate(objective, state, by: self) }
    if let confirmed { trace.renew(confirmed.progress, state.iterate.point) }
    switch termination {
    case .earlyStopped: best = validated?.best ?? best
    case _ where termination.converged:
      if let reason = objective.objection(toMinimum: state.iterate.point.span) { termination = .noMinimum(reason) }
    default: break
    }
    return OptimizationResult(
      state: state, end: confirmed ?? (state.iterate, check.counted(state.progress)), best: best,
      termination: termination,
      returnsLast: !criteria.stopsHopelessRuns || accuracy(of: state) != .exact || !comparesValues,
      validationValue: validated?.lowest, trace: trace)
  }

  /// Which criterion is met, those about stationary points left out where the method goes on from this one.
  private func metCriterion(_ criteria: StoppingCriteria, _ progress: Progress, _ state: State) -> Termination? {
    guard let met = criteria.termination(progress) else { return nil }
    return met.converged && isSearching(state) ? criteria.termination(progress.withoutStationarity) : met
  }

  /// Calls all observers; true where one of them wants to stop.
  private static func notify(_ observers: [Observer], _ progress: Progress, _ iterate: Iterate) -> Bool {
    var isStopped = false
    for observer in observers where observer(progress, iterate.point.span) == .stop { isStopped = true }
    return isStopped
  }

  private func keep(_ iterate: Iterate, ifBetterThan best: inout Iterate) {
    if iterate.value < best.value || !comparesValues { best.assign(iterate) }
  }

  /// What is known about why a run broke down. On an objective that knows its curvature, the limit of the step.
  private func breakdown(_ progress: Progress, _ objective: some Objective) -> Breakdown {
    let curvature = (objective as? any CurvatureProviding).flatMap { try? $0.curvatureBounds() }
    let isIndefinite = curvature?.isIndefinite == true
    return Breakdown(
      iteration: progress.iteration, value: progress.value,
      gradientGrowth: progress.gradientNorm / progress.initialGradientNorm, stepSize: progress.stepSize,
      limit: isIndefinite ? nil : curvature.flatMap { stepLimit(for: $0) },
      negativeEigenvalue: isIndefinite ? curvature?.lambdaMin.upperBound : nil)
  }
}
