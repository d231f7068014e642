public import DescentData
import DescentLinearAlgebra

extension MultinomialPredictor {
  /// The probabilities of the classes for the rows of a table, in its order, each in the order of ``classes``; nil where a
  /// cell is missing that the model needs.
  ///
  /// - Throws: `DataError` where a column is not there or holds text; `FormulaError` for a level that the fit did not have
  ///   and for values where a function does not exist, with the row.
  public func probabilities(_ table: DataTable) throws -> [[Double]?] {
    let (x, rows) = try features.completeRows(of: table)
    let found = try probabilities(x)
    return spread(rows.indices.map { i in classes.indices.map { found[i, $0] } }, to: rows, of: table.rowCount)
  }

  /// The most probable class for the rows of a table, in its order; nil where a cell is missing that the model needs.
  ///
  /// - Throws: as ``probabilities(_:)-(DataTable)``.
  public func predict(_ table: DataTable) throws -> [String?] {
    let (x, rows) = try features.completeRows(of: table)
    return spread(try predict(x), to: rows, of: table.rowCount)
  }
}
