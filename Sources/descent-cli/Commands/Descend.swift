import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Descend: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run gradient descent or a faster relative and report the run.",
    discussion: """
      EXAMPLES
        descent descend cars.csv --target mpg --standardize
        descent descend cars.csv --target mpg --step 0.01 --iterations 500
        descent descend cars.csv --target mpg --step optimal --trace run.csv
        descent descend cars.csv --target mpg --standardize --optimizer chebyshev
        descent descend --matrix A.csv --vector b.csv --step optimal --start 1,1

      The run stops at the first t ≥ 0 with ‖g‖ ≤ tolerance · ‖g₀‖, tested before the
      step is taken. A step above 2/λmax is named before the first one, and run all
      the same. With --iterations alone all of them are run, diverging or not.

      EXIT CODES
        0 good   2 usage   3 bad data
        4 not converged (unless --iterations alone was given)
      """)

  @OptionGroup var problem: ProblemOptions

  @OptionGroup var stopping: StoppingOptions

  @Option(help: "The method: gradient-descent, or chebyshev, the fastest schedule of steps, which needs λmin > 0.")
  var optimizer: OptimizerName = .gradientDescent

  @Option(
    parsing: .unconditional,
    help: "For gradient descent: a number, safe (1/λmax) or optimal (2/(λmax + λmin)). Default: safe.")
  var step: StepArgument?

  @Option(parsing: .unconditional, help: "Where to start, a number for each coefficient: 0,0. Default: zeros.")
  var start: NumberList?

  @Option(help: "Write every iteration to this CSV file: value, gradient norm, step, parameter norm.")
  var trace: String?

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
    case gradientDescent = "gradient-descent"
    case chebyshev
  }

  func validate() throws {
    guard optimizer == .gradientDescent || step == nil else {
      throw ValidationError("--step goes with gradient-descent: \(optimizer.rawValue) finds its steps itself")
    }
  }

  func run() throws {
    let loaded = try problem.load(needsTarget: true)
    for warning in loaded.loaded?.warnings ?? [] { note("warning: \(warning)") }
    let report =
      switch optimizer {
      case .gradientDescent: try descend(by: GradientDescent(step: step?.step ?? .safe), loaded.objective, loaded)
      case .chebyshev: try descend(by: Chebyshev(), loaded.objective, loaded)
      }
    if json { try printJSON(report) } else { try printOut(report.text) }
    if !report.converged, !stopping.isFixedCount || report.isBroken {
      throw Failure(status: .notConverged, message: json ? report.message : "not converged (exit code 4)")
    }
  }

  private func descend(
    by descent: some Optimizer, _ objective: some QuadraticObjective, _ problem: Problem
  ) throws -> DescendReport {
    let names = problem.names
    if let start, start.numbers.count != names.count {
      throw Failure(
        status: .usage,
        message: "--start gives \(start.numbers.count) numbers, but there are \(names.count) coefficients: "
          + names.joined(separator: ", "))
    }
    var warnings = try descent.warnings(for: objective)
    if let loss = problem.leastSquares, loss.observationCount < names.count, loss.ridge == 0 {
      warnings.append(
        "\(NumberFormat.count(loss.observationCount, "row")) for \(names.count) coefficients: there are many minima, and this run goes to the "
          + (start == nil ? "one of least norm" : "one nearest to its start"))
    }
    for warning in warnings { note("warning: \(warning)") }
    let clock = ContinuousClock.now
    let line = ProgressLine()
    let result = try descent.minimize(
      objective, from: start.map { Vector($0.numbers) }, until: stopping.criteria,
      trace: trace == nil ? .off : .every(1),
      observers: [
        { progress, _ in
          line.show(progress)
          return .proceed
        }
      ])
    line.clear()
    let seconds = (ContinuousClock.now - clock) / .seconds(1)
    if let trace { try write(result.trace, to: trace) }
    return DescendReport(
      result, problem, warnings: warnings + result.warnings, options: options, seconds: seconds,
      distance: distance(result.minimizer, problem))
  }

  private var options: [String: String] {
    var options = ["optimizer": optimizer.rawValue]
    if optimizer == .gradientDescent { options["step"] = step?.description ?? "safe" }
    return options
  }

  private func write(_ trace: Trace, to path: String) throws {
    try CSVWriter.write(to: path, columnNames: trace.columnNames) { writer throws(DataError) in
      for record in trace {
        let row = [Double(record.iteration), record.value, record.gradientNorm, record.stepSize, record.parameterNorm]
        try writer.append(row + (record.validationValue.map { [$0] } ?? []))
      }
    }
  }

  /// ‖β − β*‖/‖β*‖ with β* the closed-form solution; nil where that does not exist.
  private func distance(_ point: Vector<Double>, _ problem: Problem) -> Double? {
    guard let exact = try? problem.closedForm() else { return nil }
    let norm = exact.norm()
    return point.subtracting(exact).norm() / (norm > 0 ? norm : 1)
  }
}

/// What `descend` prints.
private struct DescendReport: Encodable {
  struct Coefficient: Encodable {
    var name: String
    var estimate: Figure
  }

  var termination, message: String
  var converged: Bool
  var iterations, evaluations: Int
  var value, gradientNorm, stepSize, distanceToClosedForm: Figure
  var coefficients: [Coefficient]
  var optimizer: String
  var options: [String: String]
  var seed: Nullable<Int>
  var rowsDropped: Int
  var warnings: [String]
  var seconds: Double
  var title: String

  /// Diverged or no longer a number: not good, whatever was asked for.
  var isBroken: Bool { termination == "diverged" || termination == "nonFinite" }

  init(
    _ result: OptimizationResult<some OptimizerState>, _ problem: Problem, warnings: [String],
    options: [String: String], seconds: Double, distance: Double?
  ) {
    termination = result.termination.name
    message = result.termination.message
    converged = result.termination.converged
    iterations = result.iterations
    evaluations = result.evaluations
    value = Figure(result.value)
    gradientNorm = Figure(result.gradientNorm)
    stepSize = Figure((result.state as? GradientDescent.State)?.stepSize ?? result.state.progress.stepSize)
    distanceToClosedForm = Figure(distance)
    coefficients = zip(problem.names, problem.rawCoefficients(result.minimizer)).map {
      Coefficient(name: $0, estimate: Figure($1))
    }
    optimizer = options["optimizer"] ?? ""
    self.options = options
    seed = Nullable(nil)
    rowsDropped = problem.loaded?.rowsDropped ?? 0
    self.warnings = (problem.loaded?.warnings ?? []) + warnings
    self.seconds = seconds
    title = problem.title
  }

  var text: String {
    var table = TextTable(["coefficient", "estimate"])
    for coefficient in coefficients {
      table.addRow([coefficient.name, NumberFormat.significant(coefficient.estimate.value, 9)])
    }
    var lines = [title, "", message, ""]
    if isBroken { lines += ["The point of the lowest value seen:", ""] }
    lines += table.lines + [""]
    lines.append(
      "value \(NumberFormat.plain(value.value, 9)), gradient norm "
        + "\(NumberFormat.plain(gradientNorm.value, 3)), step \(NumberFormat.plain(stepSize.value))")
    lines.append(
      "\(NumberFormat.count(iterations, "iteration")), \(NumberFormat.count(evaluations, "evaluation")), "
        + NumberFormat.seconds(seconds))
    if let distance = distanceToClosedForm.value {
      lines.append("relative distance to the closed form \(NumberFormat.plain(distance, 3))")
    }
    return lines.joined(separator: "\n")
  }
}
