/// A table in plain text: columns as wide as their widest cell, two blanks apart.
public struct TextTable: Sendable, CustomStringConvertible {
  /// On which side the cells of a column stand.
  public enum Alignment: Sendable {
    /// At the left, as text.
    case left
    /// At the right, as numbers.
    case right
  }

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
    let shown = (header.allSatisfy(\.isEmpty) ? [] : [header]) + rows
    let lengths = shown.map { row in row.map(\.count) }
    var widths = header.map(\.count)
    for row in lengths { for (column, length) in row.enumerated() { widths[column] = max(widths[column], length) } }
    let blanks = String(repeating: " ", count: widths.max() ?? 0)
    return zip(shown, lengths).map { row, lengths in
      var line = ""
      line.reserveCapacity(widths.reduce(2 * widths.count, +))
      // Blanks before the next cell; none are left at the end of the line.
      var gap = 0
      for (column, cell) in row.enumerated() {
        let padding = widths[column] - lengths[column]
        if alignments[column] == .right { gap += padding }
        if !cell.isEmpty {
          while gap > 0 {
            line += blanks.prefix(gap)
            gap -= min(gap, widths.max() ?? 0)
          }
          line += cell
          gap = 0
        }
        gap += (alignments[column] == .left ? padding : 0) + 2
      }
      return line
    }
  }
}
