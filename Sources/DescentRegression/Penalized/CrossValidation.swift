public import DescentData
public import DescentLinearAlgebra

/// A path with the error of each λ for rows that its fit has not seen.
public struct CrossValidation<Path: PenalizedPath>: Sendable {
  /// The fits to all rows.
  public let path: Path
  /// The folds.
  public let folds: KFold
  /// For each λ the mean squared error of the rows that were left out, the folds averaged by the weight of their rows; of
  /// generalized linear models the mean deviance, or the metric that was asked for.
  public let meanErrors: [Double]
  /// For each λ the standard error of that mean, from how much the folds differ.
  public let standardErrors: [Double]
  /// The place of the λ of the least error, the largest such λ; of the best metric where a higher one is better.
  public let bestIndex: Int
  /// The place of the largest λ whose error is within one standard error of the least: the simplest model that is not
  /// clearly worse (Breiman, Friedman, Olshen, Stone 1984).
  public let oneStandardErrorIndex: Int

  /// The model of the least error.
  public var best: Path.Model { path[bestIndex] }
  /// The model of the one-standard-error rule.
  public var oneStandardError: Path.Model { path[oneStandardErrorIndex] }

  /// - Parameter isBetterWhenHigher: whether the errors are none, but a metric that is to be high.
  init(_ path: Path, _ folds: KFold, errors: [[Double]], weights: [Double], isBetterWhenHigher: Bool = false) {
    self.path = path
    self.folds = folds
    let total = weights.reduce(0, +)
    let means = path.lambdas.indices.map { l in zip(errors, weights).reduce(0) { $0 + $1.0[l] * $1.1 } / total }
    let spreads = path.lambdas.indices.map { l in
      let variance = zip(errors, weights).reduce(0) { sum, next in
        let deviation = next.0[l] - means[l]
        return sum + next.1 * deviation * deviation
      }
      return (variance / total / Double(weights.count - 1)).squareRoot()
    }
    let sign: Double = isBetterWhenHigher ? -1 : 1
    let best = means.indices.min { sign * means[$0] < sign * means[$1] } ?? 0
    meanErrors = means
    standardErrors = spreads
    bestIndex = best
    oneStandardErrorIndex = means.firstIndex { sign * $0 <= sign * means[best] + spreads[best] } ?? best
  }
}

extension PenalizedRegression {
  /// Fits the path to all rows, and again without each fold, and judges each λ by the fold that its fit has not seen.
  ///
  /// The penalties are those of the path of all rows; means and standard deviations are those of the rows of each fit, so
  /// that nothing of a fold is known to the fits that it judges.
  ///
  /// - Throws: ``RegressionError``, ``RegressionError/tooManyFolds(folds:rows:)`` among them.
  /// - Complexity: k + 1 fits, the k of the folds over the threads. The same bits for any number of threads.
  public func crossValidate(_ data: PenalizedData, folds: KFold = KFold()) throws -> CrossValidation<Path> {
    let splits = try folds.splits(rowCount: data.rowCount)
    let path = try fit(data)
    let results = concurrentMap(splits.count) { fold in
      Result {
        try _foldCoefficients(data, rows: splits[fold].train, lambdas: path.lambdas)
          .meanSquaredErrors(rows: splits[fold].test)
      }
    }
    let errors = try results.map { try $0.get() }
    let weights = splits.map { split in
      split.test.reduce(0.0) { $0 + (data.normalizedWeights?[$1] ?? 1) }
    }
    return CrossValidation(path, folds, errors: errors, weights: weights)
  }

  /// Cross-validation of a matrix of features, see ``crossValidate(_:folds:)``.
  public func crossValidate(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: ObservationWeights? = nil, names: [String]? = nil,
    target: String = "y", folds: KFold = KFold()
  ) throws -> CrossValidation<Path> {
    try crossValidate(PenalizedData(x, y, weights: weights, names: names, target: target), folds: folds)
  }

  /// Cross-validation on columns of a table, see ``crossValidate(_:folds:)``.
  public func crossValidate(
    _ table: Table, target: String, terms: ModelTerms? = nil, weights: ObservationWeights? = nil,
    folds: KFold = KFold()
  ) throws -> CrossValidation<Path> {
    try crossValidate(PenalizedData(table, target: target, terms: terms, weights: weights), folds: folds)
  }
}

extension _FoldCoefficients {
  /// For each λ the weighed mean of the squared errors of some rows of the data.
  func meanSquaredErrors(rows: [Int]) -> [Double] {
    let (data, count) = (design.data, slopes.columnCount)
    var sums = [Double](repeating: 0, count: count)
    var weightSum = 0.0
    let judged = PenalizedDesign(design, rows: rows)
    for start in stride(from: 0, to: rows.count, by: 512) {
      let range = start..<min(rows.count, start + 512)
      let fitted = judged.matrix(range) * slopes
      fitted.withUnsafeBufferPointer { fitted in
        for place in range {
          let row = rows[place]
          let y = data.y[row] * data.targetUnit - design.targetMean
          let weight = data.normalizedWeights?[row] ?? 1
          weightSum += weight
          for l in 0..<count {
            let error = y - fitted[(place - start) * count + l]
            sums[l] += weight * error * error
          }
        }
      }
    }
    return sums.map { $0 / weightSum / data.targetUnit / data.targetUnit }
  }
}
