import ArgumentParser
import Descent
import DescentReport

/// What `descend --plot` shows.
enum PlotKind: String, ExpressibleByArgument, CaseIterable {
  case loss, path, gradient, step
}

/// The iterates of a run with two parameters.
final class PathRecorder {
  private(set) var points: [(Double, Double)] = []
  private static let most = 100_000

  func note(_ point: Span<Double>) {
    if points.count < Self.most { points.append((point[0], point[1])) }
  }
}

extension Descend {
  func validatePlot() throws {
    try plots.validate(json: json)
    if plotKind != nil, plots.plot == nil { throw ValidationError("--plot-kind goes with --plot") }
  }

  /// Keeps the iterates where their path is to be drawn.
  func pathRecorder(_ names: [String]) throws -> PathRecorder? {
    guard plots.plot != nil, plotKind == .path else { return nil }
    guard names.count == 2 else {
      throw Failure(
        status: .usage,
        message:
          "--plot-kind path needs two coefficients, and there are \(names.count): \(names.joined(separator: ", "))")
    }
    return PathRecorder()
  }

  /// Draws the picture of a run where one is wanted.
  ///
  /// - Parameters:
  ///   - recorder: the iterates, for the picture of their path.
  ///   - exact: the closed-form solution, where it is what the run looks for.
  func drawPlot(
    _ trace: Trace, _ recorder: PathRecorder?, _ problem: DescentProblem, _ loaded: Problem,
    by optimizer: any Optimizer,
    exact: Vector<Double>?
  ) throws {
    guard plots.plot != nil else { return }
    let objective = problem.objective
    let title = "\(method.optimizer.rawValue): \(problem.title)"
    let chart: Chart
    switch plotKind ?? .loss {
    case .loss:
      let minimum = exact.map { Iterate(objective, at: $0).value }
      chart = .loss(trace, title: title, minimum: minimum, predicted: predicted(trace, objective, optimizer))
    case .gradient:
      let tolerance = trace.first.flatMap { stopping.gradientTolerance(initial: $0.gradientNorm) }
      chart = .gradientNorm(
        trace, title: title, tolerance: tolerance, predicted: predicted(trace, objective, optimizer))
    case .step:
      let bounds =
        optimizer is GradientDescent
        ? (objective as? any CurvatureProviding).flatMap { try? $0.curvatureBounds() } : nil
      chart = .stepSizes(trace, title: title, limit: bounds?.maximumStableStep)
    case .path:
      let scaled = loaded.standardization == nil ? "" : ", standardized"
      let points = recorder?.points ?? []
      let anchor = exact ?? Vector(points.first.map { [$0.0, $0.1] } ?? [0, 0])
      chart = .path(
        points, names: (loaded.names[0] + scaled, loaded.names[1] + scaled), title: title,
        minimum: exact.map { ($0[0], $0[1]) }, value: Self.function(objective, around: anchor))
    }
    try plots.draw(ChartPage(chart))
  }

  /// What theory says of a run of gradient descent whose step has stayed the same, up to a thousand parameters; nil for a run that was resumed,
  /// whose start is not known.
  private func predicted(_ trace: Trace, _ objective: any Objective, _ optimizer: any Optimizer) -> PredictedRun? {
    let steps = Set(trace.compactMap(\.stepSize))
    guard optimizer is GradientDescent, checkpoints.resume == nil, steps.count == 1, let step = steps.first, step >= 0,
      step.isFinite,
      let quadratic = objective as? any QuadraticObjective, quadratic.parameterCount <= 1000
    else { return nil }
    return (try? QuadraticPrediction(of: quadratic, from: start.map { Vector($0.numbers) })).map {
      PredictedRun($0, step: step)
    }
  }

  /// The objective as a function of two numbers; of a quadratic its expansion, which needs no passes over the data.
  private static func function(_ objective: any Objective, around anchor: Vector<Double>) -> (Double, Double) -> Double
  {
    guard let quadratic = objective as? any QuadraticObjective else {
      return { Iterate(objective, at: [$0, $1]).value }
    }
    let (hessian, here) = (quadratic.hessian(), Iterate(quadratic, at: anchor))
    return { first, second in
      let (d, e) = (first - anchor[0], second - anchor[1])
      let slope = here.gradient[0] * d + here.gradient[1] * e
      return here.value + slope + (hessian[0, 0] * d * d + hessian[1, 1] * e * e) / 2 + hessian[0, 1] * d * e
    }
  }
}

extension StoppingOptions {
  /// ‖g‖ at which the run ends; nil where it does not end so.
  func gradientTolerance(initial: Double) -> Double? {
    if let absoluteTolerance, tolerance == nil { return absoluteTolerance }
    if isFixedCount || tolerance == nil && (valueTolerance != nil || stepTolerance != nil) { return nil }
    return (tolerance ?? Self.defaultTolerance) * initial
  }
}
