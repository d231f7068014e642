import Foundation

/// An unevaluated sum of two doubles, about 32 significant digits, for the few places of the distribution functions
/// where 16 are not enough: an exponent of −690 known to 16 digits leaves only 13 in its exponential.
///
/// Built on the error-free sum of Knuth (1969) and the fused product (Dekker 1971, with a fused multiply-add).
struct DoubleDouble: Sendable {
  /// The sum, rounded to double.
  var high: Double
  /// What the rounding left over.
  var low: Double

  init(_ value: Double) {
    high = value
    low = 0
  }

  init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// `a + b` exactly.
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    let shadow = sum - a
    return DoubleDouble(high: sum, low: (a - (sum - shadow)) + (b - shadow))
  }

  /// `a · b` exactly, unless the error underflows.
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let product = a * b
    return DoubleDouble(high: product, low: (-product).addingProduct(a, b))
  }

  /// `a + b` exactly, for |a| ≥ |b|.
  private static func ordered(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    return DoubleDouble(high: sum, low: b - (sum - a))
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let highs = sum(a.high, b.high)
    let lows = sum(a.low, b.low)
    let middle = ordered(highs.high, highs.low + lows.high)
    return ordered(middle.high, middle.low + lows.low)
  }

  static prefix func - (a: DoubleDouble) -> DoubleDouble {
    DoubleDouble(high: -a.high, low: -a.low)
  }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    a + -b
  }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let leading = product(a.high, b.high)
    return ordered(leading.high, leading.low + (a.high * b.low + a.low * b.high))
  }

  static func * (a: Double, b: DoubleDouble) -> DoubleDouble {
    let leading = product(a, b.high)
    return ordered(leading.high, leading.low + a * b.low)
  }

  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    let remainder = a - first * b
    let second = remainder.high / b.high
    let rest = remainder - second * b
    return ordered(first, second) + DoubleDouble(rest.high / b.high)
  }

  /// The square root, by one Newton step from the rounded one.
  var squareRoot: DoubleDouble {
    let root = high.squareRoot()
    let remainder = self - DoubleDouble.product(root, root)
    return DoubleDouble.ordered(root, remainder.high / (2 * root))
  }

  /// This number times 2ⁿ.
  func scaled(byPowerOfTwo exponent: Int) -> DoubleDouble {
    DoubleDouble(
      high: Double(sign: .plus, exponent: exponent, significand: high),
      low: Double(sign: .plus, exponent: exponent, significand: low))
  }
}
