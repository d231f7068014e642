import DescentLinearAlgebra

/// One split at random: most rows to fit to, the others to judge by.
///
/// ```swift
/// let (train, test) = try TrainTestSplit(testFraction: 0.2, seed: 7).split(rowCount: x.rowCount)
/// let model = try LinearRegression().fit(x.selecting(rows: train), Vector(train.map { y[$0] }))
/// ```
public struct TrainTestSplit: Splitter, Equatable {
  private enum Kind: Equatable {
    case plain
    case stratified(LabeledRows)
    case grouped(LabeledRows)
  }

  /// The share of the rows that judge, between 0 and 1. Their number is rounded.
  public let testFraction: Double
  /// Which random choice.
  public let seed: UInt64

  private let kind: Kind

  /// Any rows.
  public init(testFraction: Double = 0.25, seed: UInt64 = 1) {
    (self.testFraction, self.seed, kind) = (testFraction, seed, .plain)
  }

  /// Each class in both parts in the proportion that all rows have it, as nearly as whole rows allow.
  public init(stratifiedBy labels: some Collection<some Hashable>, testFraction: Double = 0.25, seed: UInt64 = 1) {
    (self.testFraction, self.seed, kind) = (testFraction, seed, .stratified(LabeledRows(labels)))
  }

  /// No group in both parts. The fraction is that of the rows, and met as nearly as groups in a random order allow.
  public init(groupedBy labels: some Collection<some Hashable>, testFraction: Double = 0.25, seed: UInt64 = 1) {
    (self.testFraction, self.seed, kind) = (testFraction, seed, .grouped(LabeledRows(labels)))
  }

  /// The one split.
  ///
  /// - Throws: as ``split(rowCount:)``.
  public func splits(rowCount: Int) throws -> [Split] { [try split(rowCount: rowCount)] }

  /// The rows of both parts.
  ///
  /// - Throws: ``RegressionError/invalidConfiguration(_:)`` for a fraction outside (0, 1),
  ///   ``RegressionError/emptySplit(reason:)`` where a part would have no rows, and
  ///   ``RegressionError/missingLevel(level:factor:fold:)`` where all rows of a class would judge.
  /// - Complexity: O(n log n).
  public func split(rowCount: Int) throws -> Split {
    guard testFraction > 0, testFraction < 1 else {
      throw RegressionError.invalidConfiguration(
        "The test fraction must lie between 0 and 1, such as 0.25, and not be \(testFraction)")
    }
    let wanted = Int((Double(rowCount) * testFraction).rounded())
    guard wanted >= 1, wanted < rowCount else {
      throw RegressionError.emptySplit(
        reason: "a test fraction of \(testFraction) makes \(wanted) of \(rowCount) row\(rowCount == 1 ? "" : "s"), and "
          + "each part needs one. Take a fraction nearer to ½, or more rows")
    }
    var generator = SeededGenerator(seed: seed)
    let test: [Int]
    switch kind {
    case .plain:
      var rows = Array(0..<rowCount)
      generator.shuffle(&rows, places: 0..<wanted)
      test = Array(rows[..<wanted])
    case .stratified(let classes):
      classes.requireCount(rowCount, "TrainTestSplit")
      test = try Self.stratified(classes, wanted, of: rowCount, &generator)
    case .grouped(let groups):
      groups.requireCount(rowCount, "TrainTestSplit")
      test = try Self.grouped(groups, wanted, &generator)
    }
    var isTest = [Bool](repeating: false, count: rowCount)
    for row in test { isTest[row] = true }
    return (isTest.indices.filter { !isTest[$0] }, isTest.indices.filter { isTest[$0] })
  }

  /// Whole shares of each class, and the rows that are still missing from the classes with the largest remainders.
  private static func stratified(
    _ classes: LabeledRows, _ wanted: Int, of rowCount: Int, _ generator: inout SeededGenerator
  ) throws -> [Int] {
    // In whole numbers, which neither round nor depend on the order of the classes.
    let products = classes.rows.map { $0.count.multipliedFullWidth(by: wanted) }
    let shares = products.map { rowCount.dividingFullWidth($0) }
    var counts = shares.map { Int($0.quotient) }
    let missing = wanted - counts.reduce(0, +)
    let order = shares.indices.sorted { (-shares[$0].remainder, $0) < (-shares[$1].remainder, $1) }
    for place in order.prefix(missing) { counts[place] += 1 }
    return try classes.rows.indices.flatMap { place in
      var rows = classes.rows[place]
      guard counts[place] < rows.count else {
        throw RegressionError.missingLevel(level: classes.names[place], factor: "the classes", fold: 0)
      }
      generator.shuffle(&rows)
      return rows.prefix(counts[place])
    }
  }

  private static func grouped(
    _ groups: LabeledRows, _ wanted: Int, _ generator: inout SeededGenerator
  ) throws -> [Int] {
    guard groups.rows.count >= 2 else { throw RegressionError.tooFewGroups(groups: groups.rows.count, folds: 2) }
    var order = Array(groups.rows.indices)
    generator.shuffle(&order)
    var test: [Int] = []
    // The last group stays with the fit, whatever its size.
    for group in order.dropLast() {
      let rows = groups.rows[group]
      // A group that would lead farther away from what is wanted is left out, unless there is none yet.
      guard test.isEmpty || test.count + rows.count - wanted <= wanted - test.count else { continue }
      test += rows
      if test.count >= wanted { break }
    }
    return test
  }
}
