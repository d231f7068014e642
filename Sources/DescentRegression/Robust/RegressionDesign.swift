import DescentLinearAlgebra

/// The columns of a linear model with their names, a column of ones first where there is an intercept, in the rows that
/// count.
struct RegressionDesign {
  let matrix: Matrix<Double>
  let y: Vector<Double>
  let names: [String]
  let weights: RowWeights
  /// The data as they were given, with those rows too that do not count.
  private let x: Matrix<Double>
  private let allY: Vector<Double>
  private let hasIntercept: Bool

  /// - Throws: `RegressionError` where a number is not finite, there is nothing to fit, there are fewer rows than columns,
  ///   or a weight is none.
  init(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: ObservationWeights?, hasIntercept: Bool, names: [String]?,
    target: String
  ) throws {
    let names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    guard x.rowCount == y.count else { trapCount("fit: rows of x, elements of y", x.rowCount, y.count) }
    if let weights, weights.values.count != y.count {
      trapCount("fit: weights, elements of y", weights.values.count, y.count)
    }
    guard names.count == x.columnCount else { trapCount("fit: names, columns of x", names.count, x.columnCount) }
    let count = x.columnCount + (hasIntercept ? 1 : 0)
    guard count > 0 else { throw RegressionError.noTerms }
    guard y.count >= count else { throw RegressionError.tooFewObservations(rows: y.count, parameters: count) }
    try requireFiniteData(x, y, target, names: names)
    let rowWeights = try RowWeights(weights, rowCount: y.count)
    if let rows = rowWeights.rows, rows.count < count {
      throw RegressionError.tooFewWeightedRows(rows: rows.count, of: y.count, coefficients: count)
    }
    self.weights = rowWeights
    (self.x, allY, self.hasIntercept) = (x, y, hasIntercept)
    let kept = rowWeights.selecting(x)
    matrix = hasIntercept ? kept.prependingOnes() : kept
    self.y = rowWeights.selecting(y)
    self.names = (hasIntercept ? ["(Intercept)"] : []) + names
  }

  /// The residuals of all rows, from those of the rows that count.
  func allResiduals(_ residuals: Vector<Double>, _ coefficients: Vector<Double>) -> Vector<Double> {
    guard weights.rows != nil else { return residuals }
    let slopes = Vector(coefficients.dropFirst(hasIntercept ? 1 : 0))
    var all = allY.subtracting((x * slopes).adding(constant: hasIntercept ? coefficients[0] : 0))
    for place in residuals.indices { all[weights.row(place)] = residuals[place] }
    return all
  }
}
