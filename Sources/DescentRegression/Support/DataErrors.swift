import DescentLinearAlgebra

extension RegressionError {
  /// The error of a term that is not finite: a cell of its column, or else the power of one.
  static func notFinite(_ values: Matrix<Double>, row: Int, column: Int, names: [String]) -> RegressionError {
    let count = values.column(column).count { !$0.isFinite }
    guard count > 0 else { return .powerTooLarge(column: names[column], row: row) }
    return .nonFinite(column: names[column], row: row, value: values[row, column], count: count)
  }
}
