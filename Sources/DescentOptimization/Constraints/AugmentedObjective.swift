import DescentLinearAlgebra

/// The augmented Lagrangian for fixed multipliers λ, μ and a fixed ρ,
///
/// f(x) + ½ρ ‖c(x) + λ/ρ‖² + ½ρ ‖max(0, d(x) + μ/ρ)‖² − (‖λ‖² + ‖μ‖²)/(2ρ),
///
/// with the constant subtracted, so that its value is that of f where the constraints hold and the multipliers do no work.
struct AugmentedObjective<Base: ConstrainedObjective>: Objective {
  let base: Base
  /// λ and behind it μ.
  let multipliers: Vector<Double>
  /// ρ.
  let penalty: Double
  private let scratch = ScratchVectors()

  init(_ base: Base, _ multipliers: Vector<Double>, penalty: Double) {
    self.base = base
    self.multipliers = multipliers
    self.penalty = penalty
  }

  var parameterCount: Int { base.parameterCount }

  func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    var value = base.evaluate(at: point, gradient: &gradient)
    var weights = scratch.take(base.constraintCount)
    do {
      var span = weights.mutableSpan
      base.evaluateConstraints(at: point, into: &span)
      value += turnIntoWeights(&span)
    }
    base.addConstraintGradients(at: point, weights: weights.span, to: &gradient)
    scratch.giveBack(weights)
    return value
  }

  func value(at point: Span<Double>) -> Double {
    var values = scratch.take(base.constraintCount)
    var sum = base.value(at: point)
    do {
      var span = values.mutableSpan
      base.evaluateConstraints(at: point, into: &span)
      sum += turnIntoWeights(&span)
    }
    scratch.giveBack(values)
    return sum
  }

  /// c ← λ + ρc and d ← max(0, μ + ρd); returns what they add to the value.
  private func turnIntoWeights(_ values: inout MutableSpan<Double>) -> Double {
    let multipliers = multipliers.span
    var sum = 0.0
    for i in values.indices {
      let (value, multiplier) = (values[i], multipliers[i])
      let weight = multiplier + penalty * value
      if i < base.equalityCount || weight > 0 {
        // ½ρ(v + λ/ρ)² − λ²/(2ρ), without the difference of two squares.
        sum += value * (multiplier + 0.5 * penalty * value)
        values[i] = weight
      } else {
        sum -= 0.5 * multiplier * (multiplier / penalty)
        // NaN stays what it is.
        values[i] = weight.isNaN ? weight : 0
      }
    }
    return sum
  }
}
