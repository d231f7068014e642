import DescentLinearAlgebra
import Foundation

extension DoubleDouble {
  /// eˣ, to a relative error of about 1e-28 and what |x| 2⁻¹⁰⁶ makes of it; beyond the range of doubles that of the high
  /// part.
  ///
  /// x = k log 2 + 16 r with |r| ≤ 0.022: e^r − 1 by its series, of which the terms from r⁶ on need no low part; four
  /// times (1 + q)² − 1 = 2q + q².
  var exponential: DoubleDouble {
    guard abs(high) < 690 else { return DoubleDouble(exp(high)) }
    let k = (high * 1.4426950408889634).rounded()
    let r = (self - DoubleDouble.logarithm(ofPowerOfTwo: Int(k))).scaled(byPowerOfTwo: -4)
    let x = r.high
    let tail = x * (1.0 / 720 + x * (1.0 / 5040 + x * (1.0 / 40_320 + x * (1.0 / 362_880 + x / 3_628_800))))
    var q = DoubleDouble.inverseFactorials[3] + DoubleDouble(tail)
    for index in (0..<3).reversed() { q = DoubleDouble.inverseFactorials[index] + r * q }
    q = r + r * r * q
    for _ in 0..<4 { q = q.scaled(byPowerOfTwo: 1) + q * q }
    return (DoubleDouble(1) + q).scaled(byPowerOfTwo: Int(k))
  }

  /// 1/2!, 1/3!, 1/4!, 1/5!.
  private static let inverseFactorials = [2.0, 6, 24, 120].map { DoubleDouble(1) / DoubleDouble($0) }
}
