/// Something wrong with a formula, or with data for it.
///
/// The description has the message and, where the place in the formula is known, the formula with a caret under it:
///
/// ```
/// cars.csv has no column 'wieght'; did you mean 'weight'? The columns are mpg, weight
///   mpg ~ wieght
///         ^
/// ```
public struct FormulaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, for programs that decide by it.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The formula is not written as formulas are.
    case syntax
    /// A function that formulas do not have.
    case unknownFunction
    /// A function has too few, too many or unsuited arguments.
    case badArgument
    /// A name that is no column of the data.
    case unknownColumn
    /// A column of text where numbers are needed.
    case textForNumbers
    /// The response is missing, or stands among the terms as well.
    case response
    /// A function does not exist for a value, or is beyond all doubles there.
    case outsideDomain
    /// A factor has one level only.
    case oneLevel
    /// A level that the factor did not have in the fit, or does not have at all.
    case unknownLevel
    /// A polynomial's degree is not below the number of different values.
    case degreeTooHigh
    /// Two columns of the design matrix have the same name.
    case duplicateName
    /// The design matrix would not fit into memory, or there are too many terms.
    case tooLarge
  }

  /// What is wrong.
  public let kind: Kind
  /// Place, cause and next step, without the formula.
  public let message: String
  /// The formula as it was written, where the place in it is known.
  public let formula: String?
  /// The character of the formula, counted from 0, at which it is wrong.
  public let position: Int?
  /// The row of the table, counted from 0, where a row is to blame.
  public let row: Int?

  /// An error of the given kind and place.
  public init(_ kind: Kind, _ message: String, formula: String? = nil, position: Int? = nil, row: Int? = nil) {
    self.kind = kind
    self.message = message
    self.formula = formula
    self.position = position
    self.row = row
  }

  /// The message, the formula and the caret.
  public var description: String {
    guard let formula, let position else { return message }
    let line = String(formula.map { $0.isWhitespace ? " " : $0 })
    return "\(message)\n  \(line)\n  \(String(repeating: " ", count: position))^"
  }
}
