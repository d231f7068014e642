internal import DescentData
import DescentLinearAlgebra

/// Observations that penalized generalized linear models are fitted to, checked once for all folds.
///
/// Rows of weight 0 do not count and are left out.
struct PenalizedResponse: Sendable {
  /// The features. Their y is zero: the response stands beside them, in its own units.
  let features: PenalizedData
  /// With the weights of the features.
  let response: ResponseData
  let model: RowModel
  /// What a person should know about unusual values.
  let notes: [String]
  private let fit: GeneralizedLinearFit

  init(
    _ regression: PenalizedGeneralizedLinearRegression, _ values: Matrix<Double>,
    _ response: GeneralizedLinearRegression.Response, terms: ModelTerms, offset: Vector<Double>?,
    weights: ObservationWeights?, target: String
  ) throws {
    try regression.validate()
    fit = GeneralizedLinearFit(
      configuration: GeneralizedLinearRegression(family: regression.family, link: regression.link), values: values,
      terms: terms, response: response, offset: offset, weights: weights, target: target)
    model = fit.rowModel(theta: nil)
    var notes: [String] = []
    let all = try ResponseData(fit, notes: &notes)
    features = try PenalizedData(values, .zeros(all.count), terms: terms, weights: weights, target: target)
    self.response = all.selecting(
      rows: features.originalRows ?? Array(0..<all.count), weights: features.normalizedWeights)
    self.notes = notes
  }

  init(
    _ regression: PenalizedGeneralizedLinearRegression, _ table: Table, target: String, _ terms: ModelTerms?,
    trials: String?, offset: String?, weights: ObservationWeights?
  ) throws {
    let used = [target, trials, offset].compactMap(\.self)
    let terms = terms ?? ModelTerms(columns: table.columnNames.filter { !used.contains($0) })
    let y = try table[target]
    try self.init(
      regression, table.matrix(columns: terms.columns),
      try trials.map { .successes(y, trials: try table[$0]) } ?? .values(y), terms: terms,
      offset: try offset.map { try table[$0] }, weights: weights, target: target)
  }

  /// The response of some rows, of all by default.
  func response(of rows: [Int]?) -> ResponseData {
    guard let rows else { return response }
    let weights = response.weights.map { all in Vector(rows.map { all[$0] }) }
    return response.selecting(rows: rows, weights: weights)
  }

  /// The model of the intercept and the offset alone: its intercept, and its deviance where that is known without a pass.
  ///
  /// - Throws: where the response has one class only, or no mean that the family has.
  func null(_ data: ResponseData, hasIntercept: Bool) throws -> (constant: Double, deviance: Double?) {
    guard hasIntercept else { return (0, nil) }
    let mean = model.average(data) ?? .nan
    let eta = model.link.linearPredictor(ofMean: mean)
    guard eta.isFinite, model.link.contains(eta, for: model.family) else {
      throw RegressionError.noNullModel(target: features.target, mean: mean, family: model.family.name)
    }
    // The maximum-likelihood mean of equal means is their average, whatever the link; with an offset they differ.
    guard data.offset != nil else { return (eta, model.deviance(data, mean: mean)) }
    let null = try fit.scoring(
      data, model, values: .zeros(data.count, 1), terms: ModelTerms(columns: []), hasIntercept: true)
    return (null.coefficients[0].high, nil)
  }
}
