import Foundation

/// The cells of some rows of a table, from which expressions are computed.
struct FormulaCells {
  /// The table's elements, row by row.
  let values: UnsafeBufferPointer<Double>
  /// The columns of a row.
  let width: Int
  /// The place of each column in a row.
  let places: [String: Int]
  /// The rows wanted.
  let rows: ArraySlice<Int>

  func column(_ name: String) -> [Double] {
    let place = places[name]!
    return rows.map { values[$0 * width + place] }
  }
}

/// Why an expression has no value in a row.
struct FormulaDomainFailure: Error {
  /// The place among the rows that were asked for, from 0.
  var index: Int
  /// What does not exist, and why: both parts of a sentence with the row between them.
  var subject: String
  var reason: String
}

extension FormulaExpression {
  /// The values for some rows, of which no cell is missing.
  ///
  /// - Throws: the first row, by operations from inside to outside, for which there is none.
  /// - Complexity: O(rows × operations).
  func values(_ cells: FormulaCells) throws(FormulaDomainFailure) -> [Double] {
    switch self {
    case .column(let name): return cells.column(name)
    case .number(let value): return Array(repeating: value, count: cells.rows.count)
    case .parenthesized(let value), .identity(let value): return try value.values(cells)
    case .negated(let value): return try value.values(cells).map { -$0 }
    case .call(let function, let argument):
      let x = try argument.values(cells)
      return try checked(x.map { function($0) }) { index in
        let domain = x[index].isNaN ? nil : function.domain
        return "\(argument) is \(Self.spelled(x[index]))" + (domain.map { ", and \($0)" } ?? "")
      }
    case .binary(let operation, let left, let right):
      let (x, y) = (try left.values(cells), try right.values(cells))
      return try checked(zip(x, y).map { operation($0, $1) }) { index in
        operation == .over && y[index] == 0
          ? "\(right) is 0"
          : "it is \(Self.spelled(x[index]))\(operation.rawValue)\(Self.spelled(y[index]))"
      }
    }
  }

  private func checked(
    _ values: [Double], _ reason: (Int) -> String
  ) throws(FormulaDomainFailure) -> [Double] {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return values }
    throw FormulaDomainFailure(
      index: index,
      subject: "\(self) \(values[index].isInfinite && !isQuotient ? "is beyond all doubles" : "does not exist")",
      reason: reason(index))
  }

  private var isQuotient: Bool { if case .binary(.over, _, _) = self { true } else { false } }
}

extension FormulaExpression.Operation {
  /// The value; squares by a product, other powers by the C library.
  func callAsFunction(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .plus: x + y
    case .minus: x - y
    case .times: x * y
    case .over: x / y
    case .power: y == 2 ? x * x : Foundation.pow(x, y)
    }
  }
}
