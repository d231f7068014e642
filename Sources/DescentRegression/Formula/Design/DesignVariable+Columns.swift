internal import DescentData

/// What the cells of a factor's column stand for: the index of a level for the code of a text, or for a number.
enum LevelMap {
  case codes([Int?])
  case numbers([Double: Int])

  subscript(cell: Double) -> Int? {
    switch self {
    case .codes(let levels): levels[Int(cell)]
    case .numbers(let levels): levels[cell]
    }
  }
}

extension DesignVariable {
  /// How the levels are found in the cells of a table; nil for what is no factor.
  func levelMap(in table: DataTable) throws(DataError) -> LevelMap? {
    guard let column = factorColumn, let levels else { return nil }
    if let texts = table.levels[try table.index(of: column)] {
      let places = Dictionary(zip(levels, 0...), uniquingKeysWith: { first, _ in first })
      return .codes(texts.map { places[$0] })
    }
    let numbers = zip(levels, 0...).compactMap { level, index in Double(level).map { ($0, index) } }
    return .numbers(Dictionary(numbers, uniquingKeysWith: { first, _ in first }))
  }

  /// The columns for some rows of a table, of which no cell is missing: all levels of a factor, the reference first; the
  /// polynomials of each degree; or one column of numbers.
  ///
  /// - Parameters:
  ///   - map: the `levelMap` of the table.
  ///   - table: where messages find the place of a row.
  ///   - formula: where they find the place in the formula.
  func columns(
    _ cells: FormulaCells, _ map: LevelMap?, _ table: DataTable, _ formula: Formula
  ) throws(FormulaError) -> [[Double]] {
    if let map, let column = factorColumn, let levels {
      let found = cells.column(column).map { map[$0] }
      if let index = found.firstIndex(of: nil) {
        throw unseen(cells.rows[cells.rows.startIndex + index], column, levels, table, formula)
      }
      return levels.indices.map { level in found.map { $0 == level ? 1 : 0 } }
    }
    switch variable {
    case .value(let expression): return [try expression.values(cells, in: table, formula)]
    case .polynomial(let expression, let degree, let isRaw):
      let x = try expression.values(cells, in: table, formula)
      if let polynomial, !isRaw {
        let rows = x.map { polynomial.values(at: $0) }
        return try finite((0..<degree).map { k in rows.map { $0[k] } }, cells, table, formula)
      }
      var powers = [x]
      for k in 1..<max(1, degree) { powers.append(zip(powers[k - 1], x).map { $0 * $1 }) }
      return try finite(powers, cells, table, formula)
    case .factor: return []
    }
  }

  private func finite(
    _ columns: [[Double]], _ cells: FormulaCells, _ table: DataTable, _ formula: Formula
  ) throws(FormulaError) -> [[Double]] {
    let failures = columns.compactMap { column in column.firstIndex { !$0.isFinite } }
    guard let index = failures.min() else { return columns }
    let row = cells.rows[cells.rows.startIndex + index]
    throw formula.error(
      .outsideDomain,
      "\(variable) is beyond all doubles in \(table.place(ofRow: row)); divide the column by a power of ten",
      column: variable.columns.first, row: row)
  }

  private func unseen(
    _ row: Int, _ column: String, _ levels: [String], _ table: DataTable, _ formula: Formula
  ) -> FormulaError {
    let index = table.columnNames.firstIndex(of: column)!
    let cell = table.values[row, index]
    let text = table.levels[index].map { $0[Int(cell)] } ?? FormulaExpression.spelled(cell)
    let question =
      levelsAreNumbers ? "." : NearestName.suggestion(for: text, among: levels).map { "; did you mean '\($0)'?" } ?? "."
    return formula.error(
      .unknownLevel,
      "\(column) is '\(text)' in \(table.place(ofRow: row)), a level that the model was not fitted to\(question) "
        + "Its levels are \(NearestName.list(levels)). Correct the cell, empty it for no prediction, or fit with such rows",
      column: column, row: row)
  }
}

extension FormulaExpression {
  /// The values for some rows, with a message for people where one does not exist.
  func values(
    _ cells: FormulaCells, in table: DataTable, _ formula: Formula
  ) throws(FormulaError) -> [Double] {
    do throws(FormulaDomainFailure) {
      return try values(cells)
    } catch {
      let row = cells.rows[cells.rows.startIndex + error.index]
      throw formula.error(
        .outsideDomain,
        "\(error.subject) in \(table.place(ofRow: row)): \(error.reason). Correct or leave out such rows, or transform "
          + "otherwise",
        column: columns.first, row: row)
    }
  }
}
