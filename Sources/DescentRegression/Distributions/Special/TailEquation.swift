import Foundation

/// Newton's method for quantiles: solves tail(x) = probability for x > 0 in log x and the logarithm of the tail.
///
/// Every distribution here has log-concave tails in log x, so from any start the first step lands on the side where
/// the tangent overestimates the tail, and from there the iteration is monotone: it cannot fail, however small the
/// probability.
enum TailEquation {
  /// A tail and its derivative with respect to log x, in magnitude.
  typealias Evaluation = (tail: ScaledValue, slope: ScaledValue)

  /// The positive x at which the tail has the given probability; 0 or infinity where it leaves the range of a double.
  ///
  /// - Parameters:
  ///   - probability: in (0, 1).
  ///   - isIncreasing: whether the tail grows with x.
  ///   - start: where to begin; a good one saves steps.
  ///   - evaluate: the tail and its slope at a positive finite x.
  static func solve(
    probability: Double, isIncreasing: Bool, start: Double, evaluate: (Double) -> Evaluation
  ) -> Double {
    let smallest = Double.leastNonzeroMagnitude
    let largest = Double.greatestFiniteMagnitude
    var x = min(max(start, 1e-300), 1e300)
    for _ in 0..<200 {
      let (tail, slope) = evaluate(x)
      let excess = logarithm(of: tail, over: probability)
      let rate = slope / tail
      let step = (isIncreasing ? -1 : 1) * excess / rate
      guard !step.isNaN else { return .nan }
      if x <= smallest && step < 0 { return 0 }
      if x >= largest && step > 0 { return .infinity }
      // In two halves and clamped, because a step may span the whole range of a double.
      let bounded = min(max(step, -1500), 1500)
      x = abs(bounded) < 1 ? x + x * expm1(bounded) : x * exp(bounded / 2) * exp(bounded / 2)
      x = min(max(x, smallest), largest)
      // Quadratic convergence: the step just taken was the last that matters.
      if abs(excess) < 1e-8 || abs(step) < 1e-16 { break }
    }
    return x
  }

  private static func logarithm(of tail: ScaledValue, over probability: Double) -> Double {
    let value = tail.value
    let isNormal = value > 1e-306 && probability > 1e-306
    guard isNormal else { return tail.logarithm - log(probability) }
    let ratio = value / probability
    return abs(ratio - 1) < 0.5 ? log1p((value - probability) / probability) : log(ratio)
  }
}
