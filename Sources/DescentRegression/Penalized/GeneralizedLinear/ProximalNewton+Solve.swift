import DescentLinearAlgebra
import Foundation

extension ProximalNewton {
  /// How a fit ended.
  struct Outcome: Sendable, Equatable {
    /// Newton steps.
    var iterations: Int
    /// See ``relativeGap()``.
    var gap: Double?
    /// The largest violation of the conditions of optimality, in relation to λ₁fⱼ.
    var violation: Double
    var isConverged: Bool
    /// Whether, without a penalty, the coefficients grow without bound.
    var isDivergent = false
    /// Σvℓ.
    var loss: Double
  }

  /// Minimizes for the penalties given, from the present coefficients.
  ///
  /// - Parameter previousL1: λ₁ of the fit before, of which the gradient is.
  func solve(l1: Double, l2: Double, previousL1: Double, tolerance: Double) -> Outcome {
    setPenalties(l1: l1, l2: l2)
    // Where λ makes a large leap the strong rule discards nothing, and the conditions of optimality find what is missing.
    _ = include(above: max(2 * l1 - max(previousL1, l1), 0.8 * l1))
    lastChange = 0
    var (iterations, best, stalls, last) = (0, Double.infinity, 0, Double.infinity)
    while true {
      if point == nil { evaluateAll() }
      let here = point!
      let violation = workingViolation(here)
      // Steps with an old curvature may be slow; what no longer shrinks at all is rounding.
      stalls = violation < 0.9 * best ? 0 : stalls + 1
      best = min(best, violation)
      if violation > tolerance, iterations < maximumIterations, !isDivergent(here), !(stalls >= 10 && violation < 1e-6)
      {
        if isCurvatureDue(violation, last, tolerance) { evaluateAll() }
        last = violation
        if step() || retryStep() {
          iterations += 1
          continue
        }
      }
      findGradient()
      if iterations < maximumIterations, addViolators(above: tolerance) {
        (best, stalls, last) = (.infinity, 0, .infinity)
        continue
      }
      let worst = factors.indices.reduce(intercept(here)) {
        max($0, miss($1, gradient[$1]) / (factors[$1] * reference))
      }
      return Outcome(
        iterations: iterations, gap: relativeGap(here), violation: worst, isConverged: worst <= tolerance,
        isDivergent: isDivergent(here) || worst <= tolerance && isReceding, loss: here.loss)
    }
  }

  /// Losses and derivatives of the present coefficients, the second ones too.
  private func evaluateAll() {
    let all = evaluate()
    (point, curvature, curvatureAge) = (all.point, all.curvature, 0)
  }

  /// Whether steps with the old curvature would cost more passes than new covariances, some m/10 + 2 of them, at the rate
  /// at which the violation has shrunk in the last one.
  private func isCurvatureDue(_ violation: Double, _ last: Double, _ tolerance: Double) -> Bool {
    guard usesCovariances, !working.isEmpty else { return false }
    guard curvature != nil, curvatureAge == 0 || reusesCurvature else { return true }
    guard curvatureAge > 0, last.isFinite else { return false }
    guard violation < last else { return true }
    return log(violation / tolerance) / log(last / violation) > Double(working.count) / 10 + 2
  }

  /// A step with new covariances where that with the old ones has failed.
  private func retryStep() -> Bool {
    guard usesCovariances, curvatureAge > 0 else { return false }
    evaluateAll()
    return step()
  }

  /// The largest violation among the columns that are worked on, and of the intercept.
  private func workingViolation(_ here: Point) -> Double {
    zip(working, here.products).reduce(intercept(here)) { worst, next in
      max(worst, miss(next.0, next.1) / (factors[next.0] * reference))
    }
  }

  private func intercept(_ here: Point) -> Double { hasIntercept ? here.pull.magnitude / reference : 0 }

  /// By how much a gradient misses what the penalty wants: λ₁fⱼ sign βⱼ + λ₂fⱼ²βⱼ, or between −λ₁fⱼ and λ₁fⱼ for βⱼ = 0.
  private func miss(_ j: Int, _ gradient: Double) -> Double {
    let (factor, value) = (factors[j], beta[j])
    let slope = gradient - l2 * factor * factor * value
    if value > 0 { return (slope - l1 * factor).magnitude }
    if value < 0 { return (slope + l1 * factor).magnitude }
    return max(0, (isNonNegative ? slope : slope.magnitude) - l1 * factor)
  }

  /// Works on the columns too that violate the conditions of optimality; false where there is none.
  private func addViolators(above tolerance: Double) -> Bool {
    let isViolated = factors.indices.contains { j in
      !isWorking[j] && varies[j] && miss(j, gradient[j]) > tolerance * factors[j] * reference
    }
    return isViolated && include(above: l1)
  }

  /// Whether, without a penalty, every row is explained as well as a row can be: the classes are separated.
  private func isDivergent(_ here: Point) -> Bool {
    guard l1 == 0, l2 == 0, model.kind != .gaussian, let explained = explained(here.loss) else { return false }
    return explained > 1 - 1e-7
  }

  /// Whether, without a penalty, steps are still long though the gradient has vanished: some rows are separated.
  private var isReceding: Bool { l1 == 0 && l2 == 0 && model.kind != .gaussian && lastChange > 0.05 }

  /// A bound of how far the objective is above its minimum, in relation to the loss that the model of the intercept alone
  /// leaves; nil where the losses are not convex, or there is no penalty.
  ///
  /// With θ = −u for the derivatives of the losses, Σℓ(η) + Σℓ*(θ) is θη, and Σℓ*(sθ) ≤ sΣℓ*(θ) + (1 − s)Σℓ*(0), where
  /// −Σℓ*(0) is the loss at μ = y: so the gap between the objective and the dual one at sθ is at most pen(β) − sβᵀZᵀu +
  /// pen*(sZᵀu) + (1 − s)(loss − that at μ = y). For λ₂ > 0 pen* is finite and s = 1; for the lasso s is the largest for
  /// which pen* is 0. What the intercept misses is counted to second order.
  ///
  /// - Complexity: O(p), at the point of the gradient.
  private func relativeGap(_ here: Point) -> Double? {
    guard model.isConvex, l1 > 0 || l2 > 0, nullLoss > leastLoss else { return nil }
    var share = 1.0
    if l2 == 0 {
      for j in factors.indices {
        let size = isNonNegative ? gradient[j] : gradient[j].magnitude
        if size > l1 * factors[j] { share = min(share, l1 * factors[j] / size) }
      }
    }
    var gap = (1 - share) * max(0, here.loss - leastLoss)
    for j in factors.indices {
      let (factor, slope, value) = (factors[j], gradient[j], beta[j])
      let ridge = l2 * factor * factor
      if value != 0 {
        let along = value < 0 ? -slope : slope
        gap += value.magnitude * (l1 * factor - share * along) + 0.5 * ridge * value * value
      }
      let excess = max(0, (isNonNegative ? slope : slope.magnitude) - l1 * factor)
      if l2 > 0 { gap += 0.5 * excess * excess / ridge }
    }
    if hasIntercept, here.weightSum > 0 { gap += 0.5 * here.pull * here.pull / here.weightSum }
    return max(0, gap) / (nullLoss - leastLoss)
  }
}

extension ProximalNewton {
  /// The model of the intercept alone, for penalties from the largest on.
  func null(l1: Double, l2: Double) -> Outcome {
    setPenalties(l1: l1, l2: l2)
    return Outcome(
      iterations: 0, gap: l1 > 0 && nullLoss > leastLoss && model.isConvex ? 0 : nil, violation: 0,
      isConverged: true, loss: nullLoss)
  }
}
