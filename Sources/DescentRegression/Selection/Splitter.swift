import DescentLinearAlgebra

/// Rows to fit to, and the rows that judge the fit; both in ascending order.
public typealias Split = (train: [Int], test: [Int])

/// A way of choosing, one or more times, which rows a model is fitted to and which judge it.
///
/// ```swift
/// for (train, test) in try KFold(folds: 5).splits(rowCount: x.rowCount) {
///   x.selecting(rows: train)      // to fit to
///   x.selecting(rows: test)       // to judge by
/// }
/// ```
///
/// The same value makes the same splits on every machine. No row is in both parts of a split.
public protocol Splitter: Sendable {
  /// The splits of so many rows.
  ///
  /// - Throws: `RegressionError` where the rows do not suffice.
  /// - Precondition: splitters that hold a label for each row have as many as there are rows.
  func splits(rowCount: Int) throws -> [Split]
}

/// Rows by label, what stratified and grouped splits are made of: the names of the labels in the order in which they first
/// occur, and the rows of each.
struct LabeledRows: Sendable, Equatable {
  private(set) var names: [String] = []
  /// The rows of each label in ascending order.
  private(set) var rows: [[Int]] = []
  let count: Int

  init<Label: Hashable>(_ labels: some Collection<Label>) {
    var places: [Label: Int] = [:]
    for (row, label) in labels.enumerated() {
      if let place = places[label] {
        rows[place].append(row)
      } else {
        places[label] = rows.count
        names.append("\(label)")
        rows.append([row])
      }
    }
    count = labels.count
  }

  func requireCount(_ rowCount: Int, _ splitter: String) {
    guard count == rowCount else { trapCount("\(splitter): labels and rows", count, rowCount) }
  }
}

func requireFoldCount(_ folds: Int) throws {
  guard folds >= 2 else {
    throw RegressionError.invalidConfiguration(
      "Cross-validation needs at least 2 folds, not \(folds): one to judge by, and one to fit to")
  }
}
