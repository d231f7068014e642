/// Something wrong with a file or with what it holds.
///
/// Every message names the place, the cause and what to do next:
/// `x2 has 3 non-finite values, the first in row 17 (line 18 of cars.csv): nan`.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, for programs that decide by it.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// There is no file of this name.
    case fileNotFound
    /// The path names a directory or a device where a file is needed.
    case notAFile
    /// The system refused to open or to read the file.
    case cannotRead
    /// The system refused to create or to write the file.
    case cannotWrite
    /// The file is not text in UTF-8.
    case notText
    /// The file holds nothing.
    case emptyFile
    /// There is a header but no data row.
    case noRows
    /// A row has more or fewer cells than the header.
    case raggedRow
    /// A cell of a column of numbers is not a number.
    case notANumber
    /// A column holds text.
    case textColumn
    /// A number is written as `nan` or `inf`, or such a value is stored.
    case nonFinite
    /// A number is too large for its type.
    case numberTooLarge
    /// An integer cannot be held exactly.
    case inexactInteger
    /// A quoted cell never ends.
    case unterminatedQuote
    /// There is text behind a quoted cell.
    case malformedQuote
    /// A record is longer than can be sensible.
    case recordTooLong
    /// The header consists of numbers.
    case headerOfNumbers
    /// A column without a name was asked for.
    case unnamedColumn
    /// Two columns have the same name.
    case duplicateColumn
    /// A column was asked for that does not exist.
    case unknownColumn
    /// A column was asked for twice.
    case columnRequestedTwice
    /// A row has a missing value, where such rows are refused.
    case missingValue
    /// Every row has a missing value.
    case allRowsDropped
    /// A stream was to be read a second time.
    case alreadyRead
    /// The file is not in NumPy's format.
    case notNPY
    /// The file's header is damaged or contradicts the file's size.
    case invalidHeader
    /// The file ends before its data do.
    case truncatedFile
    /// The elements have a type that cannot be used.
    case unsupportedType
    /// The array has a shape that cannot be used.
    case unsupportedShape
  }

  /// What is wrong.
  public let kind: Kind
  /// The file as it was named, or `standard input`.
  public let file: String?
  /// The line of the file, counted from 1.
  public let line: Int?
  /// The data row, counted from 1 without the header and without blank lines.
  public let row: Int?
  /// The name of the column.
  public let column: String?
  /// The whole message: place, cause, next step.
  public let message: String

  /// An error of the given kind and place.
  ///
  /// - Parameters:
  ///   - kind: what is wrong.
  ///   - file: the file as the user named it.
  ///   - line: the line of the file, from 1.
  ///   - row: the data row, from 1.
  ///   - column: the name of the column.
  ///   - message: place, cause and next step, as one sentence for people.
  public init(
    _ kind: Kind, file: String? = nil, line: Int? = nil, row: Int? = nil, column: String? = nil, message: String
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.row = row
    self.column = column
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
