/// All that parsing the data rows needs to know.
struct CSVFormat: Sendable {
  var delimiter: UInt8
  var decimalMark: UInt8
  /// For each column of the file its place among the used ones, or −1.
  var slots: [Int]
  var usedCount: Int
  /// Spellings of a missing value; an empty cell is one in any case.
  var missingMarkers: [[UInt8]]
  /// Whether some marker could be taken for a number (`-999`, `nan`) and so has to be looked for first.
  var markersResembleNumbers: Bool

  static let usualMarkers = ["NA", "N/A", "null", "."]

  init(dialect: CSVDialect, slots: [Int], usedCount: Int, missingMarkers: [String]) {
    delimiter = dialect.delimiter
    decimalMark = dialect.decimalMark
    self.slots = slots
    self.usedCount = usedCount
    self.missingMarkers = (Self.usualMarkers + missingMarkers).map { Array($0.utf8) }
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
}

/// The non-finite values of a column.
struct CSVNonFinite {
  var count = 0
  /// The first one's data row and line, from 0.
  var row = 0
  var line = 0
  var value = Double.nan
}
