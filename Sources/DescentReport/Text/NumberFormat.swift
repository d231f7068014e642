import Foundation

/// Numbers as people read them: a fixed count of significant digits, trailing zeros kept, so that columns compare.
public enum NumberFormat {
  /// `digits` significant digits, in decimal notation from 1e-4 to 1e`digits`, else with an exponent.
  ///
  /// `significant(3482258.6346, 6)` is `-3482259`, `significant(0.0000123, 3)` is `1.23e-05`; NaN is `–`.
  public static func significant(_ value: Double, _ digits: Int = 6) -> String {
    guard !value.isNaN else { return "–" }
    guard value.isFinite else { return value > 0 ? "∞" : "−∞" }
    guard value != 0 else { return "0" }
    if let text = DecimalDigits(value, count: digits)?.text { return text }
    // The exponent after rounding: 0.99999999 to six digits is 1.00000.
    let scientific = String(format: "%.\(digits - 1)e", value)
    guard let exponent = scientific.split(separator: "e").last.flatMap({ Int($0) }), exponent >= -4,
      exponent < digits + 3
    else { return scientific }
    return String(format: "%.\(max(0, digits - 1 - exponent))f", value)
  }

  /// The value, or a dash where there is none.
  public static func significant(_ value: Double?, _ digits: Int = 6) -> String {
    value.map { significant($0, digits) } ?? "–"
  }

  /// At most `digits` significant digits, without zeros at the end: for sentences and lists, where nothing compares.
  ///
  /// `plain(0.2, 6)` is `0.2`; nil is `–`.
  public static func plain(_ value: Double?, _ digits: Int = 6) -> String {
    let text = significant(value, digits)
    let bytes = text.utf8
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else { return text }
    let mantissaEnd = bytes.firstIndex(of: UInt8(ascii: "e")) ?? bytes.endIndex
    var end = mantissaEnd
    while bytes[bytes.index(before: end)] == UInt8(ascii: "0") { end = bytes.index(before: end) }
    if bytes.index(before: end) == point { end = point }
    return end == mantissaEnd ? text : String(text[..<end] + text[mantissaEnd...])
  }

  /// A probability: three significant digits, and below 2.2e-16 just that.
  public static func probability(_ value: Double?) -> String {
    guard let value else { return "–" }
    if value < 2.2e-16 { return "<2.2e-16" }
    return significant(value, 3)
  }

  /// A count with separated thousands: 1 234 567.
  public static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var groups: [Substring] = []
    var rest = digits[...]
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return (value < 0 ? "−" : "") + ([rest] + groups).joined(separator: "\u{202F}")
  }

  /// A count with what is counted: 1 row, 1 234 rows.
  public static func count(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// A duration with its unit: 850 ns, 12.3 µs, 4.56 ms, 1.23 s.
  public static func seconds(_ value: Double) -> String {
    switch value {
    case ..<1e-6: String(format: "%.0f ns", value * 1e9)
    case ..<1e-3: String(format: "%.3g µs", value * 1e6)
    case ..<1: String(format: "%.3g ms", value * 1e3)
    default: String(format: "%.3g s", value)
    }
  }
}
