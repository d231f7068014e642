import ArgumentParser
import Descent
import DescentReport
import Foundation

extension Fit {
  /// Fits and prints a multinomial model, whose target is a column of text or of whole numbers.
  func runMultinomial() throws {
    let start = ContinuousClock.now
    let loaded = try formula.load(data, weights: weights, response: .classes) ?? data.loadClasses(weights: weights)
    let response =
      try loaded.frame?.classes.map { .classes($0) } ?? loaded.classes ?? .numbers(loaded.y!, loaded.target!)
    let regression = MultinomialRegression(
      referenceClass: families.referenceClass, hasIntercept: loaded.frame?.hasIntercept ?? data.hasIntercept,
      ridge: ridge, isStrict: strict, level: level)
    let model = try loaded.namingRows {
      try regression.fit(
        loaded.columns, response, terms: loaded.terms, weights: loaded.weights.map(weightsKind.weights),
        target: loaded.target!)
    }
    try saving.write(ModelFile(model, source: loaded.source, rowsDropped: loaded.rowsDropped, date: saving.date))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try printJSON(Joined(first: MultinomialReport(model, loaded, seconds: seconds), second: NoLeastSquares()))
    } else {
      for warning in loaded.allWarnings + model.warnings { warn(warning) }
      try printOut(model.summary(withWarnings: false))
    }
    if !model.converged { throw Failure(status: .notConverged, message: "not converged (exit code 4)") }
  }
}

/// What `fit --family multinomial --json` prints: the keys of `fit --family --json`, null where they mean nothing here, and
/// more.
private struct MultinomialReport: Encodable {
  struct Line: Encodable {
    var `class`, name: String
    var estimate, standardError, statistic, pValue: Figure
    var confidenceInterval: Nullable<[Figure]>
    var relativeRisk: Figure

    init(_ name: String, _ coefficient: LinearModel.Coefficient, _ risk: MultinomialModel.RelativeRisk?) {
      let report = CoefficientReport(coefficient)
      `class` = name
      self.name = report.name
      (estimate, standardError, statistic) = (report.estimate, report.standardError, report.statistic)
      (pValue, confidenceInterval) = (report.pValue, report.confidenceInterval)
      relativeRisk = Figure(risk?.ratio)
    }
  }

  struct Separated: Encodable {
    var terms, classes: [String]
    var extent: String
    var complete: Bool
  }

  struct Test: Encodable {
    var statistic, degreesOfFreedom, pValue: Figure
  }

  var target: String
  var rows: Int
  var method = "fisher-scoring"
  var family = "multinomial"
  var link = "logit"
  var classes: [String]
  var referenceClass: String
  var rank: Int
  var coefficients: [Line]
  var deviance, nullDeviance, dispersion, pearsonChiSquared, theta, thetaStandardError: Figure
  var degreesOfFreedom: Double
  var nullDegreesOfFreedom: Figure
  var logLikelihood, nullLogLikelihood, aic, bic, mcFaddenRSquared, conditionNumber: Figure
  var likelihoodRatioTest: Nullable<Test>
  var iterations: Int
  var termination: String
  var converged: Bool
  var separation: Nullable<Separated>
  var rowsDropped: Int
  var droppedColumns: [DroppedColumn]
  var warnings: [String]
  var seconds: Double

  init(_ model: MultinomialModel, _ loaded: LoadedData, seconds: Double) {
    target = model.target
    rows = model.rowCount
    (classes, referenceClass) = (model.classes, model.referenceClass)
    rank = model.rank
    coefficients = model.coefficients.flatMap { group in
      zip(group.coefficients, group.relativeRisks).map { Line(group.name, $0, $1) }
    }
    (deviance, nullDeviance) = (Figure(model.deviance), Figure(model.nullDeviance))
    dispersion = Figure(1)
    pearsonChiSquared = Figure(model.pearsonChiSquared)
    degreesOfFreedom = model.degreesOfFreedom
    nullDegreesOfFreedom = Figure(model.nullDegreesOfFreedom)
    (logLikelihood, nullLogLikelihood) = (Figure(model.logLikelihood), Figure(model.nullLogLikelihood))
    (aic, bic) = (Figure(model.aic), Figure(model.bic))
    mcFaddenRSquared = Figure(model.mcFaddenRSquared)
    conditionNumber = Figure(model.conditionNumber)
    likelihoodRatioTest = Nullable(
      model.likelihoodRatioTest.map {
        Test(
          statistic: Figure($0.statistic), degreesOfFreedom: Figure($0.degreesOfFreedom[0]), pValue: Figure($0.pValue))
      })
    (theta, thetaStandardError) = (Figure(nil), Figure(nil))
    iterations = model.iterations
    termination = model.termination.name
    converged = model.converged
    separation = Nullable(
      model.separation.map {
        Separated(
          terms: $0.terms, classes: $0.classes, extent: $0.extent.rawValue, complete: $0.extent == .complete)
      })
    rowsDropped = loaded.rowsDropped
    droppedColumns = model.droppedColumns
    warnings = loaded.allWarnings + model.warnings
    self.seconds = seconds
  }
}
