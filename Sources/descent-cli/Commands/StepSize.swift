import ArgumentParser
import Descent
import DescentReport
import Foundation

struct StepSize: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "λmax, λmin, κ, the steps that are stable, safe and best, and what each method will cost.",
    discussion: """
      EXAMPLES
        descent step-size cars.csv --target mpg
        descent step-size cars.csv --target mpg --standardize
        descent step-size --matrix A.csv --vector b.csv --tolerance 1e-6
        descent step-size cars.csv --target mpg --standardize --plot spectrum.svg

      The Hessian of (1/n)‖y − Xβ‖² is (2/n)XᵀX: the target does not matter for it,
      but a column that is one is to be named, so that it is no feature. Gradient
      descent is stable for steps below 2/λmax; κ = λmax/λmin says how slow it is.
      With --weights it is (2/Σw)XᵀWX.

      The plan names for each method the iterations, passes over X, flops and the time
      on this machine, which is usually right to within a factor of two. With --target
      iterations of fixed steps are counted for that target, otherwise for the worst.
      """)

  @OptionGroup var problem: ProblemOptions

  @Option(parsing: .unconditional, help: "Predict the iterations until ‖g‖ ≤ tolerance · ‖g₀‖.")
  var tolerance: Double = 1e-8

  @Flag(help: "Say which columns cause a large κ and what scaling makes of it; without the flag where κ is above 1e4.")
  var conditioning = false

  @OptionGroup var plots: PlotOptions

  @Flag(help: "Print one JSON object, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard tolerance > 0, tolerance < 1 else { throw ValidationError("--tolerance must lie between 0 and 1") }
    try plots.validate(json: json)
    if conditioning, problem.matrix != nil {
      throw ValidationError("--conditioning goes with DATA: it is about the columns of a design matrix")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    let loaded = try problem.load(needsTarget: false)
    let planned = try loaded.plan(tolerance: tolerance)
    let bounds = planned.plan.bounds
    let predicted = bounds.predictedIterations(tolerance: tolerance)
    let tables = try ConditioningTables(loaded, bounds, isWanted: conditioning)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    // What the proof cannot tell from zero a triangle R with XᵀX = RᵀR still shows.
    let smallest =
      bounds.isPositiveDefinite
      ? nil : tables.flatMap { $0.report.raw.isFinite ? bounds.lambdaMax.upperBound / $0.report.raw : nil }
    if json {
      var report = StepSizeReport(planned, predicted, loaded, seconds: seconds)
      report.lambdaMinEstimate = Figure(smallest)
      report.conditioning = Nullable(tables.map(ConditioningFigures.init))
      try printJSON(report)
    } else {
      for warning in loaded.loaded?.warnings ?? [] { warn(warning) }
      if bounds.isIndefinite { warn(Conditioning.indefinite) }
      let figures = text(planned, loaded, tables?.report, smallest: smallest)
      try printOut(([figures] + (tables.map { [""] + $0.lines } ?? [])).joined(separator: "\n"))
    }
    try drawPlot(loaded.objective, bounds)
  }

  private func drawPlot(_ objective: any QuadraticObjective, _ bounds: CurvatureBounds) throws {
    guard plots.plot != nil else { return }
    guard !bounds.isIndefinite else {
      throw Failure(status: .badData, message: "there is no picture: the Hessian is indefinite and no step is stable")
    }
    let eigenvalues = try SymmetricEigendecomposition<Double>.eigenvalues(of: objective.hessian())
    try plots.draw(ChartPage.spectrum(eigenvalues, bounds))
  }

  /// - Parameter smallest: an estimate of λmin, where it is not proven to be positive.
  private func text(
    _ planned: PlannedProblem, _ problem: Problem, _ report: ConditioningReport?, smallest: Double?
  ) -> String {
    let bounds = planned.plan.bounds
    let proof = bounds.isCertified ? "proven" : "an estimate"
    let number = { (value: Double?) in NumberFormat.plain(value) }
    let about = smallest.map { ", about \(NumberFormat.plain($0, 2)) by a triangle R" } ?? ""
    var lines = [problem.title, ""]
    var figures = TextTable(["", "", ""], alignments: [.left, .left, .left])
    figures.addRow(["λmax", number(bounds.lambdaMax.upperBound), "largest curvature, \(proof)"])
    figures.addRow([
      "λmin",
      bounds.isPositiveDefinite ? number(bounds.lambdaMin.lowerBound) : "≤ \(number(bounds.lambdaMin.upperBound))",
      bounds.isPositiveDefinite
        ? "smallest curvature, \(proof)"
        : bounds.isIndefinite
          ? "negative"
          : "not known to be positive" + about,
    ])
    let kappa = bounds.conditionNumber
    figures.addRow([
      "κ",
      kappa.upperBound.isFinite
        ? number(kappa.upperBound) : kappa.lowerBound.isFinite ? "≥ \(number(kappa.lowerBound))" : "–",
      "λmax/λmin",
    ])
    figures.addRow([
      "largest stable step", bounds.isIndefinite ? "–" : number(bounds.maximumStableStep),
      bounds.isIndefinite ? "none is stable" : "below 2/λmax",
    ])
    figures.addRow(["safe step", number(bounds.safeStep), "1/λmax: the value never grows"])
    figures.addRow([
      "optimal step", number(bounds.optimalStep),
      bounds.optimalStep != nil
        ? "2/(λmax + λmin)"
        : bounds.isIndefinite ? "there is no minimum" : "unknown, because λmin may be 0: take the safe step",
    ])
    guard !bounds.isIndefinite else { return (lines + figures.lines).joined(separator: "\n") }
    lines += figures.lines
    lines += [""] + planned.lines + ["", planned.recommendation("Recommended")]
    lines += ["", "Largest stable step of each method, momentum \(bounds.stableSteps().momentumCoefficient):"]
    var limits = TextTable(["", "", ""], alignments: [.left, .left, .left])
    for (name, limit, formula) in problem.stableSteps(bounds) {
      limits.addRow(["  \(name)", number(limit), formula])
    }
    lines += limits.lines
    if let advice = Conditioning.advice(for: problem, bounds, report) { lines += ["", advice] }
    return lines.joined(separator: "\n")
  }
}

/// What `step-size --json` prints.
private struct StepSizeReport: Encodable {
  var lambdaMax, lambdaMin, conditionNumber: [Figure]?
  var certified: Bool
  var method: String
  var maximumStableStep, safeStep, optimalStep: Figure
  var stableSteps: StableStepsReport
  var tolerance: Double
  var predictedIterations: PredictedIterationsReport
  var plan: [PlannedMethodReport]
  /// What the bounds took, which all iterations need.
  var preparation: PreparationReport
  var recommended: Nullable<String>
  var reason: String
  var parameters: [String]
  /// Where λmin is not proven to be positive.
  var lambdaMinEstimate = Figure(nil)
  var conditioning = Nullable<ConditioningFigures>(nil)
  var warnings: [String]
  var seconds: Double

  init(_ planned: PlannedProblem, _ predicted: PredictedIterations, _ problem: Problem, seconds: Double) {
    let bounds = planned.plan.bounds
    lambdaMax = Figure.pair(bounds.lambdaMax)
    lambdaMin = Figure.pair(bounds.lambdaMin)
    conditionNumber = Figure.pair(bounds.conditionNumber)
    certified = bounds.isCertified
    method = bounds.method.rawValue
    maximumStableStep = Figure(bounds.isIndefinite ? nil : bounds.maximumStableStep)
    safeStep = Figure(bounds.safeStep)
    optimalStep = Figure(bounds.optimalStep)
    stableSteps = StableStepsReport(
      bounds.isIndefinite ? nil : bounds.stableSteps(), stochastic: problem.leastSquares?.maximumStochasticStep())
    tolerance = planned.plan.tolerance
    predictedIterations = PredictedIterationsReport(predicted)
    plan = planned.plan.methods.map(PlannedMethodReport.init)
    preparation = PreparationReport(planned)
    recommended = Nullable(planned.plan.recommendation.method?.rawValue)
    reason = planned.plan.recommendation.reason
    parameters = problem.names
    var warnings = problem.loaded?.warnings ?? []
    if bounds.isIndefinite {
      warnings.append(Conditioning.indefinite)
    } else if bounds.optimalStep == nil {
      warnings.append("λmin is not known to be positive: there is no optimal step, and no count of iterations")
    }
    self.warnings = warnings
    self.seconds = seconds
  }
}

extension Problem {
  /// The largest stable steps with the names and formulas of their methods.
  fileprivate func stableSteps(_ bounds: CurvatureBounds) -> [(name: String, limit: Double, formula: String)] {
    let steps = bounds.stableSteps()
    var list = [
      ("gradient descent", steps.gradientDescent, "2/λmax"),
      ("momentum, v ← βv + g", steps.momentum, "2(1 + β)/λmax"),
      ("momentum, v ← βv + (1 − β)g", steps.momentumAveraged, "2(1 + β)/((1 − β)λmax)"),
      ("Nesterov", steps.nesterov, "2(1 + β)/((1 + 2β)λmax)"),
    ]
    if let leastSquares {
      let size = leastSquares.weights == nil ? "max‖xᵢ‖²" : "max(n wᵢ/Σw)‖xᵢ‖²"
      let formula = leastSquares.ridge > 0 ? "2/(2 \(size) + λ)" : "1/\(size)"
      list.append(("stochastic, single rows", leastSquares.maximumStochasticStep(), formula))
    }
    return list
  }
}

/// The largest stable step of each method, as JSON has them.
private struct StableStepsReport: Encodable {
  var momentumCoefficient: Figure
  var gradientDescent, momentum, momentumAveraged, nesterov, stochastic: Figure

  /// - Parameter steps: nil where no step is stable.
  init(_ steps: StableSteps?, stochastic: Double?) {
    momentumCoefficient = Figure(steps?.momentumCoefficient)
    gradientDescent = Figure(steps?.gradientDescent)
    momentum = Figure(steps?.momentum)
    momentumAveraged = Figure(steps?.momentumAveraged)
    nesterov = Figure(steps?.nesterov)
    self.stochastic = Figure(stochastic)
  }
}

/// The counts as JSON has them.
private struct PredictedIterationsReport: Encodable {
  var gradientDescentSafe, gradientDescentOptimal, heavyBall, nesterov, chebyshev, conjugateGradient: Nullable<Int>

  init(_ predicted: PredictedIterations) {
    gradientDescentSafe = Nullable(predicted.gradientDescentSafe)
    gradientDescentOptimal = Nullable(predicted.gradientDescentOptimal)
    heavyBall = Nullable(predicted.heavyBall)
    nesterov = Nullable(predicted.nesterov)
    chebyshev = Nullable(predicted.chebyshev)
    conjugateGradient = Nullable(predicted.conjugateGradient)
  }
}
