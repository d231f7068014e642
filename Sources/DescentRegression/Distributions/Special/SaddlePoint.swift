import DescentLinearAlgebra
import Foundation

/// The pieces of densities in saddle-point form (Loader, "Fast and accurate computation of binomial probabilities",
/// 2000): a Stirling correction and deviances, none of which cancel, in place of differences of log-gammas.
enum SaddlePoint {
  /// δ(z) in Γ(z) = √(2π/z) (z/e)^z exp(δ(z)), to about 1e-16, z > 0.
  ///
  /// From z = 10 on Stirling's series; below, Gudermann's: δ(z) − δ(z + 1) = (z + ½) log(1 + 1/z) − 1, which with
  /// s = 1/(2z + 1) is s²/3 + s⁴/5 + ….
  static func stirlingCorrection(_ z: Double) -> Double {
    var sum = 0.0
    var z = z
    while z < 10 {
      if z < 1 {
        sum += (z + 0.5) * log((1 + z) / z) - 1
      } else {
        let s = 1 / (2 * z + 1)
        var power = s * s
        var index = 3.0
        while power / index > 1e-19 {
          sum += power / index
          power *= s * s
          index += 2
        }
      }
      z += 1
    }
    let r = 1 / z
    let w = r * r
    let fourth = 1.0 / 1680 - w * (1.0 / 1188 - w * (691.0 / 360_360 - w / 156))
    return sum + r * (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * fourth)))
  }

  /// The deviance `m − a − a·log(m/a) ≥ 0` of a mean m from a shape a, in double-double.
  ///
  /// - Parameters:
  ///   - shape: a > 0.
  ///   - excess: m − a, exact to double-double.
  ///   - logarithm: log(m/a); asked for only when m and a differ by more than a tenth.
  static func deviance(
    shape: Double, excess: DoubleDouble, logarithm: @autoclosure () -> DoubleDouble
  ) -> DoubleDouble {
    if abs(excess.high) < 0.1 * shape {
      return shape * DoubleDouble.linearMinusLogarithm(excess / DoubleDouble(shape))
    }
    return excess - shape * logarithm()
  }

  /// `u − log(1 + u)`, u > −1, without cancellation.
  static func linearMinusLogarithm(_ u: Double) -> Double {
    guard abs(u) < 0.2 else { return u - log1p(u) }
    let s = u / (2 + u)
    let w = s * s
    let inner = 1.0 / 11 + w * (1.0 / 13 + w * (1.0 / 15 + w * (1.0 / 17)))
    let tail = 1.0 / 3 + w * (1.0 / 5 + w * (1.0 / 7 + w * (1.0 / 9 + w * inner)))
    return u * s - 2 * s * w * tail
  }

  /// `exp(s) − 1 − s` without cancellation.
  static func exponentialMinusLinear(_ s: Double) -> Double {
    guard abs(s) < 0.5 else { return expm1(s) - s }
    var term = s * s / 2
    var sum = term
    var index = 3.0
    while abs(term) > 1e-18 * sum {
      term *= s / index
      sum += term
      index += 1
    }
    return sum
  }
}
