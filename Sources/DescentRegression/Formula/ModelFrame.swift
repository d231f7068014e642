public import DescentData
public import DescentLinearAlgebra

/// The data of a model, made of a table by a formula: matrix, response and what to do for new data.
///
/// ```swift
/// let frame = try ModelFrame(Formula("y ~ x * k"), table)
/// frame.x                    // the matrix, without a column of ones
/// frame.columnNames          // ["x", "kb", "x:kb"]
/// frame.hasIntercept         // true
/// frame.specification        // what predicts from new tables
/// ```
///
/// Any model can be fitted to it; ``LinearRegression/fit(_:weights:)`` is one.
public struct ModelFrame: Sendable {
  /// What makes the matrix, of these data and of new ones.
  public let specification: DesignSpecification
  /// The design matrix: a row for each row kept, no column of ones.
  public let x: Matrix<Double>
  /// The left-hand side of the formula; nil where it has none, and where it holds text.
  public let y: Vector<Double>?
  /// The left-hand side of a formula for classes where that is a column of text; the levels are those of the rows kept.
  public let classes: TextColumn?
  /// The sum of the formula's offsets; nil where it has none.
  public let offset: Vector<Double>?
  /// The columns that were asked for beside the formula, such as weights, in the rows kept.
  public let extraColumns: [String: Vector<Double>]
  /// The rows of the table that were kept, counted from 0, ascending.
  public let keptRows: [Int]
  /// How many rows were left out because a cell that is needed is missing in them.
  public let rowsDropped: Int
  /// What a person should know about the rows and columns: those dropped, and columns of numbers that hold some text.
  public let warnings: [String]
  /// The design with powers of columns left to the solver, where there are some.
  let powerForm: PowerForm?

  /// Whether the formula has an intercept.
  public var hasIntercept: Bool { specification.hasIntercept }
  /// The names of the matrix's columns.
  public var columnNames: [String] { specification.columnNames }
  /// The left-hand side as it is written; nil where there is none.
  public var responseName: String? { specification.formula.response?.description }

  /// What the left-hand side of a formula is to be.
  public enum ResponseKind: Sendable {
    /// Numbers; text is refused.
    case numbers
    /// Numbers, or a column of text, whose texts are classes.
    case classes
  }

  /// Evaluates a formula for a table.
  ///
  /// - Parameters:
  ///   - formula: what explains what.
  ///   - table: the data.
  ///   - references: for columns that are factors the level that has no column of its own; by default the first in
  ///     sorted order, or the one that the formula names.
  ///   - missing: whether rows with missing cells are dropped or refused.
  ///   - extraColumns: columns of numbers that the model needs beside the formula, such as weights: their missing cells
  ///     count, and `.` does not stand for them.
  ///   - response: whether the left-hand side may be a column of text.
  /// - Throws: `FormulaError` for what is wrong with the formula or with values for it; `DataError` for missing cells that
  ///   are refused, and where no row is left.
  /// - Complexity: O(rows × columns of the matrix). A table whose columns are the matrix is not copied.
  public init(
    _ formula: Formula, _ table: DataTable, references: [String: String] = [:], missing: MissingRows = .dropped,
    extraColumns: [String] = [], response: ResponseKind = .numbers
  ) throws {
    var needed = try formula.columns(among: table.columnNames, excluding: extraColumns, source: table.source)
    for name in extraColumns {
      _ = try table.index(of: name)
      try FormulaExpression.column(name).requireNumbers(table, formula)
      if !needed.contains(name) { needed.append(name) }
    }
    let rows = try table.completeRows(columns: needed, missing: missing)
    guard !rows.isEmpty else {
      throw DataError(.noRows, file: table.source, message: "\(table.source) has no rows; a model needs some")
    }
    specification = try DesignSpecification(
      formula, table: table, rows: rows, references: references, excluding: extraColumns)
    x = try specification.matrix(from: table, rows: rows)
    powerForm = specification.powerForm(of: x, table, rows: rows)
    let classes = response == .classes ? table.classes(of: formula.response, rows: rows) : nil
    self.classes = classes
    y = classes == nil ? try specification.response(from: table, rows: rows) : nil
    offset = try specification.offset(from: table, rows: rows)
    self.extraColumns = Dictionary(
      extraColumns.map { name in (name, Vector(table.withCells(rows[...]) { $0.column(name) })) },
      uniquingKeysWith: { first, _ in first })
    keptRows = rows
    rowsDropped = table.rowCount - rows.count
    warnings = Self.warnings(table, needed, dropped: rowsDropped)
  }

  /// The left-hand side and how it is written.
  ///
  /// - Throws: `FormulaError` where there is none.
  func requireResponse() throws -> (y: Vector<Double>, name: String) {
    guard let y, let responseName else {
      throw FormulaError(
        .response, "The formula \(specification.formula) has nothing on the left of ~ that could be explained")
    }
    return (y, responseName)
  }

  /// - Throws: `DataError` where the frame was made without this column.
  func extraColumn(_ name: String) throws -> Vector<Double> {
    guard let column = extraColumns[name] else {
      throw DataError(
        .unknownColumn, column: name,
        message: "the frame has no extra column \(name): name it in extraColumns where the frame is made")
    }
    return column
  }

  /// Some of the rows, counted as those of ``x``, in the same design: no level is taken away where none of them has it.
  ///
  /// - Complexity: a copy of the rows.
  public func selecting(rows: [Int]) -> ModelFrame { ModelFrame(self, rows: rows) }

  private init(_ frame: ModelFrame, rows: [Int]) {
    let selected = { (values: Vector<Double>) in Vector(rows.map { values[$0] }) }
    specification = frame.specification
    x = frame.x.selecting(rows: rows)
    powerForm = frame.powerForm.map { PowerForm(values: $0.values.selecting(rows: rows), terms: $0.terms) }
    classes = frame.classes.map { all in TextColumn(rows.map { all.levels[Int(all.codes[$0])] }) }
    y = frame.y.map(selected)
    offset = frame.offset.map(selected)
    extraColumns = frame.extraColumns.mapValues(selected)
    keptRows = rows.map { frame.keptRows[$0] }
    rowsDropped = frame.rowsDropped
    warnings = frame.warnings
  }

  private static func warnings(_ table: DataTable, _ needed: [String], dropped: Int) -> [String] {
    var warnings: [String] = []
    if dropped > 0 {
      let counts = needed.compactMap { name -> String? in
        let count = table.columnNames.firstIndex(of: name).map { table.missingCounts[$0] } ?? 0
        return count > 0 ? "\(name) \(count)" : nil
      }
      warnings.append(
        "dropped \(dropped) row\(dropped == 1 ? "" : "s") with missing values, of \(table.rowCount) read "
          + "(missing in \(NearestName.list(counts)))")
    }
    for column in table.mixedColumns() where needed.contains(column.name) {
      warnings.append(
        "\(column.name) is taken as text because of '\(column.text)' in \(column.place), though \(column.numbers) of its "
          + "\(column.cells) cells are numbers: correct it, or name it as a mark of missing values")
    }
    return warnings
  }
}

extension DataTable {
  /// The texts of some rows, none of which lacks the cell; nil where the expression is no column of text.
  fileprivate func classes(of expression: FormulaExpression?, rows: [Int]) -> TextColumn? {
    guard case .column(let name) = expression, let place = columnNames.firstIndex(of: name),
      let levels = levels[place]
    else { return nil }
    return TextColumn(rows.map { levels[Int(values[$0, place])] })
  }
}
