import Foundation

/// The decimal digits of a number, rounded as the system's `printf` rounds them, and several times as fast.
///
/// The value times a power of ten is rounded to a whole number. Where it lies so close to the middle of two that the
/// rounding of that product could decide, and for very large or small values, there are none: then `printf` is to be asked.
struct DecimalDigits {
  /// The digits as a whole number.
  private let digits: Int
  /// How many they are.
  private let count: Int
  /// The power of ten of the first one.
  private let exponent: Int
  private let value: Double

  private static let powers: [Double] = (0...22).map { pow(10, Double($0)) }
  /// More than the product's error, which is at most 2⁻⁵² of 10⁹.
  private static let doubt = 1e-6

  init?(_ value: Double, count: Int) {
    let magnitude = value.magnitude
    guard (1...9).contains(count), magnitude >= 1e-12, magnitude < 1e15 else { return nil }
    var exponent = Int(log10(magnitude).rounded(.down))
    let shift = count - 1 - exponent
    guard shift.magnitude < Self.powers.count else { return nil }
    let scaled = shift >= 0 ? magnitude * Self.powers[shift] : magnitude / Self.powers[-shift]
    guard ((scaled - scaled.rounded(.down)) - 0.5).magnitude > Self.doubt else { return nil }
    var digits = Int(scaled.rounded())
    // The logarithm may be off by its rounding at powers of ten, and rounding may lead to the next one.
    let limit = Int(Self.powers[count])
    if digits == limit {
      (digits, exponent) = (limit / 10, exponent + 1)
    }
    guard digits < limit, digits >= limit / 10 else { return nil }
    (self.digits, self.count, self.exponent, self.value) = (digits, count, exponent, value)
  }

  /// In decimal notation from 1e-4 to 1e(count + 3), else with an exponent.
  var text: String? {
    if exponent < -4 || exponent >= count + 3 { return withExponent }
    if exponent >= count - 1 { return "\(Int(value.rounded(.toNearestOrEven)))" }
    return plain
  }

  private var plain: String {
    // 0.0012: zeros before the digits; 12.3: a point between them.
    let whole = max(0, exponent + 1)
    return Self.string(isNegative: value < 0) { text, end in
      var rest = digits
      for _ in 0..<count - whole { Self.prepend(&rest, text, &end) }
      for _ in 0..<max(0, -1 - exponent) {
        end -= 1
        text[end] = UInt8(ascii: "0")
      }
      end -= 1
      text[end] = UInt8(ascii: ".")
      for _ in 0..<max(1, whole) { Self.prepend(&rest, text, &end) }
    }
  }

  private var withExponent: String {
    Self.string(isNegative: value < 0) { text, end in
      var power = Int(exponent.magnitude)
      for _ in 0..<2 { Self.prepend(&power, text, &end) }
      end -= 2
      text[end] = UInt8(ascii: "e")
      text[end + 1] = exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
      var rest = digits
      for _ in 0..<count - 1 { Self.prepend(&rest, text, &end) }
      if count > 1 {
        end -= 1
        text[end] = UInt8(ascii: ".")
      }
      Self.prepend(&rest, text, &end)
    }
  }

  /// The text that is written from the end of the memory to its beginning.
  private static func string(
    isNegative: Bool, _ write: (_ text: UnsafeMutableBufferPointer<UInt8>, _ end: inout Int) -> Void
  ) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { text in
      var end = text.count
      write(text, &end)
      if isNegative {
        end -= 1
        text[end] = UInt8(ascii: "-")
      }
      return String(decoding: text[end...], as: UTF8.self)
    }
  }

  private static func prepend(_ rest: inout Int, _ text: UnsafeMutableBufferPointer<UInt8>, _ end: inout Int) {
    end -= 1
    text[end] = UInt8(ascii: "0") + UInt8(rest % 10)
    rest /= 10
  }
}
