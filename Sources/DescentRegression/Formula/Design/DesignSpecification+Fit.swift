internal import DescentData
import Foundation

extension DesignSpecification {
  /// Decides by the rows given what the formula leaves open.
  ///
  /// - Parameters:
  ///   - table: the data, which have all columns that the formula names.
  ///   - rows: the rows that count, none of them with a missing cell among the columns of the formula.
  ///   - references: for columns that are factors the level without a column; by default the first one, or the one that
  ///     the formula names.
  ///   - excluded: columns that `.` does not stand for.
  /// - Throws: `FormulaError`, for a factor with one level, a degree that is too high, text where numbers are needed and
  ///   the like.
  /// - Complexity: one pass for each factor and polynomial.
  init(
    _ formula: Formula, table: DataTable, rows: [Int], references: [String: String], excluding excluded: [String]
  ) throws(FormulaError) {
    try formula.check(table.columnNames, source: table.source)
    let expansion = try TermExpansion(formula, columns: table.columnNames, excluding: excluded)
    let used = Set(expansion.terms.joined())
    var variables: [DesignVariable] = []
    for (index, variable) in expansion.variables.enumerated() {
      // What was taken away again need not be decided; it may have one level.
      guard used.contains(index) else {
        variables.append(DesignVariable(variable))
        continue
      }
      variables.append(try Self.decided(variable, formula, table, rows, references))
    }
    for offset in formula.node.offsets { try offset.requireNumbers(table, formula) }
    for name in references.keys.sorted() {
      let factors = variables.compactMap(\.factorColumn)
      guard !factors.contains(name) else { continue }
      throw FormulaError(
        .unknownLevel,
        "A reference level is given for \(name), which is no factor of the formula"
          + (factors.isEmpty
            ? ": it has none"
            : NearestName.hint(for: name, among: factors)
              .replacingOccurrences(of: "The columns are", with: "The factors are"))
          + (table.columnNames.contains(name) ? " (a column of numbers becomes one by factor(\(name)))" : ""))
    }
    self.init(formula, hasIntercept: expansion.hasIntercept, variables: variables, terms: expansion.terms)
    try requireMemory(rows: rows.count)
    var seen: Set<String> = []
    if let twice = columnNames.first(where: { !seen.insert($0).inserted }) {
      throw FormulaError(
        .duplicateName,
        "The formula makes two columns named \(twice): a level behind its factor's name spells another name; rename a column"
      )
    }
  }

  private static func decided(
    _ variable: FormulaVariable, _ formula: Formula, _ table: DataTable, _ rows: [Int], _ references: [String: String]
  ) throws(FormulaError) -> DesignVariable {
    switch variable {
    case .value(.column(let column)) where table.holdsText(column):
      return try factor(variable, column, nil, formula, table, rows, references)
    case .factor(let column, let reference, _):
      return try factor(variable, column, reference, formula, table, rows, references)
    case .value(let expression):
      try expression.requireNumbers(table, formula)
      return DesignVariable(variable)
    case .polynomial(let expression, let degree, let isRaw):
      try expression.requireNumbers(table, formula)
      if isRaw { return DesignVariable(variable) }
      let x = try table.withCells(rows[...]) { cells throws(FormulaError) in
        try expression.values(cells, in: table, formula)
      }
      guard let polynomial = OrthogonalPolynomial(x, degree: degree) else {
        let count = Set(x).count
        throw formula.error(
          .degreeTooHigh,
          "\(variable) needs more than \(degree) different values, and \(expression) has \(count) in the rows that are "
            + "used; take a lower degree"
            + (count > degree ? ", or subtract a constant from the column first" : ""),
          column: expression.columns.first)
      }
      return DesignVariable(variable, polynomial: polynomial)
    }
  }

  private static func factor(
    _ variable: FormulaVariable, _ column: String, _ ownReference: String?, _ formula: Formula, _ table: DataTable,
    _ rows: [Int], _ references: [String: String]
  ) throws(FormulaError) -> DesignVariable {
    let cells = table.withCells(rows[...]) { $0.column(column) }
    let found = Set(cells).sorted()
    let texts = table.columnNames.firstIndex(of: column).flatMap { table.levels[$0] }
    var levels = found.map { value in texts.map { $0[Int(value)] } ?? FormulaExpression.spelled(value) }
    guard levels.count > 1 else {
      throw formula.error(
        .oneLevel,
        "\(column) has one level only in the \(rows.count) row\(rows.count == 1 ? "" : "s") that are used, "
          + "'\(levels.first ?? "")': a factor needs two; take it out of the formula",
        column: column)
    }
    if let reference = ownReference ?? references[column] {
      guard let index = levels.firstIndex(of: reference) else {
        let question = NearestName.suggestion(for: reference, among: levels).map { "; did you mean '\($0)'?" } ?? "."
        throw formula.error(
          .unknownLevel,
          "\(column) has no level '\(reference)' to be the reference\(question) Its levels are \(NearestName.list(levels))",
          column: column)
      }
      levels.insert(levels.remove(at: index), at: 0)
    }
    return DesignVariable(variable, levels: levels, levelsAreNumbers: texts == nil)
  }

  /// Refuses a matrix that is larger than the machine's memory, as one of names or dates as factors easily is.
  private func requireMemory(rows: Int) throws(FormulaError) {
    let (count, overflows) = rows.multipliedReportingOverflow(by: max(1, columnNames.count))
    guard overflows || Double(count) * 8 > Double(ProcessInfo.processInfo.physicalMemory) else { return }
    let widest = variables.max { ($0.levels?.count ?? 0) < ($1.levels?.count ?? 0) }
    throw FormulaError(
      .tooLarge,
      "The formula makes \(columnNames.count) columns of \(rows) rows, more than fits into memory"
        + (widest?.levels.map { ": \(widest!.variable) alone has \($0.count) levels; leave it out" } ?? ""))
  }
}

extension FormulaExpression {
  /// Refuses columns of text.
  func requireNumbers(_ table: DataTable, _ formula: Formula) throws(FormulaError) {
    for column in columns where table.holdsText(column) {
      let isAlone = self == .column(column)
      let row = table.firstText(column)
      throw formula.error(
        .textForNumbers,
        "\(column) holds text" + (row.map { ", '\($0.text)' in \(table.place(ofRow: $0.row))" } ?? "")
          + (isAlone ? "; numbers are needed here" : "; \(self) needs numbers"),
        column: column, row: row?.row)
    }
  }
}

extension DataTable {
  func holdsText(_ column: String) -> Bool { columnNames.firstIndex(of: column).map { levels[$0] != nil } ?? false }

  /// The first cell of a column of text that is no number, or else the first.
  func firstText(_ column: String) -> (row: Int, text: String)? {
    guard let index = columnNames.firstIndex(of: column), let levels = levels[index] else { return nil }
    let isText = levels.map { Double($0) == nil }
    let cells = (0..<rowCount).filter { !values[$0, index].isNaN }
    let row = cells.first { isText[Int(values[$0, index])] } ?? cells.first
    return row.map { ($0, levels[Int(values[$0, index])]) }
  }

  /// Calls `body` with the cells of some rows.
  func withCells<Result, Failure: Error>(
    _ rows: ArraySlice<Int>, _ body: (FormulaCells) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let places = Dictionary(zip(columnNames, 0...), uniquingKeysWith: { first, _ in first })
    var result: Swift.Result<Result, Failure>?
    values.withUnsafeBufferPointer { values in
      let cells = FormulaCells(values: values, width: columnCount, places: places, rows: rows)
      do throws(Failure) {
        result = .success(try body(cells))
      } catch {
        result = .failure(error)
      }
    }
    return try result!.get()
  }
}
