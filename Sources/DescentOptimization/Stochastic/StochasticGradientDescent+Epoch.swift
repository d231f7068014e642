public import DescentLinearAlgebra

extension StochasticGradientDescent {
  /// - Throws: ``OptimizationError`` where the objective is no mean over samples, or a setting is out of its range.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    guard let sum = objective as? any FiniteSumObjective else {
      throw OptimizationError.unsuitedObjective(
        method: "Stochastic descent", needs: "means over samples (FiniteSumObjective)",
        objective: "\(type(of: objective))")
    }
    try validate()
    let memory = try rule.memory(parameterCount: point.count)
    let linear = objective as? any LinearPredictorObjective
    let scaling =
      (standardizes ? linear : nil).map { StandardizedCoordinates(standardizing: $0.x) } ?? .identity(point.count)
    let (stepScale, notes) = stepScale(sum, linear, scaling)
    let iterate = Iterate(objective, at: point)
    let theta = scaling.scaled(point)
    return State(
      iterate: iterate, progress: Progress(startingAt: iterate), notes: notes, memory: memory, stepScale: stepScale,
      generator: SeededGenerator(seed: seed), epochGenerator: SeededGenerator(seed: seed), scaling: scaling,
      sampleCount: sum.sampleCount, point: theta,
      average: theta, previous: rule.extrapolation(RuleStep(index: 0, value: 0)) == nil ? .zeros(0) : theta,
      lowest: iterate.value)
  }

  /// An epoch, or the part of one that an iteration is.
  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let count = state.sampleCount
    beginOrGoOn(&state)
    let size = batchSize(epoch: state.epochs, of: count)
    let stop = state.position + min(samplesPerIteration ?? count, count - state.position)
    var rate = 0.0
    var isFinite = true
    while state.position < stop, isFinite {
      let batch = state.position..<min(state.position + size, count)
      state.generator.shuffle(&state.scratch.order, places: batch)
      (rate, isFinite) = step(&state, objective, batch)
      state.position = batch.upperBound
    }
    if state.position == count { (state.epochs, state.position) = (state.epochs + 1, 0) }
    state.scaling.unscale(averaging == .none ? state.point : state.average, into: &state.scratch.beta)
    state.iterate.point.assign(state.scratch.beta)
    state.iterate.reevaluate(objective)
    state.progress.record(
      state.iterate, stepSize: rate, stepLength: 0, evaluations: reducesVariance ? 3 : 2)
    return settled(&state)
  }

  /// Sees to the order of the samples: a new one for a new epoch; for a run that was resumed within one, the same again.
  private func beginOrGoOn(_ state: inout State) {
    let isResumed = state.scratch.order.count != state.sampleCount
    guard state.position == 0 || isResumed else { return }
    state.scratch.begin(sampleCount: state.sampleCount, parameterCount: state.point.count)
    if state.position == 0 {
      state.epochGenerator = state.generator
    } else {
      var generator = state.epochGenerator
      generator.shuffle(&state.scratch.order, places: 0..<state.position)
    }
  }

  /// A step by a batch: x ← x − αd. Returns α, and whether all is finite.
  private func step(
    _ state: inout State, _ objective: some Objective, _ batch: Range<Int>
  ) -> (rate: Double, isFinite: Bool) {
    let first = RuleStep(index: state.batches, value: state.iterate.value)
    if let factor = rule.extrapolation(first) {
      extrapolate(&state.scratch.lookahead, state.point, state.previous, factor)
      state.previous.assign(state.point)
      state.scaling.unscale(state.scratch.lookahead, into: &state.scratch.beta)
    } else {
      state.scaling.unscale(state.point, into: &state.scratch.beta)
    }
    let value = objective.batchGradient(
      state.scratch.order, batch, at: state.scratch.beta, &state.scratch.gradient)
    if reducesVariance {
      _ = objective.batchGradient(
        state.scratch.order, batch, at: state.iterate.point, &state.scratch.anchorGradient)
      state.scratch.gradient.subtract(state.scratch.anchorGradient)
      state.scratch.gradient.add(state.iterate.gradient)
    }
    state.scaling.pullBack(&state.scratch.gradient)
    let turned = rule.turn(
      &state.scratch.gradient, at: state.point, RuleStep(index: state.batches, value: value), &state.memory)
    let rate = turned * state.stepScale
    state.point.add(state.scratch.gradient, scaledBy: -rate)
    state.batches += 1
    if averaging != .none { mix(&state.average, state.point, averaging.weight(state.batches)) }
    return (rate, value.isFinite)
  }

  private func batchSize(epoch: Int, of count: Int) -> Int {
    var size = Double(batchSize)
    if batchGrowth > 1 { for _ in 0..<epoch where size < Double(count) { size *= batchGrowth } }
    return max(1, min(count, Int(min(size, Double(Int32.max)))))
  }

  /// Ends a run whose value falls no more.
  private func settled(_ state: inout State) -> StepOutcome {
    let value = state.iterate.value
    if value < state.lowest - tolerance * state.lowest.magnitude {
      (state.lowest, state.idleIterations) = (value, 0)
      return .moved
    }
    state.idleIterations += 1
    guard state.idleIterations >= patience else { return .moved }
    let fall = max(0, state.lowest - value) / state.lowest.magnitude
    return .ended(
      .settled(iterations: state.idleIterations, fall: fall, value: value, gradientNorm: state.progress.gradientNorm))
  }

  /// What the rates are multiplied by, and what the user should know about it.
  private func stepScale(
    _ objective: any FiniteSumObjective, _ linear: (any LinearPredictorObjective)?, _ scaling: StandardizedCoordinates
  ) -> (scale: Double, notes: [String]) {
    guard scalesSteps else { return (1, []) }
    let size = min(batchSize, objective.sampleCount)
    let divisor = reducesVariance ? 4.0 : 2.0
    if let linear, let curvature = batchCurvature(linear, scaling) {
      let smoothness = curvature.smoothness(batchSize: size)
      return (smoothness > 0 ? 1 / (divisor * smoothness) : 1, [])
    }
    if let largest = objective.largestSampleCurvature(), largest > 0 { return (1 / (divisor * largest), []) }
    return (
      0.01,
      [
        "the objective does not bound its curvature, so that no step can be derived from it: the step is 0.01 times the "
          + "rate; a rule with a rate of its own may do better"
      ]
    )
  }

  /// Warns of rates above the step that is stable for whichever batch comes.
  ///
  /// Batches of one sample are as curved as the most curved sample; larger ones hardly reach that, so that a step above the
  /// limit may do well by luck.
  public func warnings(for objective: some Objective) throws -> [String] {
    guard !scalesSteps, let sum = objective as? any FiniteSumObjective else { return [] }
    if batchSize >= sum.sampleCount, !standardizes { return try rule.warnings(for: objective) }
    guard !standardizes, let largest = sum.largestSampleCurvature(), largest.isFinite else { return [] }
    let bounds = CurvatureBounds(
      lambdaMax: largest...largest, lambdaMin: 0...largest, isCertified: false, method: .lanczos)
    guard let warning = rule.stepLimit(for: bounds)?.warning(forStep: rule.largestRate) else { return [] }
    return [warning + "; λmax is that of the most curved sample"]
  }

  private func batchCurvature(
    _ objective: some LinearPredictorObjective, _ scaling: StandardizedCoordinates
  ) -> BatchCurvature? {
    BatchCurvature(objective, scaling)
  }

  private func validate() throws {
    try requireCountSetting(batchSize, "batch size")
    try requireCountSetting(samplesPerIteration ?? 1, "samples in an iteration")
    try requireSetting(
      batchGrowth >= 1 && batchGrowth.isFinite, "growth of batches", batchGrowth, "a number from 1 on")
    try requireCountSetting(patience, "patience")
    try requireFractionSetting(tolerance, "tolerance")
    if case .polynomial(let degree) = averaging { try requireNonNegativeSetting(degree, "degree of the average") }
  }
}

extension Objective {
  /// The value and gradient of some samples of a list. Allocates nothing.
  ///
  /// - Precondition: the objective is a ``FiniteSumObjective``.
  fileprivate func batchGradient(
    _ order: [Int], _ batch: Range<Int>, at point: Vector<Double>, _ gradient: inout Vector<Double>
  ) -> Double {
    // Through the type: an existential of the objective itself would be allocated each time.
    guard let type = Self.self as? any FiniteSumObjective.Type else {
      trap("StochasticGradientDescent: \(Self.self) is no FiniteSumObjective")
    }
    var span = gradient.mutableSpan
    return evaluateBatch(of: self, as: type, order.span.extracting(batch), at: point.span, &span)
  }
}

private func evaluateBatch<Sum: FiniteSumObjective>(
  of objective: some Objective, as type: Sum.Type, _ samples: Span<Int>, at point: Span<Double>,
  _ gradient: inout MutableSpan<Double>
) -> Double {
  (objective as! Sum).evaluate(samples: samples, at: point, gradient: &gradient)
}

/// mean ← mean + weight · (x − mean).
private func mix(_ mean: inout Vector<Double>, _ x: Vector<Double>, _ weight: Double) {
  var mean = mean.mutableSpan
  let x = x.span
  for i in x.indices { mean[i] += weight * (x[i] - mean[i]) }
}
