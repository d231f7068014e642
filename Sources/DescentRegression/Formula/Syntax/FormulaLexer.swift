/// Cuts the text of a formula into words and signs.
struct FormulaLexer {
  struct Token: Equatable {
    enum Kind: Equatable {
      case name(String)
      case number(Double)
      case text(String)
      /// `~ + - * / : ^ ( ) , = .`, `**` being `^`
      case sign(Character)
      case end
    }

    var kind: Kind
    /// The character of the formula, from 0, where it begins.
    var position: Int
    /// The name was written between backticks, so that it is no function.
    var isQuoted = false
  }

  private let text: String
  private let characters: [Character]
  private var cursor = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// All tokens, the end behind them.
  mutating func tokens() throws(FormulaError) -> [Token] {
    var tokens: [Token] = []
    repeat { tokens.append(try next()) } while tokens[tokens.count - 1].kind != .end
    return tokens
  }

  private mutating func next() throws(FormulaError) -> Token {
    while cursor < characters.count, characters[cursor].isWhitespace { cursor += 1 }
    let start = cursor
    guard cursor < characters.count else { return Token(kind: .end, position: start) }
    let first = characters[cursor]
    let second = cursor + 1 < characters.count ? characters[cursor + 1] : " "
    if first.isNumberDigit || (first == "." && second.isNumberDigit) { return try number() }
    if first == "`" { return Token(kind: .name(try quoted("`")), position: start, isQuoted: true) }
    if first == "\"" || first == "'" { return Token(kind: .text(try quoted(first)), position: start) }
    if first.beginsName, !(first == "." && !second.continuesName) {
      while cursor < characters.count, characters[cursor].continuesName { cursor += 1 }
      return Token(kind: .name(String(characters[start..<cursor])), position: start)
    }
    if first == "*", second == "*" {
      cursor += 2
      return Token(kind: .sign("^"), position: start)
    }
    guard "~+-*/:^(),=.".contains(first) else {
      let cure =
        switch first {
        case "|": ": '|' is no part of formulas here"
        case "%": ": write a:b for a %in% b"
        case "[", "]", "{", "}": ": parentheses are round"
        case "−", "–": ": that is a dash; a minus sign is -"
        case "“", "”", "‘", "’": ": quotation marks are straight"
        default: ": put a column's name into backticks if it is part of one"
        }
      throw FormulaError(
        .syntax, "The formula has an unexpected '\(first)' at character \(start + 1)\(cure)", formula: text,
        position: start)
    }
    cursor += 1
    return Token(kind: .sign(first), position: start)
  }

  private mutating func number() throws(FormulaError) -> Token {
    let start = cursor
    func skipDigits() { while cursor < characters.count, characters[cursor].isNumberDigit { cursor += 1 } }
    skipDigits()
    if cursor < characters.count, characters[cursor] == "." { cursor += 1 }
    skipDigits()
    if cursor < characters.count, "eE".contains(characters[cursor]) {
      let behind = cursor + 1
      let hasSign = behind < characters.count && "+-".contains(characters[behind])
      let digit = behind + (hasSign ? 1 : 0)
      if digit < characters.count, characters[digit].isNumberDigit {
        cursor = digit
        skipDigits()
      }
    }
    // R writes whole numbers as 2L.
    let word = String(characters[start..<cursor])
    if cursor < characters.count, characters[cursor] == "L" { cursor += 1 }
    guard let value = Double(word), value.isFinite, cursor == characters.count || !characters[cursor].continuesName
    else {
      throw FormulaError(
        .syntax,
        "The formula has at character \(start + 1) what begins like a number and is none; put a column's name that begins "
          + "with a digit into backticks",
        formula: text, position: start)
    }
    return Token(kind: .number(value), position: start)
  }

  /// The text up to the closing mark; a backslash takes the next character as it is.
  private mutating func quoted(_ mark: Character) throws(FormulaError) -> String {
    let start = cursor
    cursor += 1
    var result = ""
    while cursor < characters.count {
      var character = characters[cursor]
      cursor += 1
      if character == mark { return result }
      if character == "\\", cursor < characters.count {
        character = characters[cursor]
        cursor += 1
      }
      result.append(character)
    }
    throw FormulaError(
      .syntax, "The formula has a \(mark) at character \(start + 1) that is never closed", formula: text,
      position: start)
  }

  /// A column's name as a formula has it: in backticks where it is no plain name.
  static func spelled(_ name: String) -> String {
    let isPlain =
      name.first.map(\.beginsName) ?? false && name != "." && name.allSatisfy(\.continuesName)
      && !(name.first == "." && (name.dropFirst().first.map(\.isNumberDigit) ?? false))
    return isPlain ? name : quoted(name, "`")
  }

  /// A text between marks.
  static func quoted(_ text: String, _ mark: Character) -> String {
    let inside = text.map { $0 == mark || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    return "\(mark)\(inside)\(mark)"
  }
}

extension Character {
  fileprivate var isNumberDigit: Bool { isASCII && isNumber }
  fileprivate var beginsName: Bool { isLetter || self == "_" || self == "." }
  fileprivate var continuesName: Bool { beginsName || isNumber }
}
