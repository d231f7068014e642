import DescentLinearAlgebra

/// Cuts the rows into k folds, each of which judges once a model that is fitted to all others.
///
/// ```swift
/// let splits = try KFold(folds: 10, seed: 7).splits(rowCount: 150)
/// splits[0].train      // 135 rows
/// splits[0].test       // the other 15
/// ```
///
/// Every row is in exactly one fold, and the sizes of the folds differ by one at most (Stone 1974).
public struct KFold: AssigningSplitter, Codable, Equatable {
  /// k.
  public var folds: Int
  /// Which random order.
  public var seed: UInt64
  /// Whether rows go to folds at random. Otherwise each fold is a range of consecutive rows.
  public var shuffles: Bool

  /// k folds, by default 10 at random.
  public init(folds: Int = 10, seed: UInt64 = 1, shuffles: Bool = true) {
    self.folds = folds
    self.seed = seed
    self.shuffles = shuffles
  }

  /// The fold of each row, counted from 0.
  ///
  /// - Throws: as ``splits(rowCount:)``.
  /// - Complexity: O(n).
  public func assignment(rowCount: Int) throws -> [Int] {
    try requireFoldCount(folds)
    guard folds <= rowCount else { throw RegressionError.tooManyFolds(folds: folds, rows: rowCount) }
    var order = Array(0..<rowCount)
    if shuffles {
      var generator = SeededGenerator(seed: seed)
      generator.shuffle(&order)
    }
    var result = order
    for (place, row) in order.enumerated() { result[row] = place * folds / rowCount }
    return result
  }

  /// The k splits.
  ///
  /// - Throws: ``RegressionError/invalidConfiguration(_:)`` for fewer than two folds,
  ///   ``RegressionError/tooManyFolds(folds:rows:)`` for more folds than rows.
  /// - Complexity: O(n k), time and memory.
  public func splits(rowCount: Int) throws -> [(train: [Int], test: [Int])] {
    try allSplits(rowCount: rowCount)
  }

  func assignment(rowCount: Int) throws -> (folds: Int, fold: [Int]) { (folds, try assignment(rowCount: rowCount)) }
}

/// Leaves out each row once by itself: as many splits as rows, and nothing random.
///
/// For linear models the same comes from one fit: see `LinearModel.influence()`.
public struct LeaveOneOut: AssigningSplitter, Codable, Equatable {
  /// The one such splitter there is.
  public init() {}

  /// One split for each row. ``CrossValidator`` makes them one after the other and does not need the memory.
  ///
  /// - Throws: ``RegressionError/emptySplit(reason:)`` for fewer than two rows.
  /// - Complexity: O(n²), time and memory.
  public func splits(rowCount: Int) throws -> [Split] { try allSplits(rowCount: rowCount) }

  func assignment(rowCount: Int) throws -> (folds: Int, fold: [Int]) {
    guard rowCount >= 2 else {
      throw RegressionError.emptySplit(
        reason: "leaving out one of \(rowCount) leaves none to fit to. Leave-one-out needs at least 2 rows")
    }
    return (rowCount, Array(0..<rowCount))
  }
}
