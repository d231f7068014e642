public import DescentData
public import DescentLinearAlgebra
import Foundation

extension PenalizedGeneralizedLinearRegression {
  /// Fits the path to all rows, and again without each fold, and judges each λ by the fold that its fit has not seen: by
  /// the mean deviance of its rows, or by a metric of their means.
  ///
  /// The penalties are those of the path of all rows; means and standard deviations are those of the rows of each fit.
  ///
  /// - Parameters:
  ///   - x: one row for each observation, one column for each feature; no column of ones.
  ///   - y: one value for each observation.
  ///   - offset: what is added to Xβ; 0 by default.
  ///   - weights: what each observation counts; all the same by default.
  ///   - names: the names of the columns; by default x1, x2, ….
  ///   - target: the name of y.
  ///   - metric: such as `.auc` or `.accuracy(threshold: 0.5)`; nil for the deviance. Of successes out of trials it
  ///     sees proportions, whose weights are the trials.
  ///   - folds: the folds.
  /// - Throws: ``RegressionError``; ``RegressionError/foldFailed(fold:reason:)`` where the rows of a fit have one class
  ///   only, or the metric does not exist for those of a fold.
  /// - Complexity: k + 1 fits, the k of the folds over the threads. The same bits for any number of threads.
  public func crossValidate(
    _ x: Matrix<Double>, _ y: Vector<Double>, offset: Vector<Double>? = nil, weights: ObservationWeights? = nil,
    names: [String]? = nil, target: String = "y", metric: Metric? = nil, folds: KFold = KFold()
  ) throws -> CrossValidation<PenalizedGeneralizedLinearPath> {
    let terms = ModelTerms(columns: names ?? (0..<x.columnCount).map { "x\($0 + 1)" })
    return try crossValidate(
      x, .values(y), terms: terms, offset: offset, weights: weights, target: target, metric: metric, folds: folds)
  }

  /// Cross-validation on columns of a table, see ``crossValidate(_:_:offset:weights:names:target:metric:folds:)``.
  public func crossValidate(
    _ table: Table, target: String, terms: ModelTerms? = nil, trials: String? = nil, offset: String? = nil,
    weights: ObservationWeights? = nil, metric: Metric? = nil, folds: KFold = KFold()
  ) throws -> CrossValidation<PenalizedGeneralizedLinearPath> {
    try crossValidate(
      PenalizedResponse(self, table, target: target, terms, trials: trials, offset: offset, weights: weights),
      metric, folds)
  }

  /// Cross-validation with the terms given, see ``crossValidate(_:_:offset:weights:names:target:metric:folds:)``.
  public func crossValidate(
    _ values: Matrix<Double>, _ response: GeneralizedLinearRegression.Response, terms: ModelTerms,
    offset: Vector<Double>? = nil, weights: ObservationWeights? = nil, target: String = "y", metric: Metric? = nil,
    folds: KFold = KFold()
  ) throws -> CrossValidation<PenalizedGeneralizedLinearPath> {
    try crossValidate(
      PenalizedResponse(self, values, response, terms: terms, offset: offset, weights: weights, target: target),
      metric, folds)
  }

  private func crossValidate(
    _ data: PenalizedResponse, _ metric: Metric?, _ folds: KFold
  ) throws -> CrossValidation<PenalizedGeneralizedLinearPath> {
    let splits = try folds.splits(rowCount: data.features.rowCount)
    let path = try PenalizedGeneralizedLinearFit.path(self, data)
    let results = concurrentMap(splits.count) { fold in
      Result {
        let fit = try PenalizedGeneralizedLinearFit(self, data, rows: splits[fold].train)
        let (models, _) = fit.models(path.lambdas, isAutomatic: false)
        guard models.count == path.lambdas.count else {
          throw RegressionError.noFiniteFit(target: data.features.target, lambda: path.lambdas[models.count])
        }
        return try HeldOutRows(fit, rows: splits[fold].test).errors(models, metric)
      }
    }
    let errors = try results.enumerated().map { fold, result in
      do {
        return try result.get()
      } catch {
        throw RegressionError.foldFailed(fold: fold, reason: "\(error)")
      }
    }
    let weights = splits.map { split in
      split.test.reduce(0.0) { $0 + (data.features.normalizedWeights?[$1] ?? 1) }
    }
    return CrossValidation(
      path, folds, errors: errors, weights: weights, isBetterWhenHigher: metric?.isBetterWhenHigher ?? false)
  }
}

/// Rows that a fit has not seen.
private struct HeldOutRows {
  private let fit: PenalizedGeneralizedLinearFit
  private let response: ResponseData
  private let features: Matrix<Double>

  init(_ fit: PenalizedGeneralizedLinearFit, rows: [Int]) {
    self.fit = fit
    response = fit.data.response(of: rows)
    features = PenalizedDesign(fit.design, rows: rows).matrix(0..<rows.count)
  }

  /// For each model the mean deviance of the rows, or their metric.
  func errors(_ models: [PenalizedGeneralizedLinearFit.Model], _ metric: Metric?) throws -> [Double] {
    var slopes = Matrix<Double>.zeros(features.columnCount, models.count)
    for (l, model) in models.enumerated() {
      for (j, slope) in zip(model.indices, model.slopes) { slopes[j, l] = slope }
    }
    let products = features * slopes
    return try models.indices.map { l in
      var eta = products.column(l).adding(constant: models[l].constant)
      if let offset = response.offset { eta = eta.adding(offset) }
      return try metric.map { try judge($0, eta) } ?? deviance(eta)
    }
  }

  private func deviance(_ eta: Vector<Double>) -> Double {
    let model = fit.data.model
    return response.withRows { rows in
      var (sum, total) = (0.0, 0.0)
      for row in 0..<response.count {
        let (y, weight) = (rows.y[row], rows.weight(row))
        total += weight
        guard model.link.contains(eta[row], for: model.family) else {
          sum = .infinity
          continue
        }
        let values = model.values(model.link.limited(eta[row]))
        let failures = model.kind == .binomial ? rows.failures(row) : 0
        let residual = model.kind == .binomial ? y * values.complement - failures * values.mean : y - values.mean
        let mean = RowModel.RowMean(mean: values.mean, complement: values.complement, residual: residual)
        sum += weight * model.unitDeviance(mean, y: y, failures: failures)
      }
      return sum / total
    }
  }

  private func judge(_ metric: Metric, _ eta: Vector<Double>) throws -> Double {
    let model = fit.data.model
    let means = eta.mapElements { model.values(model.link.limited($0)).mean }
    guard let failures = response.failures else { return try metric(response.y, means, weights: response.weights) }
    let trials = response.y.adding(failures)
    let proportions = Vector(zip(response.y, trials).map { $0 / $1 })
    let weights = response.weights.map { $0.multiplyingElements(by: trials) } ?? trials
    return try metric(proportions, means, weights: weights)
  }
}
