public import DescentLinearAlgebra

/// Named columns of numbers and of text, every row in its place, missing cells marked.
///
/// ```swift
/// let table = try CSVFile("cars.csv").readData()
/// if case .text(let makers) = try table["maker"] { print(makers.levels) }
/// ```
///
/// ``Table`` is the leaner one where all columns are numbers and rows with missing cells are of no use.
public struct DataTable: Sendable {
  /// What a column holds.
  public enum Column: Sendable, Equatable {
    /// Finite numbers, NaN where a cell is missing.
    case numbers(Vector<Double>)
    /// Texts.
    case text(TextColumn)

    /// The number of rows.
    public var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .text(let column): column.count
      }
    }
  }

  /// The names of the columns.
  public let columnNames: [String]
  /// For each column the number of cells that are missing.
  public let missingCounts: [Int]
  /// The file as it was named, or a word for what is no file.
  public let source: String
  /// A row for each row, a column for each column: numbers, or the codes of texts, NaN where a cell is missing.
  package let values: Matrix<Double>
  /// For each column of text its levels, nil for a column of numbers.
  package let levels: [[String]?]
  private let lineNumbers: RowNumbers
  private let dataRows: RowNumbers

  init(
    columnNames: [String], values: Matrix<Double>, levels: [[String]?], missingCounts: [Int], source: String,
    lineNumbers: RowNumbers = RowNumbers(), dataRows: RowNumbers = RowNumbers()
  ) {
    self.columnNames = columnNames
    self.values = values
    self.levels = levels
    self.missingCounts = missingCounts
    self.source = source
    self.lineNumbers = lineNumbers
    self.dataRows = dataRows
  }

  /// The number of rows, those with missing cells included.
  public var rowCount: Int { values.rowCount }

  /// The number of columns.
  public var columnCount: Int { columnNames.count }

  /// The column of a name, copied.
  ///
  /// - Throws: `DataError` that suggests the nearest name if there is none such.
  /// - Complexity: O(rows).
  public subscript(name: String) -> Column {
    get throws(DataError) {
      let index = try index(of: name)
      let column = values.column(index)
      guard let levels = levels[index] else { return .numbers(column) }
      return .text(TextColumn(levels: levels, codes: column.map { $0.isNaN ? TextColumn.missing : Int32($0) }))
    }
  }

  /// Whether a column holds text.
  ///
  /// - Throws: `DataError` that suggests the nearest name if there is none such.
  public func isText(_ name: String) throws(DataError) -> Bool { levels[try index(of: name)] != nil }

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

  /// The line of the file, counted from 1, on which a row, counted from 0, begins; nil for what has no lines.
  ///
  /// - Complexity: O(log rows) at most.
  public func lineNumber(ofRow row: Int) -> Int? {
    guard 0..<rowCount ~= row else { trapRow(row, rowCount) }
    return lineNumbers.number(ofRow: row).map { $0 + 1 }
  }

  /// The data row of the file, counted from 1, that a row, counted from 0, was read from.
  ///
  /// - Complexity: O(log rows) at most.
  public func dataRow(ofRow row: Int) -> Int {
    guard 0..<rowCount ~= row else { trapRow(row, rowCount) }
    return (dataRows.number(ofRow: row) ?? row) + 1
  }

  /// `row 3 (line 4 of cars.csv)`, for messages.
  package func place(ofRow row: Int) -> String {
    let number = dataRow(ofRow: row)
    return lineNumber(ofRow: row).map { "row \(number) (line \($0) of \(source))" } ?? "row \(number) of \(source)"
  }
}

extension DataTable {
  /// The columns and rows of a table of numbers, which is not copied.
  public init(_ table: Table) {
    self.init(
      columnNames: table.columnNames, values: table.values, levels: table.columnNames.map { _ in nil },
      missingCounts: table.columnNames.map { _ in 0 }, source: table.source, lineNumbers: table.lineNumbers,
      dataRows: table.dataRows)
  }

  /// A table of these columns.
  ///
  /// ```swift
  /// let table = try DataTable(["x": .numbers([1, 2, .nan]), "colour": .text(["red", nil, "blue"])])
  /// ```
  ///
  /// - Parameters:
  ///   - columns: names and columns; NaN is a missing number.
  ///   - source: what messages call the table.
  /// - Throws: `DataError` where a name stands twice or a number is infinite.
  /// - Precondition: all columns have the same number of rows.
  /// - Complexity: O(rows × columns): the columns are copied.
  public init(_ columns: KeyValuePairs<String, Column>, source: String = "the table") throws(DataError) {
    try self.init(columns: columns.map { ($0.key, $0.value) }, source: source)
  }

  /// A table of these columns, given as pairs.
  ///
  /// - Throws: `DataError` where a name stands twice or a number is infinite.
  /// - Precondition: all columns have the same number of rows.
  public init(columns: [(name: String, column: Column)], source: String = "the table") throws(DataError) {
    let rowCount = columns.first?.column.count ?? 0
    var seen: Set<String> = []
    for (name, column) in columns {
      guard column.count == rowCount else { trapCount("DataTable: column \(name)", column.count, rowCount) }
      guard seen.insert(name).inserted else {
        throw DataError(
          .duplicateColumn, file: source, column: name,
          message: "\(source) has two columns named '\(name)'; rename one of them")
      }
      if case .numbers(let values) = column, let row = values.firstIndex(where: \.isInfinite) {
        throw .nonFinite(
          column: name, count: values.count(where: \.isInfinite), row: row + 1, line: nil, value: values[row],
          file: source)
      }
    }
    let vectors = columns.map { _, column -> Vector<Double> in
      switch column {
      case .numbers(let values): values
      case .text(let text): Vector(text.codes.lazy.map { $0 < 0 ? .nan : Double($0) })
      }
    }
    self.init(
      columnNames: columns.map(\.name), values: Matrix(columns: vectors),
      levels: columns.map { if case .text(let text) = $0.column { text.levels } else { nil } },
      missingCounts: vectors.map { $0.count(where: \.isNaN) }, source: source)
  }
}

/// Ends the program for a row that does not exist.
func trapRow(_ row: Int, _ count: Int) -> Never { trapIndex("Table row", row, count) }
