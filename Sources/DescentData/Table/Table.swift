import DescentLinearAlgebra

/// Named columns of numbers, as they were read from a file.
///
/// Every value is finite; rows with missing values have been left out.
public struct Table: Sendable {
  /// The names of the columns.
  public let columnNames: [String]
  /// The numbers: a row for each row kept, a column for each name.
  public let values: Matrix<Double>
  /// The data rows in the file, those left out included.
  public let rowsRead: Int
  /// For each column the number of rows in which it is missing.
  public let missingCounts: [Int]
  /// The file as it was named, or `standard input`.
  public let source: String
  let lineNumbers: RowNumbers
  let dataRows: RowNumbers

  init(
    columnNames: [String], values: Matrix<Double>, rowsRead: Int, missingCounts: [Int], source: String,
    lineNumbers: RowNumbers, dataRows: RowNumbers
  ) {
    self.columnNames = columnNames
    self.values = values
    self.rowsRead = rowsRead
    self.missingCounts = missingCounts
    self.source = source
    self.lineNumbers = lineNumbers
    self.dataRows = dataRows
  }

  /// The rows kept.
  public var rowCount: Int { values.rowCount }

  /// The number of columns.
  public var columnCount: Int { values.columnCount }

  /// The rows left out because a value is missing in them.
  public var rowsDropped: Int { rowsRead - rowCount }

  /// The column of a name, copied.
  ///
  /// - Throws: `DataError` that suggests the nearest name if there is none such.
  /// - Complexity: O(rows).
  public subscript(name: String) -> Vector<Double> {
    get throws(DataError) { values.column(try index(of: name)) }
  }

  /// The columns of these names in this order; without a copy if they are all columns in the table's order.
  ///
  /// - Throws: `DataError` that suggests the nearest name if there is no such column.
  /// - Complexity: O(rows × columns).
  public func matrix(columns names: [String]) throws(DataError) -> Matrix<Double> {
    if names == columnNames { return values }
    var indices: [Int] = []
    for name in names { indices.append(try index(of: name)) }
    return values.selecting(columns: indices)
  }

  /// The line of the file, counted from 1, on which a row of `values`, counted from 0, begins; nil for files without
  /// lines.
  ///
  /// - Complexity: O(log rows) at most.
  public func lineNumber(ofRow row: Int) -> Int? {
    guard 0..<rowCount ~= row else { trapIndex("Table row", row, rowCount) }
    return lineNumbers.number(ofRow: row).map { $0 + 1 }
  }

  /// The data row of the file, counted from 1, that a row of `values`, counted from 0, was read from: rows that were left
  /// out count, the header and blank lines do not.
  ///
  /// - Complexity: O(log rows) at most.
  public func dataRow(ofRow row: Int) -> Int {
    guard 0..<rowCount ~= row else { trapIndex("Table row", row, rowCount) }
    return (dataRows.number(ofRow: row) ?? row) + 1
  }

  /// The place of a column.
  ///
  /// - Throws: `DataError` that suggests the nearest name if there is none such.
  public func index(of name: String) throws(DataError) -> Int {
    guard let index = columnNames.firstIndex(of: name) else {
      throw DataError(
        .unknownColumn, file: source, column: name,
        message: "\(source) has no column '\(name)'\(NearestName.hint(for: name, among: columnNames))")
    }
    return index
  }
}
