import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gradient descent beside the closed form on the same data: time, iterations, digits, and which to use.",
    discussion: """
      EXAMPLES
        descent compare cars.csv --target mpg
        descent compare cars.csv --target mpg --standardize --tolerance 1e-10

      Digits are those of the worst coefficient against the reference, Householder QR.
      Reading the data is not timed.
      """)

  @OptionGroup var data: DataOptions

  @Option(parsing: .unconditional, help: "λ of the ridge penalty (λ/2)‖β‖², the intercept not penalized.")
  var ridge: Double = 0

  @OptionGroup var stopping: StoppingOptions

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  func validate() throws {
    guard ridge >= 0, ridge.isFinite else { throw ValidationError("--ridge must be a number from 0 on") }
  }

  func run() throws {
    let loaded = try Problem(data.load(needsTarget: true), data, ridge: ridge)
    let comparison = try Comparison(loaded, stopping)
    for warning in comparison.warnings { note("warning: \(warning)") }
    if json { try printJSON(comparison) } else { try printOut(comparison.text) }
  }
}

/// One method's run.
private struct MethodRun: Encodable {
  var method: String
  var seconds: Double
  var iterations: Nullable<Int>
  var predictedIterations: Nullable<Int>
  /// How often X was read; none is counted for the closed forms, which work on copies and blocks.
  var passes: Nullable<Int>
  /// The largest relative error of a coefficient.
  var relativeError: Figure
  var digits: Figure
  var termination: String
}

/// What `compare` prints.
private struct Comparison: Encodable {
  struct Exact: Encodable {
    var method = "qr"
    var coefficients: [String: Figure]
  }

  var exact: Exact
  var runs: [MethodRun]
  var recommended: String
  var reason: String
  var warnings: [String]
  private var title: String

  private enum CodingKeys: String, CodingKey {
    case exact, runs, recommended, reason, warnings
  }

  init(_ problem: Problem, _ stopping: StoppingOptions) throws {
    let loss = problem.leastSquares!
    let solution = try problem.closedForm()
    let bounds = try loss.curvatureBounds()
    let predicted = bounds.predictedIterations(tolerance: stopping.tolerance ?? StoppingOptions.defaultTolerance)
    title = problem.title
    exact = Exact(
      coefficients: Dictionary(
        zip(problem.names, problem.rawCoefficients(solution).map { Figure($0) }), uniquingKeysWith: { a, _ in a }))
    runs = [
      Self.descent(
        GradientDescent(step: .safe), "gradient descent, safe step", predicted.gradientDescentSafe, loss, stopping,
        solution),
      bounds.optimalStep == nil
        ? nil
        : Self.descent(
          GradientDescent(step: .optimal), "gradient descent, optimal step", predicted.gradientDescentOptimal, loss,
          stopping, solution),
      bounds.isPositiveDefinite
        ? Self.descent(Chebyshev(), "Chebyshev steps", predicted.chebyshev, loss, stopping, solution) : nil,
      Self.closedForm(.cholesky, "normal equations (Cholesky)", problem, solution),
      Self.closedForm(.qr, Self.reference, problem, nil),
    ].compactMap { $0 }
    let others = runs.filter { ($0.digits.value ?? 0) >= 6 && $0.termination != "iterationLimit" }
    let best = (others + runs.filter { $0.method == Self.reference && $0.termination == "solved" })
      .min { $0.seconds < $1.seconds }
    recommended = best?.method ?? Self.reference
    let kappa = bounds.conditionNumber
    let size = NumberFormat.plain(kappa.upperBound.isFinite ? kappa.upperBound : kappa.lowerBound, 3)
    reason =
      (others.isEmpty ? "no other reaches six digits" : "the fastest of those that reach six digits")
      + "; κ of the Hessian is \(kappa.upperBound.isFinite ? size : "at least \(size)")"
    warnings = problem.loaded?.warnings ?? []
    if bounds.optimalStep == nil {
      warnings.append("λmin is not known to be positive: there is no optimal step")
    }
  }

  /// What the others are compared with.
  private static let reference = "Householder QR"

  private static func descent(
    _ optimizer: some Optimizer, _ name: String, _ predicted: Int?, _ loss: LeastSquares, _ stopping: StoppingOptions,
    _ solution: Vector<Double>
  ) -> MethodRun? {
    let line = ProgressLine()
    defer { line.clear() }
    let start = ContinuousClock.now
    guard
      let result = try? optimizer.minimize(
        loss, until: stopping.criteriaWithTolerance,
        observers: [
          { progress, _ in
            line.show(progress)
            return .proceed
          }
        ])
    else { return nil }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let error = relativeError(result.minimizer, solution)
    return MethodRun(
      method: name, seconds: seconds, iterations: Nullable(result.iterations),
      predictedIterations: Nullable(predicted), passes: Nullable(result.passes), relativeError: Figure(error),
      digits: Figure(digits(error)), termination: result.termination.name)
  }

  private static func closedForm(
    _ method: LeastSquaresMethod, _ name: String, _ problem: Problem, _ solution: Vector<Double>?
  ) -> MethodRun? {
    let start = ContinuousClock.now
    guard let coefficients = try? problem.closedForm(method) else {
      return MethodRun(
        method: name, seconds: (ContinuousClock.now - start) / .seconds(1), iterations: Nullable(nil),
        predictedIterations: Nullable(nil), passes: Nullable(nil), relativeError: Figure(nil), digits: Figure(nil),
        termination: "failed")
    }
    let error = solution.map { relativeError(coefficients, $0) }
    return MethodRun(
      method: name, seconds: (ContinuousClock.now - start) / .seconds(1), iterations: Nullable(nil),
      predictedIterations: Nullable(nil), passes: Nullable(nil), relativeError: Figure(error),
      digits: Figure(error.map(digits)), termination: "solved")
  }

  private static func relativeError(_ point: Vector<Double>, _ exact: Vector<Double>) -> Double {
    zip(point, exact).map { ($0 - $1).magnitude / ($1 == 0 ? 1 : $1.magnitude) }.max() ?? 0
  }

  private static func digits(_ error: Double) -> Double {
    guard error.isFinite else { return 0 }
    return error == 0 ? 15.95 : max(0, min(15.95, -log10(error)))
  }

  var text: String {
    var table = TextTable(["method", "time", "iterations", "at most", "passes over X", "digits", "end"])
    for run in runs {
      table.addRow([
        run.method, NumberFormat.seconds(run.seconds), run.iterations.value.map { NumberFormat.count($0) } ?? "–",
        run.predictedIterations.value.map { NumberFormat.count($0) } ?? "–",
        run.passes.value.map { NumberFormat.count($0) } ?? "–",
        run.method == Self.reference ? "reference" : NumberFormat.significant(run.digits.value, 3), run.termination,
      ])
    }
    return [title, "", table.description, "", "Recommended: \(recommended) (\(reason))."].joined(separator: "\n")
  }
}
