/// What weights of observations can be wrong about, with the one message that all errors about them have.
package enum InvalidWeights: Error, Equatable, Sendable {
  /// A weight is negative, NaN or infinite; the row counts from 0.
  case weight(row: Int, value: Double)
  /// All weights are zero.
  case allZero

  /// The place, the cause and the next step, with rows counted from 1 as in a table, or from 0 as in a program.
  package func message(countingFrom first: Int = 1) -> String {
    switch self {
    case .weight(let row, let value):
      "The weight of row \(row + first) is \(value): a weight must be a finite number from 0 on. Correct it, or give the "
        + "row the weight 0 to leave it out"
    case .allZero:
      "All weights are 0, which leaves no observation: give the rows that are to count a weight above 0"
    }
  }

  /// - Throws: for weights that are not finite or negative, and where none is above 0.
  package static func check(_ weights: Vector<Double>) throws(InvalidWeights) {
    var isPositive = false
    let values = weights.span
    for row in values.indices {
      guard values[row] >= 0, values[row].isFinite else { throw .weight(row: row, value: values[row]) }
      isPositive = isPositive || values[row] > 0
    }
    guard isPositive else { throw .allZero }
  }
}
