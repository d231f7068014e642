/// Reads formulas by recursive descent.
///
/// Among terms, from loose to tight: `+` and `-`; `*` and `/`; `:`; `^`. Within functions the signs are arithmetic
/// (`FormulaParser+Arithmetic`).
struct FormulaParser {
  typealias Token = FormulaLexer.Token

  let text: String
  private let tokens: [Token]
  private var index = 0
  private var depth = 0
  /// The first place of each column.
  private(set) var places: [String: Int] = [:]

  /// More parentheses than these within each other are refused, before they use up the stack.
  private static let deepest = 100

  init(_ text: String) throws(FormulaError) {
    self.text = text
    var lexer = FormulaLexer(text)
    tokens = try lexer.tokens()
  }

  // MARK: Whole texts

  /// `response ~ terms`, `~ terms`.
  mutating func formula() throws(FormulaError) -> (response: FormulaExpression?, terms: FormulaNode) {
    guard token.kind != .end else { throw FormulaError(.syntax, "The formula is empty; write one such as y ~ a + b") }
    guard tokens.contains(where: { $0.kind == .sign("~") }) else {
      throw error(
        .syntax, "The formula has no ~ between what is explained and what explains it; write one such as y ~ a + b",
        at: text.count)
    }
    var response: FormulaExpression?
    if token.kind != .sign("~") { response = try arithmetic() }
    try take("~", "between what is explained and what explains it")
    let terms = try sum()
    try expectEnd()
    return (response, terms)
  }

  mutating func wholeExpression() throws(FormulaError) -> FormulaExpression {
    let expression = try arithmetic()
    try expectEnd()
    return expression
  }

  mutating func wholeVariable() throws(FormulaError) -> FormulaVariable {
    let node = try sum()
    try expectEnd()
    guard case .variable(let variable) = node else { throw error(.syntax, "\(text) is no variable", at: 0) }
    return variable
  }

  // MARK: Terms

  private mutating func sum() throws(FormulaError) -> FormulaNode {
    try nested { parser throws(FormulaError) in try parser.flatSum() }
  }

  private mutating func flatSum() throws(FormulaError) -> FormulaNode {
    var result: FormulaNode
    if accept("-") {
      result = .difference(nil, try product())
    } else {
      _ = accept("+")
      result = try product()
    }
    while true {
      let isSum = accept("+")
      // R's users also write a + -1.
      if isSum, token.kind != .sign("-") {
        result = .sum(result, try product())
      } else if accept("-") {
        result = .difference(result, try product())
      } else {
        return result
      }
    }
  }

  private mutating func product() throws(FormulaError) -> FormulaNode {
    var result = try interaction()
    while true {
      if accept("*") {
        result = .crossing(result, try interaction())
      } else if accept("/") {
        result = .nesting(result, try interaction())
      } else {
        return result
      }
    }
  }

  private mutating func interaction() throws(FormulaError) -> FormulaNode {
    var result = try power()
    while accept(":") { result = .interaction(result, try power()) }
    return result
  }

  private mutating func power() throws(FormulaError) -> FormulaNode {
    var result = try primary()
    while case let sign = token, accept("^") {
      guard case .number(let exponent) = token.kind, exponent == exponent.rounded(), 1...100 ~= exponent else {
        throw error(.syntax, "Among terms ^ takes a whole number from 1 on, as in (a + b)^2", at: token.position)
      }
      advance()
      if case .variable(let variable) = result, exponent > 1 {
        throw error(
          .syntax,
          "\(variable)^\(Int(exponent)) would be \(variable) alone: among terms ^ crosses them, as in (a + b)^2. For the "
            + "power itself write I(\(variable)^\(Int(exponent)))",
          at: sign.position)
      }
      result = .power(result, Int(exponent))
    }
    return result
  }

  private mutating func primary() throws(FormulaError) -> FormulaNode {
    let token = token
    switch token.kind {
    case .sign("("):
      advance()
      let inside = try sum()
      try take(")", "for the parenthesis at character \(token.position + 1)")
      return .parenthesized(inside)
    case .sign("."):
      advance()
      return .others
    case .number(let value):
      guard value == 0 || value == 1 else {
        throw error(
          .syntax,
          "\(FormulaExpression.spelled(value)) is no term: 1 stands for the intercept and 0 for none; arithmetic goes into "
            + "I(…)",
          at: token.position)
      }
      advance()
      return value == 0 ? .zero : .one
    case .name(let name):
      advance()
      if !token.isQuoted, self.token.kind == .sign("(") { return try call(name, at: token.position) }
      note(name, at: token.position)
      return .variable(.value(.column(name)))
    case .sign("-"):
      throw error(
        .syntax, "A minus sign among terms takes a term away, as in a + b - 1; I(-x) is a number", at: token.position)
    default:
      throw unexpected("a term, such as a column, log(x) or 1,")
    }
  }

  // MARK: Tokens

  var token: Token { tokens[index] }

  mutating func advance() { if index < tokens.count - 1 { index += 1 } }

  /// Takes a sign if it is the next.
  mutating func accept(_ sign: Character) -> Bool {
    guard token.kind == .sign(sign) else { return false }
    advance()
    return true
  }

  /// Takes a sign that has to come.
  mutating func take(_ sign: Character, _ purpose: String) throws(FormulaError) {
    guard accept(sign) else { throw unexpected("'\(sign)' \(purpose)") }
  }

  private func expectEnd() throws(FormulaError) {
    guard token.kind == .end else {
      let isSecond = token.kind == .sign("~")
      throw isSecond
        ? error(.syntax, "The formula has a second ~ at character \(token.position + 1)", at: token.position)
        : unexpected("its end, or a sign such as + between terms")
    }
  }

  /// Reads what stands in parentheses, not too deep in others.
  mutating func nested<Result>(
    _ body: (inout FormulaParser) throws(FormulaError) -> Result
  ) throws(FormulaError) -> Result {
    guard depth < Self.deepest else {
      throw error(
        .syntax, "The formula has more than \(Self.deepest) parentheses within each other", at: token.position)
    }
    depth += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  mutating func note(_ column: String, at position: Int) { places[column] = places[column] ?? position }

  func error(_ kind: FormulaError.Kind, _ message: String, at position: Int) -> FormulaError {
    FormulaError(kind, message, formula: text, position: position)
  }

  func unexpected(_ wanted: String) -> FormulaError {
    let place = "at character \(token.position + 1)"
    let found =
      switch token.kind {
      case .end: "ends"
      case .name(let name): "has '\(name)' \(place)"
      case .number(let value): "has \(FormulaExpression.spelled(value)) \(place)"
      case .text(let text): "has the text '\(text)' \(place)"
      case .sign(let sign): "has '\(sign)' \(place)"
      }
    return error(.syntax, "The formula \(found), but should have \(wanted) there", at: token.position)
  }
}
