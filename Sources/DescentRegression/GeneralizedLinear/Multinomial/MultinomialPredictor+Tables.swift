public import DescentData
import DescentLinearAlgebra

extension MultinomialPredictor {
  /// The probabilities of the classes for the rows of a table, in its order, each in the order of ``classes``; nil where a
  /// cell is missing that the model needs.
  ///
  /// - Throws: `DataError` where a column is not there or holds text; `FormulaError` for a level that the fit did not have
  ///   and for values where a function does not exist, with the row.
  public func probabilities(_ table: DataTable) throws -> [[Double]?] {
    let (x, rows) = try featureRows(of: table)
    let found = try probabilities(x)
    var result = [[Double]?](repeating: nil, count: table.rowCount)
    for (i, row) in rows.enumerated() { result[row] = classes.indices.map { found[i, $0] } }
    return result
  }

  /// The most probable class for the rows of a table, in its order; nil where a cell is missing that the model needs.
  ///
  /// - Throws: as ``probabilities(_:)-(DataTable)``.
  public func predict(_ table: DataTable) throws -> [String?] {
    let (x, rows) = try featureRows(of: table)
    var result = [String?](repeating: nil, count: table.rowCount)
    for (name, row) in zip(try predict(x), rows) { result[row] = name }
    return result
  }

  /// The matrix of the rows without missing cells, and which these are.
  func featureRows(of table: DataTable) throws -> (x: Matrix<Double>, rows: [Int]) {
    guard let design else {
      let columns = terms.columns
      // A model of intercepts alone has a prediction for every row.
      let rows = columns.isEmpty ? Array(0..<table.rowCount) : try table.presentRows(columns: columns)
      return (try table.numbers(columns: columns, rows: rows), rows)
    }
    let x = try design.matrix(from: table)
    let rows = x.columnCount == 0 ? Array(0..<x.rowCount) : (0..<x.rowCount).filter { !x[$0, 0].isNaN }
    return (rows.count == x.rowCount ? x : x.selecting(rows: rows), rows)
  }
}
