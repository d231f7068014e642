public import Descent

/// What theory says of a run of gradient descent with a fixed step on a quadratic.
public struct PredictedRun: Sendable {
  /// The quadratic and the start.
  public var prediction: QuadraticPrediction
  /// α.
  public var step: Double

  /// The theory of a run with this step from the start of the prediction.
  public init(_ prediction: QuadraticPrediction, step: Double) {
    self.prediction = prediction
    self.step = step
  }
}

extension Chart {
  /// The value against the iteration, on a logarithmic axis, with the minimum as a line and theory dashed.
  ///
  /// Where values or the minimum are not positive, their distance to the minimum is shown; without a minimum the axis is
  /// linear then.
  ///
  /// - Parameters:
  ///   - trace: the run; the held-out values too, where it has them.
  ///   - title: what is minimized.
  ///   - minimum: f* of the closed form; nil where it is not known.
  ///   - predicted: what theory says; nil for other methods and objectives.
  /// - Complexity: O(n), with a prediction O(np).
  public static func loss(
    _ trace: Trace, title: String, minimum: Double? = nil, predicted: PredictedRun? = nil
  ) -> Chart {
    let floor = minimum.flatMap { $0.isFinite ? $0 : nil }
    let isPositive = trace.allSatisfy { !($0.value <= 0) } && (floor.map { $0 > 0 } ?? true)
    let shift = isPositive ? 0 : floor ?? 0
    let isLogarithmic = isPositive || floor != nil
    var chart = Chart(
      title, x: Axis("iteration"),
      y: Axis(shift == 0 && isPositive || floor == nil ? "f" : "f − f*", isLogarithmic: isLogarithmic))
    chart.series = [Series("run", trace.map { Point(Double($0.iteration), $0.value - shift) })]
    if trace.contains(where: { $0.validationValue != nil }) {
      let points = trace.map { Point(Double($0.iteration), ($0.validationValue ?? .nan) - shift) }
      chart.series.append(Series("held-out rows", points))
    }
    if let predicted {
      let (prediction, step) = (predicted.prediction, predicted.step)
      let points = trace.iterations.map { t in
        let value =
          isPositive
          ? prediction.value(afterSteps: t, step: step)
          : prediction.excess(afterSteps: t, step: step) ?? prediction.value(afterSteps: t, step: step)
        return Point(Double(t), value)
      }
      chart.series.append(Series("theory", points, style: .dashed))
    }
    if let floor, isPositive { chart.marks = [.horizontal(floor, name: "closed form \(NumberFormat.plain(floor))")] }
    return chart
  }

  /// The distance of the value to the minimum, f − f*, on a logarithmic axis, with theory dashed: where f* > 0 the value
  /// itself is soon a level line.
  ///
  /// Values that rounding does not tell from f* are left out.
  ///
  /// - Parameters:
  ///   - trace: the recorded iterations.
  ///   - title: what stands above it.
  ///   - minimum: f* of the closed form.
  ///   - predicted: theory for the same run, drawn dashed; nil for none.
  /// - Complexity: O(n), with a prediction O(np).
  public static func excess(
    _ trace: Trace, title: String, minimum: Double, predicted: PredictedRun? = nil
  ) -> Chart {
    var chart = Chart(
      title, x: Axis("iteration"), y: Axis("f − f*, f* = \(NumberFormat.plain(minimum))", isLogarithmic: true))
    chart.series = [Series("run", trace.map { Point(Double($0.iteration), $0.value - minimum) })]
    if let predicted {
      let points = trace.iterations.map { t in
        Point(Double(t), predicted.prediction.excess(afterSteps: t, step: predicted.step) ?? .nan)
      }
      chart.series.append(Series("theory", points, style: .dashed))
    }
    return chart
  }

  /// ‖g‖ against the iteration, on a logarithmic axis, with the tolerance as a line and theory dashed.
  ///
  /// - Parameters:
  ///   - trace: the recorded iterations.
  ///   - title: what stands above it.
  ///   - tolerance: the gradient norm at which the run ends; nil where it does not end so.
  ///   - predicted: theory for the same run, drawn dashed; nil for none.
  /// - Complexity: O(n), with a prediction O(np).
  public static func gradientNorm(
    _ trace: Trace, title: String, tolerance: Double? = nil, predicted: PredictedRun? = nil
  ) -> Chart {
    var chart = Chart(title, x: Axis("iteration"), y: Axis("‖g‖", isLogarithmic: true))
    chart.series = [Series("run", trace.map { Point(Double($0.iteration), $0.gradientNorm) })]
    if let predicted {
      let points = trace.iterations.map {
        Point(Double($0), predicted.prediction.gradientNorm(afterSteps: $0, step: predicted.step))
      }
      chart.series.append(Series("theory", points, style: .dashed))
    }
    if let tolerance, tolerance > 0 {
      chart.marks = [.horizontal(tolerance, name: "tolerance \(NumberFormat.plain(tolerance, 3))")]
    }
    return chart
  }

  /// The size of each step against the iteration: a schedule, or what a search has found.
  ///
  /// - Parameters:
  ///   - trace: the recorded iterations.
  ///   - title: what stands above it.
  ///   - limit: the largest stable step, which is drawn as a line; nil where there is none.
  /// - Complexity: O(n).
  public static func stepSizes(_ trace: Trace, title: String, limit: Double? = nil) -> Chart {
    // A step holds from the iteration in which it is taken to the next.
    var points = zip(trace, trace.dropFirst()).map { Point(Double($0.iteration), $1.stepSize ?? .nan) }
    if let last = trace.last, let size = last.stepSize { points.append(Point(Double(last.iteration), size)) }
    let sizes = (points.map(\.y) + (limit.map { [$0] } ?? [])).filter { $0 > 0 && $0.isFinite }
    let isWide = (sizes.max() ?? 1) > 100 * (sizes.min() ?? 1)
    var chart = Chart(title, x: Axis("iteration"), y: Axis("step", isLogarithmic: isWide))
    chart.series = [Series("steps", points, style: .steps)]
    if !isWide { chart.y.range = 0...max((sizes.max() ?? 1) * 1.1, .leastNormalMagnitude) }
    if let limit, limit.isFinite {
      chart.marks = [.horizontal(limit, name: "largest stable step \(NumberFormat.plain(limit))")]
    }
    return chart
  }
}

extension Trace {
  /// Some thousand iterations, the first and the last among them: theory has no corners between them.
  fileprivate var iterations: [Int] {
    let step = Swift.max(1, count / 1000)
    return indices.filter { $0 % step == 0 || $0 == count - 1 }.map { self[$0].iteration }
  }
}
