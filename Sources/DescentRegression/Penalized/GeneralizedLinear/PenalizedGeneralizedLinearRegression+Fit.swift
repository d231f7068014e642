public import DescentData
public import DescentLinearAlgebra

extension PenalizedGeneralizedLinearRegression {
  /// Fits a model for each λ.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - offset: what is added to Xβ; nothing by default.
  ///   - weights: what each observation counts; all the same by default.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  /// - Throws: ``RegressionError`` for data that are not finite or that the family does not have, for a response of one
  ///   class only, and for settings that make no sense. Not to converge is no error.
  /// - Precondition: x has as many rows as y, the offset and the weights have elements.
  /// - Complexity: a copy of X. A Newton step takes n m (m + 6) flops for m columns that the strong rule keeps, some three
  ///   are taken for a λ, and a check of all columns 2np.
  public func fit(
    _ x: Matrix<Double>, _ y: Vector<Double>, offset: Vector<Double>? = nil, weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y"
  ) throws -> PenalizedGeneralizedLinearPath {
    let terms = ModelTerms(columns: names ?? (0..<x.columnCount).map { "x\($0 + 1)" })
    return try fit(x, .values(y), terms: terms, offset: offset, weights: weights, target: target)
  }

  /// Fits a model for each λ to columns of a table.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column to be explained; with `trials` its numbers of successes.
  ///   - terms: columns and powers; by default all columns that are not used otherwise.
  ///   - trials: the column of the numbers of trials.
  ///   - offset: the column that is added to Xβ.
  ///   - weights: what each observation counts; all the same by default.
  public func fit(
    _ table: Table, target: String, terms: ModelTerms? = nil, trials: String? = nil, offset: String? = nil,
    weights: ObservationWeights? = nil
  ) throws -> PenalizedGeneralizedLinearPath {
    try PenalizedGeneralizedLinearFit.path(
      self, PenalizedResponse(self, table, target: target, terms, trials: trials, offset: offset, weights: weights))
  }

  /// Fits a model for each λ to the terms given.
  ///
  /// - Parameters:
  ///   - values: one row for each observation, one column for each of ``ModelTerms/columns``, in that order.
  ///   - response: what is explained: values, or successes out of trials.
  ///   - terms: columns and powers.
  ///   - offset: what is added to Xβ; 0 by default.
  ///   - weights: what each observation counts; all the same by default.
  ///   - target: the name of y.
  public func fit(
    _ values: Matrix<Double>, _ response: GeneralizedLinearRegression.Response, terms: ModelTerms,
    offset: Vector<Double>? = nil, weights: ObservationWeights? = nil, target: String = "y"
  ) throws -> PenalizedGeneralizedLinearPath {
    try PenalizedGeneralizedLinearFit.path(
      self,
      PenalizedResponse(
        self, values, response, terms: terms, offset: offset, weights: weights, target: target))
  }
}
