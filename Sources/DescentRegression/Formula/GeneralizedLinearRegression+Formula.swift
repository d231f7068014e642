public import DescentData
import DescentLinearAlgebra

extension GeneralizedLinearRegression {
  /// Fits a formula to a table.
  ///
  /// ```swift
  /// let table = try CSVFile("visits.csv").readData()
  /// let model = try GeneralizedLinearRegression.poisson.fit(Formula("visits ~ age * sex + offset(log(years))"), table)
  /// let means = try model.predictor.predict(newTable)      // nil where a cell is missing
  /// ```
  ///
  /// The formula says whether there is an intercept. Rows with missing cells are dropped, and a warning of the model
  /// counts them, or refused.
  ///
  /// - Parameters:
  ///   - formula: what explains what; its offsets are added to Xβ.
  ///   - table: the data.
  ///   - trials: the column of the numbers of trials; the left-hand side are then successes.
  ///   - offset: a column that is added to Xβ beside the offsets of the formula.
  ///   - references: for columns that are factors the level without a coefficient; by default the first one.
  ///   - missing: what becomes of rows with missing cells.
  /// - Throws: `FormulaError`, `DataError` for missing cells that are refused, `RegressionError`.
  public func fit(
    _ formula: Formula, _ table: DataTable, trials: String? = nil, offset: String? = nil,
    references: [String: String] = [:], missing: MissingRows = .dropped
  ) throws -> GeneralizedLinearModel {
    try fit(
      ModelFrame(
        formula, table, references: references, missing: missing, extraColumns: [trials, offset].compactMap(\.self)),
      trials: trials, offset: offset)
  }

  /// Fits the matrix and the response that a formula made of a table.
  ///
  /// - Parameters:
  ///   - frame: the data.
  ///   - trials: the extra column of the frame that holds the numbers of trials.
  ///   - offset: the extra column of the frame that is added to Xβ beside the offsets of the formula.
  ///   - weights: what each row of the frame counts; all the same by default.
  /// - Throws: `FormulaError` for a formula without a left-hand side; `RegressionError`.
  public func fit(
    _ frame: ModelFrame, trials: String? = nil, offset: String? = nil, weights: ObservationWeights? = nil
  ) throws -> GeneralizedLinearModel {
    let (y, target) = try frame.requireResponse()
    guard hasIntercept else {
      throw RegressionError.invalidConfiguration(
        "The formula says whether there is an intercept: write - 1 into it to have none")
    }
    var configuration = self
    configuration.hasIntercept = frame.hasIntercept
    let offsets = [try offset.map { try frame.extraColumn($0) }, frame.offset].compactMap(\.self)
    let response = try trials.map { Response.successes(y, trials: try frame.extraColumn($0)) } ?? .values(y)
    var model = try configuration.fit(
      frame.x, response, terms: ModelTerms(columns: frame.columnNames),
      offset: offsets.dropFirst().reduce(offsets.first) { $0?.adding($1) }, weights: weights, target: target)
    model.predictor.design = frame.specification
    model.predictor.offsetColumn = offset
    model.warnings = frame.warnings + model.warnings
    return model
  }
}
