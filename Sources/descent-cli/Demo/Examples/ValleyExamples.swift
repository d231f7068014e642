import Descent
import DescentReport

/// A narrow valley with three step sizes.
extension WorkedExample {
  static let crawlingValley = WorkedExample(
    number: 9, title: "A valley: crawling", problem: "f = (x − 3)² + 25(y − 1)², start (−1, 4), α = 0.005, 60 steps"
  ) {
    try valley(step: 0.005, count: 60) { run, factors in
      let bounds = try valleyForm.curvatureBounds()
      return [
        """
        Across the valley the curvature is \(text(bounds.lambdaMax.upperBound)), along it \
        \(text(bounds.lambdaMin.lowerBound)). With α = 0.005 a step leaves \(text(factors.y)) of the error in y, but \
        \(text(factors.x)) of that in x: the run falls to the bottom quickly, and then crawls along it.
        """,
        """
        After \(run.iterations) steps y has \(text((run.minimizer[1] - 1).magnitude, 3)) to go, x \
        \(text((run.minimizer[0] - 3).magnitude, 7)).
        """,
      ]
    }
  }

  static let zigzagValley = WorkedExample(
    number: 10, title: "A valley: zigzag", problem: "f = (x − 3)² + 25(y − 1)², start (−1, 4), α = 0.035, 60 steps"
  ) {
    try valley(step: 0.035, count: 60) { run, factors in
      [
        """
        Seven times the step, and y is multiplied by \(text(factors.y)): each step crosses the valley, and the path is a \
        zigzag. It converges all the same, and along the valley, where \(text(factors.x)) of the error is left after \
        a step, it is much faster.
        """,
        """
        After \(run.iterations) steps \(text(run.distances(to: [3, 1]).last!)) of the distance \
        \(text(run.distances(to: [3, 1])[0])) is left. Momentum damps such zigzags; methods that scale each \
        coordinate have none in this valley, which lies along an axis.
        """,
      ]
    }
  }

  static let divergingValley = WorkedExample(
    number: 11, title: "A valley: diverging", problem: "f = (x − 3)² + 25(y − 1)², start (−1, 4), α = 0.041, 25 steps"
  ) {
    try valley(step: 0.041, count: 25) { run, factors in
      let bounds = try valleyForm.curvatureBounds()
      return [
        """
        The limit is 2/λmax = 2/\(text(bounds.lambdaMax.upperBound)) = \(text(bounds.maximumStableStep)), and α = 0.041 \
        is just above it. Each step multiplies the error in y by \(text(factors.y)): it grows by \
        \(text(100 * (factors.y.magnitude - 1))) % a step, while x goes on to converge.
        """,
        """
        After \(run.iterations) steps the run is \(text(run.distances(to: [3, 1]).last!)) away from the minimum, and was \
        \(text(run.distances(to: [3, 1])[0])) at the start. One direction is enough to lose the run.
        """,
      ]
    }
  }

  private static let valleyFunction = BivariatePolynomial(center: (3, 1), [.init(1, x: 2), .init(25, y: 2)])
  private static let valleyForm = try! valleyFunction.quadraticForm()!

  private static func valley(
    step: Double, count: Int, story: (RecordedRun, (x: Double, y: Double)) throws -> [String]
  ) throws -> Telling {
    let run = try RecordedRun(step: step, valleyFunction, from: [-1, 4], until: .iterations(count))
    let bounds = try valleyForm.curvatureBounds()
    let (first, second) = (run.points[0], run.points[1])
    let factors = (x: (second[0] - 3) / (first[0] - 3), y: (second[1] - 1) / (first[1] - 1))
    let path = Chart.path(
      run.plane, names: ("x", "y"), title: "The path over lines of equal height", minimum: (3, 1),
      minimumName: "minimum"
    ) { valleyFunction.value(at: [$0, $1]) }
    let predicted = PredictedRun(try QuadraticPrediction(of: valleyForm, from: [-1, 4]), step: step)
    return Telling(
      story: try story(run, factors),
      figures: [
        NamedFigure("distance to (3, 1)", run.distances(to: [3, 1]).last!, digits: 12),
        NamedFigure("point", Array(run.minimizer)), NamedFigure("f", run.value),
        NamedFigure("factor of a step in x", factors.x), NamedFigure("factor of a step in y", factors.y),
        NamedFigure("largest stable step", bounds.maximumStableStep),
        NamedFigure("eigenvalues", Array(try SymmetricEigendecomposition(valleyForm.hessian()).eigenvalues)),
        NamedFigure("condition number", bounds.conditionNumber.lowerBound),
      ],
      picture: ChartPage(
        nil, [path, .loss(run.trace, title: "The value, run and theory", minimum: 0, predicted: predicted)],
        columnCount: 2),
      player: Player(
        valleyFunction, from: [-1, 4], methods: [.init(.gradientDescent, curvature: bounds)], step: step,
        stepCount: count, minimum: [3, 1], view: (-2.5...5, -4...6)))
  }
}
