import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Path: Subcommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Penalized linear and generalized linear models: ridge, lasso and elastic net for many penalties λ, and the choice of one.",
    discussion: """
      EXAMPLES
        descent path cars.csv --target mpg                  lasso, λ by 10 folds
        descent path cars.csv --target mpg --select one-standard-error
        descent path cars.csv --target mpg --penalty elastic-net --alpha 0.3
        descent path cars.csv --target mpg --penalty ridge  λ by GCV
        descent path cars.csv --target mpg --penalty ridge --select leave-one-out
        descent path genes.csv --target y --lambda 0.5,0.1,0.02 --path path.csv
        descent path cars.csv --target mpg --lambda 0.1 --save model.json
        descent path cars.csv --target mpg --plot path.svg  coefficients against λ
        descent path loans.csv --target default --family binomial
        descent path loans.csv --target default --family binomial --metric auc
        descent path claims.csv --target count --family poisson --offset logyears

      There may be more columns than rows. Unlike in the other commands columns
      are standardized unless --no-standardize is given, as glmnet does it: the
      coefficients of columns of standard deviation 1 (1/n in its square) are
      penalized; they are reported for the raw columns. The intercept is not
      penalized.

      WHAT IS MINIMIZED (--penalty-convention)
        lasso (α = 1), elastic net
          textbook         (1/n)‖r‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²)
          glmnet, sklearn  (1/2n)‖r‖² + λ(α‖β‖₁ + ½(1 − α)‖β‖²)
        ridge
          textbook         (1/n)‖r‖² + (λ/2)‖β‖²
          glmnet           (1/2n)‖r‖² + (λ/2)‖β‖²
          sklearn          ‖r‖² + λ‖β‖²

      r = y − Xβ. With weights (1/n)‖r‖² is Σwr²/Σw. What is λ here scikit-learn
      calls alpha, and α l1_ratio; it does not standardize. R's glmnet divides y
      by its standard deviation s (1/n) first: for α < 1 and for a ridge it
      agrees with the formula where s = 1.

      With --family the deviance D takes the place of ‖r‖², and λ is chosen by the
      deviance of the folds, or by --metric:
          glmnet (default) D/(2n) + λ(α‖β‖₁ + ½(1 − α)‖β‖²)
          textbook         D/n + λ(α‖β‖₁ + ½(1 − α)‖β‖²)
          sklearn          D/2 + … for the binomial families, λ being 1/C of
                           LogisticRegression; D/(2n) + … for all others
      A path ends where more than 99.9% of the deviance is explained.

      EXIT CODES
        0 good   2 usage   3 bad data   4 not converged
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var penalty: PenaltyOptions
  @OptionGroup var families: FamilyOptions

  @Option(
    help: """
      With --family: what the folds are judged by instead of the deviance, such as auc or accuracy. Of successes out of \
      trials these are proportions.
      """)
  var metric: MetricArgument?

  @Option(help: "The column of the weights.")
  var weights: String?

  @Option(
    name: .customLong("weights-kind"),
    help: "analytic (the variance of a row is σ²/w) or frequency (a row stands for w rows).")
  var weightsKind: WeightsKind = .analytic

  @Option(
    name: .customLong("path"), help: "Write all models to this CSV file, a row for each λ.",
    completion: .file(extensions: ["csv"]))
  var file: String?

  @OptionGroup var saving: SaveOptions
  @OptionGroup var plots: PlotOptions

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if data.standardize, penalty.noStandardize {
      throw ValidationError("--standardize and --no-standardize exclude each other")
    }
    try validateFamily()
    try plots.validate(json: json)
    if plots.plot != nil, let count = penalty.lambda?.numbers.count, count == 1 {
      throw ValidationError("--plot shows coefficients against λ: one λ is no path, leave out --lambda or give more")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    let loaded = try data.load(needsTarget: true, weights: weights, extras: families.extras)
    let (path, rows) =
      try families.family.map { family in try loaded.namingRows { try fitFamily(family, loaded) } } ?? fitLinear(loaded)
    if let file {
      try path.write(to: file)
      noteFile(file)
    }
    try saving.write(
      ModelFile(
        path.saved,
        origin: .init(
          source: loaded.source, rowCount: rows, rowsDropped: loaded.rowsDropped, date: saving.date,
          options: penalty.settings.merging(path.settings) { $1 })))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try printJSON(PathReport(path, penalty, loaded, rows: rows, seconds: seconds))
    } else {
      for warning in loaded.warnings + path.warnings { warn(warning) }
      try printOut(path.text(penalty, rows: rows) + "\n")
    }
    try plots.draw(ChartPage(path.chart(loaded, isStandardized: !penalty.noStandardize)))
    if path.isConverged?[path.chosen] == false {
      throw Failure(status: .notConverged, message: "not converged (exit code 4)")
    }
  }

  private func fitLinear(_ loaded: LoadedData) throws -> (path: FittedPath, rows: Int) {
    let problem = try loaded.namingRows {
      try PenalizedData(
        loaded.columns, loaded.y!, terms: loaded.terms, weights: loaded.weights.map(weightsKind.weights),
        target: loaded.target!)
    }
    let path = try inProgress("fitting the path to \(NumberFormat.count(problem.rowCount, "row"))") {
      try penalty.fit(problem, hasIntercept: data.hasIntercept)
    }
    return (path, problem.rowCount)
  }
}
