import DescentLinearAlgebra
import Foundation

/// The standard normal distribution, with arguments in double-double.
enum StandardNormal {
  private static let inverseRootOfTwo = DoubleDouble(high: 0.7071067811865476, low: -4.833646656726457e-17)

  /// exp(−z²/2)/√(2π).
  static func density(_ z: DoubleDouble) -> Double {
    let exponent = -0.5 * (z * z)
    return ScaledValue(exponent: exponent, factor: (0.5 / .pi).squareRoot()).value
  }

  /// P(Z > z) = erfc(z/√2)/2; with h the rounded z/√2 and δ what is missing, erfc(h + δ) ≈ erfc(h) − 2δ exp(−h²)/√π.
  static func upperTail(_ z: DoubleDouble) -> Double {
    guard abs(z.high) < 50 else { return z.high.isNaN ? .nan : z.high > 0 ? 0 : 1 }
    let h = z * inverseRootOfTwo
    return 0.5 * erfc(h.high) - h.low * exp(-h.high * h.high) / Double.pi.squareRoot()
  }

  /// The z with P(Z > z) = q.
  static func upperQuantile(_ q: Double) -> Double {
    guard q >= 0 && q <= 1 else { return .nan }
    if q > 0.75 { return -upperTailQuantile(1 - q) }
    return q < 0.25 ? upperTailQuantile(q) : centralQuantile(0.5 - q)
  }

  /// The z with P(Z > z) = q for q ≤ 1/4, by Newton's method on the logarithm of the tail.
  private static func upperTailQuantile(_ q: Double) -> Double {
    guard q > 0 else { return .infinity }
    // Z² is χ² with one degree of freedom, whose tails keep their digits below the normal range of a double.
    if q < 1e-295 { return ChiSquared(degreesOfFreedom: 1).upperQuantile(2 * q).squareRoot() }
    var z = roughUpperQuantile(q)
    for _ in 0..<5 {
      let tail = upperTail(DoubleDouble(z))
      let excess = log1p((tail - q) / q)
      z += excess * tail / density(DoubleDouble(z))
      if abs(excess) < 1e-8 { break }
    }
    return z
  }

  /// The z with P(Z > z) = q for 0 < q ≤ ½, to 4.5e-4 (Abramowitz and Stegun 26.2.23).
  static func roughUpperQuantile(_ q: Double) -> Double {
    let t = (-2 * log(q)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    return t - numerator / denominator
  }

  /// The z with P(0 < Z < z) = c for |c| ≤ 1/4, by Newton's method on the error function, so that it is accurate
  /// relative to z however small that is.
  private static func centralQuantile(_ c: Double) -> Double {
    var z = c * (2 * Double.pi).squareRoot()
    for _ in 0..<8 {
      let h = DoubleDouble(z) * inverseRootOfTwo
      let step = (c - 0.5 * erf(h.high)) / density(DoubleDouble(z))
      z += step
      if abs(step) <= 1e-9 * abs(z) { break }
    }
    return z
  }
}
