import DescentLinearAlgebra
import DescentOptimization
import Foundation

/// One fit of a generalized linear model, from checked data to the model.
struct GeneralizedLinearFit {
  let configuration: GeneralizedLinearRegression
  let values: Matrix<Double>
  let terms: ModelTerms
  let response: GeneralizedLinearRegression.Response
  let offset: Vector<Double>?
  let weights: ObservationWeights?
  let target: String

  func run() throws -> GeneralizedLinearModel {
    var notes: [String] = []
    try checkConfiguration()
    let data = try ResponseData(self, notes: &notes)
    if case .negativeBinomial(nil) = configuration.family {
      return try NegativeBinomialFit(fit: self, data: data, notes: notes).run()
    }
    return try model(data, notes: notes, theta: nil)
  }

  /// The family with a θ, where it has one.
  func rowModel(theta: Double?) -> RowModel {
    if case .negativeBinomial(let given) = configuration.family {
      return RowModel(configuration.family, configuration.link, theta: theta ?? given ?? 1)
    }
    return RowModel(configuration.family, configuration.link)
  }

  func model(_ data: ResponseData, notes: [String], theta: Double?) throws -> GeneralizedLinearModel {
    let row = rowModel(theta: theta)
    let result = try scoring(data, row, values: values, terms: terms, hasIntercept: configuration.hasIntercept)
    let nullDeviance = try nullDeviance(data, row)
    return try GeneralizedLinearModel(
      self, data: data, row: row, result: result, nullDeviance: nullDeviance, notes: notes,
      estimatedTheta: theta)
  }

  /// The coefficients of some terms, with errors in the words of the data.
  func scoring(
    _ data: ResponseData, _ row: RowModel, values: Matrix<Double>, terms: ModelTerms, hasIntercept: Bool
  ) throws -> ScoringResult {
    let places = try terms.places(among: terms.columns)
    let all: [LeastSquaresProblem.Term] = (hasIntercept ? [.init(column: 0, power: 0)] : []) + places
    let zeros = data.offset ?? .zeros(data.count)
    var penalty: [Double]?
    if configuration.ridge > 0, !terms.terms.isEmpty {
      let total = data.totalWeight
      penalty = all.map { $0.power == 0 ? 0 : configuration.ridge * total }
    }
    do {
      return try FisherScoring(
        model: row, data: data, design: terms.matrix(from: values, names: terms.columns), hasIntercept: hasIntercept,
        problem: LeastSquaresProblem(values, terms: all, targets: Matrix(column: zeros)), penalty: penalty,
        maximumIterations: configuration.maximumIterations, saturated: row.saturated(data)
      ).run()
    } catch LinearAlgebraError.nonFinite(let row, let column) {
      throw RegressionError.notFinite(values, row: row, column: column, names: terms.columns)
    } catch LinearAlgebraError.coefficientOutOfRange(let term) {
      throw RegressionError.coefficientOutOfRange(((hasIntercept ? ["(Intercept)"] : []) + terms.names)[term])
    }
  }

  /// The deviance of the model of the intercept and the offset alone; nil where it cannot be fitted.
  private func nullDeviance(_ data: ResponseData, _ row: RowModel) throws -> Double? {
    guard configuration.hasIntercept else {
      let eta = data.offset ?? .zeros(data.count)
      let isValid = data.withRows { rows in
        (0..<data.count).allSatisfy { rows.weight($0) == 0 || row.link.contains(eta[$0], for: row.family) }
      }
      guard isValid else { return nil }
      let residuals = data.withRows { rows in
        Vector(
          (0..<data.count).map {
            row.residual(
              DoubleDouble(row.link.limited(eta[$0])), y: rows.y[$0],
              failures: row.kind == .binomial ? rows.failures($0) : 0
            ).high
          })
      }
      return row.statistics(data, eta: eta, residuals: residuals).deviance
    }
    // The maximum-likelihood mean of equal means is their average, whatever the link; with an offset they differ.
    if data.offset == nil, let mean = row.average(data) {
      let eta = row.link.linearPredictor(ofMean: mean)
      guard eta.isFinite else { return row.kind == .binomial || row.kind == .poisson ? 0 : nil }
      return row.deviance(data, mean: mean)
    }
    let null = try? scoring(
      data, row, values: .zeros(data.count, 1), terms: ModelTerms(columns: []), hasIntercept: true)
    return null.map { row.statistics(data, eta: $0.eta, residuals: $0.residuals).deviance }
  }

  private func checkConfiguration() throws {
    try configuration.family.require(configuration.link)
    try requireRidge(configuration.ridge)
    try requireLevel(configuration.level)
    guard configuration.maximumIterations >= 1 else {
      throw RegressionError.invalidConfiguration(
        "The iterations must be at least 1, not \(configuration.maximumIterations)")
    }
    let coefficients = terms.terms.count + (configuration.hasIntercept ? 1 : 0)
    guard coefficients > 0 else { throw RegressionError.noTerms }
    try weights?.validate()
    let rows = weights?.values.count { $0 > 0 } ?? response.count
    guard rows > 0, rows >= coefficients || configuration.ridge > 0 else {
      throw RegressionError.tooFew(
        rows, of: response.count, isWeighted: weights != nil, coefficients: coefficients)
    }
  }
}

extension Family {
  /// - Throws: where the family does not have the link, or its θ is none.
  func require(_ link: Link) throws {
    guard links.contains(link) else {
      throw RegressionError.invalidConfiguration(
        "The \(name) family has no link \(link.rawValue): choose "
          + links.map(\.rawValue).formatted(.list(type: .or).locale(Locale(identifier: "en_GB"))))
    }
    if case .negativeBinomial(let theta?) = self, !(theta > 0 && theta.isFinite) {
      throw RegressionError.invalidConfiguration(
        "θ of the negative binomial family must be a finite number above 0, not \(theta); without one it is estimated")
    }
  }
}
