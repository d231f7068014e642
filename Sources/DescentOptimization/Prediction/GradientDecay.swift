import Glibc

/// ‖gₜ‖/‖g₀‖ as a function of t: the logarithm of a root of a sum of exponentials, exp(2(wᵢ + t lᵢ)).
///
/// The sum is convex in t ≥ 1, so that it is at most a tolerance in one interval of t or nowhere.
struct GradientDecay {
  /// wᵢ = log(|cᵢ|/‖c‖), of the components that are not zero.
  let weights: [Double]
  /// lᵢ = log|1 − αλᵢ|, of the same; −∞ for components that are gone after one step.
  let logarithms: [Double]

  /// No run takes more steps than this.
  private static let mostSteps = 1 << 62

  /// log(‖gₜ‖/‖g₀‖).
  func logarithm(_ t: Int) -> Double {
    guard t > 0 else { return 0 }
    let terms = zip(weights, logarithms).map { $0 + Double(t) * $1 }
    guard let largest = terms.max(), largest > -.infinity else { return -.infinity }
    return largest + 0.5 * log(terms.reduce(0) { $0 + exp(2 * ($1 - largest)) })
  }

  /// Whether the norm does not fall any more at t.
  private func isGrowing(_ t: Int) -> Bool {
    let terms = zip(weights, logarithms).map { $0 + Double(t) * $1 }
    guard let largest = terms.max(), largest > -.infinity else { return false }
    var slope = 0.0
    for (term, logarithm) in zip(terms, logarithms) where logarithm > -.infinity {
      slope += logarithm * exp(2 * (term - largest))
    }
    return slope >= 0
  }

  /// The first t ≥ 0 at which the norm is at most a part of that at the start, of which the logarithm is given.
  ///
  /// - Complexity: O(p log t).
  func firstCount(_ target: Double) -> Int? {
    if target >= 0 || weights.isEmpty { return 0 }
    func reaches(_ t: Int) -> Bool { logarithm(t) <= target }
    // The norm falls up to `turn` − 1 at least; one of `turn` − 1 and `turn` has the least.
    let turn = Self.first { isGrowing($0) || $0 == Self.mostSteps }
    if turn > 1, reaches(turn - 1) { return Self.first { $0 >= turn - 1 || reaches($0) } }
    return reaches(turn) ? turn : nil
  }

  /// The first t ≥ 1 from which on a condition holds, which it does for some t.
  private static func first(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, 1)
    while !holds(high) { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
