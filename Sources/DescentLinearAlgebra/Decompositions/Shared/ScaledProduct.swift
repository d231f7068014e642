/// A product of many factors, kept as a significand in [1, 2) with a sign and a power of two: only its final value can
/// over- or underflow, and each factor costs one rounding.
struct ScaledProduct<Scalar: BLASScalar> {
  private var significand: Scalar = 1
  private var exponent = 0

  mutating func multiply(by factor: Scalar) {
    guard factor.isFinite, !factor.isZero, significand.isFinite, !significand.isZero else {
      significand *= factor
      return
    }
    let product = significand * Scalar(signOf: factor, magnitudeOf: factor.significand)
    significand = Scalar(signOf: product, magnitudeOf: product.significand)
    exponent += Int(factor.exponent) + Int(product.exponent)
  }

  mutating func negate() { significand.negate() }

  /// The product; infinite or zero where it is beyond the range of numbers.
  var value: Scalar {
    guard significand.isFinite, !significand.isZero else { return significand }
    return Scalar(
      sign: significand.sign, exponent: Scalar.Exponent(exponent), significand: significand.magnitude)
  }

  /// log|product|; −∞ for 0.
  var logMagnitude: Scalar {
    guard significand.isFinite, !significand.isZero else { return Scalar.log(significand.magnitude) }
    let value = value.magnitude
    if value.isNormal { return Scalar.log(value) }
    return Scalar.log(significand.magnitude) + Scalar(exponent) * Scalar.log(2)
  }

  /// −1, 0 or 1.
  var sign: Int { significand.isZero ? 0 : (significand < 0 ? -1 : 1) }
}
