import DescentLinearAlgebra

/// k folds that have each class in the proportion that all rows have it, as nearly as whole rows allow.
///
/// ```swift
/// let folds = StratifiedKFold(by: species, folds: 5, seed: 7)
/// ```
///
/// The rows of a class differ by one at most between folds, and so do all rows (Kohavi 1995).
public struct StratifiedKFold: AssigningSplitter, Equatable {
  /// k.
  public let folds: Int
  /// Which random order.
  public let seed: UInt64
  /// Whether rows go to folds at random. Otherwise each class goes to the folds in turn, in the order of its rows.
  public let shuffles: Bool

  private let classes: LabeledRows

  /// k folds with the classes of `labels`, one for each row.
  public init(by labels: some Collection<some Hashable>, folds: Int = 10, seed: UInt64 = 1, shuffles: Bool = true) {
    classes = LabeledRows(labels)
    self.folds = folds
    self.seed = seed
    self.shuffles = shuffles
  }

  /// The k splits.
  ///
  /// - Throws: ``RegressionError/tooManyFoldsForClass(name:rows:folds:)`` where a class has fewer rows than there are folds,
  ///   and what ``KFold`` throws.
  /// - Complexity: O(n k), time and memory.
  public func splits(rowCount: Int) throws -> [Split] { try allSplits(rowCount: rowCount) }

  func assignment(rowCount: Int) throws -> (folds: Int, fold: [Int]) {
    classes.requireCount(rowCount, "StratifiedKFold")
    try requireFoldCount(folds)
    guard folds <= rowCount else { throw RegressionError.tooManyFolds(folds: folds, rows: rowCount) }
    for (name, rows) in zip(classes.names, classes.rows) where rows.count < folds {
      throw RegressionError.tooManyFoldsForClass(name: name, rows: rows.count, folds: folds)
    }
    var generator = SeededGenerator(seed: seed)
    var assignment = [Int](repeating: 0, count: rowCount)
    // Each class goes on where the one before has ended, so that the folds stay equal.
    var next = 0
    for var rows in classes.rows {
      if shuffles { generator.shuffle(&rows) }
      for row in rows {
        assignment[row] = next % folds
        next += 1
      }
    }
    return (folds, assignment)
  }
}
