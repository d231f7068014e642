import DescentLinearAlgebra

/// Writes rows of numbers as CSV: a header, commas, LF, each number in the shortest form that reads back as the same.
///
/// ```swift
/// try CSVWriter.write(to: "trace.csv", columnNames: ["iteration", "value"]) { rows throws(DataError) in
///   try rows.append([0, 1.5])
/// }
/// ```
public struct CSVWriter: ~Copyable {
  private let writer: FileWriter
  private let columnCount: Int
  /// The rows written so far.
  public private(set) var rowCount = 0

  /// Writes a file, atomically as `AtomicFile` does.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - columnNames: the header; names with commas, quotation marks or line ends are quoted (RFC 4180).
  ///   - body: appends the rows.
  /// - Throws: `DataError` that names the path and the system's reason, or what `body` throws.
  public static func write(
    to path: String, columnNames: [String], _ body: (inout CSVWriter) throws(DataError) -> Void
  ) throws(DataError) {
    try AtomicFile.write(to: path) { file throws(DataError) in
      try file.write(columnNames.map(quoted).joined(separator: ",") + "\n")
      var rows = CSVWriter(file, columnCount: columnNames.count)
      try body(&rows)
    }
  }

  /// Writes a matrix with a name for each column.
  ///
  /// - Throws: `DataError` that names the path and the system's reason.
  public static func write(
    _ matrix: Matrix<Double>, columnNames: [String], to path: String
  ) throws(DataError) {
    guard columnNames.count == matrix.columnCount else {
      trapCount("CSVWriter.write: names and columns", columnNames.count, matrix.columnCount)
    }
    try write(to: path, columnNames: columnNames) { rows throws(DataError) in
      for row in 0..<matrix.rowCount {
        for column in 0..<matrix.columnCount { try rows.append(matrix[row, column], isFirst: column == 0) }
        try rows.endRow()
      }
    }
  }

  private init(_ writer: FileWriter, columnCount: Int) {
    self.writer = writer
    self.columnCount = columnCount
  }

  /// Appends a row.
  ///
  /// - Precondition: as many values as columns.
  /// - Throws: `DataError` with the system's reason.
  public mutating func append(_ values: [Double]) throws(DataError) {
    try append(values.span)
  }

  /// Appends a row.
  ///
  /// - Precondition: as many values as columns.
  /// - Throws: `DataError` with the system's reason.
  public mutating func append(_ values: Span<Double>) throws(DataError) {
    requireCount(values.count)
    for index in values.indices { try append(values[index], isFirst: index == 0) }
    try endRow()
  }

  /// Appends a row in which nil is an empty cell: a value that does not exist.
  ///
  /// - Precondition: as many values as columns.
  /// - Throws: `DataError` with the system's reason.
  public mutating func append(_ values: [Double?]) throws(DataError) {
    requireCount(values.count)
    for (index, value) in values.enumerated() {
      if let value {
        try append(value, isFirst: index == 0)
      } else if index > 0 {
        try writer.write(UInt8(ascii: ","))
      } else if columnCount == 1 {
        // An empty line would be no row.
        try writer.write("\"\"")
      }
    }
    try endRow()
  }

  private func append(_ value: Double, isFirst: Bool) throws(DataError) {
    if !isFirst { try writer.write(UInt8(ascii: ",")) }
    let text = value.description
    try writer.write(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  private mutating func endRow() throws(DataError) {
    try writer.write(UInt8(ascii: "\n"))
    rowCount += 1
  }

  private func requireCount(_ count: Int) {
    guard count == columnCount else { trapCount("CSVWriter.append: values and columns", count, columnCount) }
  }

  /// A name as RFC 4180 wants it. One with spaces around it is quoted too, and one that is empty.
  static func quoted(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && !",;\"".utf8.contains($0) }
    guard !isPlain || name.isEmpty || name.first == " " || name.last == " " else { return name }
    return "\"\(name.replacing("\"", with: "\"\""))\""
  }
}
