import DescentLinearAlgebra

/// What becomes of rows with missing cells.
public enum MissingRows: String, Sendable, Codable, CaseIterable {
  /// They are left out and counted.
  case dropped
  /// They are refused: an error names the first.
  case refused
}

extension DataTable {
  /// The rows in which none of these columns is missing.
  ///
  /// - Throws: `DataError` for an unknown name; where there are rows with missing cells and they are refused; where no
  ///   row is left.
  /// - Complexity: O(rows × columns of `names`).
  public func completeRows(
    columns names: [String], missing: MissingRows = .dropped
  ) throws(DataError) -> [Int] {
    var affected: [Int] = []
    for name in names {
      let index = try index(of: name)
      if missingCounts[index] > 0 { affected.append(index) }
    }
    if affected.isEmpty { return Array(0..<rowCount) }
    let width = values.columnCount
    let rows = values.withUnsafeBufferPointer { values in
      (0..<rowCount).filter { row in !affected.contains { values[row * width + $0].isNaN } }
    }
    let counts = NearestName.list(affected.map { "\(columnNames[$0]) \(missingCounts[$0])" })
    if missing == .refused {
      let first = zip(rows, 0...).first { $0 != $1 }?.1 ?? rows.count
      throw DataError.missing(
        rows: rowCount - rows.count, of: rowCount, counts: counts, place: place(ofRow: first), file: source,
        line: lineNumber(ofRow: first), row: dataRow(ofRow: first))
    }
    guard !rows.isEmpty || rowCount == 0 else {
      throw DataError(
        .allRowsDropped, file: source,
        message: "every one of the \(rowCount) rows of \(source) has a missing value in a used column "
          + "(missing in \(counts)); leave out the columns that are missing most")
    }
    return rows
  }

  /// A column of text most of whose cells are numbers, which is often a number column with a slip in it.
  public struct MixedColumn: Sendable, Equatable {
    /// The name of the column.
    public let name: String
    /// How many of its cells are numbers.
    public let numbers: Int
    /// How many are not missing.
    public let cells: Int
    /// The first cell that is no number, and where it stands: `row 3 (line 4 of cars.csv)`.
    public let text: String
    /// The place of that cell.
    public let place: String
  }

  /// The columns of text of whose cells at least half are numbers.
  ///
  /// - Complexity: O(rows) for each column of text that has numbers among its levels.
  public func mixedColumns() -> [MixedColumn] {
    columnNames.indices.compactMap { column in
      guard let levels = levels[column] else { return nil }
      let areNumbers = levels.map { Double($0) != nil }
      guard areNumbers.contains(true) else { return nil }
      var (numbers, cells) = (0, 0)
      var first: (row: Int, level: Int)?
      for row in 0..<rowCount where !values[row, column].isNaN {
        let level = Int(values[row, column])
        cells += 1
        if areNumbers[level] {
          numbers += 1
        } else if first == nil {
          first = (row, level)
        }
      }
      guard let first, 2 * numbers >= cells else { return nil }
      return MixedColumn(
        name: columnNames[column], numbers: numbers, cells: cells, text: levels[first.level],
        place: place(ofRow: first.row))
    }
  }
}

extension DataError {
  /// Rows with missing cells, where they are refused.
  package static func missing(
    rows: Int, of count: Int, counts: String, place: String, file: String, line: Int?, row: Int
  ) -> DataError {
    DataError(
      .missingValue, file: file, line: line, row: row,
      message: "\(rows) of \(count) rows of \(file) \(rows == 1 ? "has" : "have") missing values (\(counts)), "
        + "the first is \(place); fill them in, or let such rows be dropped")
  }
}
