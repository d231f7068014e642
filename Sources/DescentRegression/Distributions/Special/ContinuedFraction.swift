import Foundation

/// Continued fractions by the forward recurrence of numerators and denominators, scaled at each step.
enum ContinuedFraction {
  /// `1/(β₀ + α₁/(β₁ + α₂/(β₂ + …)))`.
  ///
  /// - Parameters:
  ///   - first: β₀.
  ///   - terms: (αₙ, βₙ) for n = 1, 2, ….
  static func value(first: Double, terms: (Double) -> (alpha: Double, beta: Double)) -> Double {
    // Numerators and denominators over the newest denominator, which is therefore one.
    var previousNumerator = 0.0
    var previousDenominator = 1 / first
    var value = 1 / first
    var n = 1.0
    while n < 100_000 {
      let (alpha, beta) = terms(n)
      let denominator = alpha * previousDenominator + beta
      let next = (alpha * previousNumerator + beta * value) / denominator
      previousNumerator = value / denominator
      previousDenominator = 1 / denominator
      let change = abs(next - value)
      value = next
      if !(change > 1e-16 * value) { break }
      n += 1
    }
    return value
  }
}
