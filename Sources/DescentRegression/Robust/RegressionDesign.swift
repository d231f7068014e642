import DescentLinearAlgebra

/// The columns of a linear model with their names, a column of ones first where there is an intercept.
struct RegressionDesign {
  let matrix: Matrix<Double>
  let names: [String]

  /// - Throws: `RegressionError` where a number is not finite, there is nothing to fit, or there are fewer rows than
  ///   columns.
  init(_ x: Matrix<Double>, _ y: Vector<Double>, hasIntercept: Bool, names: [String]?, target: String) throws {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    guard x.rowCount == y.count else { trapCount("fit: rows of x, elements of y", x.rowCount, y.count) }
    guard names.count == x.columnCount else { trapCount("fit: names, columns of x", names.count, x.columnCount) }
    let count = x.columnCount + (hasIntercept ? 1 : 0)
    guard count > 0 else { throw RegressionError.noTerms }
    guard y.count >= count else { throw RegressionError.tooFewObservations(rows: y.count, parameters: count) }
    try requireFiniteData(x, y, target, names: names)
    matrix = hasIntercept ? x.prependingOnes() : x
    self.names = (hasIntercept ? ["(Intercept)"] : []) + names
  }
}
