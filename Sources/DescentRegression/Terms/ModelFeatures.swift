internal import DescentData
internal import DescentLinearAlgebra

/// How rows of data become the columns of a model's coefficients: powers of columns, or what a formula makes of them, with
/// a column of ones where there is an intercept.
struct ModelFeatures {
  let terms: ModelTerms
  /// What makes the terms of a table, where the model was fitted by a formula.
  let design: DesignSpecification?
  let hasIntercept: Bool

  /// The terms of rows that hold the columns of `terms`, without a column of ones.
  ///
  /// - Precondition: x has one column for each of these.
  func expanded(_ x: Matrix<Double>) throws -> Matrix<Double> {
    guard x.columnCount == terms.columns.count else {
      fatalError("predict: X has \(x.columnCount) columns, the model needs \(terms.columns.count): \(terms.columns)")
    }
    return try terms.matrix(from: x, names: terms.columns)
  }

  /// The columns of all coefficients.
  func matrix(_ x: Matrix<Double>) throws -> Matrix<Double> {
    let features = try expanded(x)
    return hasIntercept ? features.prependingOnes() : features
  }

  /// xᵀ C x of the columns that were kept, for each row: with C the covariance of their coefficients the variance of Xβ.
  func quadraticForms(_ x: Matrix<Double>, keptColumns: [Int], _ c: Matrix<Double>) throws -> Vector<Double> {
    let all = try matrix(x)
    let kept = keptColumns.count == all.columnCount ? all : all.selecting(columns: keptColumns)
    return (kept * c).multiplyingElements(by: kept).rowSums().mapElements { max(0, $0) }
  }

  /// The columns of `terms` in the rows of a table without missing cells, and which rows these are.
  ///
  /// - Throws: `DataError` where a column is not there; `FormulaError` for a level that the fit did not have and for
  ///   values where a function does not exist, with the row.
  func completeRows(of table: DataTable) throws -> (x: Matrix<Double>, rows: [Int]) {
    guard let design else {
      let columns = terms.columns
      // A model of the intercept alone has a prediction for every row.
      let rows = columns.isEmpty ? Array(0..<table.rowCount) : try table.presentRows(columns: columns)
      return (try table.numbers(columns: columns, rows: rows), rows)
    }
    let x = try design.matrix(from: table)
    let rows = x.columnCount == 0 ? Array(0..<x.rowCount) : (0..<x.rowCount).filter { !x[$0, 0].isNaN }
    return (rows.count == x.rowCount ? x : x.selecting(rows: rows), rows)
  }
}

extension DataTable {
  /// The rows in which none of these columns is missing; there may be none.
  func presentRows(columns: [String]) throws -> [Int] {
    let places = try columns.map { try index(of: $0) }
    return (0..<rowCount).filter { row in !places.contains { values[row, $0].isNaN } }
  }

  /// The columns of these names, all of them of numbers.
  func numbers(columns: [String], rows: [Int]) throws -> Matrix<Double> {
    for name in columns where try isText(name) {
      throw DataError(
        .textColumn, file: source, column: name,
        message: "column \(name) of \(source) holds text; the model was fitted to numbers")
    }
    let places = try columns.map { try index(of: $0) }
    return values.selecting(rows: rows).selecting(columns: places)
  }
}

/// The values in the places of their rows; nil in the others.
func spread<Value>(_ values: some Sequence<Value>, to rows: [Int], of count: Int) -> [Value?] {
  var result = [Value?](repeating: nil, count: count)
  for (row, value) in zip(rows, values) { result[row] = value }
  return result
}
