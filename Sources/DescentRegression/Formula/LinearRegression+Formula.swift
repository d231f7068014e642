public import DescentData
internal import DescentLinearAlgebra

extension LinearRegression {
  /// Fits a formula to a table.
  ///
  /// ```swift
  /// let table = try CSVFile("cars.csv").readData()
  /// let model = try LinearRegression().fit(Formula("log(mpg) ~ weight * origin"), table)
  /// let predictions = try model.predict(newTable)      // nil where a cell is missing
  /// ```
  ///
  /// The formula says whether there is an intercept. Rows with missing cells are dropped, and a warning of the model
  /// counts them, or refused.
  ///
  /// - Parameters:
  ///   - formula: what explains what.
  ///   - table: the data.
  ///   - references: for columns that are factors the level without a coefficient; by default the first one.
  ///   - missing: what becomes of rows with missing cells.
  /// - Throws: `FormulaError`, `DataError` for missing cells that are refused, `RegressionError`.
  /// - Accuracy: that of `fit` by columns; powers, `I(x^3)` and `poly(x, 3, raw = TRUE)`, are formed by the solver with all
  ///   digits. Other functions are rounded before the fit, which no method gets back.
  public func fit(
    _ formula: Formula, _ table: DataTable, references: [String: String] = [:], missing: MissingRows = .dropped
  ) throws -> LinearModel {
    try fit(ModelFrame(formula, table, references: references, missing: missing))
  }

  /// Fits the matrix and the response that a formula made of a table.
  ///
  /// - Parameters:
  ///   - frame: the data.
  ///   - weights: what each row of the frame counts; all the same by default.
  /// - Throws: `FormulaError` for a formula without a left-hand side or with an offset; `RegressionError`.
  public func fit(_ frame: ModelFrame, weights: ObservationWeights? = nil) throws -> LinearModel {
    let (y, target) = try frame.requireResponse()
    guard frame.offset == nil else {
      throw FormulaError(
        .response,
        "A linear model takes no offset: subtract it on the left-hand side, as in y - t ~ x, or leave it out")
    }
    guard hasIntercept else {
      throw RegressionError.invalidConfiguration(
        "The formula says whether there is an intercept: write - 1 into it to have none")
    }
    var configuration = self
    configuration.hasIntercept = frame.hasIntercept
    let terms = ModelTerms(columns: frame.columnNames)
    var model = try configuration.fit(
      frame.powerForm?.values ?? frame.x, y, terms: frame.powerForm?.terms ?? terms, weights: weights, target: target)
    model.predictor.terms = terms
    model.predictor.design = frame.specification
    model.warnings = frame.warnings + model.warnings
    if !frame.keptRows.elementsEqual(0..<y.count) { model.rowNumbers = frame.keptRows.map { $0 + 1 } }
    return model
  }
}

extension LinearModel {
  /// The predicted values for the rows of a table, in its order; nil where a cell is missing that the model needs.
  ///
  /// - Throws: as ``LinearPredictor/predict(_:)-(DataTable)``.
  public func predict(_ table: DataTable) throws -> [Double?] { try predictor.predict(table) }
}

extension LinearPredictor {
  /// The predicted values for the rows of a table, in its order; nil where a cell is missing that the model needs.
  ///
  /// A left-hand side such as `log(y)` is not undone: the predictions are of log(y).
  ///
  /// - Throws: `DataError` where a column is not there; `FormulaError` for a level that the fit did not have and for
  ///   values where a function does not exist, with the row.
  public func predict(_ table: DataTable) throws -> [Double?] {
    let (x, rows) = try features.completeRows(of: table)
    return spread(try predict(x), to: rows, of: table.rowCount)
  }

  /// The predicted values with their intervals; nil where a cell is missing that the model needs.
  ///
  /// - Parameters:
  ///   - table: the data; it must have the columns of the model by name.
  ///   - interval: of the mean, or of one new observation.
  ///   - level: such as 0.95.
  /// - Throws: as ``predict(_:)-(DataTable)``, and `RegressionError.invalidConfiguration` where the model has no standard
  ///   errors.
  public func predict(
    _ table: DataTable, interval: Interval, level: Double = 0.95
  ) throws -> [Prediction?] {
    let (x, rows) = try features.completeRows(of: table)
    return spread(try predict(x, interval: interval, level: level), to: rows, of: table.rowCount)
  }
}
