import DescentLinearAlgebra
import Foundation

/// A positive number `exp(exponent) · factor`, which neither underflows nor loses digits where its value does.
struct ScaledValue: Sendable {
  var exponent: DoubleDouble
  var factor: Double

  init(exponent: DoubleDouble, factor: Double) {
    self.exponent = exponent
    self.factor = factor
  }

  init(_ value: Double) {
    self.init(exponent: DoubleDouble(0), factor: value)
  }

  /// The number itself; zero below the smallest double.
  var value: Double {
    guard exponent.high < -680 else { return exp(exponent.high) * (1 + exponent.low) * factor }
    guard exponent.high > -900 else { return 0 }
    // Multiply by the factor before the exponential leaves the normal range.
    let shifted = exponent + DoubleDouble(64)
    return exp(shifted.high) * (1 + shifted.low) * factor * exp(-64)
  }

  /// Its natural logarithm.
  var logarithm: Double {
    exponent.high + (log(factor) + exponent.low)
  }

  static func * (a: Double, b: ScaledValue) -> ScaledValue {
    ScaledValue(exponent: b.exponent, factor: a * b.factor)
  }

  /// The quotient as a plain number.
  static func / (a: ScaledValue, b: ScaledValue) -> Double {
    ScaledValue(exponent: a.exponent - b.exponent, factor: a.factor / b.factor).value
  }
}
