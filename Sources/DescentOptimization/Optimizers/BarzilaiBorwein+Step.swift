import DescentLinearAlgebra

extension BarzilaiBorwein {
  /// The part of the fall that the slope promises which a step must bring.
  private static let sufficientPart = 1e-4
  /// The trials of a step; each shortens it at least to the half.
  private static let mostTrials = 100

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    state.previous.assign(state.iterate.gradient)
    let outcome = state.hessian == nil ? search(&state, objective) : step(&state, objective)
    guard outcome == .moved, state.progress.isFinite else { return outcome }
    return settleNextStep(&state, objective) ? .moved : .ended(.unbounded(value: state.iterate.value))
  }

  /// The step as it is, on a quadratic.
  private func step(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let stepSize = state.nextStepSize
    let length = stepSize * state.progress.gradientNorm
    let hasMoved = state.evaluation.move(&state.iterate.point, by: -stepSize, state.previous)
    let (evaluations, passes) = state.evaluation.reevaluate(&state.iterate, objective, state.progress)
    state.progress.record(
      state.iterate, stepSize: stepSize, stepLength: hasMoved ? length : 0, evaluations: evaluations, passes: passes)
    return hasMoved ? .moved : .stalled
  }

  /// The step, shortened until the value has fallen enough.
  private func search(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let (value, norm) = (state.iterate.value, state.progress.gradientNorm)
    let highest = state.values.largest
    var stepSize = state.nextStepSize
    for trials in 1...Self.mostTrials {
      let hasMoved = place(&state.trial.point, state.iterate.point, state.previous, stepSize)
      guard hasMoved else {
        state.progress.record(state.iterate, stepSize: stepSize, stepLength: 0, evaluations: trials - 1)
        return .stalled
      }
      state.trial.reevaluate(objective)
      // α‖g‖², in an order in which it does not overflow before α‖g‖ does.
      let fall = stepSize * norm * norm
      if state.trial.value <= highest - Self.sufficientPart * fall, euclideanNorm(state.trial.gradient).isFinite {
        swap(&state.iterate, &state.trial)
        state.values.append(state.iterate.value)
        state.progress.record(
          state.iterate, stepSize: stepSize, stepLength: stepSize * norm, evaluations: trials)
        return .moved
      }
      // The minimum of the parabola through both values and the slope, within bounds; those hold for NaN as well.
      let parabola = 0.5 * stepSize * fall / (state.trial.value - value + fall)
      stepSize = parabola > 0.1 * stepSize ? min(parabola, 0.5 * stepSize) : 0.1 * stepSize
    }
    return .ended(.lineSearchFailed(.noDecrease(evaluations: Self.mostTrials, slope: -norm * norm)))
  }

  /// The size of the next step; false where the quadratic has no minimum.
  private func settleNextStep(_ state: inout State, _ objective: some Objective) -> Bool {
    let last = state.progress.stepSize ?? state.nextStepSize
    // With s = −αg: sᵀs/sᵀy = α‖g‖/(‖y‖ cos) and sᵀy/yᵀy = α‖g‖ cos/‖y‖, of which no square overflows.
    let (ratio, cosine) = change(from: state.previous, to: state.iterate.gradient)
    state.curvature = max(state.curvature, ratio / last)
    if ratio > 0, cosine > 0 {
      let isLong = formula == .long || (formula == .alternating && state.progress.iteration % 2 == 1)
      state.nextStepSize = min(isLong ? last / (ratio * cosine) : last * cosine / ratio, Self.longestStep)
      return true
    }
    guard state.hessian != nil else {
      // No convex bowl: farther than before, and the search brings it back.
      state.nextStepSize = min(10 * last, Self.longestStep)
      return true
    }
    // Either rounding, with which the last step does as well as any, or a quadratic without a minimum.
    state.nextStepSize = last
    guard let found = state.gradientCurvature(objective) else { return true }
    return found.curvature >= -4 * Double(state.previous.count) * 0x1p-53 * state.curvature
  }
}

extension BarzilaiBorwein.State {
  /// gᵀHg/gᵀg of a quadratic, by a product with its Hessian; nil for other objectives, and without a gradient.
  mutating func gradientCurvature(_ objective: some Objective) -> (curvature: Double, passes: Int)? {
    let norm = progress.gradientNorm
    guard let hessian, norm > 0, norm.isFinite else { return nil }
    let passes = hessian.multiply(objective, by: iterate.gradient, into: &trial.gradient, after: progress.passes)
    progress.count(passes: passes)
    let productNorm = euclideanNorm(trial.gradient)
    curvature = max(curvature, productNorm / norm)
    guard productNorm > 0, productNorm.isFinite else { return (productNorm == 0 ? 0 : .nan, passes) }
    return (productNorm / norm * cosine(iterate.gradient, norm, trial.gradient, productNorm), passes)
  }
}

/// x ← a − αg; returns whether x is another point than a.
private func place(
  _ x: inout Vector<Double>, _ a: Vector<Double>, _ gradient: Vector<Double>, _ stepSize: Double
) -> Bool {
  var x = x.mutableSpan
  let (a, g) = (a.span, gradient.span)
  var hasMoved = false
  for i in x.indices {
    x[i] = a[i] - stepSize * g[i]
    hasMoved = hasMoved || x[i] != a[i]
  }
  return hasMoved
}

/// ‖b − a‖/‖a‖, and the cosine of the angle between a − b and a.
private func change(from a: Vector<Double>, to b: Vector<Double>) -> (ratio: Double, cosine: Double) {
  let norm = euclideanNorm(a)
  let (a, b) = (a.span, b.span)
  var (squares, products) = (0.0, 0.0)
  for i in a.indices {
    let (unit, difference) = (a[i] / norm, a[i] / norm - b[i] / norm)
    squares += difference * difference
    products += unit * difference
  }
  let ratio = squares.squareRoot()
  return (ratio, ratio > 0 ? products / ratio : 0)
}

/// aᵀb/(‖a‖‖b‖).
private func cosine(_ a: Vector<Double>, _ aNorm: Double, _ b: Vector<Double>, _ bNorm: Double) -> Double {
  let (a, b) = (a.span, b.span)
  var sum = 0.0
  for i in a.indices { sum += a[i] / aNorm * (b[i] / bNorm) }
  return sum
}
