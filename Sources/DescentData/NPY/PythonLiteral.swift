/// The little of Python's syntax that headers of NumPy's format use: dictionaries, tuples, lists, strings, integers and
/// truth values.
struct PythonLiteral {
  indirect enum Value {
    case dictionary([String: Value])
    /// Tuples and lists.
    case tuple([Value])
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case none
  }

  private var rest: Substring.UnicodeScalarView

  init(_ text: String) { rest = text[...].unicodeScalars }

  /// The value, if the text is one and nothing but spaces follows.
  mutating func parse() -> Value? {
    guard let value = value(depth: 0) else { return nil }
    skipSpaces()
    return rest.isEmpty ? value : nil
  }

  private mutating func value(depth: Int) -> Value? {
    skipSpaces()
    guard depth < 10, let first = rest.first else { return nil }
    switch first {
    case "{": return dictionary(depth: depth)
    case "(": return sequence(until: ")", depth: depth).map { .tuple($0) }
    case "[": return sequence(until: "]", depth: depth).map { .tuple($0) }
    case "'", "\"": return string(quote: first).map { .string($0) }
    default: return word()
    }
  }

  private mutating func dictionary(depth: Int) -> Value? {
    rest.removeFirst()
    var entries: [String: Value] = [:]
    while true {
      skipSpaces()
      if take("}") { return .dictionary(entries) }
      guard case .string(let key)? = value(depth: depth + 1) else { return nil }
      skipSpaces()
      guard take(":"), let value = value(depth: depth + 1), entries.updateValue(value, forKey: key) == nil else {
        return nil
      }
      skipSpaces()
      if !take(",") {
        guard take("}") else { return nil }
        return .dictionary(entries)
      }
    }
  }

  private mutating func sequence(until end: Unicode.Scalar, depth: Int) -> [Value]? {
    rest.removeFirst()
    var values: [Value] = []
    while true {
      skipSpaces()
      if take(end) { return values }
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
      skipSpaces()
      if !take(",") { return take(end) ? values : nil }
    }
  }

  private mutating func string(quote: Unicode.Scalar) -> String? {
    rest.removeFirst()
    guard let end = rest.firstIndex(of: quote) else { return nil }
    let text = rest[..<end]
    rest = rest[rest.index(after: end)...]
    return text.contains("\\") ? nil : String(text)
  }

  private mutating func word() -> Value? {
    let text = String(rest.prefix { $0.properties.isAlphabetic || $0 == "-" || "0"..."9" ~= $0 })
    rest = rest.dropFirst(text.unicodeScalars.count)
    switch text {
    case "True": return .boolean(true)
    case "False": return .boolean(false)
    case "None": return PythonLiteral.Value.none
    default:
      // Python 2 wrote long integers with an L.
      return Int(text.hasSuffix("L") ? String(text.dropLast()) : text).map { .integer($0) }
    }
  }

  private mutating func skipSpaces() { rest = rest.drop { $0.properties.isWhitespace || $0 == "\0" } }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }
}
