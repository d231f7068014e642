import Descent
import Testing

@Suite struct KFoldTests {
  @Test(arguments: [2, 3, 10, 17], [true, false])
  func everyRowIsLeftOutOnce(_ count: Int, _ isShuffled: Bool) throws {
    let folds = KFold(count: count, isShuffled: isShuffled, seed: 5)
    let splits = try folds.split(rowCount: 17)
    #expect(splits.count == count)
    #expect(splits.flatMap(\.validation).sorted() == Array(0..<17))
    for (fold, split) in splits.enumerated() {
      #expect((split.training + split.validation).sorted() == Array(0..<17))
      #expect(split.training == split.training.sorted() && split.validation == split.validation.sorted())
      #expect(split.validation.count == 17 / count || split.validation.count == 17 / count + 1)
      #expect(
        try folds.assignment(rowCount: 17).indices.filter { try folds.assignment(rowCount: 17)[$0] == fold }
          == split.validation)
      if !isShuffled { #expect(split.validation == Array(split.validation.first!...split.validation.last!)) }
    }
  }

  @Test func aSeedMakesTheSameFoldsAndAnotherOneOthers() throws {
    let folds = KFold(count: 5, seed: 1)
    #expect(try folds.assignment(rowCount: 40) == folds.assignment(rowCount: 40))
    #expect(try folds.assignment(rowCount: 40) != KFold(count: 5, seed: 2).assignment(rowCount: 40))
  }

  @Test func leavingOutOne() throws {
    let splits = try KFold.leaveOneOut(rowCount: 4).split(rowCount: 4)
    #expect(splits.map(\.validation) == [[0], [1], [2], [3]])
  }

  @Test func errors() {
    #expect(throws: RegressionError.tooManyFolds(folds: 5, rows: 4)) { try KFold(count: 5).split(rowCount: 4) }
    #expect(throws: RegressionError.self) { try KFold(count: 1).split(rowCount: 4) }
    #expect(throws: RegressionError.self) { try KFold(count: -3).split(rowCount: 4) }
  }
}
