/// Splits of rows in the order of time: each is judged by rows that come after all that it is fitted to.
///
/// ```swift
/// TimeSeriesSplit(folds: 4, testCount: 12)      // the last 48 months, a year at a time
/// ```
///
/// The tests follow one another up to the last row. The rows before the first test are never predicted.
public struct TimeSeriesSplit: Splitter, Codable, Equatable {
  /// The number of splits.
  public var folds: Int
  /// The rows that judge in each split; nil for n / (folds + 1), rounded down.
  public var testCount: Int?
  /// Rows between both parts that are in neither, because they would know too much of what comes.
  public var gap: Int
  /// The most rows that are fitted to, the last ones before the gap; nil for all.
  public var maximumTrainCount: Int?

  /// Splits in the order of time.
  public init(folds: Int = 5, testCount: Int? = nil, gap: Int = 0, maximumTrainCount: Int? = nil) {
    self.folds = folds
    self.testCount = testCount
    self.gap = gap
    self.maximumTrainCount = maximumTrainCount
  }

  /// The splits, the earliest first.
  ///
  /// - Throws: ``RegressionError/emptySplit(reason:)`` where no rows are left for the first fit,
  ///   ``RegressionError/invalidConfiguration(_:)`` for counts below 1, or a gap below 0.
  /// - Complexity: O(n k), time and memory.
  public func splits(rowCount: Int) throws -> [Split] {
    for (name, value) in [
      ("folds", folds), ("testCount", testCount ?? 1), ("maximumTrainCount", maximumTrainCount ?? 1),
    ]
    where value < 1 {
      throw RegressionError.invalidConfiguration("The \(name) of a time series split must be at least 1, not \(value)")
    }
    guard gap >= 0 else {
      throw RegressionError.invalidConfiguration(
        "The gap of a time series split must be a number from 0 on, not \(gap)")
    }
    let size = testCount ?? rowCount / (folds + 1)
    let (tested, isTooLarge) = size.multipliedReportingOverflow(by: folds)
    guard size >= 1, !isTooLarge, tested < rowCount, rowCount - tested > gap else {
      throw RegressionError.emptySplit(
        reason:
          "\(folds) tests of \(max(1, size)) row\(size > 1 ? "s" : "") and a gap of \(gap) leave none of \(rowCount) "
          + "rows to fit to first. Take fewer folds or shorter tests")
    }
    return (0..<folds).map { fold in
      let start = rowCount - tested + fold * size
      let end = start - gap
      return (Array(max(0, end - (maximumTrainCount ?? end))..<end), Array(start..<start + size))
    }
  }
}
