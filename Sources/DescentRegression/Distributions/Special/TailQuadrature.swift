import Foundation

/// Gauss–Legendre quadrature of tails whose parameters are large: there a continued fraction needs thousands of terms,
/// while the tail over its density is one smooth, log-concave integral ∫₀^∞ exp(−h(s)) ds.
enum TailQuadrature {
  /// ∫₀^∞ exp(−h(s)) ds for an increasing convex h with h(0) = 0, cut where h reaches about 40.
  ///
  /// - Parameters:
  ///   - slope: h′(0) ≥ 0.
  ///   - curvature: h″(0) > 0.
  ///   - h: the exponent.
  static func integral(slope: Double, curvature: Double, of h: (Double) -> Double) -> Double {
    // The positive root of slope·s + curvature·s²/2 = 40, then further if h bends less than at the origin.
    var end = 40 / (0.5 * slope + 0.5 * hypot(slope, 80.0.squareRoot() * curvature.squareRoot()))
    for _ in 0..<60 {
      if h(end) >= 38 { break }
      end *= 1.25
    }
    var sum = 0.0
    for (node, weight) in rule { sum += weight * exp(-h(end * node)) }
    return end * sum
  }

  /// Nodes and weights of the 40-point rule on [0, 1], by Newton's method on the Legendre polynomial.
  private static let rule: [(node: Double, weight: Double)] = {
    let count = 40
    return (1...count).map { index in
      var x = cos(Double.pi * (Double(index) - 0.25) / (Double(count) + 0.5))
      var derivative = 1.0
      for _ in 0..<8 {
        var previous = 1.0
        var value = x
        for degree in 2...count {
          let next = (Double(2 * degree - 1) * x * value - Double(degree - 1) * previous) / Double(degree)
          (previous, value) = (value, next)
        }
        derivative = Double(count) * (previous - x * value) / (1 - x * x)
        x -= value / derivative
      }
      return (0.5 * (1 + x), 1 / ((1 - x * x) * derivative * derivative))
    }
  }()
}
