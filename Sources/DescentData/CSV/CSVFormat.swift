/// All that parsing the data rows needs to know.
struct CSVFormat: Sendable {
  var delimiter: UInt8
  var decimalMark: UInt8
  /// For each column of the file its place among the used ones where it holds numbers, or `unused`, or `text` of its
  /// place.
  var slots: [Int]
  var usedCount: Int
  /// Spellings of a missing value; an empty cell is one in any case.
  var missingMarkers: [[UInt8]]
  /// Whether some marker could be taken for a number (`-999`, `nan`) and so has to be looked for first.
  var markersResembleNumbers: Bool
  /// Whether rows with missing cells are kept, the cells marked.
  var keepsMissing: Bool

  /// What stands for a column that is skipped.
  static let unused = -1

  /// What stands for the column of text at a place among the used ones, and back.
  static func text(_ slot: Int) -> Int { -2 - slot }

  /// The places of the columns of text among the used ones.
  var textSlots: [Int] { slots.filter { $0 < Self.unused }.map(Self.text) }

  /// What marks a missing cell: a NaN with the year in which R began.
  static let missing = Double(nan: 1993, signaling: false)

  static func isMissing(_ value: Double) -> Bool { value.bitPattern == missing.bitPattern }

  static let usualMarkers = ["NA", "N/A", "null", "."]

  init(
    dialect: CSVDialect, slots: [Int], usedCount: Int, missingMarkers: [String],
    keepsMissing: Bool = false
  ) {
    delimiter = dialect.delimiter
    decimalMark = dialect.decimalMark
    self.slots = slots
    self.usedCount = usedCount
    self.missingMarkers = (Self.usualMarkers + missingMarkers).map { Array($0.utf8) }
    self.keepsMissing = keepsMissing
    let mark = decimalMark
    markersResembleNumbers = missingMarkers.contains { marker in
      Array(marker.utf8).withUnsafeBufferPointer { text in
        guard let start = text.baseAddress else { return false }
        return DecimalNumber(at: start, limit: start + text.count, decimalMark: mark) != nil
      }
    }
  }

  func isMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.isEmpty || missingMarkers.contains { $0.elementsEqual(text) }
  }
}

/// What stopped the parsing of a piece, in numbers relative to the piece.
struct CSVFailure {
  enum Cause {
    case ragged(cells: Int, hasThousands: Bool, endsWithDelimiter: Bool)
    case text(String)
    case thousands(String)
    case otherDecimalMark(String)
    case tooLarge(String)
    case inexactInteger(String)
    case textBehindQuote(String)
  }

  var cause: Cause
  /// The data row within the piece, from 0.
  var row: Int
  /// The line within the piece, from 0.
  var line: Int
  /// The column of the file.
  var column: Int

  /// The column, where it is text that stopped the parsing.
  var textColumn: Int? {
    if case .text = cause { column } else { nil }
  }
}

/// The non-finite values of a column.
struct CSVNonFinite {
  var count = 0
  /// The first one's data row and line, from 0.
  var row = 0
  var line = 0
  var value = Double.nan
}
