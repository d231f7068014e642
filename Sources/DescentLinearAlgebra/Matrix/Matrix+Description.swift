extension Matrix: CustomStringConvertible {
  /// The elements in aligned columns; of more than ten rows or columns the first and last five, and the shape.
  public var description: String {
    guard count > 0 else { return "[] (\(rowCount)×\(columnCount))" }
    let rows = Self.shown(of: rowCount)
    let columns = Self.shown(of: columnCount)
    var cells = rows.map { i in
      columns.map { j in
        guard let i, let j else { return "…" }
        return "\(self[i, j])"
      }
    }
    for c in columns.indices {
      let width = cells.map { $0[c].count }.max() ?? 0
      for r in cells.indices { cells[r][c] = String(repeating: " ", count: width - cells[r][c].count) + cells[r][c] }
    }
    let lines = cells.map { "[" + $0.joined(separator: "  ") + "]" }
    let isCut = rows.count < rowCount || columns.count < columnCount
    return lines.joined(separator: "\n") + (isCut ? "\n(\(rowCount)×\(columnCount))" : "")
  }

  /// The indices that are shown; nil stands for those left out.
  private static func shown(of count: Int) -> [Int?] {
    count <= 10 ? Array(0..<count) : Array(0..<5) + [nil] + Array(count - 5..<count)
  }
}
