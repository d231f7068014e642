/// One thing that a term of a formula is made of: a value, a polynomial or a factor.
public enum FormulaVariable: Sendable, Hashable {
  /// A value computed row by row; a column alone is a factor where it holds text.
  case value(FormulaExpression)
  /// `poly(x, 3)`: orthogonal polynomials, or with `raw = TRUE` the powers themselves.
  case polynomial(FormulaExpression, degree: Int, isRaw: Bool)
  /// `factor(k)`, `C(k)`, `relevel(k, ref = "b")`: the levels of a column, with the spelling that names it.
  case factor(column: String, reference: String?, spelling: String)

  /// The columns that are needed.
  public var columns: [String] {
    switch self {
    case .value(let expression), .polynomial(let expression, _, _): expression.columns
    case .factor(let column, _, _): [column]
    }
  }
}

extension FormulaVariable: CustomStringConvertible {
  /// The variable as R spells it, which is what coefficients are named by.
  public var description: String {
    switch self {
    case .value(let expression): expression.description
    case .polynomial(let expression, let degree, let isRaw):
      "poly(\(expression), \(degree)\(isRaw ? ", raw = TRUE" : ""))"
    case .factor(_, _, let spelling): spelling
    }
  }
}

extension FormulaVariable: Codable {
  /// Reads the variable from its text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(FormulaError) {
      var parser = try FormulaParser(text)
      self = try parser.wholeVariable()
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
    }
  }

  /// Writes the variable as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
