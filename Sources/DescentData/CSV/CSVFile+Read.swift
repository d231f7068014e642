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
    let (format, names) = try format(of: columns)
    try startRows()
    var progress = CSVProgress()
    return try collect(format, names: names, progress: &progress).finish()
  }

  /// Parses all rows from where the reader stands.
  func collect(
    _ format: CSVFormat, names: [String], progress: inout CSVProgress
  ) throws(DataError) -> CSVCollector {
    var collector = CSVCollector(file: self, format: format, names: names)
    let pass = CSVPass(format)
    while try pass.readBlock(of: self, into: &collector, progress: &progress) {}
    return collector
  }

  /// The format for columns of numbers, and their names.
  private func format(of columns: [String]?) throws(DataError) -> (format: CSVFormat, names: [String]) {
    let used = try usedColumns(columns)
    var slots = [Int](repeating: -1, count: columnNames.count)
    for (slot, column) in used.enumerated() { slots[column] = slot }
    let format = CSVFormat(
      dialect: dialect, slots: slots, usedCount: used.count, missingMarkers: options.missingMarkers)
    return (format, used.map { columnNames[$0] })
  }

  /// Reads the rows block by block, each a table of its own, so that a file larger than memory can be worked through.
  ///
  /// ```swift
  /// try CSVFile("large.csv").forEachBlock(columns: ["x", "y"]) { try stream.update(with: $0) }
  /// ```
  ///
  /// A table's line numbers and data rows are those of the file; ``Table/rowsRead`` and ``Table/missingCounts`` count
  /// what is in the block. Blocks without a complete row are passed over.
  ///
  /// - Parameters:
  ///   - columns: the columns to use, in the order wanted; all if nil.
  ///   - body: called with some megabytes of rows at a time, in the file's order.
  /// - Returns: the rows read and those of them left out because of missing values.
  /// - Throws: `DataError` as ``read(columns:)`` does, except that a non-finite value ends the reading at its block, and
  ///   whatever `body` throws.
  /// - Complexity: O(bytes), one pass. The memory is that of a few blocks, whatever the size of the file.
  @discardableResult
  public func forEachBlock(
    columns: [String]? = nil, _ body: (Table) throws -> Void
  ) throws -> (rowsRead: Int, rowsDropped: Int) {
    let (format, names) = try format(of: columns)
    try startRows()
    let pass = CSVPass(format)
    var collector = CSVCollector(file: self, format: format, names: names)
    var progress = CSVProgress()
    while true {
      let hasMore = try pass.readBlock(of: self, into: &collector, progress: &progress)
      if let table = try collector.takeBlock() { try body(table) }
      guard hasMore else { break }
    }
    try collector.requireRows()
    return (collector.rowsRead, collector.rowsRead - collector.rowsTaken)
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
}

/// How far reading has come.
struct CSVProgress {
  /// Blocks that are no longer in memory.
  var blocksPassed = 0
  /// The column of the file whose text ended the reading.
  var textColumn: Int?
}

/// One pass over the rows of a file: the parsers, which keep their memory from block to block.
private struct CSVPass {
  private let format: CSVFormat
  private let pieceCount = CSVFile.pieceCount
  private let parsers: [CSVPieceParser]

  init(_ format: CSVFormat) {
    self.format = format
    parsers = (0...pieceCount).map { _ in CSVPieceParser(format) }
  }

  /// Parses what the reader holds, while it reads on.
  ///
  /// - Returns: whether there is more.
  func readBlock(
    of file: CSVFile, into collector: inout CSVCollector, progress: inout CSVProgress
  ) throws(DataError) -> Bool {
    nonisolated(unsafe) let reader = file.reader
    nonisolated(unsafe) let text = reader.bytes
    let split = CSVSplit(
      text, delimiter: format.delimiter, pieceCount: pieceCount, isLast: reader.isAtEnd, hasQuotes: reader.hasQuotes)
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
      if let quote = split.openQuote { throw unterminatedQuote(file, text, boundaries[pieces]..<quote, collector) }
      return false
    }
    reader.advance(by: boundaries[pieces])
    progress.blocksPassed += 1
    if try !reader.next() {
      if let quote = split.openQuote { throw unterminatedQuote(file, text, 0..<quote, collector) }
      let line = collector.linesPassed + 1
      throw DataError(
        .recordTooLong, file: file.name, line: line,
        message: "\(file.name), line \(line): the row is longer than \(text.count >> 20) MiB; is this a CSV file?")
    }
    return true
  }

  private func unterminatedQuote(
    _ file: CSVFile, _ text: UnsafeBufferPointer<UInt8>, _ before: Range<Int>, _ collector: borrowing CSVCollector
  ) -> DataError {
    let line = collector.linesPassed + CSVByte.lineBreaks(in: UnsafeBufferPointer(rebasing: text[before])) + 1
    return DataError(
      .unterminatedQuote, file: file.name, line: line, row: collector.rowsRead + 1,
      message: "\(file.name), line \(line): a quotation mark opens a cell here that is never closed; "
        + "close it, or double it if it belongs to the text")
  }
}
