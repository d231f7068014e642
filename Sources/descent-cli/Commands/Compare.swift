import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Compare: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "Gradient descent beside the closed form on the same data: the plan, what it took, and which to use.",
    discussion: """
      EXAMPLES
        descent compare cars.csv --target mpg
        descent compare cars.csv --target mpg --standardize --tolerance 1e-10

      First comes the plan: iterations, passes over X, flops and time of each method.
      Then those that descent has are run, and stand beside what was planned.
      Digits are those of the worst coefficient against the reference, the normal
      equations in double-double arithmetic.
      Reading the data is not timed; of runs of some milliseconds the shortest of
      three counts.
      """)

  @OptionGroup var data: DataOptions

  @Option(parsing: .unconditional, help: "λ of the ridge penalty (λ/2)‖β‖², the intercept not penalized.")
  var ridge: Double = 0

  @Option(help: "The column of the weights: the mean of squares counts each row so much.")
  var weights: String?

  @OptionGroup var stopping: StoppingOptions

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard ridge >= 0, ridge.isFinite else { throw ValidationError("--ridge must be a number from 0 on") }
  }

  func run() throws {
    let loaded = try Problem(data.load(needsTarget: true, weights: weights), data, ridge: ridge)
    let planned = try loaded.plan(
      tolerance: stopping.tolerance ?? StoppingOptions.defaultTolerance, iterationLimit: stopping.limit)
    if !json {
      let plan = [loaded.title, ""] + planned.lines + ["", planned.recommendation("Recommended beforehand"), ""]
      try printOut(plan.joined(separator: "\n"))
    }
    let comparison = try Comparison(loaded, planned, stopping)
    for warning in comparison.warnings { warn(warning) }
    if json { try printJSON(comparison) } else { try printOut(comparison.text) }
  }
}

/// One method's run.
private struct MethodRun: Encodable {
  var method: String
  var seconds: Double
  var plannedSeconds: Figure
  /// Seconds over planned seconds.
  var ratio: Figure
  var iterations, plannedIterations: Nullable<Int>
  /// After so many iterations it ends at the latest.
  var predictedIterations: Nullable<Int>
  /// How often X was read; none is counted for the closed forms, which work on copies and blocks.
  var passes: Nullable<Int>
  var plannedPasses: Nullable<Int>
  /// The largest relative error of a coefficient.
  var relativeError: Figure
  var digits: Figure
  var termination: String

  init(_ plan: MethodPlan, seconds: Double, termination: String) {
    method = plan.method.rawValue
    self.seconds = seconds
    self.termination = termination
    plannedSeconds = Figure(plan.cost?.seconds)
    ratio = Figure(plan.cost.map { seconds / $0.seconds })
    plannedIterations = Nullable(plan.iterations)
    predictedIterations = Nullable(plan.mostIterations)
    plannedPasses = Nullable(plan.cost?.passes)
    (iterations, passes) = (Nullable(nil), Nullable(nil))
    (relativeError, digits) = (Figure(nil), Figure(nil))
  }
}

/// What `compare` prints.
private struct Comparison: Encodable {
  struct Exact: Encodable {
    var method: String
    var coefficients: [String: Figure]
  }

  var exact: Exact
  var plan: [PlannedMethodReport]
  /// What the bounds took, which all iterations need.
  var preparation: PreparationReport
  var runs: [MethodRun]
  var recommended: String
  var reason: String
  /// What the plan had recommended.
  var plannedRecommendation: String
  var warnings: [String]
  private var referenceName: String

  private enum CodingKeys: String, CodingKey {
    case exact, plan, preparation, runs, recommended, reason, plannedRecommendation, warnings
  }

  init(_ problem: Problem, _ planned: PlannedProblem, _ stopping: StoppingOptions) throws {
    let (loss, plan) = (problem.leastSquares!, planned.plan)
    // The reference is run first, and once: it is dear.
    let (reference, solution, referenceSeconds) = try Self.reference(problem)
    exact = Exact(
      method: reference.rawValue,
      coefficients: Dictionary(
        zip(problem.names, problem.rawCoefficients(solution).map { Figure($0) }), uniquingKeysWith: { a, _ in a }))
    func descent(_ optimizer: some Optimizer, _ method: MethodPlan) -> MethodRun? {
      Self.descent(optimizer, method, loss, stopping, solution)
    }
    runs = plan.methods.compactMap { method in
      switch method.method {
      case reference: MethodRun(method, seconds: referenceSeconds, termination: "solved")
      case .doubleDouble: Self.closedForm(.doubleDouble, method, problem, solution)
      case .normalEquations: Self.closedForm(.cholesky, method, problem, solution)
      case .householderQR: Self.closedForm(.qr, method, problem, solution)
      case .chebyshev: method.cost == nil ? nil : descent(Chebyshev(), method)
      case .gradientDescentOptimal: method.cost == nil ? nil : descent(GradientDescent(step: .optimal), method)
      case .gradientDescentSafe: descent(GradientDescent(step: .safe), method)
      case .heavyBall: plan.bounds.heavyBallParameters.flatMap { descent(Momentum($0), method) }
      case .nesterov: plan.bounds.nesterovParameters.flatMap { descent(Nesterov($0), method) }
      case .conjugateGradient: descent(ConjugateGradient(), method)
      case .cholesky: nil
      }
    }
    self.plan = plan.methods.map(PlannedMethodReport.init)
    preparation = PreparationReport(planned)
    plannedRecommendation = plan.recommendation.method?.rawValue ?? ""
    (recommended, reason) = Self.choice(runs, planned, reference)
    referenceName = reference.rawValue
    warnings = problem.loaded?.warnings ?? []
    if plan.bounds.optimalStep == nil {
      warnings.append("λmin is not known to be positive: there is no optimal step")
    }
  }

  /// What the others are compared with: the method with the most digits that finds a solution.
  private static func reference(
    _ problem: Problem
  ) throws -> (method: SolutionMethod, solution: Vector<Double>, seconds: Double) {
    if let (solution, seconds) = try? timed({ try problem.closedForm(.doubleDouble) }) {
      return (.doubleDouble, solution, seconds)
    }
    let (solution, seconds) = try timed { try problem.closedForm(.qr) }
    return (.householderQR, solution, seconds)
  }

  /// By what the runs took, the bounds included where they were needed.
  private static func choice(
    _ runs: [MethodRun], _ planned: PlannedProblem, _ reference: SolutionMethod
  ) -> (method: String, reason: String) {
    let timed = runs.compactMap { run -> (method: SolutionMethod, seconds: Double)? in
      guard let method = SolutionMethod(rawValue: run.method),
        method == reference || (run.digits.value ?? 0) >= 6 && run.termination != "iterationLimit"
      else { return nil }
      return (method, run.seconds + (method.isIterative ? planned.boundsSeconds : 0))
    }
    let method = Recommendation.best(of: timed) ?? reference
    let kappa = planned.plan.bounds.conditionNumber
    let size = NumberFormat.plain(kappa.upperBound.isFinite ? kappa.upperBound : kappa.lowerBound, 3)
    let shortest = timed.map(\.seconds).min() ?? 0
    let limit = max(2 * shortest, Recommendation.negligibleSeconds)
    let equals = timed.count { $0.seconds <= limit }
    let why =
      timed.count == 1
      ? "no other reaches six digits"
      : timed.allSatisfy { $0.seconds <= Recommendation.negligibleSeconds }
        ? "of those that reach six digits all took less than "
          + "\(NumberFormat.seconds(Recommendation.negligibleSeconds)), and this has the most digits"
        : equals > 1
          ? "of the \(equals) that reach six digits in at most \(NumberFormat.seconds(limit)), "
            + "\(limit > Recommendation.negligibleSeconds ? "twice the shortest time" : "which nobody would notice"), "
            + "it has the most"
          : "it is the fastest of those that reach six digits, by more than a factor of two"
    return (method.rawValue, "\(why); κ of the Hessian is \(kappa.upperBound.isFinite ? size : "at least \(size)")")
  }

  /// The shortest of three runs where they are short: the first of them meets cold caches and threads asleep.
  private static func timed<Result>(_ work: () throws -> Result) rethrows -> (Result, Double) {
    func once() throws -> (Result, Double) {
      let start = ContinuousClock.now
      let result = try work()
      return (result, (ContinuousClock.now - start) / .seconds(1))
    }
    var (result, shortest) = try once()
    for _ in 0..<2 where shortest < 0.5 * Recommendation.negligibleSeconds {
      let (again, seconds) = try once()
      if seconds < shortest { (result, shortest) = (again, seconds) }
    }
    return (result, shortest)
  }

  private static func descent(
    _ optimizer: some Optimizer, _ plan: MethodPlan, _ loss: LeastSquares, _ stopping: StoppingOptions,
    _ solution: Vector<Double>
  ) -> MethodRun? {
    let line = ProgressLine.shared
    line.begin(plan.method.rawValue)
    defer { line.end() }
    guard
      let (result, seconds) = try? timed({
        try optimizer.minimize(
          loss, until: stopping.criteriaWithTolerance,
          observers: [
            { progress, _ in
              line.show(progress)
              return .proceed
            }
          ])
      })
    else { return nil }
    let error = relativeError(result.minimizer, solution)
    var run = MethodRun(plan, seconds: seconds, termination: result.termination.name)
    (run.iterations, run.passes) = (Nullable(result.iterations), Nullable(result.passes))
    (run.relativeError, run.digits) = (Figure(error), Figure(digits(error)))
    return run
  }

  private static func closedForm(
    _ method: LeastSquaresMethod, _ plan: MethodPlan, _ problem: Problem, _ solution: Vector<Double>
  ) -> MethodRun {
    let (coefficients, seconds) = timed { try? problem.closedForm(method) }
    guard let coefficients else { return MethodRun(plan, seconds: seconds, termination: "failed") }
    let error = relativeError(coefficients, solution)
    var run = MethodRun(plan, seconds: seconds, termination: "solved")
    (run.relativeError, run.digits) = (Figure(error), Figure(digits(error)))
    return run
  }

  private static func relativeError(_ point: Vector<Double>, _ exact: Vector<Double>) -> Double {
    zip(point, exact).map { ($0 - $1).magnitude / ($1 == 0 ? 1 : $1.magnitude) }.max() ?? 0
  }

  private static func digits(_ error: Double) -> Double {
    guard error.isFinite else { return 0 }
    return error == 0 ? 15.95 : max(0, min(15.95, -log10(error)))
  }

  var text: String {
    var table = TextTable([
      "method", "time", "planned", "ratio", "iterations", "planned", "passes", "planned", "digits", "end",
    ])
    let count = { (value: Nullable<Int>) in value.value.map(PlannedProblem.count) ?? "–" }
    for run in runs {
      table.addRow([
        run.method, PlannedProblem.seconds(run.seconds), run.plannedSeconds.value.map(PlannedProblem.seconds) ?? "–",
        NumberFormat.plain(run.ratio.value, 2), count(run.iterations), count(run.plannedIterations), count(run.passes),
        count(run.plannedPasses),
        run.method == referenceName ? "reference" : NumberFormat.significant(run.digits.value, 3), run.termination,
      ])
    }
    return ["What it took:", "", table.description, "", "Recommended: \(recommended), because \(reason)."]
      .joined(separator: "\n")
  }
}
