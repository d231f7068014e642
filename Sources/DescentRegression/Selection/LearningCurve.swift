public import DescentLinearAlgebra
import Foundation

extension CrossValidator {
  /// How the scores change with the number of rows that a model is fitted to.
  ///
  /// ```swift
  /// let points = try validator.learningCurve(x, y, trainCounts: [10, 15, 20]) { x, y in
  ///   let model = try LinearRegression().fit(x, y)
  ///   return { try model.predict($0) }
  /// }
  /// ```
  ///
  /// In each split the counts take ever more of the same random order of its rows, and the same rows judge.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature.
  ///   - y: one value for each observation.
  ///   - trainCounts: the numbers of rows to fit to, each from 1 to what the smallest split has; by default
  ///     ``learningCurveCounts(rowCount:from:)``.
  ///   - seed: which random order.
  ///   - shuffles: whether the order is random; otherwise the last rows are taken, as for series in time.
  ///   - fit: fits a model to rows and gives what predicts others. It is called on several threads.
  /// - Returns: a point for each count; a count that models fail for, as with too few rows or without a level that is
  ///   required, has the reason in place of a score.
  /// - Throws: what the splitter throws, and ``RegressionError/invalidConfiguration(_:)`` for counts that no split has.
  /// - Precondition: x has as many rows as y has elements.
  /// - Complexity: a fit for each count and split.
  public func learningCurve(
    _ x: Matrix<Double>, _ y: Vector<Double>, trainCounts: [Int]? = nil, seed: UInt64 = 1, shuffles: Bool = true,
    fit: @Sendable (_ x: Matrix<Double>, _ y: Vector<Double>) throws -> Predictor
  ) throws -> [CurvePoint<Int>] {
    let data = FoldData(x, y, nil)
    return try learningCurve(data, trainCounts, seed, shuffles) { x, y, _ in try fit(x, y) }
  }

  /// How the scores change with the number of rows, with weights of the observations in fits and metric.
  public func learningCurve(
    _ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>, trainCounts: [Int]? = nil, seed: UInt64 = 1,
    shuffles: Bool = true,
    fit: @Sendable (_ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>) throws -> Predictor
  ) throws -> [CurvePoint<Int>] {
    let data = FoldData(x, y, weights)
    return try learningCurve(data, trainCounts, seed, shuffles) { x, y, weights in try fit(x, y, weights!) }
  }

  /// Up to eight counts for a learning curve, each about the same factor larger than the one before, up to the rows of
  /// the smallest split.
  ///
  /// - Parameters:
  ///   - rowCount: the number of all rows.
  ///   - smallest: the first count, such as twice the number of coefficients.
  /// - Throws: what the splitter throws.
  public func learningCurveCounts(rowCount: Int, from smallest: Int = 1) throws -> [Int] {
    let largest = try source(rowCount: rowCount).trainCounts.min()!
    let first = Double(min(max(1, smallest), largest))
    let factor = pow(Double(largest) / first, 1.0 / 7)
    let counts = (0..<8).map { min(largest, Int((first * pow(factor, Double($0))).rounded())) } + [largest]
    return Array(Set(counts)).sorted()
  }

  private func learningCurve(
    _ data: FoldData, _ trainCounts: [Int]?, _ seed: UInt64, _ shuffles: Bool,
    _ fit: @Sendable (Matrix<Double>, Vector<Double>, Vector<Double>?) throws -> Predictor
  ) throws -> [CurvePoint<Int>] {
    let source = try source(rowCount: data.y.count)
    let counts = try trainCounts ?? learningCurveCounts(rowCount: data.y.count)
    let (smallest, fold) = source.trainCounts.enumerated().map { ($1, $0) }.min { $0 < $1 }!
    if let wrong = counts.first(where: { $0 < 1 || $0 > smallest }) {
      throw RegressionError.invalidConfiguration(
        "A learning curve cannot fit to \(wrong) row\(wrong == 1 ? "" : "s"): fold \(fold + 1) has \(smallest). "
          + "Take counts from 1 to \(smallest)")
    }
    let judge = FoldJudge(metric: metric, y: data.y, weights: data.weights)
    let all = concurrentMap(counts.count * source.count) { place in
      let (count, fold) = (counts[place / source.count], place % source.count)
      var (train, test) = source.split(fold)
      if shuffles {
        var generator = SeededGenerator(seed: seed &+ UInt64(fold))
        generator.shuffle(&train)
      } else {
        train.reverse()
      }
      return judge.judged(train.prefix(count).sorted(), test, withTrainScore: true) { rows in
        try requireLevels(among: rows, of: data.y.count, fold: fold)
        return try data.rowPredictor(rows, fit)
      }
    }
    return counts.enumerated().map { place, count in
      CurvePoint(count, Array(all[place * source.count..<(place + 1) * source.count]), judge, aggregation)
    }
  }
}

extension ModelSearch {
  /// How the scores change with a setting: a point for each candidate, in the order given.
  ///
  /// - Parameters: as of ``run(_:_:fit:)``.
  /// - Throws: what the splitter throws. A candidate that fails has the reason in place of a score.
  /// - Complexity: a fit for each candidate and split.
  public func validationCurve(
    _ x: Matrix<Double>, _ y: Vector<Double>,
    fit: @Sendable (_ candidate: Candidate, _ x: Matrix<Double>, _ y: Vector<Double>) throws -> CrossValidator.Predictor
  ) throws -> [CurvePoint<Candidate>] {
    let data = FoldData(x, y, nil)
    let folds = try judgedFolds(data, withTrainScore: true) { candidate, x, y, _ in try fit(candidate, x, y) }
    let judge = FoldJudge(metric: validator.metric, y: y, weights: nil)
    return zip(candidates, folds).map { CurvePoint($0, $1, judge, validator.aggregation) }
  }
}
