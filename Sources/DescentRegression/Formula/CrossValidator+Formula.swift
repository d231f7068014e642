public import DescentData
import DescentLinearAlgebra

extension CrossValidator {
  /// The same way of judging, which refuses splits whose rows to fit to lack a level of a factor of the formula, or a
  /// combination of levels where the formula has their interaction: nothing can be learned of it there.
  ///
  /// - Parameters:
  ///   - frame: what the formula made of the table.
  ///   - table: the same table.
  /// - Throws: `DataError` where the table lacks a column of the formula.
  /// - Complexity: O(n) for each factor and each interaction of factors.
  public func requiringLevels(of frame: ModelFrame, in table: DataTable) throws -> CrossValidator {
    var result = self
    for factors in frame.specification.factorCombinations {
      let columns = try factors.map { try table.texts(ofColumn: $0, rows: frame.keptRows) }
      let labels = columns.dropFirst().reduce(columns[0]) { zip($0, $1).map { "\($0):\($1)" } }
      result = result.requiringLevels(of: labels, named: factors.joined(separator: ":"))
    }
    return result
  }

  /// Fits and judges a model of a formula in each split.
  ///
  /// ```swift
  /// let judged = try validator.score(Formula("y ~ log(x) + k"), table) { frame in
  ///   let model = try LinearRegression().fit(frame)
  ///   return { try model.predict($0) }
  /// }
  /// ```
  ///
  /// Levels of factors and bases of orthogonal polynomials are those of all rows, which have nothing to do with the
  /// response. Predictions are of the left-hand side as it is written: log(y) is not undone.
  ///
  /// - Parameters:
  ///   - formula: what explains what.
  ///   - table: the data.
  ///   - references: for columns that are factors the level without a coefficient; by default the first one.
  ///   - missing: what becomes of rows with missing cells; dropped rows are in no fold.
  ///   - extraColumns: columns of numbers that the model needs beside the formula.
  ///   - fit: fits a model to the frame of some rows and gives what predicts rows of the design matrix. It is called on
  ///     several threads.
  /// - Throws: `FormulaError`, `DataError`; ``RegressionError/missingLevel(level:factor:fold:)`` where the rows that a fold
  ///   fits to lack a level; what the splitter throws; ``RegressionError/foldFailed(fold:reason:)``.
  /// - Complexity: a fit for each split, and a copy of the rows.
  public func score(
    _ formula: Formula, _ table: DataTable, references: [String: String] = [:], missing: MissingRows = .dropped,
    extraColumns: [String] = [], fit: @Sendable (_ frame: ModelFrame) throws -> Predictor
  ) throws -> CrossValidationResult {
    let frame = try ModelFrame(
      formula, table, references: references, missing: missing, extraColumns: extraColumns)
    guard let y = frame.y else {
      throw FormulaError(.response, "The formula \(formula) has nothing on the left of ~ that could be explained")
    }
    return try requiringLevels(of: frame, in: table).score(of: y) { rows in
      let predict = try fit(frame.selecting(rows: rows))
      return { rows in try predict(frame.x.selecting(rows: rows)) }
    }
  }
}

extension DesignSpecification {
  /// The columns of the factors of each term, those of single factors first, each set once.
  var factorCombinations: [[String]] {
    var seen: Set<Set<String>> = []
    let all = terms.flatMap { term in
      let factors = term.variables.compactMap { variables[$0].factorColumn }
      return factors.map { [$0] } + [factors]
    }
    return all.sorted { $0.count < $1.count }.filter { !$0.isEmpty && seen.insert(Set($0)).inserted }
  }
}

extension DataTable {
  /// The cells of a column as they are written, for rows without a missing cell.
  fileprivate func texts(ofColumn name: String, rows: [Int]) throws -> [String] {
    let place = try index(of: name)
    return rows.map { row in
      let cell = values[row, place]
      return levels[place].map { $0[Int(cell)] } ?? FormulaExpression.spelled(cell)
    }
  }
}
