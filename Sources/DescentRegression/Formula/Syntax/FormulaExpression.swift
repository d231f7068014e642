/// A value computed from columns, row by row: `log(x + 1)`, `I(x^2)`.
///
/// It is written and read as text; ``description`` spells it as R does.
public indirect enum FormulaExpression: Sendable, Hashable {
  /// A column of the data.
  case column(String)
  /// A number.
  case number(Double)
  /// The number with its sign changed.
  case negated(FormulaExpression)
  /// Two values and what is done with them.
  case binary(Operation, FormulaExpression, FormulaExpression)
  /// A function of a value.
  case call(FormulaFunction, FormulaExpression)
  /// A value in parentheses.
  case parenthesized(FormulaExpression)
  /// `I(…)`: arithmetic among the terms of a formula.
  case identity(FormulaExpression)

  /// What is done with two values.
  public enum Operation: String, Sendable, Hashable, CaseIterable {
    /// Their sum.
    case plus = "+"
    /// Their difference.
    case minus = "-"
    /// Their product.
    case times = "*"
    /// Their quotient.
    case over = "/"
    /// The first to the power of the second.
    case power = "^"
  }

  /// The columns that are needed, each once, in the order in which they are named.
  public var columns: [String] {
    switch self {
    case .column(let name): [name]
    case .number: []
    case .negated(let value), .call(_, let value), .parenthesized(let value), .identity(let value): value.columns
    case .binary(_, let left, let right): left.columns + right.columns.filter { !left.columns.contains($0) }
    }
  }
}

extension FormulaExpression: CustomStringConvertible {
  /// The expression as R spells it: blanks around `+`, `-` and `*`, none around `/` and `^`.
  public var description: String {
    switch self {
    case .column(let name): FormulaLexer.spelled(name)
    case .number(let value): Self.spelled(value)
    case .negated(let value): "-\(value)"
    case .binary(let operation, let left, let right):
      operation == .over || operation == .power
        ? "\(left)\(operation.rawValue)\(right)" : "\(left) \(operation.rawValue) \(right)"
    case .call(let function, let value): "\(function.rawValue)(\(value))"
    case .parenthesized(let value): "(\(value))"
    case .identity(let value): "I(\(value))"
    }
  }

  /// A whole number without a point, any other in the shortest form that reads back as itself.
  static func spelled(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : "\(value)"
  }
}

extension FormulaExpression: Codable {
  /// Reads the expression from its text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(FormulaError) {
      var parser = try FormulaParser(text)
      self = try parser.wholeExpression()
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
    }
  }

  /// Writes the expression as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
