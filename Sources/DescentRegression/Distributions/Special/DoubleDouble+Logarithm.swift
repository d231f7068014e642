import DescentLinearAlgebra
import Foundation

extension DoubleDouble {
  /// log 2 to 32 digits.
  private static let logarithmOfTwo = DoubleDouble(high: 0.6931471805599453, low: 2.3190468138462996e-17)

  /// The natural logarithm of a positive number, to an absolute error of about 1e-24 (1e-29 times the value if that is
  /// larger).
  ///
  /// The significand is brought within 5% of one by three square roots, then log w = 2 artanh((w − 1)/(w + 1)).
  var logarithm: DoubleDouble {
    guard high > 0 && high < .infinity else { return DoubleDouble(log(high)) }
    var exponent = Int(high.exponent)
    if high.significand > 1.4142 { exponent += 1 }
    let one = DoubleDouble(1)
    let root = scaled(byPowerOfTwo: -exponent).squareRoot.squareRoot.squareRoot
    let s = (root - one) / (root + one)
    let square = s * s
    let series = s + s * square * DoubleDouble.inverseTangentRemainder(square)
    return 16 * series + DoubleDouble.logarithm(ofPowerOfTwo: exponent)
  }

  /// log 2ⁿ.
  static func logarithm(ofPowerOfTwo exponent: Int) -> DoubleDouble {
    Double(exponent) * logarithmOfTwo
  }

  /// `u − log(1 + u)` for |u| < 0.1, to full relative accuracy: with s = u/(2 + u) it is u·s − 2(artanh s − s), and
  /// nothing cancels.
  static func linearMinusLogarithm(_ u: DoubleDouble) -> DoubleDouble {
    let s = u / (DoubleDouble(2) + u)
    let square = s * s
    return u * s - 2 * (s * square * inverseTangentRemainder(square))
  }

  /// `(artanh s − s)/s³ = 1/3 + s²/5 + s⁴/7 + …` for s² < 0.003.
  private static func inverseTangentRemainder(_ square: DoubleDouble) -> DoubleDouble {
    let w = square.high
    let tail = 1.0 / 5 + w * (1.0 / 7 + w * (1.0 / 9 + w * (1.0 / 11 + w * (1.0 / 13 + w * (1.0 / 15 + w / 17)))))
    return DoubleDouble(high: 0.3333333333333333, low: 1.850371707708594e-17) + tail * square
  }
}
