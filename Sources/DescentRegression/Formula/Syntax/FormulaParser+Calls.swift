internal import DescentData

/// Functions: those of numbers, and those that make terms.
extension FormulaParser {
  private static let termFunctions = ["I", "poly", "factor", "C", "relevel", "offset", "Q"]

  /// A function among terms, its parenthesis next.
  mutating func call(_ name: String, at position: Int) throws(FormulaError) -> FormulaNode {
    switch name {
    case "I":
      return .variable(.value(.identity(try argument(of: name))))
    case "offset":
      return .offset(try argument(of: name))
    case "Q":
      advance()
      let column = try columnName(of: name)
      try close(name, "takes one column")
      return .variable(.value(.column(column)))
    case "poly":
      return .variable(try polynomial())
    case "factor", "C", "relevel":
      advance()
      return .variable(try factor(name, at: position))
    default:
      return .variable(.value(.call(try function(name, at: position), try argument(of: name))))
    }
  }

  /// A function within arithmetic, its parenthesis next.
  mutating func arithmeticCall(_ name: String, at position: Int) throws(FormulaError) -> FormulaExpression {
    if name == "I" { return .identity(try argument(of: name)) }
    if name == "Q" {
      advance()
      let column = try columnName(of: name)
      try close(name, "takes one column")
      return .column(column)
    }
    if Self.termFunctions.contains(name) {
      throw error(.badArgument, "\(name)(…) is a term of its own and stands within no other function", at: position)
    }
    return .call(try function(name, at: position), try argument(of: name))
  }

  private func function(_ name: String, at position: Int) throws(FormulaError) -> FormulaFunction {
    // patsy's users write np.log.
    let plain = name.hasPrefix("np.") ? String(name.dropFirst(3)) : name
    if let function = FormulaFunction(rawValue: plain) { return function }
    let known = FormulaFunction.allCases.map(\.rawValue) + Self.termFunctions
    let question = NearestName.suggestion(for: plain, among: known).map { "; did you mean \($0)?" } ?? "."
    throw error(
      .unknownFunction, "Formulas have no function \(name)\(question) There are \(known.joined(separator: ", "))",
      at: position)
  }

  /// The one argument of a function in its parentheses.
  private mutating func argument(of name: String) throws(FormulaError) -> FormulaExpression {
    advance()
    if token.kind == .sign(")") {
      throw error(.badArgument, "\(name)() needs a number or a column between its parentheses", at: token.position)
    }
    let value = try arithmetic()
    try close(name, "takes one argument")
    return value
  }

  private mutating func close(_ name: String, _ arity: String) throws(FormulaError) {
    if token.kind == .sign(",") { throw error(.badArgument, "\(name) \(arity)", at: token.position) }
    try take(")", "after the argument of \(name)")
  }

  /// `poly(x, 3)`, `poly(x, degree = 3, raw = TRUE)`.
  private mutating func polynomial() throws(FormulaError) -> FormulaVariable {
    advance()
    let expression = try arithmetic()
    var degree: Int?
    var isRaw = false
    while accept(",") {
      let start = token.position
      if accept(name: "raw") {
        try take("=", "behind raw")
        guard case .name(let word) = token.kind, let value = Self.truths[word] else {
          throw unexpected("TRUE or FALSE")
        }
        advance()
        isRaw = value
        continue
      }
      if accept(name: "degree") { try take("=", "behind degree") }
      guard degree == nil, case .number(let number) = token.kind, number == number.rounded(), 1...100 ~= number else {
        throw error(
          .badArgument, "poly takes a degree from 1 to 100, as in poly(x, 3), and perhaps raw = TRUE", at: start)
      }
      advance()
      degree = Int(number)
    }
    guard let degree else {
      throw error(.badArgument, "poly needs a degree, as in poly(x, 3)", at: token.position)
    }
    try take(")", "after the arguments of poly")
    return .polynomial(expression, degree: degree, isRaw: isRaw)
  }

  private static let truths = ["TRUE": true, "T": true, "True": true, "FALSE": false, "F": false, "False": false]

  /// `factor(k)`, `factor(k, ref = "b")`, `C(k, Treatment("b"))`, `relevel(factor(k), ref = "b")`, behind the parenthesis.
  private mutating func factor(_ name: String, at position: Int) throws(FormulaError) -> FormulaVariable {
    var inner: String?
    if name == "relevel", case .name("factor") = token.kind {
      advance()
      inner = "factor"
      try take("(", "behind factor")
    }
    let column = try columnName(of: name)
    if inner != nil { try take(")", "after the argument of factor") }
    let spelledColumn = inner.map { "\($0)(\(FormulaLexer.spelled(column)))" } ?? FormulaLexer.spelled(column)
    guard accept(",") else {
      guard name != "relevel" else {
        throw error(
          .badArgument, "relevel needs the level to begin with, as in relevel(k, ref = \"b\")", at: token.position)
      }
      try take(")", "after the argument of \(name)")
      return .factor(column: column, reference: nil, spelling: "\(name)(\(spelledColumn))")
    }
    if name == "C", accept(name: "Treatment") {
      var reference: String?
      if accept("(") {
        if token.kind != .sign(")") {
          if accept(name: "reference") { try take("=", "behind reference") }
          reference = try level()
        }
        try take(")", "after the argument of Treatment")
      }
      try take(")", "after the arguments of C")
      let spelledReference = reference.map { FormulaLexer.quoted($0, "\"") } ?? ""
      return .factor(
        column: column, reference: reference, spelling: "C(\(spelledColumn), Treatment(\(spelledReference)))")
    }
    if accept(name: "ref") {
      try take("=", "behind ref")
    } else if case .name(let word) = token.kind {
      throw error(
        .badArgument,
        "\(name) has no argument \(word): only ref, as in \(name)(k, ref = \"b\"); coding is by treatment",
        at: token.position)
    }
    let reference = try level()
    try take(")", "after the arguments of \(name)")
    return .factor(
      column: column, reference: reference,
      spelling: "\(name)(\(spelledColumn), ref = \(FormulaLexer.quoted(reference, "\"")))")
  }

  private mutating func accept(name: String) -> Bool {
    guard token.kind == .name(name), !token.isQuoted else { return false }
    advance()
    return true
  }

  /// A column by name or as text.
  private mutating func columnName(of function: String) throws(FormulaError) -> String {
    let token = token
    switch token.kind {
    case .name(let name) where function != "Q", .text(let name) where function == "Q":
      advance()
      if !token.isQuoted, self.token.kind == .sign("(") {
        throw error(.badArgument, "\(function) takes a column, not a function of one", at: token.position)
      }
      note(name, at: token.position)
      return name
    default:
      throw unexpected(function == "Q" ? "a column's name in quotation marks" : "a column")
    }
  }

  /// A level: text, or a number for a factor of numbers.
  private mutating func level() throws(FormulaError) -> String {
    switch token.kind {
    case .text(let text):
      advance()
      return text
    case .number(let number):
      advance()
      return FormulaExpression.spelled(number)
    case .sign("-"):
      advance()
      guard case .number(let number) = token.kind else { throw unexpected("a number") }
      advance()
      return FormulaExpression.spelled(-number)
    default:
      throw unexpected("a level in quotation marks")
    }
  }
}
