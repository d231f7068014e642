import DescentLinearAlgebra

/// k folds that tear no group apart: rows of one patient, or one day, are never in both parts of a split.
///
/// Folds have about the same number of rows: groups go to the fold that has the fewest, the largest group first (Graham
/// 1969), those of the same size in a random order.
public struct GroupKFold: AssigningSplitter, Equatable {
  /// k.
  public let folds: Int
  /// Which random order of groups of the same size.
  public let seed: UInt64

  private let groups: LabeledRows

  /// k folds with the groups of `labels`, one for each row.
  public init(by labels: some Collection<some Hashable>, folds: Int = 10, seed: UInt64 = 1) {
    groups = LabeledRows(labels)
    self.folds = folds
    self.seed = seed
  }

  /// The k splits.
  ///
  /// - Throws: ``RegressionError/tooFewGroups(groups:folds:)`` for more folds than groups, ``RegressionError/invalidConfiguration(_:)``
  ///   for fewer than two.
  /// - Complexity: O(n k + g log g), for g groups.
  public func splits(rowCount: Int) throws -> [Split] { try allSplits(rowCount: rowCount) }

  func assignment(rowCount: Int) throws -> (folds: Int, fold: [Int]) {
    groups.requireCount(rowCount, "GroupKFold")
    try requireFoldCount(folds)
    guard folds <= groups.rows.count else {
      throw RegressionError.tooFewGroups(groups: groups.rows.count, folds: folds)
    }
    var generator = SeededGenerator(seed: seed)
    var order = Array(groups.rows.indices)
    generator.shuffle(&order)
    // By the place in the random order too, so that equal sizes need no stable sort.
    let sorted = order.enumerated().sorted {
      (groups.rows[$1.element].count, $0.offset) < (groups.rows[$0.element].count, $1.offset)
    }
    var sizes = [Int](repeating: 0, count: folds)
    var assignment = [Int](repeating: 0, count: rowCount)
    for (_, group) in sorted {
      let fold = sizes.indices.min { (sizes[$0], $0) < (sizes[$1], $1) }!
      sizes[fold] += groups.rows[group].count
      for row in groups.rows[group] { assignment[row] = fold }
    }
    return (folds, assignment)
  }
}
