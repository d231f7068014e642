import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Fit: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "Least squares: the coefficient table with standard errors, t, p and confidence intervals.",
    discussion: """
      EXAMPLES
        descent fit cars.csv --target mpg
        descent fit cars.csv --target mpg --features weight,power --json
        descent fit cars.csv --formula "log(mpg) ~ weight*origin + poly(power, 2)"
        descent fit curve.csv --target y --polynomial x:5 --method qr
        descent fit survey.csv --target y --weights count --weights-kind frequency
        descent fit cars.csv --target mpg --ridge 0.1 --save model.json
        descent fit cars.csv --target mpg --robust HC3 --diagnostics --anova
        descent fit cars.csv --target mpg --plot residuals.svg
        descent fit cars.csv --target mpg --html fit.html
        descent fit cars.csv --target mpg --summary r --format markdown
        descent fit visits.csv --target visits --family poisson --offset log_years
        descent fit beetles.csv --target killed --trials number --family binomial \\
          --link probit
        descent fit iris.csv --target species --family multinomial \\
          --reference-class virginica
        descent fit cars.csv --target mpg --m-estimator tukey
        descent fit cars.csv --target mpg --quantile 0.1,0.5,0.9
        descent fit cells.csv --target y --m-estimator huber --weights count \\
          --weights-kind frequency
        cat cars.csv | descent fit - --target mpg
        descent fit a.csv --target y --stream --shard b.csv --shard c.csv

      The ridge minimizes (1/n)‖y − Xβ‖² + (λ/2)‖β‖², the intercept not penalized;
      with --family D/(2n) + (λ/2)‖β‖², D the deviance; multinomial with ‖β‖² over
      all classes around their mean.

      EXIT CODES
        0 good   2 usage   3 bad data   4 not converged (--family, --m-estimator)
        5 rank deficient and refused (--strict, --m-estimator, --quantile)
      """)

  @OptionGroup var data: DataOptions

  @OptionGroup var formula: FormulaOptions
  @OptionGroup var families: FamilyOptions

  @Option(help: "auto (all digits), cholesky (fast), double-double (slow, all digits), qr or svd (minimum norm).")
  var method: LeastSquaresMethod = .auto

  @Option(parsing: .unconditional, help: "λ of the ridge penalty (λ/2)‖β‖².")
  var ridge: Double = 0

  @OptionGroup var streaming: StreamOptions

  @Option(help: "The column of the weights.")
  var weights: String?

  @Option(
    name: .customLong("weights-kind"),
    help: """
      analytic (the variance of a row is σ²/w, as R has it; with --quantile its spread is proportional to 1/w) or \
      frequency (a row stands for w rows).
      """)
  var weightsKind: WeightsKind = .analytic

  @Flag(
    name: .customLong("minimum-norm"),
    help: "Of many best fits take the one of least norm, instead of dropping columns.")
  var minimumNorm = false

  @Flag(help: "Refuse columns that depend on each other (exit code 5), instead of dropping them.")
  var strict = false

  @Option(parsing: .unconditional, help: "The level of the confidence intervals.")
  var level: Double = 0.95

  @OptionGroup(title: "ROBUST FITS") var robustness: RobustOptions

  @OptionGroup(title: "INFERENCE AND DIAGNOSTICS") var inference: InferenceOptions

  @OptionGroup var saving: SaveOptions
  @OptionGroup var plots: PlotOptions
  @OptionGroup var page: HTMLOptions

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try formula.validate(with: data)
    guard ridge >= 0, ridge.isFinite else { throw ValidationError("--ridge must be a number from 0 on") }
    guard !(strict && minimumNorm) else {
      throw ValidationError("--strict refuses what --minimum-norm solves: give one of them")
    }
    try streaming.validate(method: method, minimumNorm: minimumNorm, inference)
    try validatePlot()
    guard level > 0, level < 1 else { throw ValidationError("--level must lie between 0 and 1, such as 0.95") }
    try validateFamily()
    try validateRobust()
  }

  func run() throws {
    if let family = families.family { return try runFamily(family) }
    if robustness.isUsed { return try runRobust() }
    let start = ContinuousClock.now
    if streaming.isOn { return try runStreamed(since: start) }
    let loaded =
      try formula.load(data, weights: weights, extras: inference.extras)
      ?? data.load(needsTarget: true, weights: weights, extras: inference.extras)
    let rowWeights = loaded.weights.map(weightsKind.weights)
    var model = try loaded.namingRows {
      if let frame = loaded.frame { return try regression.fit(frame, weights: rowWeights) }
      return try regression.fit(
        loaded.columns, loaded.y!, terms: loaded.terms, weights: rowWeights, target: loaded.target!)
    }
    model.rowNumbers = loaded.rowNumbers
    try saving.write(
      ModelFile(model, source: loaded.source, rowsDropped: loaded.rowsDropped, date: saving.date))
    let robust = try inProgress("statistics of the fit") {
      try inference.writeInfluence(of: model)
      return try inference.inference(of: model, loaded)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try printJSON(
        FitReport(
          model, rowsDropped: loaded.rowsDropped, dataWarnings: loaded.warnings, robust,
          diagnostics: inference.diagnostics ? try DiagnosticsReport(model) : nil,
          anova: inference.anova ? try model.sequentialAnalysisOfVariance() : nil, seconds: seconds))
    } else {
      for warning in loaded.warnings + model.warnings + (robust?.warnings ?? []) { warn(warning) }
      try printOut(try inference.report(model, robust))
    }
    try plots.draw(try ChartPage.diagnostics(model))
    try page.write(try htmlPage(model, robust, loaded))
  }

  private func htmlPage(
    _ model: LinearModel, _ robust: CoefficientInference?, _ loaded: LoadedData
  ) throws -> HTMLPage {
    var page = try model.page(
      source: loaded.source == "-" ? "standard input" : loaded.source, formula: formula.formula, inference: robust,
      dataWarnings: loaded.warnings)
    if inference.anova {
      page.sections.append(.init("Analysis of variance", [.table(try model.sequentialAnalysisOfVariance().table())]))
    }
    if inference.diagnostics {
      page.sections.append(.init("Tests and influential rows", [.lines(try model.diagnosticsText(format: .text))]))
    }
    page.sections.append(.command)
    return page
  }

  /// Pictures and page show the rows of a least-squares fit.
  private func validatePlot() throws {
    try plots.validate(json: json)
    guard let option = plots.plot != nil ? "--plot" : page.html != nil ? "--html" : nil else { return }
    if let other = [
      ("--family", families.family != nil), ("--m-estimator, --quantile", robustness.isUsed),
      ("--stream", streaming.isOn),
    ].first(where: \.1)?.0 {
      throw ValidationError("\(option) shows residuals of least squares and does not go with \(other)")
    }
  }

  var regression: LinearRegression {
    LinearRegression(
      method: method, hasIntercept: data.hasIntercept, ridge: ridge, standardizes: data.standardize,
      minimumNorm: minimumNorm, isStrict: strict, level: level)
  }

  /// Saves and prints a model that has no rows any more.
  func report(
    _ model: some LinearFit, rowsDropped: Int, dataWarnings: [String], since start: ContinuousClock.Instant
  ) throws {
    try saving.write(ModelFile(model, source: data.data, rowsDropped: rowsDropped, date: saving.date))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try printJSON(FitReport(model, rowsDropped: rowsDropped, dataWarnings: dataWarnings, seconds: seconds))
    } else {
      for warning in dataWarnings + model.warnings { warn(warning) }
      try printOut(model.summary(style: inference.summary, format: inference.format, withWarnings: false))
    }
  }
}

extension LeastSquaresMethod: ExpressibleByArgument {}

/// What the weights of a fit mean.
enum WeightsKind: String, ExpressibleByArgument, CaseIterable {
  case analytic, frequency

  func weights(_ values: Vector<Double>) -> ObservationWeights {
    self == .analytic ? .analytic(values) : .frequency(values)
  }
}
