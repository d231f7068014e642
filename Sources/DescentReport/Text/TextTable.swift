/// A table in plain text: columns as wide as their widest cell, two blanks apart.
public struct TextTable: Sendable, CustomStringConvertible {
  /// On which side the cells of a column stand.
  public enum Alignment: Sendable { case left, right }

  let header: [String]
  let alignments: [Alignment]
  private(set) var rows: [[String]] = []

  /// A table with these headings. By default the first column is aligned to the left, all others to the right.
  public init(_ header: [String], alignments: [Alignment]? = nil) {
    self.header = header
    self.alignments = alignments ?? header.indices.map { $0 == 0 ? .left : .right }
  }

  /// Adds a row; it must have a cell for each heading.
  public mutating func addRow(_ cells: [String]) {
    guard cells.count == header.count else {
      fatalError("TextTable.addRow: \(cells.count) cells for \(header.count) headings")
    }
    rows.append(cells)
  }

  /// The table, its lines separated by line ends.
  public var description: String { lines.joined(separator: "\n") }

  /// The lines of the table, headings first; no line of headings where all of them are empty.
  public var lines: [String] {
    let widths = header.indices.map { column in
      max(header[column].count, rows.map { $0[column].count }.max() ?? 0)
    }
    return ((header.allSatisfy(\.isEmpty) ? [] : [header]) + rows).map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { line += "  " }
        line += alignments[column] == .left ? cell + padding : padding + cell
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
