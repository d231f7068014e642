import Descent
import Testing

@Suite struct SplitterTests {
  /// Every row judges once, no row is in both parts, and rows are in order.
  private func requirePartition(_ splits: [Split], _ rowCount: Int) {
    #expect(splits.flatMap(\.test).sorted() == Array(0..<rowCount))
    for split in splits {
      #expect((split.train + split.test).sorted() == Array(0..<rowCount))
      #expect(split.train == split.train.sorted() && split.test == split.test.sorted())
    }
  }

  private func spread(_ counts: [Int]) -> Int { counts.max()! - counts.min()! }

  @Test(arguments: [2, 3, 7, 10, 101], [1, 2, 99] as [UInt64])
  func kFoldsArePartitions(rowCount: Int, seed: UInt64) throws {
    for folds in Set([2, 3, 5, rowCount]) where folds <= rowCount {
      for shuffles in [false, true] {
        let splits = try KFold(folds: folds, seed: seed, shuffles: shuffles).splits(rowCount: rowCount)
        #expect(splits.count == folds)
        requirePartition(splits, rowCount)
        #expect(spread(splits.map(\.test.count)) <= 1)
        if !shuffles { #expect(splits.allSatisfy { $0.test.last! - $0.test.first! == $0.test.count - 1 }) }
      }
    }
    let assignment = try KFold(folds: 2, seed: seed).assignment(rowCount: rowCount)
    #expect(
      try KFold(folds: 2, seed: seed).splits(rowCount: rowCount)[1].test
        == assignment.indices.filter { assignment[$0] == 1 })
  }

  @Test func theSeedChoosesTheFolds() throws {
    let assignments = try (0..<20).map { try KFold(folds: 4, seed: $0).assignment(rowCount: 40) }
    #expect(Set(assignments).count == 20)
    #expect(try KFold(folds: 4, seed: 3).assignment(rowCount: 40) == assignments[3])
    // The same on every machine: a change of these would change everybody's folds.
    let fixed = try KFold(folds: 3, seed: 1).assignment(rowCount: 9)
    #expect(fixed == [0, 1, 2, 1, 2, 0, 0, 1, 2])
  }

  @Test(arguments: [2, 3, 30])
  func leaveOneOut(rowCount: Int) throws {
    let splits = try LeaveOneOut().splits(rowCount: rowCount)
    requirePartition(splits, rowCount)
    #expect(splits.map(\.test) == (0..<rowCount).map { [$0] })
  }

  @Test(arguments: [20, 33, 100], [1, 5] as [UInt64])
  func stratifiedFoldsHaveAllClasses(rowCount: Int, seed: UInt64) throws {
    let labels = (0..<rowCount).map { ["a", "b", "a", "a", "c"][$0 * $0 % 5] }
    for (folds, shuffles) in [(2, true), (3, false), (4, true)] {
      let splits = try StratifiedKFold(by: labels, folds: folds, seed: seed, shuffles: shuffles)
        .splits(rowCount: rowCount)
      requirePartition(splits, rowCount)
      #expect(spread(splits.map(\.test.count)) <= 1)
      for label in Set(labels) {
        #expect(spread(splits.map { split in split.test.count { labels[$0] == label } }) <= 1)
      }
    }
  }

  @Test(arguments: [12, 50, 121], [1, 6] as [UInt64])
  func noGroupIsTorn(rowCount: Int, seed: UInt64) throws {
    let groups = (0..<rowCount).map { $0 * 7 % 11 % 8 }
    for folds in [2, 3, 5] {
      let splits = try GroupKFold(by: groups, folds: folds, seed: seed).splits(rowCount: rowCount)
      requirePartition(splits, rowCount)
      for split in splits {
        #expect(Set(split.train.map { groups[$0] }).isDisjoint(with: split.test.map { groups[$0] }))
      }
      let largest = Dictionary(grouping: groups) { $0 }.values.map(\.count).max()!
      #expect(spread(splits.map(\.test.count)) <= largest)
    }
    for fraction in [0.1, 0.3, 0.5, 0.8] {
      let split = try TrainTestSplit(groupedBy: groups, testFraction: fraction, seed: seed).split(rowCount: rowCount)
      #expect((split.train + split.test).sorted() == Array(0..<rowCount))
      #expect(Set(split.train.map { groups[$0] }).isDisjoint(with: split.test.map { groups[$0] }))
      #expect(!split.train.isEmpty && !split.test.isEmpty)
    }
  }

  @Test(arguments: [6, 17, 100])
  func timeGoesForward(rowCount: Int) throws {
    for splitter in [
      TimeSeriesSplit(folds: 2), TimeSeriesSplit(folds: 5), TimeSeriesSplit(folds: 3, testCount: 1, gap: 2),
      TimeSeriesSplit(folds: 2, testCount: 2, gap: 1, maximumTrainCount: 1),
    ] {
      let splits = try splitter.splits(rowCount: rowCount)
      #expect(splits.count == splitter.folds)
      #expect(splits.last?.test.last == rowCount - 1)
      for (split, next) in zip(splits, splits.dropFirst()) { #expect(split.test.last! + 1 == next.test.first!) }
      for split in splits {
        #expect(split.test.first! - split.train.last! == splitter.gap + 1)
        #expect(split.train.count <= splitter.maximumTrainCount ?? rowCount)
        #expect(splitter.maximumTrainCount != nil || split.train.first == 0)
        #expect(split.test.count == splitter.testCount ?? rowCount / (splitter.folds + 1))
      }
    }
  }

  @Test(arguments: [8, 31, 200], [0.1, 0.25, 0.5, 0.9])
  func oneSplit(rowCount: Int, fraction: Double) throws {
    let labels = (0..<rowCount).map { $0 % 8 < 5 ? 1 : 0 }
    let wanted = Int((Double(rowCount) * fraction).rounded())
    for seed in 1...5 as ClosedRange<UInt64> {
      let plain = try TrainTestSplit(testFraction: fraction, seed: seed).split(rowCount: rowCount)
      #expect(plain.test.count == wanted)
      #expect((plain.train + plain.test).sorted() == Array(0..<rowCount))
      let splitter = TrainTestSplit(stratifiedBy: labels, testFraction: fraction, seed: seed)
      guard fraction < 0.9 || rowCount > 8 else {
        // Of three rows of class 0 none would be left.
        continue
      }
      let split = try splitter.split(rowCount: rowCount)
      #expect(split.test.count == wanted)
      #expect((split.train + split.test).sorted() == Array(0..<rowCount))
      for label in 0...1 {
        let share = Double(labels.count { $0 == label } * wanted) / Double(rowCount)
        #expect((Double(split.test.count { labels[$0] == label }) - share).magnitude < 1)
      }
      #expect(try splitter.split(rowCount: rowCount) == split)
    }
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var splitter: any Splitter
    var rowCount: Int
    var message: String
    var testDescription: String { message }
  }

  @Test(arguments: [
    Mistake(
      splitter: KFold(folds: 11), rowCount: 10,
      message:
        "11 folds cannot be made of 10 rows, because each needs one: take at most 10 (--folds), which leaves "
        + "out one row at a time"),
    Mistake(
      splitter: KFold(folds: 1), rowCount: 10,
      message: "Cross-validation needs at least 2 folds, not 1: one to judge by, and one to fit to"),
    Mistake(
      splitter: LeaveOneOut(), rowCount: 1,
      message:
        "The rows cannot be split so: leaving out one of 1 leaves none to fit to. Leave-one-out needs at least 2 "
        + "rows"),
    Mistake(
      splitter: StratifiedKFold(by: ["a", "b", "a", "a", "b"], folds: 3), rowCount: 5,
      message:
        "The class b has 2 rows, too few for each of 3 folds to have one: take at most 2 folds, or join the class "
        + "with another"),
    Mistake(
      splitter: GroupKFold(by: [1, 1, 2, 2], folds: 3), rowCount: 4,
      message: "3 folds cannot be made of 2 groups without tearing one apart: take at most 2 folds, or finer groups"),
    Mistake(
      splitter: TimeSeriesSplit(folds: 5), rowCount: 5,
      message:
        "The rows cannot be split so: 5 tests of 1 row and a gap of 0 leave none of 5 rows to fit to first. Take "
        + "fewer folds or shorter tests"),
    Mistake(
      splitter: TimeSeriesSplit(folds: 2, gap: -1), rowCount: 5,
      message: "The gap of a time series split must be a number from 0 on, not -1"),
    Mistake(
      splitter: TimeSeriesSplit(folds: 2, testCount: 0), rowCount: 5,
      message: "The testCount of a time series split must be at least 1, not 0"),
    Mistake(
      splitter: TrainTestSplit(testFraction: 1), rowCount: 5,
      message: "The test fraction must lie between 0 and 1, such as 0.25, and not be 1.0"),
    Mistake(
      splitter: TrainTestSplit(testFraction: .nan), rowCount: 5,
      message: "The test fraction must lie between 0 and 1, such as 0.25, and not be nan"),
    Mistake(
      splitter: TrainTestSplit(testFraction: 0.1), rowCount: 3,
      message: "The rows cannot be split so: a test fraction of 0.1 makes 0 of 3 rows, and each part needs one. Take a "
        + "fraction nearer to ½, or more rows"),
    Mistake(
      splitter: TrainTestSplit(stratifiedBy: ["a", "b", "b"], testFraction: 0.6), rowCount: 3,
      message:
        "No row that fold 1 fits to has the level a of the classes, so that nothing can be learned of it: stratify "
        + "the folds by the classes, take more folds, or join the level with another"),
    Mistake(
      splitter: TrainTestSplit(groupedBy: [1, 1, 1]), rowCount: 3,
      message: "All rows are in one group, which cannot be split without tearing it apart: take finer groups"),
  ])
  func eachMistakeHasItsMessage(_ mistake: Mistake) {
    let error = #expect(throws: RegressionError.self) { try mistake.splitter.splits(rowCount: mistake.rowCount) }
    #expect(error?.description == mistake.message)
  }

  @Test func labelsOfOtherRowsTrap() async {
    await #expect(processExitsWith: .failure) { _ = try StratifiedKFold(by: [1, 2]).splits(rowCount: 3) }
    await #expect(processExitsWith: .failure) { _ = try TrainTestSplit(groupedBy: [1, 2]).split(rowCount: 3) }
  }
}
