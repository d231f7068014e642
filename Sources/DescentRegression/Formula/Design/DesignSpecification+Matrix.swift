public import DescentData
public import DescentLinearAlgebra
import Foundation

extension DesignSpecification {
  /// The design matrix of a table, without a column of ones: a row for each row, in the table's order.
  ///
  /// A row in which a cell is missing that the matrix needs is NaN throughout, so that whatever is computed from it is
  /// NaN too.
  ///
  /// - Throws: `DataError` where a column is not there; `FormulaError` for a level that the fit did not have and for
  ///   values where a function does not exist, with the row.
  /// - Complexity: O(rows × columns of the matrix), over all threads; the same bits for any number of them.
  public func matrix(from table: DataTable) throws -> Matrix<Double> {
    let rows = try presentRows(of: table)
    let matrix = try self.matrix(from: table, rows: rows)
    guard rows.count < table.rowCount else { return matrix }
    return Matrix(table.rowCount, columnNames.count) { target in
      target.initialize(repeating: .nan)
      matrix.withUnsafeBufferPointer { source in
        for (i, row) in rows.enumerated() {
          for j in columnNames.indices { target[row * columnNames.count + j] = source[i * columnNames.count + j] }
        }
      }
    }
  }

  /// The offset of each row, NaN where a cell is missing; nil where the formula has none.
  ///
  /// - Throws: as ``matrix(from:)``.
  public func offset(from table: DataTable) throws -> Vector<Double>? {
    guard hasOffset else { return nil }
    let rows = try presentRows(of: table)
    return Self.spread(try offset(from: table, rows: rows)!, rows, table.rowCount)
  }

  /// The left-hand side of each row, such as of test data; NaN where a cell is missing, nil where the formula has none.
  ///
  /// - Throws: as ``matrix(from:)``, and where the response holds text.
  public func response(from table: DataTable) throws -> Vector<Double>? {
    guard let response = formula.response else { return nil }
    for column in response.columns { _ = try table.index(of: column) }
    let rows = Self.rows(of: table, without: response.columns)
    return Self.spread(try self.response(from: table, rows: rows)!, rows, table.rowCount)
  }

  /// The rows of a table of which no needed cell is missing, after checking that it has the columns.
  private func presentRows(of table: DataTable) throws -> [Int] {
    for column in columns { _ = try table.index(of: column) }
    for variable in variables where !variable.isFactor {
      switch variable.variable {
      case .value(let expression), .polynomial(let expression, _, _):
        if expression.columns.allSatisfy(columns.contains) { try expression.requireNumbers(table, formula) }
      case .factor: break
      }
    }
    return Self.rows(of: table, without: columns)
  }

  private static func rows(of table: DataTable, without columns: [String]) -> [Int] {
    let places = columns.compactMap { name in table.columnNames.firstIndex(of: name) }
      .filter { table.missingCounts[$0] > 0 }
    if places.isEmpty { return Array(0..<table.rowCount) }
    return (0..<table.rowCount).filter { row in !places.contains { table.values[row, $0].isNaN } }
  }

  private static func spread(_ values: Vector<Double>, _ rows: [Int], _ count: Int) -> Vector<Double> {
    guard rows.count < count else { return values }
    var result = Vector<Double>(repeating: .nan, count: count)
    for (i, row) in rows.enumerated() { result[row] = values[i] }
    return result
  }

  // MARK: Rows without missing cells

  func offset(from table: DataTable, rows: [Int]) throws(FormulaError) -> Vector<Double>? {
    var total: Vector<Double>?
    for expression in formula.node.offsets {
      let values = try table.withCells(rows[...]) { cells throws(FormulaError) in
        try expression.values(cells, in: table, formula)
      }
      total = total?.adding(Vector(values)) ?? Vector(values)
    }
    return total
  }

  func response(from table: DataTable, rows: [Int]) throws(FormulaError) -> Vector<Double>? {
    guard let response = formula.response else { return nil }
    try response.requireNumbers(table, formula)
    let values = try table.withCells(rows[...]) { cells throws(FormulaError) in
      try response.values(cells, in: table, formula)
    }
    return Vector(values)
  }

  func matrix(from table: DataTable, rows: [Int]) throws -> Matrix<Double> {
    if let plain = plainColumns(of: table), rows.count == table.rowCount {
      return plain == Array(0..<table.columnCount) ? table.values : table.values.selecting(columns: plain)
    }
    var maps: [LevelMap?] = []
    let used = Set(terms.flatMap(\.variables))
    for (index, variable) in variables.enumerated() {
      maps.append(used.contains(index) ? try variable.levelMap(in: table) : nil)
    }
    let size = 512
    let blockCount = (rows.count + size - 1) / size
    let width = columnNames.count
    let failures = UnsafeMutableBufferPointer<FormulaError?>.allocate(capacity: max(1, blockCount))
    failures.initialize(repeating: nil)
    defer {
      failures.deinitialize()
      failures.deallocate()
    }
    let known = maps
    let matrix = Matrix<Double>(rows.count, width) { target in
      nonisolated(unsafe) let (target, failures) = (target, failures)
      Parallelism.forEach(blockCount) { block in
        let part = block * size..<min(rows.count, (block + 1) * size)
        let rowsOfPart = UnsafeMutableBufferPointer(rebasing: target[part.lowerBound * width..<part.upperBound * width])
        do throws(FormulaError) {
          try fill(rowsOfPart, table, rows[part], known)
        } catch {
          rowsOfPart.initialize(repeating: .nan)
          failures[block] = error
        }
      }
    }
    if let failure = failures.lazy.compactMap(\.self).first { throw failure }
    return matrix
  }

  /// The places of the columns where each term is a column of numbers as it is.
  private func plainColumns(of table: DataTable) -> [Int]? {
    let places = terms.map { term -> Int? in
      guard term.variables.count == 1, !variables[term.variables[0]].isFactor,
        case .value(.column(let name)) = variables[term.variables[0]].variable
      else { return nil }
      return table.columnNames.firstIndex(of: name)
    }
    let found = places.compactMap(\.self)
    return found.count == places.count && !found.isEmpty ? found : nil
  }

  /// Fills in some rows of the matrix.
  private func fill(
    _ target: UnsafeMutableBufferPointer<Double>, _ table: DataTable, _ rows: ArraySlice<Int>, _ maps: [LevelMap?]
  ) throws(FormulaError) {
    let used = Set(terms.flatMap(\.variables))
    let parts = try table.withCells(rows) { cells throws(FormulaError) in
      var parts: [[[Double]]] = []
      for (index, variable) in variables.enumerated() {
        parts.append(used.contains(index) ? try variable.columns(cells, maps[index], table, formula) : [])
      }
      return parts
    }
    let width = columnNames.count
    for term in terms {
      var columns: [[Double]] = [[Double](repeating: 1, count: rows.count)]
      for (place, isFull) in zip(term.variables, term.isFull) {
        let own = parts[place].dropFirst(variables[place].isFactor && !isFull ? 1 : 0)
        columns = own.flatMap { part in columns.map { column in zip(column, part).map { $0 * $1 } } }
      }
      for (column, values) in zip(term.columns, columns) {
        for (i, value) in values.enumerated() { target[i * width + column] = value }
      }
    }
  }
}
