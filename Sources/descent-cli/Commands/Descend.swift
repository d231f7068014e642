import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Descend: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "Run gradient descent or one of its relatives and report the run.",
    discussion: """
      EXAMPLES
        descent descend cars.csv --target mpg --standardize
        descent descend cars.csv --target mpg --step 0.01 --iterations 500
        descent descend cars.csv --target mpg --step optimal --trace run.csv
        descent descend cars.csv --target mpg --standardize --optimizer chebyshev
        descent descend cars.csv --target mpg --optimizer sgd --epochs 20
        descent descend cars.csv --target big --loss logistic --optimizer adam
        descent descend cars.csv --target mpg --validation 0.2 --patience 20
        descent descend cars.csv --target mpg --checkpoint run.json
        descent descend cars.csv --target mpg --resume run.json
        descent descend --matrix A.csv --vector b.csv --step optimal --start 1,1
        descent descend cars.csv --target mpg --step 0.01 --plot loss.svg
        descent descend --matrix A.csv --start 1,1 --plot path.svg --plot-kind path
        descent descend --matrix A.csv --start 1,1 --html run.html

      The run stops at the first t ≥ 0 with ‖g‖ ≤ tolerance · ‖g₀‖, tested before
      the step is taken. A step above the method's limit is named before the first
      one, and run all the same. With --iterations alone all of them are run,
      diverging or not. Ctrl-C ends a run after its iteration; a checkpoint is left
      where one was asked for.

      EXIT CODES
        0 good   2 usage   3 bad data
        4 not converged (unless --iterations alone was given), or more than 1 %
          away from the closed form where no criterion was asked for
      """)

  @OptionGroup var problem: ProblemOptions

  @OptionGroup var loss: LossOptions

  @OptionGroup var method: OptimizerOptions

  @OptionGroup var stopping: StoppingOptions

  @OptionGroup var checkpoints: CheckpointOptions

  @Option(parsing: .unconditional, help: "Where to start, a number for each coefficient: 0,0. Default: zeros.")
  var start: NumberList?

  @Option(
    help: "Write every iteration to this CSV file: value, gradient norm, step, parameter norm, held-out value.",
    completion: .file(extensions: ["csv"]))
  var trace: String?

  @OptionGroup var plots: PlotOptions

  @Option(
    name: .customLong("plot-kind"),
    help: """
      loss (the value against the iteration, with the closed form and theory, and its distance to the closed form), \
      gradient, step, or path (over lines of equal height, for two coefficients). Default: loss.
      """)
  var plotKind: PlotKind?

  @OptionGroup var page: HTMLOptions

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws { try validatePlot() }

  func run() throws {
    let method = try checkpoints.resume.map { try self.method.resumed(from: $0) } ?? self.method
    let loaded = try problem.load(needsTarget: true)
    for warning in loaded.loaded?.warnings ?? [] { warn(warning) }
    let problem = try DescentProblem(loaded, loss, seed: method.seed)
    // Steps and warnings of most methods need the bounds, which are kept: found here, they are seen to be under way.
    if problem.leastSquares != nil, loss.validation == nil, method.optimizer != .sgd {
      _ = try loaded.curvatureBounds()
    }
    let optimizer = try method.make(for: problem.objective, patience: loss.patience)
    let recorder = try pathRecorder(loaded.names)
    let outcome = try descend(by: optimizer, problem.objective, problem, loaded, method, recorder)
    let report = outcome.report
    if json { try printJSON(report) } else { try printOut(report.text) }
    let tolerance = outcome.trace.first.flatMap { stopping.gradientTolerance(initial: $0.gradientNorm) }
    let pictures = RunPictures(
      title: "\(method.optimizer.rawValue): \(problem.title)", trace: outcome.trace, points: recorder?.points ?? [],
      problem: problem, loaded: loaded, optimizer: optimizer, exact: outcome.exact, tolerance: tolerance,
      start: startPoint(loaded))
    try drawPlot(pictures)
    try page.write(report.page(pictures))
    if !report.converged, !stopping.isFixedCount || report.isBroken {
      throw Failure(status: .notConverged, message: json ? report.message : "not converged (exit code 4)")
    }
  }

  private func descend<Method: Optimizer>(
    by descent: Method, _ objective: some Objective, _ problem: DescentProblem, _ loaded: Problem,
    _ method: OptimizerOptions, _ recorder: PathRecorder?
  ) throws -> DescendOutcome {
    let names = loaded.names
    if let start, start.numbers.count != names.count {
      throw Failure(
        status: .usage,
        message: "--start gives \(start.numbers.count) numbers, but there are \(names.count) coefficients: "
          + names.joined(separator: ", "))
    }
    let warnings = try descent.warnings(for: objective) + underdetermined(problem, names.count)
    for warning in warnings { warn(warning) }
    Interrupt.watch()
    let clock = ContinuousClock.now
    let line = ProgressLine.shared
    line.begin("descending")
    defer { line.end() }
    let saver = checkpoints.checkpoint.map {
      CheckpointSaver(path: $0, descent, every: checkpoints.interval ?? 1000, notes: method.notes)
    }
    let observers: [Observer] = [
      { progress, point in
        line.show(progress)
        recorder?.note(point)
        return Interrupt.isPending ? .stop : .proceed
      }
    ]
    let checkpoint = saver.map { saver in { saver.note($0, $1) } }
    let result: OptimizationResult<Method.State>
    if let path = checkpoints.resume {
      result = try Checkpoint<Method>(contentsOf: path).resume(
        on: objective, until: stopping.criteria, validation: problem.validation, trace: traceOption,
        observers: observers, checkpoint: checkpoint)
    } else {
      result = try descent.minimize(
        objective, from: start.map { Vector($0.numbers) }, until: stopping.criteria, validation: problem.validation,
        trace: traceOption, observers: observers, checkpoint: checkpoint)
    }
    line.end()
    let seconds = (ContinuousClock.now - clock) / .seconds(1)
    saver?.save(result.state, Iterate(point: result.minimizer, value: result.value, gradient: result.gradient))
    if let error = saver?.error {
      warn("no checkpoint was written: \(error)")
    } else if let path = checkpoints.checkpoint {
      noteFile(path)
    }
    if let trace {
      try write(result.trace, to: trace)
      noteFile(trace)
    }
    let exact = exact(problem, loaded)
    let distance = exact.map { DistanceToClosedForm(of: result.minimizer, from: $0, start: startPoint(loaded), loaded) }
    let farAway = isUnique(problem, names.count) ? distance?.warning(after: result.termination) : nil
    if let farAway { warn(farAway) }
    var report = DescendReport(
      result, loaded, problem.title, warnings: warnings + result.warnings + [farAway].compactMap(\.self), method,
      seconds: seconds, distance: distance?.relative, diagnosis: diagnosis(result, objective))
    // Nobody has asked for the criterion: a wrong answer is worse than an error.
    if farAway != nil, stopping.hasDefaultTolerance, let refusal = distance?.refusal(of: result.termination) {
      (report.converged, report.message) = (false, refusal)
    }
    return DescendOutcome(report: report, trace: result.trace, exact: exact)
  }

  /// All iterations for a file, at most 100,000 for a picture, some hundreds for a diagnosis.
  private var traceOption: TraceOption {
    guard trace == nil else { return .every(1) }
    let isDrawn = plots.plot != nil || page.html != nil
    return .every(max(1, (stopping.criteria.iterationLimit ?? 10_000) / (isDrawn ? 100_000 : 1000)))
  }

  /// Where the run begins; nil where it is resumed, and that is not known.
  private func startPoint(_ loaded: Problem) -> Vector<Double>? {
    checkpoints.resume == nil ? start.map { Vector($0.numbers) } ?? .zeros(loaded.names.count) : nil
  }

  /// Whether there are rows enough for one minimum.
  private func isUnique(_ problem: DescentProblem, _ count: Int) -> Bool {
    problem.leastSquares.map { $0.countedRows >= count || $0.ridge > 0 } ?? true
  }

  private func underdetermined(_ problem: DescentProblem, _ count: Int) -> [String] {
    guard let loss = problem.leastSquares, !isUnique(problem, count) else { return [] }
    return [
      "\(NumberFormat.count(loss.countedRows, "row")) for \(count) coefficients: there are many minima, and this run "
        + "goes to the " + (start == nil ? "one of least norm" : "one nearest to its start")
    ]
  }

  private func diagnosis(_ result: OptimizationResult<some OptimizerState>, _ objective: any Objective) -> [String] {
    switch result.termination {
    // A run that broke down for want of a minimum has said so.
    case .diverged(let breakdown) where breakdown.negativeEigenvalue != nil,
      .nonFinite(let breakdown) where breakdown.negativeEigenvalue != nil:
      return []
    default: break
    }
    let bounds = result.converged ? nil : (objective as? any QuadraticObjective).flatMap { try? $0.curvatureBounds() }
    return result.diagnosis(curvature: bounds, tolerance: stopping.tolerance ?? StoppingOptions.defaultTolerance)
      .filter { $0 != .converged }.map(\.message)
  }

  private func write(_ trace: Trace, to path: String) throws {
    try CSVWriter.write(to: path, columnNames: trace.columnNames) { writer throws(DataError) in
      for record in trace {
        let row = [Double(record.iteration), record.value, record.gradientNorm, record.stepSize, record.parameterNorm]
        try writer.append(row + (record.validationValue.map { [$0] } ?? []))
      }
    }
  }

  /// β*, the closed-form solution; nil where that does not exist, or is not what is looked for.
  private func exact(_ problem: DescentProblem, _ loaded: Problem) -> Vector<Double>? {
    guard problem.validation == nil, problem.leastSquares != nil || loaded.leastSquares == nil else { return nil }
    return try? loaded.closedForm()
  }
}

extension LeastSquares {
  /// The rows that are not left out by a weight of 0.
  fileprivate var countedRows: Int { weights.map { $0.count { $0 > 0 } } ?? observationCount }
}

/// What a run leaves: what is printed, and what is drawn.
private struct DescendOutcome {
  var report: DescendReport
  var trace: Trace
  /// The closed-form solution.
  var exact: Vector<Double>?
}

/// What `descend` prints.
struct DescendReport: Encodable {
  struct Coefficient: Encodable {
    var name: String
    var estimate: Figure
  }

  struct FoundBasin: Encodable {
    var value: Figure
    var hits: Int
    var coefficients: [Figure]
  }

  var termination, message: String
  var converged: Bool
  var iterations, evaluations: Int
  var value, gradientNorm, stepSize, distanceToClosedForm, validationValue: Figure
  var coefficients: [Coefficient]
  /// The minima that random starts found; `null` without them.
  var basins: Nullable<[FoundBasin]>
  var optimizer: String
  var options: [String: String]
  var seed: Nullable<Int>
  var rowsDropped: Int
  var diagnosis: [String]
  var warnings: [String]
  var seconds: Double
  var title: String

  /// Diverged or no longer a number: not good, whatever was asked for.
  var isBroken: Bool { termination == "diverged" || termination == "nonFinite" }

  init(
    _ result: OptimizationResult<some OptimizerState>, _ problem: Problem, _ title: String, warnings: [String],
    _ method: OptimizerOptions, seconds: Double, distance: Double?, diagnosis: [String]
  ) {
    termination = result.termination.name
    message = result.termination.message
    converged = result.termination.converged
    iterations = result.iterations
    evaluations = result.evaluations
    value = Figure(result.value)
    gradientNorm = Figure(result.gradientNorm)
    stepSize = Figure(result.state.progress.stepSize ?? (result.state as? GradientDescent.State)?.stepSize)
    validationValue = Figure(result.validationValue)
    distanceToClosedForm = Figure(distance)
    coefficients = zip(problem.names, problem.rawCoefficients(result.minimizer)).map {
      Coefficient(name: $0, estimate: Figure($1))
    }
    basins = Nullable(
      (result.state as? any BasinSearchState)?.basins.map { basin in
        FoundBasin(
          value: Figure(basin.value), hits: basin.hits,
          coefficients: problem.rawCoefficients(basin.minimizer).map { Figure($0) })
      })
    optimizer = method.optimizer.rawValue
    options = method.dictionary
    seed = Nullable(method.isRandom ? Int(exactly: method.seed) : nil)
    self.diagnosis = diagnosis
    rowsDropped = problem.loaded?.rowsDropped ?? 0
    self.warnings = (problem.loaded?.warnings ?? []) + warnings
    self.seconds = seconds
    self.title = title
  }

  var coefficientTable: TextTable {
    var table = TextTable(["coefficient", "estimate"])
    for coefficient in coefficients {
      table.addRow([coefficient.name, NumberFormat.significant(coefficient.estimate.value, 9)])
    }
    return table
  }

  var text: String {
    var lines = [title, "", message, ""]
    if isBroken { lines += ["The point of the lowest value seen:", ""] }
    lines += coefficientTable.lines + [""]
    lines.append(
      "value \(NumberFormat.plain(value.value, 9)), gradient norm "
        + "\(NumberFormat.plain(gradientNorm.value, 3)), step \(NumberFormat.plain(stepSize.value))")
    lines.append(
      "\(NumberFormat.count(iterations, "iteration")), \(NumberFormat.count(evaluations, "evaluation")), "
        + NumberFormat.seconds(seconds))
    if let validation = validationValue.value {
      lines.append("lowest value at the held-out rows \(NumberFormat.plain(validation, 9))")
    }
    if let distance = distanceToClosedForm.value {
      lines.append("relative distance to the closed form \(NumberFormat.plain(distance, 3))")
    }
    if let basins = basins.value {
      lines += ["", "Basins, the lowest first:"]
      for basin in basins {
        let point = basin.coefficients.prefix(6).map { NumberFormat.plain($0.value, 6) }.joined(separator: ", ")
        let rest = basin.coefficients.count > 6 ? ", …" : ""
        lines.append(
          "  value \(NumberFormat.plain(basin.value.value, 9)), \(NumberFormat.count(basin.hits, "descent")), at \(point)\(rest)"
        )
      }
    }
    if !diagnosis.isEmpty { lines += [""] + diagnosis }
    return lines.joined(separator: "\n")
  }
}
