import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Least squares: the coefficient table with standard errors, t, p and confidence intervals.",
    discussion: """
      EXAMPLES
        descent fit cars.csv --target mpg
        descent fit cars.csv --target mpg --features weight,power --json
        descent fit curve.csv --target y --polynomial x:5 --method qr
        descent fit survey.csv --target y --weights count --weights-kind frequency
        descent fit cars.csv --target mpg --ridge 0.1 --standardize --save model.json
        cat cars.csv | descent fit - --target mpg

      The ridge minimizes (1/n)‖y − Xβ‖² + (λ/2)‖β‖², the intercept not penalized.

      EXIT CODES
        0 good   2 usage   3 bad data   5 rank deficient and refused (--strict)
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "auto (all digits), cholesky (fast), double-double (slow, all digits), qr or svd (minimum norm).")
  var method: LeastSquaresMethod = .auto

  @Option(parsing: .unconditional, help: "λ of the ridge penalty (λ/2)‖β‖².")
  var ridge: Double = 0

  @Option(help: "The column of the weights.")
  var weights: String?

  @Option(
    name: .customLong("weights-kind"),
    help: "analytic (the variance of a row is σ²/w, as R has it) or frequency (a row stands for w rows).")
  var weightsKind: WeightsKind = .analytic

  @Flag(
    name: .customLong("minimum-norm"),
    help: "Of many best fits take the one of least norm, instead of dropping columns.")
  var minimumNorm = false

  @Flag(help: "Refuse columns that depend on each other (exit code 5), instead of dropping them.")
  var strict = false

  @Option(parsing: .unconditional, help: "The level of the confidence intervals.")
  var level: Double = 0.95

  @Option(help: "Save the model to this JSON file, for descent predict.")
  var save: String?

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  func validate() throws {
    guard ridge >= 0, ridge.isFinite else { throw ValidationError("--ridge must be a number from 0 on") }
    guard !(strict && minimumNorm) else {
      throw ValidationError("--strict refuses what --minimum-norm solves: give one of them")
    }
    guard level > 0, level < 1 else { throw ValidationError("--level must lie between 0 and 1, such as 0.95") }
  }

  func run() throws {
    let start = ContinuousClock.now
    let loaded = try data.load(needsTarget: true, weights: weights)
    let regression = LinearRegression(
      method: method, hasIntercept: data.hasIntercept, ridge: ridge, standardizes: data.standardize,
      minimumNorm: minimumNorm, isStrict: strict, level: level)
    let model = try regression.fit(
      loaded.columns, loaded.y!, terms: loaded.terms, weights: loaded.weights.map(weightsKind.weights),
      target: loaded.target!)
    if let save { try SavedModel(model.predictor).write(to: save) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try printJSON(FitReport(model, loaded, seconds: seconds))
    } else {
      for warning in loaded.warnings { note("warning: \(warning)") }
      try printOut(model.summary())
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

/// What `fit --json` prints.
private struct FitReport: Encodable {
  struct Coefficient: Encodable {
    var name: String
    var estimate, standardError, statistic, pValue: Figure
    var confidenceInterval: Nullable<[Figure]>
  }

  var target: String
  var rows: Int
  var method: String
  var rank: Int
  var coefficients: [Coefficient]
  var residualStandardError, residualSumOfSquares: Figure
  var degreesOfFreedom: Double
  var rSquared, adjustedRSquared, fStatistic, fPValue, logLikelihood, aic, bic: Figure
  var conditionNumber, rawConditionNumber: Figure
  var correctDigits, dataDigits, standardErrorDigits: Figure
  var isExact: Bool
  var rowsDropped: Int
  var droppedColumns: [DroppedColumn]
  var warnings: [String]
  var seconds: Double

  init(_ model: LinearModel, _ loaded: LoadedData, seconds: Double) {
    target = model.target
    rows = model.rowCount
    method = model.method.rawValue
    rank = model.rank
    coefficients = model.coefficients.map {
      Coefficient(
        name: $0.name, estimate: Figure($0.estimate), standardError: Figure($0.standardError),
        statistic: Figure($0.statistic), pValue: Figure($0.pValue),
        confidenceInterval: Nullable(Figure.pair($0.confidenceInterval)))
    }
    residualStandardError = Figure(model.residualStandardError)
    residualSumOfSquares = Figure(model.residualSumOfSquares)
    degreesOfFreedom = model.degreesOfFreedom
    rSquared = Figure(model.rSquared)
    adjustedRSquared = Figure(model.adjustedRSquared)
    fStatistic = Figure(model.fStatistic)
    fPValue = Figure(model.fPValue)
    logLikelihood = Figure(model.logLikelihood)
    aic = Figure(model.aic)
    bic = Figure(model.bic)
    conditionNumber = Figure(model.conditionNumber)
    rawConditionNumber = Figure(model.rawConditionNumber)
    correctDigits = Figure(model.correctDigits)
    dataDigits = Figure(model.dataDigits)
    standardErrorDigits = Figure(model.standardErrorDigits)
    isExact = model.isExact
    rowsDropped = loaded.rowsDropped
    droppedColumns = model.droppedColumns
    warnings = loaded.warnings + model.warnings
    self.seconds = seconds
  }
}
