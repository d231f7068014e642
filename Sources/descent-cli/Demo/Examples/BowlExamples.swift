import Descent
import DescentReport

/// Two variables: one step size for two curvatures.
extension WorkedExample {
  static let twoBowlsStep = WorkedExample(
    number: 6, title: "One step in an oval bowl", problem: "f = x₁² + 4x₂², start (2, 1), α = 0.2, one step"
  ) {
    let bowl = BivariatePolynomial([.init(1, x: 2), .init(4, y: 2)])
    let run = try RecordedRun(step: 0.2, bowl, from: [2, 1], until: .iterations(1))
    return try oneStep(
      bowl, run, step: 0.2, minimum: [0, 0],
      story: """
        The gradient at \(point(run.points[0])) points across the lines of equal height, and not at the minimum. \
        One step leads to \(point(run.minimizer)): x₁ still falls short, x₂ has gone too far. The value falls from \
        \(text(run.trace[0].value)) to \(text(run.value)).
        """)
  }

  static let roundBowl = WorkedExample(
    number: 7, title: "One step in a round bowl", problem: "f = (x₁ − 1)² + (x₂ + 2)², start (3, 0), α = 0.5, one step"
  ) {
    let bowl = BivariatePolynomial(center: (1, -2), [.init(1, x: 2), .init(1, y: 2)])
    let run = try RecordedRun(step: 0.5, bowl, from: [3, 0], until: .iterations(1))
    return try oneStep(
      bowl, run, step: 0.5, minimum: [1, -2],
      story:
        """
        Both curvatures are 2, the lines of equal height are circles, and the gradient points away from the minimum \
        everywhere. With α = 0.5, one over the curvature, one step leads from \(point(run.points[0])) to \
        \(point(run.minimizer)), and the value from \(text(run.trace[0].value)) to \(text(run.value)). Scaling the \
        columns of data so that their curvatures are alike is the way to get closer to this case.
        """)
  }

  private static func oneStep(
    _ bowl: BivariatePolynomial, _ run: RecordedRun, step: Double, minimum: [Double], story: String
  ) throws -> Telling {
    let bounds = try bowl.quadraticForm()!.curvatureBounds()
    let player = Player(
      bowl, from: run.points[0], methods: [.init(.gradientDescent, curvature: bounds)], step: step, stepCount: 40,
      names: ["x₁", "x₂"], minimum: minimum, largestStep: 1.5 * bounds.maximumStableStep)
    let chart = Chart.path(
      run.plane, names: ("x₁", "x₂"), title: "One step over lines of equal height", minimum: (minimum[0], minimum[1]),
      minimumName: "minimum"
    ) { bowl.value(at: [$0, $1]) }
    return Telling(
      story: [
        story,
        """
        The condition number κ, the largest curvature over the smallest, is \(text(bounds.conditionNumber.lowerBound)); \
        steps are stable up to 2/λmax = \(text(bounds.maximumStableStep)).
        """,
      ],
      figures: [
        NamedFigure("point after the step", Array(run.minimizer)), NamedFigure("f before", run.trace[0].value),
        NamedFigure("f after", run.value), NamedFigure("largest stable step", bounds.maximumStableStep),
        NamedFigure("condition number", bounds.conditionNumber.lowerBound),
      ],
      picture: ChartPage(chart), player: player)
  }

  static let stableSteps = WorkedExample(
    number: 8, title: "From eigenvalues to steps", problem: "f = ½xᵀAx, eigenvalues 1 and 10"
  ) {
    let bowl = BivariatePolynomial([.init(0.5, x: 2), .init(5, y: 2)])
    let form = try bowl.quadraticForm()!
    let bounds = try form.curvatureBounds()
    let best = bounds.optimalStep!
    let prediction = try QuadraticPrediction(of: form, from: [5, 1])
    let counts = try [bounds.safeStep, best, 0.95 * bounds.maximumStableStep].map {
      try RecordedRun(step: $0, bowl, from: [5, 1]).iterations
    }
    let predicted = prediction.iterations(step: best, tolerance: 1e-8).count
    let first = try RecordedRun(step: best, bowl, from: [5, 1], until: .iterations(1))
    let factor = first.points[1].map(\.magnitude).max()! / first.points[0].map(\.magnitude).max()!
    return Telling(
      story: [
        """
        Along the eigenvector of λ a step multiplies the error by 1 − αλ. The largest eigenvalue, \
        \(text(bounds.lambdaMax.upperBound)), sets the limit: stable iff 0 < α < \(text(bounds.maximumStableStep)). \
        The smallest, \(text(bounds.lambdaMin.lowerBound)), sets the pace.
        """,
        """
        The best fixed step, 2/(λmax + λmin) = \(text(best)), treats both ends alike: |1 − αλ| is \(text(factor)) at \
        both, (κ − 1)/(κ + 1) with κ = \(text(bounds.conditionNumber.lowerBound)). To 10⁻⁸ of the gradient it takes \
        \(counts[1]) steps (\(predicted.map(String.init) ?? "none") predicted), the safe step 1/λmax takes \(counts[0]), \
        and 95 % of the limit \(counts[2]).
        """,
      ],
      figures: [
        NamedFigure("largest stable step", bounds.maximumStableStep),
        NamedFigure("condition number", bounds.conditionNumber.lowerBound), NamedFigure("best fixed step", best),
        NamedFigure("its factor", factor), NamedFigure("steps with the best fixed step", counts[1]),
        NamedFigure("steps with the safe step", counts[0]),
        NamedFigure("steps with 95 % of the limit", counts[2]),
      ],
      picture: .spectrum(Array(try SymmetricEigendecomposition(form.hessian()).eigenvalues), bounds),
      player: Player(
        bowl, from: [5, 1], methods: [.init(.gradientDescent, curvature: bounds)], step: best, stepCount: 120,
        names: ["x₁", "x₂"], minimum: [0, 0]))
  }
}
