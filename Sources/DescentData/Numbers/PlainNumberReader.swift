/// Reads numbers as nearly all cells of nearly all files hold them: `-12.345`, `1.5e-07`.
///
/// The digits are taken in words of eight bytes. The branches ask only whether a word is full, which is the same for most
/// numbers of a column; where the last digits end, and the sign, are arithmetic, because branches on them would mislead
/// the processor's prediction with every number.
package struct PlainNumberReader {
  /// The bytes that have to be readable from a number's first byte on.
  package static let reach = 64

  private let decimalMark: UInt8
  private let powersOfFive: UnsafePointer<UInt64>
  private let powersOfTen: UnsafePointer<UInt64>

  package init(decimalMark: UInt8) {
    self.decimalMark = decimalMark
    powersOfFive = PowersOfFive.table
    powersOfTen = EightDigits.powersOfTen
  }

  /// Reads `[-] digits [mark digits] [e [+-] digits]` of at most 19 digits and moves `cursor` past it.
  ///
  /// - Returns: the double nearest to it; NaN for anything else: another form, more digits, a value beyond all doubles,
  ///   an integer above 2^53. The cursor then stands anywhere within the number.
  /// - Accuracy: that of `DecimalNumber.rounded`.
  @inline(__always)
  package func read(_ cursor: inout UnsafePointer<UInt8>) -> Double {
    let isNegative = cursor[0] == UInt8(ascii: "-")
    cursor += isNegative ? 1 : 0
    var digits: UInt64 = 0
    var digitCount = takeDigits(&cursor, into: &digits)
    var exponent = 0
    var isInteger = true
    if cursor[0] == decimalMark {
      cursor += 1
      let integerIsZero = digits == 0
      let fraction = cursor
      exponent = -takeDigits(&cursor, into: &digits)
      digitCount -= exponent
      isInteger = false
      if digitCount > 19, integerIsZero, exponent > -24 {
        // 0.00012 has two significant digits: zeros that lead do not count.
        digitCount = -exponent - EightDigits(at: fraction).leadingZeros
      }
    }
    if cursor[0] | 0x20 == UInt8(ascii: "e") {
      guard let written = Self.takeExponent(&cursor) else { return .nan }
      exponent += written
      isInteger = false
    }
    guard 1...19 ~= digitCount, !isInteger || digits <= 1 << 53 else { return .nan }
    let magnitude = DecimalNumber.nearest(digits, timesTenTo: exponent, powersOfFive: powersOfFive)
    guard magnitude.isFinite else { return .nan }
    return Double(bitPattern: magnitude.bitPattern | (isNegative ? 1 << 63 : 0))
  }

  /// Appends up to 24 digits, modulo 2^64.
  ///
  /// - Returns: how many there were; 24 stands for more.
  @inline(__always)
  private func takeDigits(_ cursor: inout UnsafePointer<UInt8>, into digits: inout UInt64) -> Int {
    let start = cursor
    var word = EightDigits(at: cursor)
    if word.count == 8 {
      digits = digits &* 100_000_000 &+ word.value
      cursor += 8
      word = EightDigits(at: cursor)
      if word.count == 8 {
        digits = digits &* 100_000_000 &+ word.value
        cursor += 8
        word = EightDigits(at: cursor)
        if word.count == 8 { return 24 }
      }
    }
    digits = digits &* powersOfTen[word.count] &+ word.leadingValue
    cursor += word.count
    return cursor - start
  }

  /// Reads `e`, a sign and one to four digits.
  @inline(__always)
  private static func takeExponent(_ cursor: inout UnsafePointer<UInt8>) -> Int? {
    let isSmall = cursor[1] == UInt8(ascii: "-")
    cursor += isSmall || cursor[1] == UInt8(ascii: "+") ? 2 : 1
    let start = cursor
    var magnitude = 0
    while cursor[0] &- 0x30 < 10 {
      guard cursor - start < 4 else { return nil }
      magnitude = 10 * magnitude + Int(cursor[0] &- 0x30)
      cursor += 1
    }
    return cursor == start ? nil : isSmall ? -magnitude : magnitude
  }
}

/// Eight bytes of text, of which the first few are digits.
struct EightDigits {
  /// 10^0 … 10^8, to append so many digits to a number. Never written after it was made; lives as long as the process.
  nonisolated(unsafe) static let powersOfTen: UnsafePointer<UInt64> = {
    let powers = UnsafeMutablePointer<UInt64>.allocate(capacity: 9)
    powers[0] = 1
    for exponent in 1...8 { powers[exponent] = 10 * powers[exponent - 1] }
    return UnsafePointer(powers)
  }()

  let bytes: UInt64
  /// How many of the bytes, from the first, are digits.
  let count: Int

  @inline(__always)
  init(at position: UnsafePointer<UInt8>) {
    bytes = UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self))
    // A byte that is no digit is 10 or more after the exclusive or. It may carry into those above it, which come later.
    let others = bytes ^ 0x3030_3030_3030_3030
    count = ((others | (others &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080).trailingZeroBitCount >> 3
  }

  /// The value of all eight, which have to be digits: three multiplications (Langdale and Lemire 2019).
  @inline(__always)
  var value: UInt64 { Self.value(of: bytes) }

  /// How many of the bytes, from the first, are zeros.
  @inline(__always)
  var leadingZeros: Int { (bytes ^ 0x3030_3030_3030_3030).trailingZeroBitCount >> 3 }

  /// The value of the first `count`, fewer than eight.
  @inline(__always)
  var leadingValue: UInt64 {
    let shift = UInt64(truncatingIfNeeded: 8 * count)
    // Zeros in front: 0x30 in each of the low bytes, then the digits. The shifts by 64 in two steps.
    return Self.value(of: ((bytes &<< (56 &- shift)) &<< 8) | (0x3030_3030_3030_3030 &>> shift))
  }

  @inline(__always)
  private static func value(of bytes: UInt64) -> UInt64 {
    let mask = 0x0000_00FF_0000_00FF as UInt64
    let pairs = bytes &- 0x3030_3030_3030_3030
    let sums = pairs &* 10 &+ (pairs &>> 8)
    let high = (sums & mask) &* (0x000F_4240_0000_0064 as UInt64)
    let low = ((sums &>> 16) & mask) &* (0x0000_2710_0000_0001 as UInt64)
    return (high &+ low) &>> 32
  }
}
