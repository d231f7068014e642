import DescentLinearAlgebra

/// Puts the parsed pieces together in their order, and turns what stopped a piece into a message with its place.
struct CSVCollector: ~Copyable {
  private let fileName: String
  private let columnNames: [String]
  private let format: CSVFormat
  private let usedNames: [String]
  /// What the number of cells is compared with.
  private let reference: String
  private var builder: MatrixBuilder<Double>
  private var lineNumbers = RowNumbers()
  private var dataRows = RowNumbers()
  private var missingCounts: [Int]
  private var nonFinite: [CSVNonFinite]
  private(set) var rowsRead = 0
  private(set) var linesPassed: Int
  private var levels = CSVLevels()
  /// The rows that blocks have been made of, and what had been counted before the block to come.
  private(set) var rowsTaken = 0
  private var rowsReadBefore = 0
  private var missingBefore: [Int]

  init(file: CSVFile, format: CSVFormat, names: [String]) {
    fileName = file.name
    columnNames = file.columnNames
    self.format = format
    usedNames = names
    reference = file.options.hasHeader ? "the header" : "the first row"
    builder = MatrixBuilder(columnCount: names.count)
    missingCounts = Array(repeating: 0, count: names.count)
    nonFinite = Array(repeating: CSVNonFinite(), count: names.count)
    missingBefore = missingCounts
    linesPassed = file.linesBeforeRows
  }

  /// Appends what was parsed, in the pieces' order.
  mutating func append(_ pieces: ArraySlice<CSVPieceParser>) throws(DataError) {
    var firstRows: [Int] = []
    var rowCount = builder.rowCount
    for piece in pieces {
      firstRows.append(rowCount - builder.rowCount)
      try note(piece, firstRow: rowCount)
      rowCount += piece.rowsKept
    }
    let textSlots = format.textSlots
    for piece in pieces { levels.number(piece, slots: textSlots) }
    let (offsets, columnCount) = (firstRows, usedNames.count)
    nonisolated(unsafe) let rows = builder.extend(by: rowCount - builder.rowCount).baseAddress
    // The pages are touched here for the first time, which takes longer than the copying: over the threads.
    Parallelism.forEach(pieces.count) { index in
      let piece = pieces[pieces.startIndex + index]
      let values = piece.keptValues
      guard let rows, let source = values.baseAddress else { return }
      let target = rows + offsets[index] * columnCount
      target.update(from: source, count: values.count)
      CSVLevels.translate(UnsafeMutableBufferPointer(start: target, count: values.count), of: piece, slots: textSlots)
    }
  }

  /// Counts what was found in a piece whose first kept row is `firstRow`.
  private mutating func note(_ piece: CSVPieceParser, firstRow: Int) throws(DataError) {
    lineNumbers.append(piece.lineNumbers, row: firstRow, number: linesPassed)
    dataRows.append(piece.dataRows, row: firstRow, number: rowsRead)
    for slot in usedNames.indices {
      missingCounts[slot] += piece.missingCounts[slot]
      let found = piece.nonFinite[slot]
      guard found.count > 0 else { continue }
      if nonFinite[slot].count == 0 {
        nonFinite[slot] = found
        nonFinite[slot].row += rowsRead
        nonFinite[slot].line += linesPassed
      } else {
        nonFinite[slot].count += found.count
      }
    }
    if let failure = piece.failure { throw error(failure, rowsBefore: rowsRead + piece.rowsRead) }
    rowsRead += piece.rowsRead
    linesPassed += piece.linesPassed
  }

  /// The rows since the last call as a table of their own; nil where there are none.
  mutating func takeBlock() throws(DataError) -> Table? {
    try requireFinite()
    guard builder.rowCount > 0 else { return nil }
    rowsTaken += builder.rowCount
    var rows = MatrixBuilder<Double>(columnCount: usedNames.count)
    swap(&rows, &builder)
    let table = Table(
      columnNames: usedNames, values: rows.finish(), rowsRead: rowsRead - rowsReadBefore,
      missingCounts: zip(missingCounts, missingBefore).map { $0 - $1 }, source: fileName, lineNumbers: lineNumbers,
      dataRows: dataRows)
    lineNumbers.removeAll()
    dataRows.removeAll()
    rowsReadBefore = rowsRead
    missingBefore = missingCounts
    return table
  }

  consuming func finish() throws(DataError) -> Table {
    try requireFinite()
    try requireRows()
    let (file, rowsRead, names, missing) = (fileName, rowsRead, usedNames, missingCounts)
    let (lines, rows) = (lineNumbers, dataRows)
    return Table(
      columnNames: names, values: builder.finish(), rowsRead: rowsRead, missingCounts: missing, source: file,
      lineNumbers: lines, dataRows: rows)
  }

  private borrowing func requireFinite() throws(DataError) {
    if let slot = nonFinite.firstIndex(where: { $0.count > 0 }) { throw nonFiniteError(slot) }
  }

  /// - Throws: where there was no row, or a value was missing in each.
  borrowing func requireRows() throws(DataError) {
    let file = fileName
    try requireAnyRow()
    guard rowsTaken + builder.rowCount > 0 else {
      let counts = usedNames.indices.filter { missingCounts[$0] > 0 }.map { "\(usedNames[$0]) \(missingCounts[$0])" }
      throw DataError(
        .allRowsDropped, file: file,
        message: "every one of the \(rowsRead) rows of \(file) has a missing value in a used column "
          + "(missing in \(NearestName.list(counts))); leave out the columns that are missing most")
    }
  }

  /// The table of numbers and text, all rows in it.
  consuming func finishData() throws(DataError) -> DataTable {
    try requireAnyRow()
    try requireFinite()
    let (file, names, missing, slots) = (fileName, usedNames, missingCounts, format.textSlots)
    let (lines, rows, found) = (lineNumbers, dataRows, levels)
    var values = builder.finish()
    let levels = found.sorted(slots, in: &values)
    return DataTable(
      columnNames: names, values: values, levels: levels, missingCounts: missing,
      source: file, lineNumbers: lines, dataRows: rows)
  }

  private borrowing func requireAnyRow() throws(DataError) {
    guard rowsRead > 0 else {
      throw DataError(
        .noRows, file: fileName, message: "\(fileName) has a header but no data rows; is it complete?")
    }
  }

  private borrowing func nonFiniteError(_ slot: Int) -> DataError {
    let first = nonFinite[slot]
    let others = usedNames.indices.filter { $0 != slot && nonFinite[$0].count > 0 }.map { usedNames[$0] }
    return .nonFinite(
      column: usedNames[slot], count: first.count, row: first.row + 1, line: first.line + 1, value: first.value,
      file: fileName, others: others)
  }

  private borrowing func error(_ failure: CSVFailure, rowsBefore: Int) -> DataError {
    let row = rowsBefore + 1
    let line = linesPassed + failure.line + 1
    let place = "\(fileName), line \(line)"
    let column = columnNames[failure.column]
    func cell(_ kind: DataError.Kind, _ message: String) -> DataError {
      DataError(kind, file: fileName, line: line, row: row, column: column, message: "\(place): \(message)")
    }
    switch failure.cause {
    case .ragged(let cells, let hasThousands, let endsWithDelimiter):
      var message = "row \(row) has \(cells) cell\(cells == 1 ? "" : "s"), but \(reference) has \(columnNames.count)"
      if hasThousands {
        message += "; if a comma sets thousands apart (1,234.5), remove it"
      } else if endsWithDelimiter {
        message += "; remove the delimiter at its end"
      } else if cells == 1, columnNames.count > 1 {
        message += "; the delimiter was taken to be \(CSVDialect.name(ofDelimiter: format.delimiter))"
      } else {
        message += "; add or remove cells, or put a cell that holds the delimiter in quotation marks"
      }
      return DataError(.raggedRow, file: fileName, line: line, row: row, message: "\(place): \(message)")
    case .text(let text):
      if isFirstValue(failure, rowsBefore: rowsBefore) { return textColumn(column, text, row: row, line: line) }
      return cell(
        .notANumber,
        "row \(row) of \(column) is not a number: \(CSVText.shown(text)); correct it, or leave it empty if it is missing "
          + "(other marks of a missing value can be given)")
    case .thousands(let text):
      return cell(
        .notANumber,
        "row \(row) of \(column) has its thousands set apart: \(CSVText.shown(text)); remove the separators")
    case .otherDecimalMark(let text):
      let mark = format.decimalMark == UInt8(ascii: ".") ? "point" : "comma"
      return cell(
        .notANumber,
        "row \(row) of \(column) is \(CSVText.shown(text)), but the decimal mark was taken to be a \(mark); "
          + "write all numbers alike, or say which mark it is")
    case .tooLarge(let text):
      return cell(
        .numberTooLarge,
        "row \(row) of \(column) is too large for a double: \(CSVText.shown(text)), beyond 1.8e308; "
          + "correct it or use another unit")
    case .inexactInteger(let text):
      return cell(
        .inexactInteger,
        "row \(row) of \(column) is an integer that no double holds exactly: \(CSVText.shown(text)), above 2^53; "
          + "leave the column out if it is an identifier, write a decimal point if rounding it is right, "
          + "or subtract a constant first")
    case .textBehindQuote(let text):
      return cell(
        .malformedQuote,
        "row \(row) of \(column) has text behind the closing quotation mark of \(CSVText.shown(text)); "
          + "double the quotation marks within a text")
    }
  }

  private borrowing func isFirstValue(_ failure: CSVFailure, rowsBefore: Int) -> Bool {
    missingCounts[format.slots[failure.column]] == rowsBefore
  }

  private borrowing func textColumn(_ column: String, _ text: String, row: Int, line: Int) -> DataError {
    DataError(
      .textColumn, file: fileName, line: line, row: row, column: column,
      message: "column \(column) holds text, \(CSVText.shown(text)) in row \(row) (line \(line) of \(fileName)); "
        + (columnNames.count > 1
          ? "only a formula takes text, as a factor: leave it out by naming the columns to use"
          : "the file has one column only: cells are set apart by ',', ';' or tab"))
  }
}
