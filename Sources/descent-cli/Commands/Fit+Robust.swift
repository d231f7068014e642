import ArgumentParser
import Descent
import DescentReport
import Foundation

extension Fit {
  /// Options that mean nothing beside --m-estimator and --quantile.
  func validateRobust() throws {
    guard robustness.isUsed else { return }
    let refused = [
      ("--method", method != .auto), ("--ridge", ridge != 0), ("--minimum-norm", minimumNorm),
      ("--standardize", data.standardize), ("--stream", streaming.isOn),
      ("--family", families.family != nil), ("--robust", inference.robust != nil),
      ("--cluster", inference.cluster != nil), ("--anova", inference.anova), ("--diagnostics", inference.diagnostics),
      ("--influence", inference.influence != nil), ("--summary", inference.summary != .plain),
    ]
    if let option = refused.first(where: \.1)?.0 {
      throw ValidationError(
        "\(option) is for least squares and does not go with \(robustness.quantile == nil ? "--m-estimator" : "--quantile"): "
          + "leave it out")
    }
  }

  /// Fits and prints what --m-estimator or --quantile asks for.
  func runRobust() throws {
    let start = ContinuousClock.now
    let loaded = try formula.load(data, weights: weights) ?? data.load(needsTarget: true, weights: weights)
    let problem = try RobustProblem(loaded, data)
    let rowWeights = loaded.weights.map(weightsKind.weights)
    if let estimator = robustness.estimator {
      let model = try loaded.namingRows {
        try RobustRegression(
          loss: estimator.loss, hasIntercept: problem.hasIntercept, level: level
        ).fit(problem.x, problem.y, weights: rowWeights, names: problem.names, target: problem.target)
      }
      try saving.write(
        ModelFile(
          model, terms: loaded.terms, design: loaded.frame?.specification, source: loaded.source,
          rowsDropped: loaded.rowsDropped, date: saving.date))
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let report = RobustReport(model, loaded, estimator, seconds: seconds)
      try printFit(loaded, report, model.warnings) {
        model.summary(format: inference.format, rowNumbers: loaded.rowNumbers, withWarnings: false)
      }
      if !model.converged { throw Failure(status: .notConverged, message: "not converged (exit code 4)") }
    } else {
      let models = try loaded.namingRows {
        try QuantileRegression(hasIntercept: problem.hasIntercept, level: level).fit(
          problem.x, problem.y, quantiles: robustness.quantiles(), weights: rowWeights, names: problem.names,
          target: problem.target)
      }
      try saving.write(
        ModelFile(
          models, terms: loaded.terms, design: loaded.frame?.specification, source: loaded.source,
          rowsDropped: loaded.rowsDropped, date: saving.date))
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let warnings = models.flatMap { model in
        model.warnings.map { "quantile \(NumberFormat.plain(model.quantile)): \($0)" }
      }
      try printFit(loaded, QuantileReport(models, loaded, seconds: seconds), warnings) {
        models.map { $0.summary(format: inference.format, withWarnings: false) }.joined(separator: "\n\n")
      }
    }
  }

  private func printFit(
    _ loaded: LoadedData, _ report: some Encodable, _ warnings: [String], _ text: () -> String
  ) throws {
    if json { return try printJSON(report) }
    for warning in loaded.allWarnings + warnings { warn(warning) }
    try printOut(text())
  }
}

/// Matrix, target and names, from columns or from a formula.
private struct RobustProblem {
  var x: Matrix<Double>
  var y: Vector<Double>
  var names: [String]
  var target: String
  var hasIntercept: Bool

  init(_ loaded: LoadedData, _ data: DataOptions) throws {
    guard let frame = loaded.frame else {
      x = try loaded.features()
      (y, names, target) = (loaded.y!, loaded.terms.names, loaded.target!)
      hasIntercept = data.hasIntercept
      return
    }
    guard frame.offset == nil else {
      throw Failure(
        status: .usage, message: "--m-estimator and --quantile know no offset(): subtract it from the target")
    }
    (x, names, hasIntercept) = (frame.x, frame.columnNames, frame.hasIntercept)
    guard let response = frame.y, let name = frame.responseName else {
      throw Failure(
        status: .usage, message: "The formula has no left-hand side: write what is to be explained before ~")
    }
    (y, target) = (response, name)
  }
}

/// What `fit --m-estimator --json` prints.
private struct RobustReport: Encodable {
  var target: String
  var rows: Int
  var method: String
  var coefficients: [CoefficientReport]
  var constant: Double
  var scale, standardDeviation: Figure
  var degreesOfFreedom: Int
  var weights: Vector<Double>
  /// Rows from 1 on, as they were read.
  var outliers: [Int]
  var iterations: Int
  var converged: Bool
  var rowsDropped: Int
  var warnings: [String]
  var seconds: Double

  init(_ model: RobustModel, _ loaded: LoadedData, _ estimator: MEstimator, seconds: Double) {
    target = model.target
    rows = model.rowCount
    method = estimator.rawValue
    coefficients = model.coefficients.map(CoefficientReport.init)
    constant = model.configuration.loss.constant
    scale = Figure(model.scale)
    standardDeviation = Figure(model.standardDeviation)
    degreesOfFreedom = model.degreesOfFreedom
    weights = model.weights
    outliers = model.outliers.map { loaded.rowNumbers?[$0] ?? $0 + 1 }
    iterations = model.iterations
    converged = model.converged
    rowsDropped = loaded.rowsDropped
    warnings = loaded.allWarnings + model.warnings
    self.seconds = seconds
  }
}

/// What `fit --quantile --json` prints.
private struct QuantileReport: Encodable {
  struct Fit: Encodable {
    var quantile: Double
    var coefficients: [CoefficientReport]
    var objective, dualityGap, goodnessOfFit: Figure
    var isOptimal: Bool
    var iterations: Int
    var warnings: [String]
  }

  var target: String
  var rows: Int
  var method = "quantile"
  var degreesOfFreedom: Int
  var quantiles: [Fit]
  var rowsDropped: Int
  var warnings: [String]
  var seconds: Double

  init(_ models: [QuantileModel], _ loaded: LoadedData, seconds: Double) {
    target = models[0].target
    rows = models[0].rowCount
    degreesOfFreedom = models[0].degreesOfFreedom
    quantiles = models.map {
      Fit(
        quantile: $0.quantile, coefficients: $0.coefficients.map(CoefficientReport.init),
        objective: Figure($0.objective), dualityGap: Figure($0.dualityGap), goodnessOfFit: Figure($0.goodnessOfFit),
        isOptimal: $0.isOptimal, iterations: $0.iterations, warnings: $0.warnings)
    }
    rowsDropped = loaded.rowsDropped
    warnings = loaded.allWarnings
    self.seconds = seconds
  }
}
