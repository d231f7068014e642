import DescentData
import Foundation
import Testing

/// What the parser makes of a text.
private func parsed(_ text: String, mark: Character = ".") -> Double? {
  var text = text
  return text.withUTF8 { Double(decimal: $0, decimalMark: mark.asciiValue!) }
}

/// What the fast reader makes of a text followed by other bytes; nil if it leaves the text to the careful one.
private func plainlyRead(_ text: String, followedBy other: UInt64) -> Double? {
  var bytes = Array(text.utf8) + [UInt8(ascii: ",")]
  let end = bytes.count - 1
  for index in 0..<PlainNumberReader.reach { bytes.append(UInt8(truncatingIfNeeded: other >> UInt64(index % 8 * 8))) }
  return bytes.withUnsafeBufferPointer { bytes in
    var cursor = bytes.baseAddress!
    let value = PlainNumberReader(decimalMark: UInt8(ascii: ".")).read(&cursor)
    guard value.isFinite else { return nil }
    #expect(cursor == bytes.baseAddress! + end, "\(text) ends elsewhere")
    return value
  }
}

/// A small generator (SplitMix64; Steele, Lea and Flood 2014), so that failures can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

@Suite struct DecimalNumberTests {
  @Test(arguments: [
    ("0", 0.0), ("-0", -0.0), ("+7", 7), ("1.", 1), (".5", 0.5), ("-.5", -0.5), ("1e5", 1e5), ("1E+05", 1e5),
    ("1e-5", 1e-5), ("007", 7), ("0.000", 0), ("1.50", 1.5), ("12345678", 12_345_678),
    ("123456789.123456789e-3", 123456.789123456789),
    ("1e22", 1e22), ("1e23", 1e23), ("9007199254740993", 9_007_199_254_740_992), ("4.9e-324", .leastNonzeroMagnitude),
    ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown), ("1.7976931348623157e308", .greatestFiniteMagnitude),
    ("1e-400", 0), ("0e999999999999999999999", 0), ("1e400", .infinity), ("-1e400", -.infinity),
    ("1e99999999999999999999999", .infinity), ("1e-99999999999999999999999", 0),
  ])
  func `usual spellings`(text: String, value: Double) {
    #expect(parsed(text)?.bitPattern == value.bitPattern)
  }

  @Test(arguments: [
    "", ".", "-", "+", "e5", "1e", "1e+", "1.2.3", "--1", "+-1", "1 2", "0x10", "1f", "nan", "inf", "1_000", "1,5", "٣",
    " 1", "1 ", "-.e1",
  ])
  func `not numbers`(text: String) {
    #expect(parsed(text) == nil)
  }

  @Test func `a decimal comma`() {
    #expect(parsed("-1,25e1", mark: ",") == -12.5)
    #expect(parsed("1.25", mark: ",") == nil)
  }

  @Test func `hundreds of digits`() {
    let zeros = String(repeating: "0", count: 400)
    #expect(parsed("1\(zeros)e-400") == 1)
    #expect(parsed("0.\(zeros)25e402") == 25)
    #expect(parsed("1.5\(zeros)") == 1.5)
    #expect(parsed("\(zeros)1.5") == 1.5)
    let third = "0." + String(repeating: "3", count: 500)
    #expect(parsed(third) == 1.0 / 3)
  }

  /// Exactly half way between two doubles goes to the even one; the smallest digit behind it decides otherwise.
  @Test(arguments: [
    // 2^53 + 1 and 2^53 + 3 lie half way.
    ("9007199254740993", 9_007_199_254_740_992.0), ("9007199254740995", 9_007_199_254_740_996.0),
    ("9007199254740993.\(String(repeating: "0", count: 300))1", 9_007_199_254_740_994.0),
    ("9007199254740992.\(String(repeating: "9", count: 300))", 9_007_199_254_740_992.0),
    // 1 + 2^-53.
    ("1.00000000000000011102230246251565404236316680908203125", 1.0),
    ("1.000000000000000111022302462515654042363166809082031250000000000000000000001", 1.0.nextUp),
    ("1.00000000000000011102230246251565404236316680908203124999999999999999999999", 1.0),
    // 1 + 3 · 2^-53.
    ("1.00000000000000033306690738754696212708950042724609375", 1.0.nextUp.nextUp),
    // Half the largest step: beyond it is infinity.
    ("1.7976931348623158e308", .greatestFiniteMagnitude), ("1.797693134862315808e308", .infinity),
    // The value that hung PHP and Java in 2011.
    ("2.2250738585072012e-308", 2.2250738585072014e-308),
  ])
  func `half way cases`(text: String, value: Double) {
    #expect(parsed(text) == value)
  }

  /// The points half way between neighbours, written out in full, and a hair to both sides of them.
  @Test func `random half way cases`() {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<500 {
      let exponent = Int.random(in: -60...60, using: &generator)
      let significand = UInt64.random(in: 1 << 52..<1 << 53, using: &generator)
      let below = scalbn(Double(significand), exponent)
      let middle = exactDecimal(2 * significand + 1, timesTwoTo: exponent - 1)
      let even = significand & 1 == 0 ? below : below.nextUp
      #expect(parsed(middle) == even)
      #expect(parsed(middle + (middle.contains(".") ? "" : ".") + "000000000000000000000000000001") == below.nextUp)
    }
  }

  /// n · 2^e in decimal, exactly.
  private func exactDecimal(_ integer: UInt64, timesTwoTo exponent: Int) -> String {
    var digits = String(integer).reversed().map { $0.wholeNumberValue! }
    // 2^-k = 5^k / 10^k.
    for _ in 0..<abs(exponent) {
      var carry = 0
      for index in digits.indices {
        let value = digits[index] * (exponent < 0 ? 5 : 2) + carry
        digits[index] = value % 10
        carry = value / 10
      }
      if carry > 0 { digits.append(carry) }
    }
    let text = digits.reversed().map(String.init).joined()
    guard exponent < 0 else { return text }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - text.count)) + text
    return "\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
  }

  /// Every kind of spelling against the standard library's correctly rounded reader.
  @Test(arguments: 0..<5) func `random spellings`(kind: Int) {
    #if DEBUG
      let count = 250_000
    #else
      let count = 1_250_000
    #endif
    var generator = SeededGenerator(state: UInt64(kind) + 1)
    var wrong: [String] = []
    var plain = 0
    for _ in 0..<count {
      let text: String
      switch kind {
      case 0:
        text = Double(bitPattern: UInt64.random(in: 0..<0x7FF << 52, using: &generator)).description
      case 1:
        text = "\(UInt64.random(in: 0 ... .max, using: &generator))e\(Int.random(in: -345...310, using: &generator))"
      case 2:
        let digits = UInt64.random(in: 0 ... .max, using: &generator) >> UInt64.random(in: 0..<64, using: &generator)
        text = "-\(digits & 0xFFFF).\(digits)"
      case 3:
        let zeros = String(repeating: "0", count: Int.random(in: 0...9, using: &generator))
        text = "0.\(zeros)\((generator.next() >> 5) >> UInt64.random(in: 0..<32, using: &generator))"
      default:
        let (first, second) = (UInt64.random(in: 1 ... .max, using: &generator), generator.next())
        text = "0.\(first)\(second)E\(Int.random(in: -320...309, using: &generator))"
      }
      let expected = Double(text)?.bitPattern
      if parsed(text)?.bitPattern != expected { wrong.append(text) }
      if let value = plainlyRead(text, followedBy: generator.next()) {
        plain += 1
        if value.bitPattern != expected { wrong.append(text) }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong, the first: \(wrong.first ?? "")")
    // More than nineteen digits, and values beyond all doubles, are left to the careful reader.
    let expectedShare = [1, 0.45, 0.7, 0.9, 0][kind]
    #expect(Double(plain) >= expectedShare * Double(count), "\(plain) of \(count)")
  }

  @Test(arguments: [
    "", "-", ".", "+1", "1e", "1e+", "9007199254740993", "12345678901234567890", "1e400", "1e00001", "x", "-x", "1.e",
    "000000000000000000000000", "0.000000000000000000000000",
  ])
  func `left to the careful reader`(text: String) {
    #expect(plainlyRead(text, followedBy: 0x3130_2E65_3130_3130) == nil)
  }

  /// Against the table of the reference implementation (its words folded into one number), and its ends.
  @Test func `powers of five`() {
    let table = PowersOfFive.table
    #expect(table[0] == 0xEEF4_53D6_923B_D65A && table[1] == 0x113F_AA29_06A1_3B3F)
    #expect(table[2 * 342] == 1 << 63 && table[2 * 342 + 1] == 0)
    #expect(table[2 * 650] == 0x8E67_9C2F_5E44_FF8F && table[2 * 650 + 1] == 0x570F_09EA_A7EA_7648)
    let folded = (0..<1302).reduce(0 as UInt64) { ($0 &* 0x100_0000_01B3) ^ table[$1] }
    #expect(folded == 0xC50D_17AB_5D39_7E81)
  }
}
