/// The lines of a file that the rows of a table came from, as runs in which both go up together.
///
/// Blank lines, dropped rows and quoted line ends begin a new run, so a clean file of any length takes one.
struct LineNumbers: Sendable, Equatable {
  /// Row r ≥ `row` of the run stands on line r + `offset`.
  private var runs: [Run] = []

  private struct Run: Equatable {
    var row: Int
    var offset: Int
  }

  /// Notes the line of the next row.
  @inline(__always)
  mutating func append(row: Int, line: Int) {
    if let last = runs.last, last.offset == line - row { return }
    runs.append(Run(row: row, offset: line - row))
  }

  /// Adds the runs of a piece that begins at the given row and line.
  mutating func append(_ piece: LineNumbers, row: Int, line: Int) {
    for run in piece.runs { append(row: row + run.row, line: line + run.row + run.offset) }
  }

  mutating func removeAll() { runs.removeAll(keepingCapacity: true) }

  /// The line of a row.
  ///
  /// - Complexity: O(log runs).
  func line(ofRow row: Int) -> Int? {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? row + runs[low - 1].offset : nil
  }
}
