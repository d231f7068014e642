/// A variable of a formula with all that the data of the fit decided: the levels of a factor, the basis of a polynomial.
public struct DesignVariable: Sendable, Equatable, Codable {
  /// The variable as the formula has it.
  public let variable: FormulaVariable
  /// The levels of a factor, its reference first; nil for numbers.
  public let levels: [String]?
  /// Whether the levels are numbers, of a column of numbers.
  let levelsAreNumbers: Bool
  /// The basis of orthogonal polynomials.
  let polynomial: OrthogonalPolynomial?

  init(
    _ variable: FormulaVariable, levels: [String]? = nil, levelsAreNumbers: Bool = false,
    polynomial: OrthogonalPolynomial? = nil
  ) {
    self.variable = variable
    self.levels = levels
    self.levelsAreNumbers = levelsAreNumbers
    self.polynomial = polynomial
  }

  /// Whether it is a factor.
  public var isFactor: Bool { levels != nil }

  /// The column of a factor.
  var factorColumn: String? {
    switch variable {
    case .factor(let column, _, _): column
    case .value(.column(let column)) where isFactor: column
    default: nil
    }
  }

  /// The names of the columns that it makes, in R's way: `kb`, `poly(x, 2)1`, `x`.
  ///
  /// - Parameter isFull: whether a factor has a column for each level, the reference too.
  func columnNames(isFull: Bool) -> [String] {
    if let levels { return levels.dropFirst(isFull ? 0 : 1).map { "\(variable)\($0)" } }
    if case .polynomial(_, let degree, _) = variable, degree > 1 { return (1...degree).map { "\(variable)\($0)" } }
    return ["\(variable)"]
  }
}
