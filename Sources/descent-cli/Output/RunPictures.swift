import Descent
import DescentReport

/// What there is to draw of a run.
struct RunPictures {
  let title: String
  let trace: Trace
  /// The iterates, where they were kept.
  let points: [(Double, Double)]
  let problem: DescentProblem
  let loaded: Problem
  let optimizer: any Optimizer
  /// The closed-form solution, where it is what the run looks for.
  let exact: Vector<Double>?
  /// ‖g‖ at which the run ends; nil where it does not end so.
  let tolerance: Double?
  /// Where the run began; nil where it was resumed, and that is not known.
  let start: Vector<Double>?

  /// The value, and where the minimum is above 0 its distance to that, which a picture of the value does not show.
  func losses() -> [Chart] {
    let minimum = exact.map { Iterate(problem.objective, at: $0).value }.flatMap { $0.isFinite ? $0 : nil }
    let loss = Chart.loss(trace, title: "The value", minimum: minimum, predicted: predicted)
    guard let minimum, !loss.marks.isEmpty else { return [loss] }
    let excess = Chart.excess(trace, title: "Its distance to the minimum", minimum: minimum, predicted: predicted)
    return excess.hasPoints ? [loss, excess] : [loss]
  }

  /// The same on a page.
  func lossPage() -> ChartPage {
    let charts = losses()
    return charts.count == 1 ? ChartPage(charts[0].titled(title)) : ChartPage(title, charts, columnCount: 2)
  }

  func gradientNorm() -> Chart { .gradientNorm(trace, title: title, tolerance: tolerance, predicted: predicted) }

  func stepSizes() -> Chart { .stepSizes(trace, title: title, limit: stepLimit) }

  func path() -> Chart {
    let polynomial = polynomial
    return .path(
      points, names: (names[0], names[1]), title: title, minimum: exact.map { ($0[0], $0[1]) }
    ) { polynomial?.value(at: [$0, $1]) ?? Iterate(problem.objective, at: [$0, $1]).value }
  }

  /// Gradient descent, or momentum where the run has it, on a quadratic of two coefficients; nil for others.
  func player() -> Player? {
    guard names.count == 2, let quadratic = problem.objective as? any QuadraticObjective, let first = points.first,
      let function = polynomial, let bounds = try? quadratic.curvatureBounds()
    else { return nil }
    let own = playedMethod(bounds)
    guard let step = own == nil ? bounds.optimalStep ?? bounds.safeStep : fixedStep, step > 0, step.isFinite else {
      return nil
    }
    return Player(
      function, from: [first.0, first.1], methods: [own ?? .init(.gradientDescent, curvature: bounds)], step: step,
      stepCount: min(max(trace.last?.iteration ?? 0, 20), 1000), tolerance: tolerance ?? 0, names: names,
      minimum: exact.map(Array.init))
  }

  /// The names of the coefficients, in the coordinates of the optimizer.
  private var names: [String] {
    loaded.standardization == nil ? loaded.names : loaded.names.map { $0 + ", standardized" }
  }

  /// α, where it has stayed the same.
  private var fixedStep: Double? {
    let steps = Set(trace.compactMap(\.stepSize))
    return steps.count == 1 ? steps.first.flatMap { $0 > 0 && $0.isFinite ? $0 : nil } : nil
  }

  /// What theory says of a run of gradient descent whose step has stayed the same, up to a thousand parameters.
  private var predicted: PredictedRun? {
    guard optimizer is GradientDescent, let start, let fixedStep,
      let quadratic = problem.objective as? any QuadraticObjective, quadratic.parameterCount <= 1000
    else { return nil }
    return (try? QuadraticPrediction(of: quadratic, from: start)).map { PredictedRun($0, step: fixedStep) }
  }

  private var stepLimit: Double? {
    guard optimizer is GradientDescent else { return nil }
    return (problem.objective as? any CurvatureProviding).flatMap { try? $0.curvatureBounds() }?.maximumStableStep
  }

  /// The method of the run as a player has it, where it is one of those with a step that stayed the same.
  private func playedMethod(_ bounds: CurvatureBounds) -> Player.Method? {
    guard fixedStep != nil else { return nil }
    switch optimizer {
    case is GradientDescent: return .init(.gradientDescent, curvature: bounds)
    case let momentum as Momentum:
      let rule: Player.Method.Rule = momentum.convention == .averaged ? .averagedMomentum : .heavyBall
      return .init(rule, momentum: momentum.momentum, curvature: bounds)
    case let nesterov as Nesterov: return .init(.nesterov, momentum: nesterov.momentum, curvature: bounds)
    default: return nil
    }
  }

  /// A quadratic of two coefficients, expanded around β*, or the start, so that its values need no passes over the data; nil
  /// for other objectives.
  private var polynomial: BivariatePolynomial? {
    guard let quadratic = problem.objective as? any QuadraticObjective else { return nil }
    let anchor = exact ?? Vector(points.first.map { [$0.0, $0.1] } ?? [0, 0])
    let here = Iterate(quadratic, at: anchor)
    return BivariatePolynomial(
      around: anchor, value: here.value, gradient: here.gradient, hessian: quadratic.hessian())
  }
}
