/// An unevaluated sum high + low of two doubles with |low| ≤ ulp(high)/2, about 32 significant digits, for what 16 are not
/// enough for.
///
/// Built on the error-free sum of Knuth (1969) and the fused product (Dekker 1971, with a fused multiply-add). Relative
/// errors are below 3 · 2⁻¹⁰⁶ for a sum and 5 · 2⁻¹⁰⁶ for a product (Joldes, Muller, Popescu 2017).
@usableFromInline package struct DoubleDouble: Sendable, Equatable {
  /// The sum, rounded to double.
  @usableFromInline package var high: Double
  /// What the rounding left over.
  @usableFromInline package var low: Double

  @inlinable package init(_ value: Double) {
    high = value
    low = 0
  }

  @inlinable package init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// `a + b` exactly.
  @inlinable package static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    let shadow = sum - a
    return DoubleDouble(high: sum, low: (a - (sum - shadow)) + (b - shadow))
  }

  /// `a · b` exactly, unless the error underflows.
  @inlinable package static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let product = a * b
    return DoubleDouble(high: product, low: (-product).addingProduct(a, b))
  }

  /// `a + b` exactly, for |a| ≥ |b|.
  @inlinable static func ordered(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    return DoubleDouble(high: sum, low: b - (sum - a))
  }

  @inlinable package static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let highs = sum(a.high, b.high)
    let lows = sum(a.low, b.low)
    let middle = ordered(highs.high, highs.low + lows.high)
    return ordered(middle.high, middle.low + lows.low)
  }

  @inlinable package static prefix func - (a: DoubleDouble) -> DoubleDouble {
    DoubleDouble(high: -a.high, low: -a.low)
  }

  @inlinable package static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    a + -b
  }

  @inlinable package static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let leading = product(a.high, b.high)
    return ordered(leading.high, leading.low + (a.high * b.low + a.low * b.high))
  }

  @inlinable package static func * (a: Double, b: DoubleDouble) -> DoubleDouble {
    let leading = product(a, b.high)
    return ordered(leading.high, leading.low + a * b.low)
  }

  @inlinable package static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = a.high / b.high
    let remainder = a - first * b
    let second = remainder.high / b.high
    let rest = remainder - second * b
    return ordered(first, second) + DoubleDouble(rest.high / b.high)
  }

  /// The square root, by one Newton step from the rounded one.
  @inlinable package var squareRoot: DoubleDouble {
    guard high > 0 else { return DoubleDouble(high.squareRoot()) }
    let root = high.squareRoot()
    let remainder = self - DoubleDouble.product(root, root)
    return DoubleDouble.ordered(root, remainder.high / (2 * root))
  }

  /// This number times 2ⁿ.
  @inlinable package func scaled(byPowerOfTwo exponent: Int) -> DoubleDouble {
    DoubleDouble(high: high.scaled(byPowerOfTwo: exponent), low: low.scaled(byPowerOfTwo: exponent))
  }
}

extension Double {
  /// This number times 2ⁿ, rounded once where the result is no normal number.
  @inlinable package func scaled(byPowerOfTwo exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: self)
  }
}
