/// Where the rows of a table stand in their file, by line or by data row, as runs in which both go up together.
///
/// Dropped rows begin a new run, and for lines blank lines and quoted line ends do too; a clean file of any length takes
/// one.
struct RowNumbers: Sendable, Equatable {
  /// Row r ≥ `row` of the run has the number r + `offset`.
  private var runs: [Run] = []

  private struct Run: Equatable {
    var row: Int
    var offset: Int
  }

  /// Notes the number of the next row.
  @inline(__always)
  mutating func append(row: Int, number: Int) {
    if let last = runs.last, last.offset == number - row { return }
    runs.append(Run(row: row, offset: number - row))
  }

  /// Adds the runs of a piece that begins at the given row and number.
  mutating func append(_ piece: RowNumbers, row: Int, number: Int) {
    for run in piece.runs { append(row: row + run.row, number: number + run.row + run.offset) }
  }

  mutating func removeAll() { runs.removeAll(keepingCapacity: true) }

  /// The number of a row; nil where none is noted.
  ///
  /// - Complexity: O(log runs).
  func number(ofRow row: Int) -> Int? {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].row <= row { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? row + runs[low - 1].offset : nil
  }
}
