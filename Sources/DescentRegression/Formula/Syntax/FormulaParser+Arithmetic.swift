/// Arithmetic, as it stands within functions and on the left-hand side; from loose to tight: `+` and `-`; `*` and `/`;
/// the sign; `^`, from right to left.
extension FormulaParser {
  mutating func arithmetic() throws(FormulaError) -> FormulaExpression {
    try nested { parser throws(FormulaError) in try parser.arithmeticSum() }
  }

  private mutating func arithmeticSum() throws(FormulaError) -> FormulaExpression {
    var result = try arithmeticProduct()
    while true {
      if accept("+") {
        result = .binary(.plus, result, try arithmeticProduct())
      } else if accept("-") {
        result = .binary(.minus, result, try arithmeticProduct())
      } else {
        return result
      }
    }
  }

  private mutating func arithmeticProduct() throws(FormulaError) -> FormulaExpression {
    var result = try signed()
    while true {
      if accept("*") {
        result = .binary(.times, result, try signed())
      } else if accept("/") {
        result = .binary(.over, result, try signed())
      } else {
        return result
      }
    }
  }

  private mutating func signed() throws(FormulaError) -> FormulaExpression {
    var signs = 0
    while true {
      if accept("-") { signs += 1 } else if !accept("+") { break }
    }
    let value = try arithmeticPower()
    return signs % 2 == 1 ? .negated(value) : value
  }

  private mutating func arithmeticPower() throws(FormulaError) -> FormulaExpression {
    let base = try value()
    guard accept("^") else { return base }
    return .binary(.power, base, try nested { parser throws(FormulaError) in try parser.signed() })
  }

  private mutating func value() throws(FormulaError) -> FormulaExpression {
    let token = token
    switch token.kind {
    case .number(let number):
      advance()
      return .number(number)
    case .sign("("):
      advance()
      let inside = try arithmetic()
      try take(")", "for the parenthesis at character \(token.position + 1)")
      return .parenthesized(inside)
    case .name(let name):
      advance()
      if !token.isQuoted, self.token.kind == .sign("(") { return try arithmeticCall(name, at: token.position) }
      note(name, at: token.position)
      return .column(name)
    default:
      throw unexpected("a number or a column")
    }
  }
}
