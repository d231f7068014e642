import ArgumentParser
import Descent
import DescentReport
import Foundation
import Synchronization

struct Validate: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "Cross-validation: how well linear models predict rows that they were not fitted to.",
    discussion: """
      EXAMPLES
        descent validate cars.csv --target mpg
        descent validate cars.csv --target mpg --ridge 0,0.01,0.1,1 --standardize
        descent validate cars.csv --target mpg --metric mae --folds 5 --seed 7
        descent validate cars.csv --formula "log(mpg) ~ weight + origin" --folds 5
        descent validate cars.csv --target mpg --learning-curve --trace curve.csv
        descent validate cars.csv --target mpg --learning-curve --plot curve.svg

      The rows are cut into folds at random; each fold is predicted by a model that
      is fitted to the others. As many folds as rows leave out one row at a time.
      Beside the models stands the null model, which predicts the mean of the target
      (0 with --no-intercept): a model that is not better has found nothing.
      Scaling is learned anew in each fold. Of many ridges the best has a score that
      is too good, because it was chosen by it.
      With a formula the left-hand side as it is written is predicted. A fold whose
      rows to fit to lack a level of a factor is refused.

      The ridge minimizes (1/n)‖y − Xβ‖² + (λ/2)‖β‖², the intercept not penalized.

      EXIT CODES
        0 good   2 usage   3 bad data
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var formula: FormulaOptions

  @Option(parsing: .unconditional, help: "How many folds.")
  var folds: Int = 10

  @Option(parsing: .unconditional, help: "Which random order of the rows.")
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "Values of λ of the ridge penalty (λ/2)‖β‖², separated by commas. Default: 0.")
  var ridge: NumberList?

  @Option(help: "The column of the weights: fits and metric count each row so much.")
  var weights: String?

  @Option(
    help: """
      rmse, mse, mae, r2, mape, msle, median-ae, max-error, explained-variance; for a target of 0 or 1 auc, accuracy, brier \
      or log-loss.
      """)
  var metric: MetricArgument = .rmse

  @Flag(name: .customLong("learning-curve"), help: "How the best model's score changes with the number of rows.")
  var learningCurve = false

  @Option(help: "Write the learning curve to this CSV file.", completion: .file(extensions: ["csv"]))
  var trace: String?

  @OptionGroup var plots: PlotOptions

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try formula.validate(with: data)
    guard folds >= 2 else { throw ValidationError("--folds must be at least 2: one to judge by, and one to fit to") }
    guard ridges.allSatisfy({ $0 >= 0 }) else { throw ValidationError("--ridge must be numbers from 0 on") }
    guard trace == nil || learningCurve else { throw ValidationError("--trace goes with --learning-curve") }
    guard plots.plot == nil || learningCurve else { throw ValidationError("--plot goes with --learning-curve") }
    try plots.validate(json: json)
  }

  private var ridges: [Double] { ridge?.numbers ?? [0] }

  func run() throws {
    let start = ContinuousClock.now
    let loaded =
      try formula.load(data, weights: weights, keepsTable: true) ?? data.load(needsTarget: true, weights: weights)
    var validator = CrossValidator(KFold(folds: folds, seed: seed), metric: metric.metric, aggregation: .pooled)
    if let frame = loaded.frame, let table = loaded.table {
      guard frame.offset == nil else {
        throw Failure(status: .usage, message: "validate knows no offset(): subtract it from the target")
      }
      validator = try validator.requiringLevels(of: frame, in: table)
    }
    let problem = ValidatedProblem(
      loaded, hasIntercept: loaded.frame?.hasIntercept ?? data.hasIntercept, standardizes: data.standardize,
      folds: folds, validator: validator)
    var report = try loaded.namingRows { try ValidationReport(problem, ridges: ridges, folds: folds, seed: seed) }
    var curve: [CurvePoint<Int>] = []
    if learningCurve {
      let points = try problem.learningCurve(
        ridge: report.bestRidge, seed: seed, aggregation: report.usesMeans ? .meanOfFolds : .pooled)
      if let trace {
        try write(points, to: trace)
        noteFile(trace)
      }
      report.add(points)
      curve = points
    }
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try printJSON(report)
    } else {
      for warning in report.warnings { warn(warning) }
      try printOut(report.text)
    }
    let title = "Learning curve of \(report.best): \(loaded.source)"
    try plots.draw(ChartPage(.learningCurve(curve, metric: report.metric, title: title)))
  }

  private func write(_ points: [CurvePoint<Int>], to path: String) throws {
    let names = ["rows", "train", "trainStandardError", "test", "testStandardError"]
    try CSVWriter.write(to: path, columnNames: names) { rows throws(DataError) in
      for point in points {
        try rows.append([
          Double(point.parameter), point.trainScore, point.trainStandardError, point.testScore, point.testStandardError,
        ])
      }
    }
  }
}

/// Data with a way of judging linear models of them.
private struct ValidatedProblem {
  let loaded: LoadedData
  let x: Matrix<Double>
  let y: Vector<Double>
  let weights: Vector<Double>
  let validator: CrossValidator
  let folds: Int
  private let hasIntercept, standardizes: Bool

  init(_ loaded: LoadedData, hasIntercept: Bool, standardizes: Bool, folds: Int, validator: CrossValidator) {
    self.folds = folds
    self.loaded = loaded
    x = loaded.columns
    y = loaded.y!
    // Equal weights are the same as none, and one way is enough.
    weights = loaded.weights ?? Vector(repeating: 1, count: loaded.y!.count)
    self.validator = validator
    self.hasIntercept = hasIntercept
    self.standardizes = standardizes
  }

  /// Says how many of the fits of a line of work have been made, from any thread.
  private final class FitCount: Sendable {
    private let name: String
    private let total: Int
    private let made = Mutex(0)

    init(_ name: String, of total: Int) { (self.name, self.total) = (name, total) }

    func add() {
      let count = made.withLock { count in
        count += 1
        return count
      }
      ProgressLine.shared.show(name, done: count, of: total)
    }
  }

  private func regression(_ ridge: Double) -> LinearRegression {
    LinearRegression(hasIntercept: hasIntercept, ridge: ridge, standardizes: standardizes)
  }

  private func fit(
    _ ridge: Double, _ x: Matrix<Double>, _ y: Vector<Double>, _ weights: Vector<Double>, _ count: FitCount
  ) throws -> CrossValidator.Predictor {
    defer { count.add() }
    let own: ObservationWeights? = loaded.weights == nil ? nil : .analytic(weights)
    let model = try regression(ridge).fit(
      x, y, terms: loaded.terms, weights: own, target: loaded.target!)
    return { try model.predict($0) }
  }

  func null() throws -> CrossValidationResult {
    try validator.score(x, y, weights: weights) { _, y, weights in
      let mean = hasIntercept ? y.dot(weights) / weights.sum() : 0
      return { Vector(repeating: mean, count: $0.rowCount) }
    }
  }

  func results(_ ridges: [Double]) throws -> [CrossValidationResult] {
    let count = FitCount("folds fitted", of: ridges.count * folds)
    return try ridges.map { ridge in
      try validator.score(x, y, weights: weights) { x, y, weights in try fit(ridge, x, y, weights, count) }
    }
  }

  func learningCurve(
    ridge: Double, seed: UInt64, aggregation: CrossValidator.Aggregation
  ) throws -> [CurvePoint<Int>] {
    var validator = validator
    validator.aggregation = aggregation
    let coefficients = loaded.terms.terms.count + (hasIntercept ? 1 : 0)
    // Exact fits of as many rows as coefficients say nothing.
    let counts = try validator.learningCurveCounts(rowCount: y.count, from: max(2, 2 * coefficients))
    let count = FitCount("learning curve, fits", of: counts.count * folds)
    return try inProgress("learning curve") {
      try validator.learningCurve(x, y, weights: weights, trainCounts: counts, seed: seed) { x, y, weights in
        try fit(ridge, x, y, weights, count)
      }
    }
  }
}

/// What `validate` prints.
private struct ValidationReport: Encodable {
  struct Model: Encodable {
    var name: String
    var ridge: Figure
    var score, standardError, pooledScore: Figure
    var foldScores: [Figure]

    init(_ name: String, ridge: Double?, _ result: CrossValidationResult) {
      self.name = name
      self.ridge = Figure(ridge)
      score = Figure(result.meanOfFolds)
      standardError = Figure(result.standardError)
      pooledScore = Figure(result.pooled)
      foldScores = result.folds.map { Figure($0.score) }
    }
  }

  struct Point: Encodable {
    var rows: Int
    var trainScore, trainStandardError, testScore, testStandardError: Figure
    var failure: Nullable<String>
  }

  var target: String
  var rows: Int
  var folds: Int
  var seed: UInt64
  var metric: String
  var isBetterWhenHigher: Bool
  /// The null model first, then those given, in their order.
  var models: [Model]
  var best: String
  var learningCurve: Nullable<[Point]>
  var rowsDropped: Int
  var warnings: [String]
  var seconds = 0.0

  /// Whether models are compared by the means of the folds: where all have one. Otherwise all folds count together.
  var usesMeans: Bool { models.allSatisfy { $0.score.value != nil } }

  /// λ of the best model.
  var bestRidge: Double { models.first { $0.name == best && $0.ridge.value != nil }!.ridge.value! }

  init(_ problem: ValidatedProblem, ridges: [Double], folds: Int, seed: UInt64) throws {
    let metric = problem.validator.metric
    let results = try problem.results(ridges)
    let names = ridges.map { $0 == 0 ? "linear" : "ridge \($0.description.replacing(/\.0$/, with: ""))" }
    models =
      try [Model("null", ridge: nil, problem.null())]
      + zip(zip(names, ridges), results).map { Model($0.0, ridge: $0.1, $1) }
    let isByMeans = models.allSatisfy { $0.score.value != nil }
    let scores = results.map { isByMeans ? $0.meanOfFolds! : $0.score }
    let place = scores.indices.min {
      metric.isBetterWhenHigher ? scores[$0] > scores[$1] : scores[$0] < scores[$1]
    }!
    best = names[place]
    target = problem.loaded.target!
    rows = problem.y.count
    self.folds = folds
    self.seed = seed
    self.metric = metric.name
    isBetterWhenHigher = metric.isBetterWhenHigher
    learningCurve = Nullable(nil)
    rowsDropped = problem.loaded.rowsDropped
    warnings = problem.loaded.allWarnings
    let null = isByMeans ? models[0].score.value : models[0].pooledScore.value
    if let null, metric.isBetterWhenHigher ? scores[place] <= null : scores[place] >= null {
      warnings.append("no model predicts better than the null model does")
    }
  }

  mutating func add(_ points: [CurvePoint<Int>]) {
    learningCurve = Nullable(
      points.map {
        Point(
          rows: $0.parameter, trainScore: Figure($0.trainScore), trainStandardError: Figure($0.trainStandardError),
          testScore: Figure($0.testScore), testStandardError: Figure($0.testStandardError),
          failure: Nullable($0.failure))
      })
    if let first = points.compactMap(\.failure).first {
      warnings.append("the learning curve has points without a score: \(first)")
    }
  }

  /// The tables that people read.
  var text: String {
    var table = TextTable([metric, "mean of folds", "std. error", "all folds together"])
    for model in models {
      table.addRow(
        [model.name] + [model.score, model.standardError, model.pooledScore].map { NumberFormat.significant($0.value) })
    }
    let way =
      folds == rows
      ? "each row left out once" : "\(NumberFormat.count(folds)) folds in the random order of seed \(seed)"
    var lines = ["\(NumberFormat.count(rows, "row")) of \(target), \(way)", ""] + table.lines
    if models.count > 2 { lines += ["", "best: \(best)"] }
    if let points = learningCurve.value {
      var curve = TextTable(["rows fitted to", "\(metric) of them", "std. error", "of those left out", "std. error"])
      for point in points {
        curve.addRow(
          [NumberFormat.count(point.rows)]
            + [point.trainScore, point.trainStandardError, point.testScore, point.testStandardError].map {
              NumberFormat.significant($0.value)
            })
      }
      lines += ["", "learning curve of \(best)", ""] + curve.lines
    }
    return lines.joined(separator: "\n")
  }
}
