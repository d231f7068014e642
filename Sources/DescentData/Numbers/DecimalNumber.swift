/// What stands at the beginning of a run of bytes, read as a decimal number.
///
/// `digits` × 10^`exponent` is the number's magnitude, exactly unless `isTruncated`.
struct DecimalNumber {
  /// The first byte after the number.
  var end: UnsafePointer<UInt8>
  var digits: UInt64
  var exponent: Int
  var isNegative: Bool
  /// No decimal mark and no exponent: `42`, but not `42.` nor `42e0`.
  var isInteger: Bool
  /// More than 19 significant digits: `digits` holds the first 19 only.
  var isTruncated: Bool

  /// Reads `[+-] digits [mark digits] [e [+-] digits]`, with at least one digit before or after the mark.
  ///
  /// An `e` without a digit behind it does not belong to the number.
  ///
  /// - Returns: nil if no number begins at `start`.
  /// - Complexity: O(length), eight digits at a time.
  @inline(__always)
  init?(at start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, decimalMark: UInt8) {
    var cursor = start
    isNegative = false
    if cursor < limit, cursor[0] == UInt8(ascii: "-") || cursor[0] == UInt8(ascii: "+") {
      isNegative = cursor[0] == UInt8(ascii: "-")
      cursor += 1
    }
    let firstDigit = cursor
    digits = 0
    Self.takeDigits(&cursor, limit, into: &digits)
    var digitCount = cursor - firstDigit
    var afterMark: UnsafePointer<UInt8>?
    exponent = 0
    if cursor < limit, cursor[0] == decimalMark {
      cursor += 1
      afterMark = cursor
      Self.takeDigits(&cursor, limit, into: &digits)
      let fractionDigits = cursor - afterMark!
      exponent = -fractionDigits
      digitCount += fractionDigits
    }
    guard digitCount > 0 else { return nil }
    isInteger = afterMark == nil
    let endOfDigits = cursor

    var written = 0
    if cursor < limit, cursor[0] | 0x20 == UInt8(ascii: "e") {
      var ahead = cursor + 1
      var isSmall = false
      if ahead < limit, ahead[0] == UInt8(ascii: "-") || ahead[0] == UInt8(ascii: "+") {
        isSmall = ahead[0] == UInt8(ascii: "-")
        ahead += 1
      }
      if ahead < limit, ahead[0] &- 0x30 < 10 {
        while ahead < limit, ahead[0] &- 0x30 < 10 {
          // Far beyond any double; a hundred thousand digits before the mark are not compensated exactly.
          if written < 1 << 40 { written = 10 &* written &+ Int(ahead[0] &- 0x30) }
          ahead += 1
        }
        if isSmall { written = -written }
        isInteger = false
        cursor = ahead
      }
    }
    end = cursor
    isTruncated = false
    if digitCount > 19 {
      truncate(from: firstDigit, to: endOfDigits, afterMark: afterMark, decimalMark: decimalMark)
    }
    exponent += written
  }

  /// Appends the decimal digits at `cursor` to `value` (modulo 2^64) and moves past them.
  ///
  /// Eight bytes at a time; of a word that ends with other bytes the digits are taken at once too, because a loop over
  /// them would end at another place for each number, and mislead the processor's prediction every time.
  @inline(__always)
  private static func takeDigits(
    _ cursor: inout UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>, into value: inout UInt64
  ) {
    while limit - cursor >= 8 {
      let word = EightDigits(at: cursor)
      cursor += word.count
      guard word.count == 8 else {
        value = value &* EightDigits.powersOfTen[word.count] &+ word.leadingValue
        return
      }
      value = value &* 100_000_000 &+ word.value
    }
    while cursor < limit, cursor[0] &- 0x30 < 10 {
      value = value &* 10 &+ UInt64(cursor[0] &- 0x30)
      cursor += 1
    }
  }

  /// Reads the digits again, up to the nineteenth significant one.
  @inline(never)
  private mutating func truncate(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, afterMark: UnsafePointer<UInt8>?,
    decimalMark: UInt8
  ) {
    digits = 0
    exponent = 0
    var taken = 0
    var cursor = start
    while cursor < end {
      let byte = cursor[0]
      cursor += 1
      if byte == decimalMark { continue }
      let isFraction = afterMark.map { cursor > $0 } ?? false
      if taken == 19 {
        if !isFraction { exponent += 1 }
        if byte != UInt8(ascii: "0") { isTruncated = true }
        continue
      }
      digits = digits * 10 + UInt64(byte &- 0x30)
      if digits > 0 { taken += 1 }
      if isFraction { exponent -= 1 }
    }
  }
}
