import DescentLinearAlgebra

extension ConjugateGradient {
  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    let passes = state.hessian.multiply(
      objective, by: state.direction, into: &state.product, after: state.progress.passes)
    let (length, productLength) = (euclideanNorm(state.direction), euclideanNorm(state.product))
    guard productLength.isFinite else { return .ended(.nonFinite(Breakdown(of: state.progress))) }
    guard length > 0 else { return state.rest(passes) }
    state.drift.note(curvature: productLength / length)
    let curvature = dot(state.direction, state.product)
    // The rounding of dᵀHd.
    let rounding = 4 * Double(state.direction.count) * 0x1p-53 * state.drift.curvature * (length * length)
    guard curvature > rounding else {
      // Of a singular but consistent problem nothing is left but the rounding of the gradient.
      let isRounding = curvature >= -rounding && state.drift.explains(state.progress.gradientNorm)
      return isRounding ? state.rest(passes) : .ended(.unbounded(value: state.iterate.value))
    }
    let stepSize = state.slope / curvature
    let scaled = stepSize * state.unit
    let hasMoved = state.iterate.move(by: scaled, state.direction, changingGradientBy: state.product)
    state.iterate.value -= 0.5 * scaled * (state.slope * state.unit)
    let found = state.settle(objective, passes)
    state.progress.record(
      state.iterate, stepSize: stepSize, stepLength: hasMoved ? scaled * length : 0, evaluations: found.evaluations,
      passes: found.passes)
    return hasMoved ? .moved : .stalled
  }
}

extension ConjugateGradient.State {
  /// Makes the gradient orthogonal to those before or, where rounding has got too large a part of it, evaluates it anew;
  /// then finds the next direction. Returns the evaluations, and the passes among them.
  fileprivate mutating func settle(_ objective: some Objective, _ passes: Int) -> (evaluations: Int, passes: Int) {
    drift.grow(euclideanNorm(iterate.point), euclideanNorm(iterate.gradient))
    let isFull = basis.isFull
    let norm = euclideanNorm(iterate.gradient)
    isExact = isFull || drift.asksForEvaluation(norm, iteration: progress.iteration + 1, basis.isKept)
    guard isExact else {
      basis.orthogonalize(&iterate.gradient, weights)
      turn(keeping: true)
      return (1, passes)
    }
    iterate.reevaluateAsAnchor(of: hessian.expansion(of: objective, after: progress.passes), objective)
    drift.restart(iterate, iteration: progress.iteration + 1)
    // The new gradient is not orthogonal to the old ones but for rounding: those that are kept are of no use to it.
    let keepsDirection = !basis.isKept
    basis.removeAll()
    turn(keeping: keepsDirection)
    return (2, passes + 1)
  }

  /// d ← −z + βd, or −z where the direction is not kept; adds the gradient to the basis.
  mutating func turn(keeping keepsDirection: Bool) {
    let last = slope
    slope = squares(iterate.gradient, weights, unit)
    let beta = keepsDirection && last > 0 ? slope / last : 0
    turnAround(&direction, iterate.gradient, weights, unit, beta)
    basis.append(iterate.gradient, length: slope.squareRoot() * unit)
  }

  /// A step that moves nothing.
  fileprivate mutating func rest(_ passes: Int) -> StepOutcome {
    progress.record(iterate, stepSize: 0, stepLength: 0, evaluations: passes, passes: passes)
    return .stalled
  }
}

/// gᵀM⁻¹g/γ².
private func squares(_ gradient: Vector<Double>, _ weights: Vector<Double>, _ unit: Double) -> Double {
  let (g, w) = (gradient.span, weights.span)
  let scale = 1 / unit
  var sum = 0.0
  for i in g.indices {
    let scaled = g[i] * scale
    sum += w.isEmpty ? scaled * scaled : scaled * (w[i] * scaled)
  }
  return sum
}

/// d ← βd − M⁻¹g/γ.
private func turnAround(
  _ direction: inout Vector<Double>, _ gradient: Vector<Double>, _ weights: Vector<Double>, _ unit: Double,
  _ beta: Double
) {
  var d = direction.mutableSpan
  let (g, w) = (gradient.span, weights.span)
  let scale = 1 / unit
  for i in g.indices {
    let z = w.isEmpty ? g[i] * scale : w[i] * (g[i] * scale)
    d[i] = beta * d[i] - z
  }
}

/// aᵀb.
private func dot(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
  let (a, b) = (a.span, b.span)
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

extension Iterate {
  /// x ← x + factor · d and g ← g + factor · Hd; returns whether an element of x changed.
  fileprivate mutating func move(
    by factor: Double, _ direction: Vector<Double>, changingGradientBy product: Vector<Double>
  ) -> Bool {
    shift(&gradient, by: factor, product)
    return shift(&point, by: factor, direction)
  }
}
