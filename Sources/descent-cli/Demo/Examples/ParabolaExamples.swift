import Descent
import DescentReport

/// One variable: what a step size does.
extension WorkedExample {
  static let tooLargeAStep = WorkedExample(
    number: 1, title: "A step that is too large", problem: "f = θ², start 5, α = 1.5, two steps"
  ) {
    let run = try RecordedRun(step: 1.5, parabola, from: [5], until: .iterations(2))
    let theta = run.coordinate(0)
    let limit = try parabola.curvatureBounds().maximumStableStep
    return Telling(
      story: [
        """
        A step multiplies θ by 1 − 2α, because the gradient of θ² is 2θ. With α = 1.5 the factor is \
        \(text(theta[1] / theta[0])): the run goes from \(text(theta[0])) to \(text(theta[1])) and to \
        \(text(theta[2])), each time to the other side and further away.
        """,
        """
        A step is stable where |1 − 2α| < 1, which is 0 < α < \(text(limit)). In general that limit is 2/λmax, with \
        λmax the largest curvature, here 2.
        """,
      ],
      figures: [
        NamedFigure("θ", theta), NamedFigure("factor of a step", theta[1] / theta[0]),
        NamedFigure("largest stable step", limit),
      ],
      picture: ChartPage(curve("Each step leads to the other side, twice as far away", over: -12...22, run)))
  }

  static let oneStep = WorkedExample(number: 2, title: "The minimum in one step", problem: "f = θ², start 5, α = 0.5") {
    let run = try RecordedRun(step: 0.5, parabola, from: [5])
    return Telling(
      story: [
        """
        With α = 0.5 the factor 1 − 2α is zero, and the first step ends at \(text(run.minimizer[0])): \
        \(NumberFormat.count(run.iterations, "step")), and the value falls from \(text(run.trace[0].value)) to \
        \(text(run.value)).
        """,
        """
        In one dimension there is always such a step, one over the curvature. In several dimensions each direction has \
        a curvature of its own, and no step suits all of them.
        """,
      ],
      figures: [NamedFigure("θ", run.coordinate(0)), NamedFigure("steps", run.iterations)],
      picture: ChartPage(curve("One step from the start to the minimum", over: -6...6, run)))
  }

  static let tooSmallAStep = WorkedExample(
    number: 3, title: "A step that is too small", problem: "f = θ², start 5, α = 0.01, until 1 % of the start is left"
  ) {
    let run = try RecordedRun(
      step: 0.01, parabola, from: [5], until: .relativeGradientNorm(below: 0.01) || .iterations(1000))
    let theta = run.coordinate(0)
    let factor = theta[1] / theta[0]
    let prediction = try QuadraticPrediction(of: parabola, from: [5])
    let predicted = prediction.iterations(step: 0.01, tolerance: 0.01)
    var chart = Chart(
      "The distance to the minimum", x: .init("step t"), y: .init("θ", isLogarithmic: true),
      series: [Chart.Series("run", against: theta)])
    let theory = theta.indices.map { prediction.iterate(afterSteps: $0, step: 0.01)[0] }
    chart.series.append(Chart.Series("theory", against: theory, style: .dashed))
    chart.marks = [.horizontal(0.01 * theta[0], name: "1 % of the start")]
    return Telling(
      story: [
        """
        Each step leaves \(text(factor)) of θ, so that θ after t steps is \(text(factor))ᵗ · \(text(theta[0])). \
        Less than 1 % of the start is left after \(run.iterations) steps; theory had said \
        \(predicted.count.map(String.init) ?? "none").
        """,
        """
        On a logarithmic axis the run is a straight line: gradient descent converges linearly, the same factor again and \
        again. A small step is safe, and costs its patience.
        """,
      ],
      figures: [
        NamedFigure("steps until 1 % is left", run.iterations), NamedFigure("factor of a step", factor),
        NamedFigure("θ there", run.minimizer[0]), NamedFigure("θ one step before", theta[run.iterations - 1]),
      ],
      picture: ChartPage(chart))
  }

  static let aGoodStep = WorkedExample(number: 4, title: "A step that suits", problem: "f = θ², start 5, α = 0.4") {
    let run = try RecordedRun(step: 0.4, parabola, from: [5], until: .iterations(3))
    let theta = run.coordinate(0)
    let long = try RecordedRun(step: 0.4, parabola, from: [5])
    return Telling(
      story: [
        """
        The factor 1 − 2α is \(text(theta[1] / theta[0])) now: from \(text(theta[0])) the run goes to \
        \(list(theta.dropFirst())). After \(long.iterations) steps 10⁻⁸ of the gradient is left.
        """,
        "Between crawling and diverging there is a wide range of steps that do well.",
      ],
      figures: [
        NamedFigure("θ", theta), NamedFigure("factor of a step", theta[1] / theta[0]),
        NamedFigure("steps until 10⁻⁸ of the gradient is left", long.iterations),
      ],
      picture: ChartPage(curve("A fifth of the distance is left after each step", over: -6...6, run)))
  }

  static let aShiftedParabola = WorkedExample(
    number: 5, title: "Below and above the limit", problem: "f = (x − 3)², start 0, α = 0.1 and α = 1.1, four steps"
  ) {
    let shifted = try QuadraticForm([[2]], [6], constant: 9)
    let slow = try RecordedRun(step: 0.1, shifted, from: [0], until: .iterations(4))
    let wild = try RecordedRun(step: 1.1, shifted, from: [0], until: .iterations(4))
    let left = { (run: RecordedRun) in (run.points[1][0] - 3) / (run.points[0][0] - 3) }
    var chart = Chart("x after each step", x: .init("step t"), y: .init("x"))
    chart.series = [
      Chart.Series("α = 0.1", against: slow.coordinate(0), style: .linePoints),
      Chart.Series("α = 1.1", against: wild.coordinate(0), style: .linePoints),
    ]
    chart.marks = [.horizontal(3, name: "minimum")]
    return Telling(
      story: [
        """
        Where the minimum lies changes nothing: it is the distance to it, x − 3, that a step multiplies by 1 − 2α. With \
        α = 0.1 that is \(text(left(slow))), and the run comes nearer from one side: \
        \(list(slow.coordinate(0).dropFirst())).
        """,
        """
        With α = 1.1 it is \(text(left(wild))): \(list(wild.coordinate(0).dropFirst())), around the minimum and further \
        away each time.
        """,
      ],
      figures: [
        NamedFigure("x with α = 0.1", slow.coordinate(0)), NamedFigure("x with α = 1.1", wild.coordinate(0)),
        NamedFigure("largest stable step", try shifted.curvatureBounds().maximumStableStep),
      ],
      picture: ChartPage(chart))
  }

  /// f = θ².
  private static let parabola = try! QuadraticForm([[2]])

  /// The parabola with the iterates on it.
  private static func curve(_ title: String, over range: ClosedRange<Double>, _ run: RecordedRun) -> Chart {
    let width = range.upperBound - range.lowerBound
    let places = (0...200).map { range.lowerBound + width * Double($0) / 200 }
    var chart = Chart(title, x: .init("θ", range: range), y: .init("f"))
    chart.series = [.init("f = θ²", places.map { .init($0, parabola.value(at: [$0])) }, isQuiet: true)]
    let path = zip(run.points, run.trace).map { Chart.Point($0[0], $1.value) }
    chart.series.append(.init("run", path, style: .linePoints))
    chart.series.append(.init("start", [path[0]], style: .points))
    return chart
  }
}
