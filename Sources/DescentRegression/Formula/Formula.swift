internal import DescentData

/// What explains what: `y ~ a + b + a:b + log(x) + poly(x, 3) + factor(k) - 1`, as R and patsy have it.
///
/// ```swift
/// let formula = try Formula("log(mpg) ~ weight * cylinders + factor(gear)")
/// let model = try LinearRegression().fit(formula, table)
/// ```
///
/// | written | means |
/// |---|---|
/// | `a + b`, `- a` | both terms; without the term |
/// | `a:b`, `a*b`, `a/b`, `(a + b)^2` | the interaction; `a + b + a:b`; `a + a:b`; all terms of up to two |
/// | `1`, `0`, `- 1`, `+ 0` | with an intercept (as is the rule); without |
/// | `.` | all columns that are not on the left |
/// | `log log2 log10 log1p exp expm1 sqrt abs sin cos tan` | functions of numbers |
/// | `I(x^2 + z)` | arithmetic: `+ - * / ^` are what they are for numbers |
/// | `poly(x, 3)`, `poly(x, 3, raw = TRUE)` | orthogonal polynomials, R's; powers |
/// | `factor(k)`, `C(k)`, `relevel(k, ref = "b")`, `factor(k, ref = "b")` | a column as a factor; its reference level |
/// | `offset(log(t))` | a part of the linear predictor without a coefficient |
/// | names between backquotes, `Q("miles per gallon")` | columns whose names are no plain words |
///
/// Columns of text are factors without being told. Terms come in R's order: those of one variable first, then
/// interactions of two, and so on. Powers of one term alone, `x^2`, are refused: R takes them for `x`.
public struct Formula: Sendable {
  /// The left-hand side; nil where there is none.
  public let response: FormulaExpression?
  let node: FormulaNode
  /// The text it was read from, for messages.
  let text: String
  /// The first character of each column.
  let places: [String: Int]

  /// Reads a formula.
  ///
  /// - Throws: `FormulaError` with the place in the text.
  /// - Complexity: O(characters).
  public init(_ text: String) throws(FormulaError) {
    var parser = try FormulaParser(text)
    (response, node) = try parser.formula()
    self.text = text
    places = parser.places
  }

  /// The columns that it names itself, the response's first; those that `.` stands for are not among them.
  public var namedColumns: [String] {
    var seen: Set<String> = []
    let named =
      (response?.columns ?? []) + node.variables.flatMap { $0?.columns ?? [] } + node.offsets.flatMap(\.columns)
    return named.filter { seen.insert($0).inserted }
  }

  /// The columns of the data that are needed, where the data have the columns given.
  ///
  /// - Parameters:
  ///   - names: the columns of the data.
  ///   - excluded: columns that `.` does not stand for, such as one of weights.
  ///   - source: the data's name, for messages.
  /// - Throws: `FormulaError` for a name that is none of theirs, with its place and the nearest one.
  public func columns(
    among names: [String], excluding excluded: [String] = [], source: String = "The table"
  ) throws(FormulaError) -> [String] {
    try check(names, source: source)
    let terms = try TermExpansion(self, columns: names, excluding: excluded)
    var seen: Set<String> = []
    let needed = (response?.columns ?? []) + terms.usedVariables.flatMap(\.columns) + node.offsets.flatMap(\.columns)
    return needed.filter { seen.insert($0).inserted }
  }

  /// Refuses names that are no columns.
  func check(_ names: [String], source: String) throws(FormulaError) {
    let known = Set(names)
    for name in namedColumns where !known.contains(name) {
      throw error(
        .unknownColumn, "\(source) has no column '\(name)'\(NearestName.hint(for: name, among: names))", column: name)
    }
  }

  /// An error with the place of a column.
  func error(_ kind: FormulaError.Kind, _ message: String, column: String?, row: Int? = nil) -> FormulaError {
    let place = column.flatMap { places[$0] }
    return FormulaError(kind, message, formula: place == nil ? nil : text, position: place, row: row)
  }
}

extension Formula: CustomStringConvertible {
  /// The formula as R spells it; it reads back as the same formula.
  public var description: String { (response.map { "\($0) ~ " } ?? "~ ") + node.description }
}

extension Formula: Equatable, Codable {
  /// Whether both are written alike, blanks apart.
  public static func == (left: Formula, right: Formula) -> Bool { left.description == right.description }

  /// Reads the formula from its text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(FormulaError) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
    }
  }

  /// Writes the formula as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
