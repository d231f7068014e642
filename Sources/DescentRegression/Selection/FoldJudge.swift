import DescentLinearAlgebra

/// A model fitted to some rows, and what others say of it.
struct JudgedFold: Sendable {
  let trainCount: Int
  let test: [Int]
  let predictions: Vector<Double>
  /// The metric of the rows that judge, or why there is none.
  let score: Result<Double, any Error>
  /// The metric of the rows that were fitted to; nil where nobody asked.
  let trainScore: Result<Double, any Error>?
}

/// Fits to rows and judges by others.
struct FoldJudge: Sendable {
  let metric: Metric
  let y: Vector<Double>
  let weights: Vector<Double>?

  init(metric: Metric, y: Vector<Double>, weights: Vector<Double>?) {
    if let weights, weights.count != y.count { trapCount("CrossValidator: rows and weights", y.count, weights.count) }
    self.metric = metric
    self.y = y
    self.weights = weights
  }

  /// A failed fit is a failure; a metric that does not exist for these rows is not yet one.
  func judged(
    _ train: [Int], _ test: [Int], withTrainScore: Bool,
    _ fit: @Sendable (_ rows: [Int]) throws -> CrossValidator.RowPredictor
  ) -> Result<JudgedFold, any Error> {
    Result {
      guard !train.isEmpty, !test.isEmpty else {
        throw RegressionError.emptySplit(reason: "a part has no rows. Choose splits with rows in both")
      }
      let predict = try fit(train)
      let predictions = try predict(test)
      return JudgedFold(
        trainCount: train.count, test: test, predictions: predictions,
        score: Result { try score(predictions, of: test) },
        trainScore: withTrainScore ? Result { try score(predict(train), of: train) } : nil)
    }
  }

  /// The metric of predictions of these rows; errors name rows as the caller counts them.
  func score(_ predictions: Vector<Double>, of rows: [Int]) throws -> Double {
    guard predictions.count == rows.count else {
      trapCount("CrossValidator: rows and predictions", rows.count, predictions.count)
    }
    do {
      return try metric(
        Vector(rows.map { y[$0] }), predictions, weights: weights.map { weights in Vector(rows.map { weights[$0] }) })
    } catch RegressionError.nonFiniteInput(let what, let row, let value) {
      throw RegressionError.nonFiniteInput(what: what, row: rows[row], value: value)
    } catch RegressionError.outOfDomain(let what, let row, let value, let requirement) {
      throw RegressionError.outOfDomain(what: what, row: rows[row], value: value, requirement: requirement)
    } catch RegressionError.invalidWeight(let row, let value) {
      throw RegressionError.invalidWeight(row: rows[row], value: value)
    }
  }
}

/// Rows of features, targets and weights, from which folds are copied.
struct FoldData: Sendable {
  let x: Matrix<Double>
  let y: Vector<Double>
  let weights: Vector<Double>?

  init(_ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>?) {
    guard x.rowCount == y.count else { trapCount("CrossValidator: rows of X, values of y", x.rowCount, y.count) }
    self.x = x
    self.y = y
    self.weights = weights
  }

  /// Fits to rows, and predicts others.
  func rowPredictor(
    _ rows: [Int], _ fit: (Matrix<Double>, Vector<Double>, Vector<Double>?) throws -> CrossValidator.Predictor
  ) throws -> CrossValidator.RowPredictor {
    let predict = try fit(
      x.selecting(rows: rows), Vector(rows.map { y[$0] }), weights.map { weights in Vector(rows.map { weights[$0] }) })
    return { [x] rows in try predict(x.selecting(rows: rows)) }
  }
}
