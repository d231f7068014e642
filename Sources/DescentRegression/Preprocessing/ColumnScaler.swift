public import DescentLinearAlgebra

/// A way of bringing columns to comparable sizes: `StandardScaling`, `MinMaxScaling`, `RobustScaling` or
/// `MaximumMagnitudeScaling`.
///
/// ```swift
/// let scaling = try RobustScaling().fit(trainX)
/// let model = try LinearRegression(ridge: 0.1).fit(scaling.applied(to: trainX), trainY)
/// let predictions = try model.predict(scaling.applied(to: testX))
/// ```
///
/// What is learned of the columns is learned of the rows that are given to `fit`, and of no others: scale within the folds
/// of a cross-validation, so that nothing of the rows that judge leaks into the fit.
public protocol ColumnScaler: Sendable {
  /// Finds the centre and the scale of each column.
  ///
  /// - Parameters:
  ///   - x: the columns, one for each feature, without a column of ones.
  ///   - weights: how often each row counts; rows of weight 0 not at all. All the same by default.
  ///   - names: the names of the columns, for errors; by default x1, x2, ….
  /// - Throws: `RegressionError` for no rows, values that are not finite, wrong weights, and spreads beyond all doubles.
  /// - Precondition: there are as many weights as rows, and as many names as columns.
  func fit(_ x: Matrix<Double>, weights: Vector<Double>?, names: [String]?) throws -> FittedScaling
}

extension ColumnScaler {
  /// Finds the centre and the scale of each column; errors call the columns x1, x2, ….
  public func fit(_ x: Matrix<Double>, weights: Vector<Double>? = nil) throws -> FittedScaling {
    try fit(x, weights: weights, names: nil)
  }
}

/// The rows that a scaling learns from, after all checks.
struct ScalingRows {
  /// The rows of positive weight.
  let x: Matrix<Double>
  /// Their weights; nil where all count the same.
  let weights: Vector<Double>?
  let names: [String]

  init(_ scaling: String, _ x: Matrix<Double>, _ weights: Vector<Double>?, _ names: [String]?) throws {
    if let weights, weights.count != x.rowCount { trapCount("\(scaling): rows, weights", x.rowCount, weights.count) }
    if let names, names.count != x.columnCount { trapCount("\(scaling): columns, names", x.columnCount, names.count) }
    guard x.rowCount > 0 else { throw RegressionError.emptyInput(scaling) }
    try weights.map { try ObservationWeights.frequency($0).validate() }
    let kept = weights.flatMap { weights in
      weights.allSatisfy { $0 > 0 } ? nil : weights.indices.filter { weights[$0] > 0 }
    }
    self.names = names ?? (0..<x.columnCount).map { "x\($0 + 1)" }
    self.x = kept.map { x.selecting(rows: $0) } ?? x
    self.weights = kept.map { rows in Vector(rows.map { weights![$0] }) } ?? weights
    if let (row, column) = self.x.firstNonFinite() {
      throw RegressionError.nonFinite(
        column: self.names[column], row: kept?[row] ?? row, value: self.x[row, column],
        count: self.x.column(column).count { !$0.isFinite })
    }
  }

  /// What `summarize` makes of each column, over the threads.
  func mapColumns<T: Sendable>(_ summarize: @Sendable (_ column: Vector<Double>) -> T) -> [T] {
    concurrentMap(x.columnCount) { summarize(x.column($0)) }
  }
}
