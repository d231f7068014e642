import DescentLinearAlgebra

extension DataError {
  /// `x2 has 3 non-finite values, the first in row 17 (line 18 of cars.csv): nan`, and what to do.
  ///
  /// - Parameters:
  ///   - column: the name of the column.
  ///   - count: how many there are.
  ///   - row: the data row of the first one, from 1.
  ///   - line: its line, from 1, if the file has lines.
  ///   - value: the first one.
  ///   - file: the file as the user named it.
  ///   - others: further columns that have some.
  package static func nonFinite(
    column: String, count: Int, row: Int, line: Int?, value: Double, file: String, others: [String] = []
  ) -> DataError {
    let number = count == 1 ? "a non-finite value" : "\(count) non-finite values, the first"
    let place = line.map { "line \($0) of \(file)" } ?? file
    let also = others.isEmpty ? "" : "; so have \(NearestName.list(others))"
    return DataError(
      .nonFinite, file: file, line: line, row: row, column: column,
      message: "\(column) has \(number) in row \(row) (\(place)): \(value)\(also). "
        + "Correct them, leave the column out, or "
        + (line == nil
          ? "remove these rows"
          : "if they mark missing values, leave the cells empty or name the mark as one of a missing value"))
  }

  /// The error for the first column with values that are not finite; nil if all are finite.
  ///
  /// - Complexity: one pass, and a second one if there are some.
  package static func nonFinite(
    in values: Matrix<Double>, columnNames: [String], file: String
  ) -> DataError? {
    guard values.firstNonFinite() != nil else { return nil }
    var counts = [Int](repeating: 0, count: values.columnCount)
    var firsts = [(row: Int, value: Double)](repeating: (0, 0), count: values.columnCount)
    for row in 0..<values.rowCount {
      for column in 0..<values.columnCount where !values[row, column].isFinite {
        if counts[column] == 0 { firsts[column] = (row, values[row, column]) }
        counts[column] += 1
      }
    }
    let affected = counts.indices.filter { counts[$0] > 0 }
    return nonFinite(
      column: columnNames[affected[0]], count: counts[affected[0]], row: firsts[affected[0]].row + 1, line: nil,
      value: firsts[affected[0]].value, file: file, others: affected.dropFirst().map { columnNames[$0] })
  }
}
