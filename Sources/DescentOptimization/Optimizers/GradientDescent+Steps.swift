import DescentLinearAlgebra

extension GradientDescent {
  /// x ← x − αg.
  func move(
    _ state: inout State, _ objective: some Objective, by stepSize: Double, extraPasses: Int = 0
  ) -> StepOutcome {
    state.stepSize = stepSize
    let length = stepSize * state.progress.gradientNorm
    let hasMoved = state.evaluation.move(&state.iterate.point, by: -stepSize, state.iterate.gradient)
    let (evaluations, passes) = state.evaluation.reevaluate(&state.iterate, objective, state.progress)
    state.progress.record(
      state.iterate, stepSize: stepSize, stepLength: hasMoved ? length : 0, evaluations: evaluations,
      passes: passes + extraPasses)
    if hasMoved { return .moved }
    // A schedule may have a step of 0 among others.
    if case .schedule = step, stepSize == 0 { return .moved }
    return .stalled
  }

  /// x ← x − αg with α = gᵀg/gᵀHg. Where the curvature along g is not positive, the quadratic falls without bound.
  func moveExactly(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let found = state.evaluation.curvature(along: state.iterate.gradient, objective)
    let norm = state.progress.gradientNorm
    let step = norm / found.curvature * norm
    guard found.curvature > 0, step.isFinite else {
      state.progress.count(passes: found.passes)
      return .ended(norm > 0 ? .unbounded(value: state.iterate.value) : .precisionFloor(gradientNorm: norm))
    }
    return move(&state, objective, by: step, extraPasses: found.passes)
  }

  /// x ← x − αg with an α that is searched for.
  func search<S: StepSearch>(
    _ state: inout State, _ objective: some Objective, _ makeSearch: (LinePoint) -> S
  ) -> StepOutcome {
    guard state.descent != nil else { trap("GradientDescent: the state belongs to a run with other steps") }
    let (value, norm) = (state.iterate.value, state.progress.gradientNorm)
    state.descent!.turnToGradient(state.iterate)
    let outcome = state.descent!.advance(
      &state.iterate, &state.progress, objective, first: state.firstStep, gradientStep: state.firstStep, makeSearch)
    guard case .moved(let point, _) = outcome else { return outcome.stepOutcome }
    state.stepSize = point.step
    state.firstStep = nextStep(after: point.step, fall: value - state.iterate.value, norm, state.progress.gradientNorm)
    return .moved
  }

  /// The next first trial: after backtracking twice the last step, so that steps may grow; otherwise the step that would
  /// lower the value as much as the last one, if it fell along a parabola.
  private func nextStep(after step: Double, fall: Double, _ lastNorm: Double, _ norm: Double) -> Double {
    if self.step == .armijo { return min(2 * step, .greatestFiniteMagnitude) }
    let next = 2 * fall / norm / norm
    if next > 0, next.isFinite { return next }
    let bySlope = step * (lastNorm / norm) * (lastNorm / norm)
    return bySlope > 0 && bySlope.isFinite ? bySlope : step
  }
}
