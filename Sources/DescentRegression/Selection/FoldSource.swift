/// A splitter that puts each row into one fold, which judges.
protocol AssigningSplitter: Splitter {
  /// The fold of each row, counted from 0.
  func assignment(rowCount: Int) throws -> (folds: Int, fold: [Int])
}

extension AssigningSplitter {
  /// All splits at once.
  func allSplits(rowCount: Int) throws -> [Split] {
    let source = FoldSource(try assignment(rowCount: rowCount))
    return (0..<source.count).map(source.split)
  }
}

/// The splits of a cross-validation, each made when it is needed: those of leave-one-out together would be n² numbers.
struct FoldSource: Sendable {
  /// The number of splits.
  let count: Int
  /// How many rows each fits to.
  let trainCounts: [Int]
  /// Makes a split.
  let split: @Sendable (_ fold: Int) -> Split

  init(_ splitter: any Splitter, rowCount: Int) throws {
    if let splitter = splitter as? any AssigningSplitter {
      self.init(try splitter.assignment(rowCount: rowCount))
    } else {
      self.init(try splitter.splits(rowCount: rowCount))
    }
  }

  private init(_ splits: [Split]) {
    count = splits.count
    trainCounts = splits.map(\.train.count)
    split = { splits[$0] }
  }

  init(_ assignment: (folds: Int, fold: [Int])) {
    let (folds, fold) = assignment
    var sizes = [Int](repeating: 0, count: folds)
    for own in fold { sizes[own] += 1 }
    count = folds
    trainCounts = sizes.map { fold.count - $0 }
    split = { [sizes] index in
      var (train, test): ([Int], [Int]) = ([], [])
      train.reserveCapacity(fold.count - sizes[index])
      test.reserveCapacity(sizes[index])
      for (row, own) in fold.enumerated() {
        if own == index { test.append(row) } else { train.append(row) }
      }
      return (train, test)
    }
  }
}
