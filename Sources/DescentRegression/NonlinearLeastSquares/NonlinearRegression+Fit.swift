public import DescentLinearAlgebra
import DescentOptimization

extension NonlinearRegression {
  /// Fits the parameters.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, as the model takes it.
  ///   - y: one value for each observation.
  ///   - start: where the search begins; as many numbers as the model has parameters.
  ///   - weights: what each observation counts; all the same by default.
  ///   - names: the names of the parameters; by default b1, b2, ….
  ///   - target: the name of y.
  /// - Throws: `RegressionError` where data, start or settings make no sense, or the model is not finite at the start. A
  ///   search that does not converge returns a model that says so (``NonlinearModel/termination``).
  /// - Precondition: x has as many rows as y, and the weights, have elements; there are as many names as parameters.
  /// - Complexity: an iteration takes n evaluations of the model for a trial and n p for differences, 2np² flops for the
  ///   QR decomposition (LAPACK `geqp3`), and p³ for the step. Evaluations allocate nothing, an iteration the decomposition.
  ///   Each of the last steps takes up to 20 n p evaluations where there are no derivatives.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, from start: Vector<Double>, weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y"
  ) throws -> NonlinearModel {
    let names = names ?? start.indices.map { "b\($0 + 1)" }
    guard names.count == start.count else {
      trapCount("NonlinearRegression.fit: names, parameters", names.count, start.count)
    }
    guard x.rowCount == y.count else {
      trapCount("NonlinearRegression.fit: rows of x, elements of y", x.rowCount, y.count)
    }
    if let weights, weights.values.count != y.count {
      trapCount("NonlinearRegression.fit: weights, elements of y", weights.values.count, y.count)
    }
    try validate(x, y, start, weights, names, target)
    var residuals = NonlinearResiduals(self, x, y, weights?.values, count: start.count)
    let search = try NonlinearSearch(self, &residuals, from: start, names)
    return NonlinearModel(self, residuals, search, weights, start: start, names: names, target: target)
  }

  /// Fits the parameters to an array of values.
  public func fit(
    _ x: Matrix<Double>, _ y: [Double], from start: Vector<Double>, weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y"
  ) throws -> NonlinearModel {
    try fit(x, Vector(y), from: start, weights: weights, names: names, target: target)
  }

  private func validate(
    _ x: Matrix<Double>, _ y: Vector<Double>, _ start: Vector<Double>, _ weights: ObservationWeights?,
    _ names: [String], _ target: String
  ) throws {
    try requireLevel(level)
    guard tolerance > 0, tolerance < 1 else {
      throw RegressionError.invalidConfiguration(
        "The tolerance must lie between 0 and 1, such as 1e-8, and not be \(tolerance)")
    }
    guard maximumIterations >= 1 else {
      throw RegressionError.invalidConfiguration(
        "The number of iterations allowed must be at least 1, and not \(maximumIterations)")
    }
    guard initialRadius > 0, initialRadius.isFinite else {
      throw RegressionError.invalidConfiguration(
        "The initial radius must be a positive number, such as 100 or 1, and not \(initialRadius)")
    }
    guard !start.isEmpty else { throw RegressionError.noParameters }
    try weights?.validate()
    let rows = weights?.values.count { $0 > 0 } ?? y.count
    guard rows >= start.count else {
      throw RegressionError.tooFewObservations(rows: rows, parameters: start.count)
    }
    try requireFiniteData(x, y, target)
    if let bounds {
      guard bounds.lower.count == start.count, bounds.upper.count == start.count else {
        throw RegressionError.invalidConfiguration(
          "There are \(bounds.lower.count) lower and \(bounds.upper.count) upper bounds for \(start.count) parameters: "
            + "give one of each for every parameter, infinite where there is none")
      }
    }
    for j in start.indices {
      guard start[j].isFinite else {
        throw RegressionError.invalidStart(parameter: names[j], value: start[j], range: nil)
      }
      guard let bounds else { continue }
      let (lower, upper) = (bounds.lower[j], bounds.upper[j])
      guard lower <= upper, lower < .infinity, upper > -.infinity else {
        throw RegressionError.invalidConfiguration(
          "The bounds of \(names[j]) are \(lower) and \(upper): the lower one must not be above the upper one")
      }
      guard lower <= start[j], start[j] <= upper else {
        throw RegressionError.invalidStart(parameter: names[j], value: start[j], range: lower...upper)
      }
    }
  }
}

/// - Throws: where a number of the data is not finite, with its place.
func requireFiniteData(_ x: Matrix<Double>, _ y: Vector<Double>, _ target: String, names: [String]? = nil) throws {
  if let row = y.firstIndex(where: { !$0.isFinite }) {
    throw RegressionError.nonFinite(
      column: target, row: row, value: y[row], count: y.count { !$0.isFinite })
  }
  if let (row, column) = x.firstNonFinite() {
    throw RegressionError.nonFinite(
      column: names?[column] ?? "x\(column + 1)", row: row, value: x[row, column],
      count: x.column(column).count { !$0.isFinite })
  }
}
