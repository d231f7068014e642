/// How a CSV file is to be understood. The defaults find the delimiter and the decimal mark by themselves.
public struct CSVOptions: Sendable, Equatable {
  /// Whether the first row holds the names of the columns; if not, they are named x1 … xp.
  public var hasHeader = true
  /// The byte between cells; nil finds `,`, `;` or tab by itself.
  public var delimiter: Delimiter?
  /// The decimal mark; nil finds a comma by itself where the delimiter is another.
  public var decimalMark: DecimalMark?
  /// Spellings of a missing value beside an empty cell, `NA`, `N/A`, `null` and `.`, case as is.
  public var missingMarkers: [String] = []

  /// What stands between cells.
  public enum Delimiter: UInt8, Sendable, CaseIterable {
    /// `,`
    case comma = 0x2C
    /// `;`
    case semicolon = 0x3B
    /// The tabulator.
    case tab = 0x09
    /// `|`, never guessed.
    case bar = 0x7C
  }

  /// What stands before a number's fraction.
  public enum DecimalMark: UInt8, Sendable, CaseIterable {
    /// `1.5`
    case point = 0x2E
    /// `1,5`
    case comma = 0x2C
  }

  /// Options as given, all optional.
  ///
  /// - Parameters:
  ///   - hasHeader: whether the first row holds names.
  ///   - delimiter: the byte between cells, nil to find it.
  ///   - decimalMark: the decimal mark, nil to find it.
  ///   - missingMarkers: further spellings of a missing value, such as `-999`.
  public init(
    hasHeader: Bool = true, delimiter: Delimiter? = nil, decimalMark: DecimalMark? = nil,
    missingMarkers: [String] = []
  ) {
    self.hasHeader = hasHeader
    self.delimiter = delimiter
    self.decimalMark = decimalMark
    self.missingMarkers = missingMarkers
  }
}
