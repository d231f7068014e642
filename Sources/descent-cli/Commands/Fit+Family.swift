import ArgumentParser
import Descent
import DescentReport
import Foundation

extension Fit {
  /// Options that mean nothing beside --family.
  func validateFamily() throws {
    guard families.family != nil else { return }
    let refused = [
      ("--method", method != .auto), ("--minimum-norm", minimumNorm), ("--standardize", data.standardize),
      ("--stream", streaming.isOn),
      ("--robust", inference.robust != nil), ("--cluster", inference.cluster != nil),
      ("--anova", inference.anova), ("--diagnostics", inference.diagnostics),
      ("--influence", inference.influence != nil),
      ("--summary", inference.summary != .plain), ("--format", inference.format != .text),
    ]
    if let option = refused.first(where: \.1)?.0 {
      throw ValidationError("\(option) is for least squares and does not go with --family: leave it out")
    }
  }

  /// Fits and prints a generalized linear model.
  func runFamily(_ name: FamilyName) throws {
    guard let family = name.family(theta: families.theta) else { return try runMultinomial() }
    let start = ContinuousClock.now
    let loaded =
      try formula.load(data, weights: weights, extras: families.extras)
      ?? data.load(needsTarget: true, weights: weights, extras: families.extras)
    let regression = GeneralizedLinearRegression(
      family: family, link: families.link, hasIntercept: data.hasIntercept, ridge: ridge,
      isStrict: strict, level: level)
    let model = try loaded.namingRows { try fitted(regression, to: loaded) }
    try saving.write(ModelFile(model, source: loaded.source, rowsDropped: loaded.rowsDropped, date: saving.date))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try printJSON(Joined(first: FamilyReport(model, loaded, seconds: seconds), second: NoLeastSquares()))
    } else {
      for warning in loaded.warnings + model.warnings { warn(warning) }
      try printOut(model.summary(withWarnings: false))
    }
    if !model.converged { throw Failure(status: .notConverged, message: "not converged (exit code 4)") }
  }
}

extension Fit {
  private func fitted(
    _ regression: GeneralizedLinearRegression, to loaded: LoadedData
  ) throws -> GeneralizedLinearModel {
    let rowWeights = loaded.weights.map(weightsKind.weights)
    if let frame = loaded.frame {
      return try regression.fit(frame, trials: families.trials, offset: families.offset, weights: rowWeights)
    }
    let response: GeneralizedLinearRegression.Response =
      loaded.extras["--trials"].map { .successes(loaded.y!, trials: $0) } ?? .values(loaded.y!)
    return try regression.fit(
      loaded.columns, response, terms: loaded.terms, offset: loaded.extras["--offset"],
      offsetColumn: families.offset, weights: rowWeights, target: loaded.target!)
  }
}

/// The keys of `fit --json` that mean nothing without least squares: null.
struct NoLeastSquares: Encodable {
  var residualStandardError = Figure(nil)
  var residualSumOfSquares = Figure(nil)
  var rSquared = Figure(nil)
  var adjustedRSquared = Figure(nil)
  var fStatistic = Figure(nil)
  var fPValue = Figure(nil)
  var rawConditionNumber = Figure(nil)
  var correctDigits = Figure(nil)
  var dataDigits = Figure(nil)
  var standardErrorDigits = Figure(nil)
}

/// What `fit --family --json` prints: the keys of `fit --json`, null where they mean nothing here, and more.
private struct FamilyReport: Encodable {
  struct Separated: Encodable {
    var terms: [String]
    var complete: Bool
  }

  var target: String
  var rows: Int
  var method = "fisher-scoring"
  var family, link: String
  var rank: Int
  var coefficients: [CoefficientReport]
  var deviance, nullDeviance, dispersion, pearsonChiSquared, theta, thetaStandardError: Figure
  var degreesOfFreedom, nullDegreesOfFreedom: Double
  var logLikelihood, aic, bic, conditionNumber: Figure
  var iterations: Int
  var termination: String
  var converged: Bool
  var separation: Nullable<Separated>
  var rowsDropped: Int
  var droppedColumns: [DroppedColumn]
  var warnings: [String]
  var seconds: Double

  init(_ model: GeneralizedLinearModel, _ loaded: LoadedData, seconds: Double) {
    target = model.target
    rows = model.rowCount
    family = model.configuration.family.name
    link = model.configuration.link.rawValue
    rank = model.rank
    coefficients = model.coefficients.map(CoefficientReport.init)
    deviance = Figure(model.deviance)
    nullDeviance = Figure(model.nullDeviance)
    dispersion = Figure(model.dispersion)
    pearsonChiSquared = Figure(model.pearsonChiSquared)
    theta = Figure(model.theta)
    thetaStandardError = Figure(model.thetaStandardError)
    degreesOfFreedom = model.degreesOfFreedom
    nullDegreesOfFreedom = model.nullDegreesOfFreedom
    logLikelihood = Figure(model.logLikelihood)
    aic = Figure(model.aic)
    bic = Figure(model.bic)
    conditionNumber = Figure(model.conditionNumber)
    iterations = model.iterations
    termination = model.termination.name
    converged = model.converged
    separation = Nullable(model.separation.map { Separated(terms: $0.terms, complete: $0.isComplete) })
    rowsDropped = loaded.rowsDropped
    droppedColumns = model.droppedColumns
    warnings = loaded.warnings + model.warnings
    self.seconds = seconds
  }
}
