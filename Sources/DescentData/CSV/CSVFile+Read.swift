import DescentLinearAlgebra
import Foundation

extension CSVFile {
  /// Reads the rows.
  ///
  /// Rows with a missing value in a used column are left out and counted. Columns that are not used are skipped, not
  /// parsed, and may hold anything. The first thing that is wrong ends the reading; non-finite values are counted to the
  /// end, so that the message can say how many there are.
  ///
  /// - Parameter columns: the columns to use, in the order wanted; all if nil.
  /// - Returns: the table of the used columns and the rows kept.
  /// - Throws: `DataError` with the file, line, row and column.
  /// - Complexity: O(bytes), one pass in blocks of some megabytes, over all threads; the next block is read meanwhile. The memory is that of the matrix and
  ///   a few blocks. A file can be read again, standard input and pipes only once.
  /// - Accuracy: every number is the double nearest to what is written; integers that no double can hold are refused.
  public func read(columns: [String]? = nil) throws(DataError) -> Table {
    let used = try usedColumns(columns)
    var slots = [Int](repeating: -1, count: columnNames.count)
    for (slot, column) in used.enumerated() { slots[column] = slot }
    let format = CSVFormat(
      dialect: dialect, slots: slots, usedCount: used.count, missingMarkers: options.missingMarkers)
    try startRows()
    var progress = Progress()
    return try collect(format, names: used.map { columnNames[$0] }, progress: &progress).finish()
  }

  /// How far reading has come.
  struct Progress {
    /// Blocks that are no longer in memory.
    var blocksPassed = 0
    /// The column of the file whose text ended the reading.
    var textColumn: Int?
  }

  /// Parses all rows from where the reader stands.
  func collect(
    _ format: CSVFormat, names: [String], progress: inout Progress
  ) throws(DataError) -> CSVCollector {
    var collector = CSVCollector(file: self, format: format, names: names)
    let pieceCount = Self.pieceCount
    let parsers = (0...pieceCount).map { _ in CSVPieceParser(format) }
    nonisolated(unsafe) let reader = reader
    while true {
      nonisolated(unsafe) let text = reader.bytes
      let split = CSVSplit(
        text, delimiter: dialect.delimiter, pieceCount: pieceCount, isLast: reader.isAtEnd, hasQuotes: reader.hasQuotes)
      let boundaries = split.boundaries
      let pieces = boundaries.count - 1
      Parallelism.forEach(pieces + 1) { task in
        if task == 0 {
          reader.readAhead()
        } else {
          parsers[task - 1].parse(UnsafeBufferPointer(rebasing: text[boundaries[task - 1]..<boundaries[task]]))
        }
      }
      do {
        try collector.append(parsers.prefix(pieces))
      } catch {
        progress.textColumn = parsers.prefix(pieces).lazy.compactMap(\.failure).first?.textColumn
        throw error
      }
      if reader.isAtEnd {
        if let quote = split.openQuote { throw unterminatedQuote(text, boundaries[pieces]..<quote, collector) }
        break
      }
      reader.advance(by: boundaries[pieces])
      progress.blocksPassed += 1
      if try !reader.next() {
        if let quote = split.openQuote { throw unterminatedQuote(text, 0..<quote, collector) }
        let line = collector.linesPassed + 1
        throw DataError(
          .recordTooLong, file: name, line: line,
          message: "\(name), line \(line): the row is longer than \(text.count >> 20) MiB; is this a CSV file?")
      }
    }
    return collector
  }

  /// The indices of the columns asked for.
  func usedColumns(_ requested: [String]?) throws(DataError) -> [Int] {
    var positions: [String: [Int]] = [:]
    for (index, name) in columnNames.enumerated() { positions[name, default: []].append(index) }
    var used: [Int] = []
    var seen: Set<String> = []
    for wanted in requested ?? columnNames {
      guard let places = positions[wanted] else {
        throw DataError(
          .unknownColumn, file: name, column: wanted,
          message: "\(name) has no column '\(wanted)'\(NearestName.hint(for: wanted, among: columnNames))")
      }
      if wanted.isEmpty {
        throw DataError(
          .unnamedColumn, file: name,
          message: "column \(places[0] + 1) of \(name) has no name in the header; name it, or leave it out by naming "
            + "the columns to use (a nameless first column is often a row index written along, as pandas does)")
      }
      if places.count > 1 {
        throw DataError(
          .duplicateColumn, file: name, column: wanted,
          message: "\(name) has two columns named '\(wanted)', column \(places[0] + 1) and column \(places[1] + 1); "
            + "rename one of them")
      }
      guard seen.insert(wanted).inserted else {
        throw DataError(
          .columnRequestedTwice, file: name, column: wanted,
          message: "column '\(wanted)' of \(name) was asked for twice; name it once")
      }
      used.append(places[0])
    }
    guard !used.isEmpty else { trap("CSVFile.read: no columns were asked for; pass nil for all of them") }
    return used
  }

  private func unterminatedQuote(
    _ text: UnsafeBufferPointer<UInt8>, _ before: Range<Int>, _ collector: borrowing CSVCollector
  ) -> DataError {
    let line = collector.linesPassed + CSVByte.lineBreaks(in: UnsafeBufferPointer(rebasing: text[before])) + 1
    return DataError(
      .unterminatedQuote, file: name, line: line, row: collector.rowsRead + 1,
      message: "\(name), line \(line): a quotation mark opens a cell here that is never closed; "
        + "close it, or double it if it belongs to the text")
  }
}
