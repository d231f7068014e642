import Foundation

/// Parses a piece of a block into numbers. A parser is used by one thread at a time and keeps its memory from piece to
/// piece.
final class CSVPieceParser: @unchecked Sendable {
  private let format: CSVFormat
  private var values = UnsafeMutableBufferPointer<Double>(start: nil, count: 0)

  /// Data rows read, and those kept because nothing is missing in them.
  private(set) var rowsRead = 0
  private(set) var rowsKept = 0
  /// Line ends passed.
  private(set) var linesPassed = 0
  /// By used column.
  private(set) var missingCounts: [Int] = []
  private(set) var nonFinite: [CSVNonFinite] = []
  private(set) var lineNumbers = RowNumbers()
  private(set) var dataRows = RowNumbers()
  private(set) var failure: CSVFailure?
  /// By used column; those of text have some.
  var texts: [CSVTextCodes]

  init(_ format: CSVFormat) {
    self.format = format
    texts = Array(repeating: CSVTextCodes(), count: format.textSlots.isEmpty ? 0 : format.usedCount)
  }

  deinit { values.deallocate() }

  /// The used columns of the rows kept, row by row.
  var keptValues: UnsafeBufferPointer<Double> {
    UnsafeBufferPointer(rebasing: values.prefix(rowsKept * format.usedCount))
  }

  /// Parses whole records. Stops at the first one that cannot be used and leaves its `failure`.
  func parse(_ text: UnsafeBufferPointer<UInt8>) {
    (rowsRead, rowsKept, linesPassed, failure) = (0, 0, 0, nil)
    missingCounts = Array(repeating: 0, count: format.usedCount)
    nonFinite = Array(repeating: CSVNonFinite(), count: format.usedCount)
    lineNumbers.removeAll()
    dataRows.removeAll()
    // A cell that holds a number takes at least two bytes with its delimiter; one row may hold none.
    let needed = text.count / 2 + format.usedCount + 1
    if values.count < needed {
      values.deallocate()
      values = .allocate(capacity: needed)
    }
    guard let start = text.baseAddress else { return }
    format.slots.withUnsafeBufferPointer { parse(from: start, to: start + text.count, slots: $0) }
  }

  private func parse(from start: UnsafePointer<UInt8>, to limit: UnsafePointer<UInt8>, slots: UnsafeBufferPointer<Int>)
  {
    let delimiter = format.delimiter
    let numbers = PlainNumberReader(decimalMark: format.decimalMark)
    // Numbers begin before this place; those close to the end of the piece are read with care.
    let readable = format.markersResembleNumbers ? start : max(start, limit - PlainNumberReader.reach)
    let usedCount = format.usedCount
    var row = values.baseAddress!
    var cursor = start
    while cursor < limit {
      if let next = behindBlankLine(cursor, limit: limit) {
        cursor = next
        linesPassed += 1
        continue
      }
      let recordStart = cursor
      let recordLine = linesPassed
      var column = 0
      var isComplete = true
      var isFinite = true
      while column < slots.count {
        let slot = slots[column]
        if slot < 0 {
          if slot == CSVFormat.unused {
            cursor = behindUnusedCell(cursor, limit: limit, column: column)
          } else {
            row[CSVFormat.text(slot)] = readText(&cursor, limit: limit, column: column)
          }
        } else {
          var first = cursor
          while first < limit, CSVByte.isSpace(first[0], delimiter: delimiter) { first += 1 }
          if first < readable {
            let value = numbers.read(&first)
            while first < limit, CSVByte.isSpace(first[0], delimiter: delimiter) { first += 1 }
            if value.isFinite, first < limit, first[0] == delimiter || CSVByte.isLineEnd(first[0]) {
              row[slot] = value
              column += 1
              cursor = first
              guard cursor[0] == delimiter else { break }
              if column < slots.count { cursor += 1 }
              continue
            }
          }
          switch readCell(&cursor, limit: limit, column: column) {
          case .number(let value):
            row[slot] = value
            isFinite = isFinite && value.isFinite
          case .missing:
            isComplete = format.keepsMissing
            row[slot] = CSVFormat.missing
            missingCounts[slot] += 1
          case .failed:
            break
          }
        }
        if failure != nil {
          failure?.line = recordLine
          reportIfRagged(recordStart, limit: limit, line: recordLine)
          return
        }
        column += 1
        guard cursor < limit, cursor[0] == delimiter else { break }
        if column < slots.count { cursor += 1 }
      }
      let endsRecord = cursor == limit || CSVByte.isLineEnd(cursor[0])
      guard column == slots.count, endsRecord else {
        reportIfRagged(recordStart, limit: limit, line: recordLine)
        return
      }
      if cursor < limit {
        cursor = CSVByte.behindLineEnd(cursor, limit: limit)
        linesPassed += 1
      }
      if isComplete {
        if !isFinite { noteNonFinite(in: row, line: recordLine) }
        lineNumbers.append(row: rowsKept, number: recordLine)
        dataRows.append(row: rowsKept, number: rowsRead)
        rowsKept += 1
        row += usedCount
      }
      rowsRead += 1
    }
  }

  private enum CellOutcome {
    case number(Double)
    case missing
    case failed
  }

  @inline(__always)
  private func behindBlankLine(
    _ start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    guard start[0] <= CSVByte.space else { return nil }
    var cursor = start
    while cursor < limit, CSVByte.isSpace(cursor[0], delimiter: format.delimiter) { cursor += 1 }
    if cursor == limit { return limit }
    return CSVByte.isLineEnd(cursor[0]) ? CSVByte.behindLineEnd(cursor, limit: limit) : nil
  }

  @inline(__always)
  private func behindUnusedCell(
    _ start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, column: Int
  ) -> UnsafePointer<UInt8> {
    var cursor = start
    while cursor < limit, CSVByte.isSpace(cursor[0], delimiter: format.delimiter) { cursor += 1 }
    if cursor < limit, cursor[0] == CSVByte.quote { return behindQuotedCell(start, limit: limit, column: column) }
    return CSVByte.endOfUnquoted(from: cursor, limit: limit, delimiter: format.delimiter)
  }

  @inline(never)
  private func behindQuotedCell(
    _ start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, column: Int
  ) -> UnsafePointer<UInt8> {
    let cell = CSVCell(at: start, limit: limit, delimiter: format.delimiter)
    linesPassed += cell.lineBreaks
    if cell.hasTextBehindQuote { fail(.textBehindQuote(cell.string), column) }
    return cell.end
  }

  /// Reads a cell that is not simply a number.
  @inline(never)
  private func readCell(
    _ cursor: inout UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, column: Int
  ) -> CellOutcome {
    let cell = CSVCell(at: cursor, limit: limit, delimiter: format.delimiter)
    cursor = cell.end
    linesPassed += cell.lineBreaks
    if cell.hasTextBehindQuote {
      fail(.textBehindQuote(cell.string), column)
      return .failed
    }
    let text = cell.trimmedText
    if format.isMissing(text) { return .missing }
    let start = text.baseAddress!
    let end = start + text.count
    if let number = DecimalNumber(at: start, limit: end, decimalMark: format.decimalMark), number.end == end {
      let value = number.rounded(startingAt: start, decimalMark: format.decimalMark)
      if value.isFinite, !number.mayBeInexactInteger || number.isExact(value, startingAt: start) {
        return .number(value)
      }
      fail(value.isFinite ? .inexactInteger(cell.string) : .tooLarge(cell.string), column)
    } else if let value = CSVText.nonFinite(text) {
      return .number(value)
    } else if CSVText.looksLikeThousands(text) {
      fail(.thousands(cell.string), column)
    } else if DecimalNumber(at: start, limit: end, decimalMark: 0x2C + 0x2E - format.decimalMark)?.end == end {
      fail(.otherDecimalMark(cell.string), column)
    } else {
      fail(.text(cell.string), column)
    }
    return .failed
  }

  /// Reads a cell of a column of text: the number of its text, or the mark of a missing cell.
  @inline(never)
  private func readText(
    _ cursor: inout UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, column: Int
  ) -> Double {
    let cell = CSVCell(at: cursor, limit: limit, delimiter: format.delimiter)
    cursor = cell.end
    linesPassed += cell.lineBreaks
    let slot = CSVFormat.text(format.slots[column])
    if cell.hasTextBehindQuote {
      fail(.textBehindQuote(cell.string), column)
      return CSVFormat.missing
    }
    if format.isMissing(cell.trimmedText) {
      missingCounts[slot] += 1
      return CSVFormat.missing
    }
    return Double(texts[slot].code(of: cell))
  }

  private func fail(_ cause: CSVFailure.Cause, _ column: Int) {
    failure = CSVFailure(cause: cause, row: rowsRead, line: linesPassed, column: column)
  }

  /// A wrong number of cells explains what is wrong with a cell: it is reported instead.
  private func reportIfRagged(_ start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, line: Int) {
    let text = UnsafeBufferPointer(start: start, count: limit - start)
    var records = CSVRecordReader(text, delimiter: format.delimiter)
    let cells = records.next()?.cells ?? []
    let isRagged = cells.count != format.slots.count && !cells.contains { $0.hasTextBehindQuote }
    guard isRagged || failure == nil else { return }
    let cause = CSVFailure.Cause.ragged(
      cells: cells.count,
      hasThousands: format.delimiter == UInt8(ascii: ",") && cells.count > format.slots.count
        && CSVText.looksLikeThousands(cells),
      endsWithDelimiter: cells.count == format.slots.count + 1 && cells[cells.count - 1].text.isEmpty)
    failure = CSVFailure(cause: cause, row: rowsRead, line: line, column: 0)
  }

  private func noteNonFinite(in row: UnsafeMutablePointer<Double>, line: Int) {
    for slot in 0..<format.usedCount where !row[slot].isFinite && !CSVFormat.isMissing(row[slot]) {
      if nonFinite[slot].count == 0 {
        nonFinite[slot] = CSVNonFinite(count: 0, row: rowsRead, line: line, value: row[slot])
      }
      nonFinite[slot].count += 1
    }
  }
}

extension DecimalNumber {
  /// An integer literal above 2^53: it may be an identifier that a double would change.
  @inline(__always)
  var mayBeInexactInteger: Bool { isInteger && (digits > 1 << 53 || exponent != 0) }

  /// Whether the integer literal is exactly the value it was rounded to.
  func isExact(_ value: Double, startingAt start: UnsafePointer<UInt8>) -> Bool {
    let literal = UnsafeBufferPointer(start: start, count: end - start).drop { $0 &- 0x30 > 9 || $0 == 0x30 }
    return String(format: "%.0f", value.magnitude).utf8.elementsEqual(literal)
  }
}
