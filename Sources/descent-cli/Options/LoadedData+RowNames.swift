import Descent
import DescentReport

extension LoadedData {
  /// Fits a model by `body`, in whose errors rows then are those of the data as they were read, dropped ones included.
  func namingRows<R>(_ body: () throws -> R) throws -> R {
    do {
      return try inProgress("fitting \(NumberFormat.count(columns.rowCount, "row")) of \(source)", body)
    } catch let error as RegressionError {
      throw rowNumbers.map(error.countingRows) ?? error
    }
  }
}

extension RegressionError {
  /// The same error, the row counted as it was read.
  ///
  /// - Parameter numbers: the number of each row, from 1 on.
  fileprivate func countingRows(as numbers: [Int]) -> RegressionError {
    func place(_ row: Int) -> Int { numbers.indices.contains(row) ? numbers[row] - 1 : row }
    switch self {
    case .nonFinite(let column, let row, let value, let count):
      return .nonFinite(column: column, row: place(row), value: value, count: count)
    case .powerTooLarge(let column, let row): return .powerTooLarge(column: column, row: place(row))
    case .invalidWeight(let row, let value): return .invalidWeight(row: place(row), value: value)
    case .fractionalFrequency(let row, let value): return .fractionalFrequency(row: place(row), value: value)
    case .responseOutOfRange(let target, let row, let value, let allowed):
      return .responseOutOfRange(target: target, row: place(row), value: value, allowed: allowed)
    case .invalidTrials(let row, let value): return .invalidTrials(row: place(row), value: value)
    case .moreSuccessesThanTrials(let target, let row, let successes, let trials):
      return .moreSuccessesThanTrials(target: target, row: place(row), successes: successes, trials: trials)
    case .nonFiniteInput(let what, let row, let value):
      return .nonFiniteInput(what: what, row: place(row), value: value)
    case .outOfDomain(let what, let row, let value, let requirement):
      return .outOfDomain(what: what, row: place(row), value: value, requirement: requirement)
    default: return self
    }
  }
}
