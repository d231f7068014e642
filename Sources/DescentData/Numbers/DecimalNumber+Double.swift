extension DecimalNumber {
  /// The double nearest to the number, ties to even; ±∞ if it is too large for a double.
  ///
  /// - Parameter start: where the number began, for those that need all of their digits.
  /// - Complexity: O(1) for up to 19 significant digits. For more, the first 19 decide almost always; else the
  ///   standard library reads the number again.
  /// - Accuracy: correctly rounded. Powers of ten up to 22 exactly (Clinger 1990), the rest by a product of 64 × 128
  ///   bits (Lemire, "Number parsing at a gigabyte per second", 2021; without a fallback by Mushtak and Lemire 2023).
  @inline(__always)
  func rounded(startingAt start: UnsafePointer<UInt8>, decimalMark: UInt8) -> Double {
    if -22...22 ~= exponent, digits <= 1 << 53, !isTruncated {
      let integer = Double(Int64(bitPattern: digits))
      let power = Self.exactPowersOfTen[abs(exponent)]
      let magnitude = exponent < 0 ? integer / power : integer * power
      return isNegative ? -magnitude : magnitude
    }
    return roundedByProduct(startingAt: start, decimalMark: decimalMark)
  }

  @inline(never)
  private func roundedByProduct(startingAt start: UnsafePointer<UInt8>, decimalMark: UInt8) -> Double {
    let powersOfFive = PowersOfFive.table
    let magnitude = Self.nearest(digits, timesTenTo: exponent, powersOfFive: powersOfFive)
    if isTruncated, magnitude != Self.nearest(digits + 1, timesTenTo: exponent, powersOfFive: powersOfFive) {
      return roundedByStandardLibrary(startingAt: start, decimalMark: decimalMark)
    }
    return isNegative ? -magnitude : magnitude
  }

  /// The double nearest to `digits` · 10^`exponent`.
  @inline(__always)
  static func nearest(_ digits: UInt64, timesTenTo exponent: Int, powersOfFive: UnsafePointer<UInt64>) -> Double {
    if digits == 0 || exponent < PowersOfFive.exponents.lowerBound { return 0 }
    if exponent > PowersOfFive.exponents.upperBound { return .infinity }
    let leadingZeros = digits.leadingZeroBitCount
    let product = leadingProduct(digits &<< UInt64(leadingZeros), exponent, powersOfFive)

    // 55 bits of the product decide: 53 of the significand, one to round, one because its first bit may be zero.
    let upperBit = Int(product.high >> 63)
    let shift = UInt64(upperBit + 9)
    var significand = product.high &>> shift
    // ⌊log₂ 10^q⌋ = ⌊217706 q / 65536⌋ on the whole range.
    var binaryExponent = ((217_706 * exponent) >> 16) + 63 + upperBit - leadingZeros + 1023
    if binaryExponent <= 0 {
      if binaryExponent <= -63 { return 0 }
      significand >>= UInt64(1 - binaryExponent)
      significand = (significand + (significand & 1)) >> 1
      // Rounding up may have made the number normal: then the carry is in the exponent's place already.
      return Double(bitPattern: significand)
    }
    // Exactly half way is possible only here, and then the even neighbour is below.
    if product.low <= 1, -4...23 ~= exponent, significand & 3 == 1, significand << shift == product.high {
      significand &= ~1
    }
    significand = (significand + (significand & 1)) >> 1
    if significand == 1 << 53 {
      significand = 1 << 52
      binaryExponent += 1
    }
    if binaryExponent >= 0x7FF { return .infinity }
    return Double(bitPattern: significand & (1 << 52 - 1) | UInt64(binaryExponent) << 52)
  }

  /// The upper 128 bits of `normalizedDigits` · 5^`exponent`, as far as they are needed.
  @inline(__always)
  private static func leadingProduct(
    _ normalizedDigits: UInt64, _ exponent: Int, _ powersOfFive: UnsafePointer<UInt64>
  ) -> (high: UInt64, low: UInt64) {
    let entry = powersOfFive + 2 * (exponent - PowersOfFive.exponents.lowerBound)
    var (high, low) = normalizedDigits.multipliedFullWidth(by: entry[0])
    if high & 0x1FF == 0x1FF {
      let (sum, overflow) = low.addingReportingOverflow(normalizedDigits.multipliedFullWidth(by: entry[1]).high)
      low = sum
      if overflow { high &+= 1 }
    }
    return (high, low)
  }

  /// The same for a number whose first 19 digits do not decide: about one in 10^15 of long ones, or a hard case.
  private func roundedByStandardLibrary(startingAt start: UnsafePointer<UInt8>, decimalMark: UInt8) -> Double {
    var text = Array(UnsafeBufferPointer(start: start, count: end - start))
    if let mark = text.firstIndex(of: decimalMark) { text[mark] = UInt8(ascii: ".") }
    return Double(String(decoding: text, as: UTF8.self)) ?? .nan
  }

  /// The powers of ten that are doubles.
  private static let exactPowersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}

extension Double {
  /// The double nearest to a decimal number; nil if the text is not one number and nothing else; ±∞ if too large.
  package init?(decimal text: UnsafeBufferPointer<UInt8>, decimalMark: UInt8 = UInt8(ascii: ".")) {
    guard let start = text.baseAddress else { return nil }
    let limit = start + text.count
    guard let number = DecimalNumber(at: start, limit: limit, decimalMark: decimalMark), number.end == limit else {
      return nil
    }
    self = number.rounded(startingAt: start, decimalMark: decimalMark)
  }
}
