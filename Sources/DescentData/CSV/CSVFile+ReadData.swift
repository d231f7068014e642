import DescentLinearAlgebra

/// Which columns of a file are text.
public enum TextColumns: Sendable, Equatable {
  /// Those that hold a cell that is neither a number nor missing.
  case detected
  /// These, whatever their cells look like; all others have to be numbers.
  case exactly([String])
}

extension CSVFile {
  /// Reads the rows, numbers and text.
  ///
  /// All rows are kept in their order; missing cells are marked (``DataTable``). Columns that are not used are skipped. A
  /// column is text as a whole or not at all: where a cell further down shows that a column is text, it is read again.
  ///
  /// - Parameters:
  ///   - columns: the columns to use, in the order wanted; all if nil.
  ///   - text: which of them are text.
  /// - Returns: the table of the used columns and all rows.
  /// - Throws: `DataError` with the file, line, row and column, for what `read(columns:)` refuses except text and missing
  ///   cells; for a pipe whose first megabytes did not show which columns are text.
  /// - Complexity: as `read(columns:)`, and O(l log l) for l different texts of a column.
  public func readData(columns: [String]? = nil, text: TextColumns = .detected) throws(DataError) -> DataTable {
    let used = try usedColumns(columns)
    let names = used.map { columnNames[$0] }
    var texts: Set<String> = []
    if case .exactly(let given) = text { texts = Set(given) }
    try startRows()
    while true {
      var slots = [Int](repeating: CSVFormat.unused, count: columnNames.count)
      for (slot, column) in used.enumerated() {
        slots[column] = texts.contains(columnNames[column]) ? CSVFormat.text(slot) : slot
      }
      let format = CSVFormat(
        dialect: dialect, slots: slots, usedCount: used.count, missingMarkers: options.missingMarkers,
        keepsMissing: true)
      var progress = CSVProgress()
      do {
        return try collect(format, names: names, progress: &progress).finishData()
      } catch {
        guard text == .detected, let column = progress.textColumn else { throw error }
        texts.insert(columnNames[column])
        // The first block is still there; further ones have to be read again.
        if progress.blocksPassed > 0 { try startRows(again: error) }
      }
    }
  }

  /// Begins again because a column has turned out to be text, as `cause` says.
  private func startRows(again cause: DataError) throws(DataError) {
    do {
      try startRows()
    } catch  where error.kind == .alreadyRead {
      let column = cause.column ?? ""
      throw DataError(
        .textColumn, file: name, line: cause.line, row: cause.row, column: column,
        message:
          "\(name), line \(cause.line ?? 0): column \(column) holds text here and only numbers before, and a pipe "
          + "cannot be read twice; save the data to a file first")
    }
  }
}
