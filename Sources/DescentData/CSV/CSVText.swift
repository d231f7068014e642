/// What the text of a cell looks like to people, beyond a plain number.
enum CSVText {
  /// The value of `nan`, `inf` and `infinity`, in any case and with any sign; nil for everything else.
  static func nonFinite(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var word = text[...]
    var isNegative = false
    if let sign = word.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      word = word.dropFirst()
    }
    guard word.count == 3 || word.count == 8 else { return nil }
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }

  /// Whether the text is a number with its thousands set apart: `1,234`, `-12,345,678.5`, `1.234.567,8`, `1 234`.
  static func looksLikeThousands(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var word = text[...]
    if let sign = word.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { word = word.dropFirst() }
    let first = word.prefix { $0 &- 0x30 < 10 }
    guard 1...3 ~= first.count, first.count < word.count else { return false }
    word = word.dropFirst(first.count)
    guard let separator = word.first, [0x2C, 0x2E, 0x20, 0x27, 0x5F].contains(separator) else { return false }
    var groups = 0
    while word.first == separator, word.dropFirst().prefix(3).count == 3,
      word.dropFirst().prefix(3).allSatisfy({ $0 &- 0x30 < 10 })
    {
      word = word.dropFirst(4)
      groups += 1
    }
    guard groups > 0 else { return false }
    if let mark = word.first, mark != separator, mark == 0x2E || mark == 0x2C {
      word = word.dropFirst()
      return word.allSatisfy { $0 &- 0x30 < 10 }
    }
    return word.isEmpty
  }

  /// Whether a comma between two cells may have been meant to set thousands apart: `1`, `234.5`.
  static func looksLikeThousands(_ cells: [CSVCell]) -> Bool {
    zip(cells, cells.dropFirst()).contains { left, right in
      guard !left.isQuoted, !right.isQuoted, left.text.last.map({ $0 &- 0x30 < 10 }) ?? false else { return false }
      let joined = Array(left.text) + [UInt8(ascii: ",")] + Array(right.text)
      return joined.withUnsafeBufferPointer { looksLikeThousands($0) }
    }
  }

  /// A cell's text in a message: in quotation marks, shortened when long, control characters made visible.
  static func shown(_ text: String) -> String {
    let visible = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "·" : String($0) }.joined()
    return visible.count > 40 ? "'\(visible.prefix(37))…'" : "'\(visible)'"
  }
}
