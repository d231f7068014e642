public import DescentData
package import DescentLinearAlgebra

extension MultinomialRegression {
  /// Fits a column of whole numbers by columns of a table.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column of the classes.
  ///   - terms: columns and powers; by default all columns but the target.
  ///   - weights: what each row counts; all the same by default.
  public func fit(
    _ table: Table, target: String, terms: ModelTerms? = nil, weights: ObservationWeights? = nil
  ) throws -> MultinomialModel {
    let terms = terms ?? ModelTerms(columns: table.columnNames.filter { $0 != target })
    return try fit(
      table.matrix(columns: terms.columns), .numbers(try table[target], target), terms: terms, weights: weights,
      target: target)
  }

  /// Fits a column of text or of whole numbers by columns of numbers; rows with missing cells are dropped, and a warning
  /// of the model counts them, or refused.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - target: the column of the classes.
  ///   - terms: columns and powers; by default all columns but the target.
  ///   - missing: what becomes of rows with missing cells.
  /// - Throws: `DataError` for columns that are not there or hold text; `RegressionError`.
  public func fit(
    _ table: DataTable, target: String, terms: ModelTerms? = nil, missing: MissingRows = .dropped
  ) throws -> MultinomialModel {
    let terms = terms ?? ModelTerms(columns: table.columnNames.filter { $0 != target })
    let rows = try table.completeRows(columns: terms.columns + [target], missing: missing)
    var model = try fit(
      table.features(terms.columns, rows: rows), Response(table, target, rows: rows), terms: terms,
      target: target)
    let dropped = table.rowCount - rows.count
    if dropped > 0 {
      model.warnings.insert(
        "dropped \(dropped) row\(dropped == 1 ? "" : "s") with missing values, of \(table.rowCount) read", at: 0)
    }
    return model
  }

  /// Fits a formula to a table, such as `species ~ width * length`, whose left-hand side is a column of text or of whole
  /// numbers.
  ///
  /// - Parameters:
  ///   - formula: what explains what; it says whether there is an intercept.
  ///   - table: the data.
  ///   - references: for columns that are factors the level without a coefficient; by default the first one.
  ///   - missing: what becomes of rows with missing cells.
  /// - Throws: `FormulaError`, `DataError` for missing cells that are refused, `RegressionError`.
  public func fit(
    _ formula: Formula, _ table: DataTable, references: [String: String] = [:], missing: MissingRows = .dropped
  ) throws -> MultinomialModel {
    try fit(ModelFrame(formula, table, references: references, missing: missing, response: .classes))
  }

  /// Fits the matrix and the classes that a formula made of a table.
  ///
  /// - Throws: `FormulaError` for a formula without a left-hand side or with an offset; `RegressionError`.
  public func fit(_ frame: ModelFrame, weights: ObservationWeights? = nil) throws -> MultinomialModel {
    guard let target = frame.responseName, frame.classes != nil || frame.y != nil else {
      throw FormulaError(
        .response, "The formula \(frame.specification.formula) has nothing on the left of ~ that could be explained")
    }
    guard frame.offset == nil else {
      throw FormulaError(.response, "A multinomial model takes no offset: leave it out of the formula")
    }
    guard hasIntercept else {
      throw RegressionError.invalidConfiguration(
        "The formula says whether there is an intercept: write - 1 into it to have none")
    }
    var configuration = self
    configuration.hasIntercept = frame.hasIntercept
    let response = try frame.classes.map(Response.classes) ?? .numbers(frame.y!, target)
    var model = try configuration.fit(
      frame.x, response, terms: ModelTerms(columns: frame.columnNames), weights: weights, target: target)
    model.predictor.design = frame.specification
    model.warnings = frame.warnings + model.warnings
    return model
  }
}

extension MultinomialRegression.Response {
  /// The classes of a column of whole numbers.
  ///
  /// - Throws: `RegressionError.notAClass` for other numbers.
  package static func numbers(_ values: Vector<Double>, _ target: String) throws -> Self {
    .integers(
      try values.indices.map { row in
        guard let number = Int(exactly: values[row]) else {
          throw RegressionError.notAClass(target: target, row: row, value: values[row])
        }
        return number
      })
  }

  /// The classes of some rows of a table, none of which lacks the cell: of a column of text those texts that occur.
  package init(_ table: DataTable, _ target: String, rows: [Int]) throws {
    let place = try table.index(of: target)
    guard let levels = table.levels[place] else {
      self = try .numbers(Vector(rows.map { table.values[$0, place] }), target)
      return
    }
    self = .classes(TextColumn(rows.map { levels[Int(table.values[$0, place])] }))
  }
}

extension DataTable {
  /// Columns of numbers in some rows, for a fit.
  ///
  /// - Throws: `DataError` where one holds text, with its first cell.
  package func features(_ names: [String], rows: [Int]) throws -> Matrix<Double> {
    for name in names where try isText(name) {
      let cell = firstText(name).map { ", '\($0.text)' in \(place(ofRow: $0.row))" } ?? ""
      throw DataError(
        .textColumn, file: source, column: name,
        message:
          "column \(name) of \(source) holds text\(cell), and a feature is a column of numbers: give a formula, in "
          + "which text is a factor, or leave the column out")
    }
    return try numbers(columns: names, rows: rows)
  }
}
