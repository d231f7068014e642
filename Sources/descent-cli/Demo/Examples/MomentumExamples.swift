import Descent
import DescentReport

/// Momentum and its relatives.
extension WorkedExample {
  static let worstQuadratic = WorkedExample(
    number: 15, title: "The worst quadratic",
    problem: "Nesterov's f = L/4 (½(x₁² + Σ(xᵢ − xᵢ₊₁)² + xₙ²) − x₁), L = 4, n = 40, start 0"
  ) {
    let (n, l) = (40, 4.0)
    var matrix = Matrix<Double>.zeros(n, n)
    for i in 0..<n {
      matrix[i, i] = l / 2
      if i > 0 { (matrix[i, i - 1], matrix[i - 1, i]) = (-l / 4, -l / 4) }
    }
    var pull = Vector<Double>.zeros(n)
    pull[0] = l / 4
    let f = try QuadraticForm(matrix, pull)
    let zeros = [Double](repeating: 0, count: n)
    let exact = try RecordedRun(
      ConjugateGradient(), f, from: zeros, until: .relativeGradientNorm(below: 1e-12) || .iterations(200))
    let bounds = try f.curvatureBounds()
    let steps: StoppingCriteria = .iterations(100)
    let plain = try RecordedRun(step: bounds.safeStep, f, from: zeros, until: steps)
    let fast = try RecordedRun(Nesterov(bounds.nesterovParameters!), f, from: zeros, until: steps)
    let known = (1...n).map { 1 - Double($0) / Double(n + 1) }
    let error = exact.minimizer.subtracting(Vector(known)).maximumMagnitude()
    let reached = plain.points[10].count { $0 != 0 }
    let value = l / 8 * (1 / Double(n + 1) - 1)
    var losses = Chart(
      "The distance to the minimum", x: .init("step t"), y: .init("f − f*", isLogarithmic: true))
    for (name, run) in [("gradient descent", plain), ("Nesterov", fast), ("conjugate gradients", exact)] {
      // Below that there is nothing but rounding.
      let points = run.trace.map { Chart.Point(Double($0.iteration), max($0.value - exact.value, 1e-16)) }
      losses.series.append(.init(name, points))
    }
    var profile = Chart("Coordinates after 10 steps", x: .init("i"), y: .init("xᵢ"))
    for (name, point, style) in [
      ("minimum", known, Chart.Style.dashed), ("gradient descent", plain.points[10], .linePoints),
      ("conjugate gradients", exact.points[10], .linePoints),
    ] {
      profile.series.append(
        .init(name, point.enumerated().map { .init(Double($0.offset + 1), $0.element) }, style: style))
    }
    return Telling(
      story: [
        """
        Each gradient reaches one coordinate further: after 10 steps gradient descent has moved \(reached) of \(n) \
        coordinates, and no method that adds up gradients can do better. This function shows that none of them can be \
        faster than 1/t² at first, and that Nesterov's is as fast as that, but for a factor.
        """,
        """
        The minimum is known: f* = (L/8)(1/(n + 1) − 1) = \(text(value, 10)) at xᵢ = 1 − i/(n + 1). Conjugate gradients \
        reach \(text(exact.value, 10)) after \(exact.iterations) steps, as many as there are coordinates, \
        with a largest error of \(text(error, 2)). κ is \(text(bounds.conditionNumber.lowerBound, 4)); after 100 \
        steps f − f* is \(text(plain.value - exact.value, 3)) for gradient descent and \
        \(text(fast.value - exact.value, 3)) for Nesterov.
        """,
      ],
      figures: [
        NamedFigure("f*", exact.value, digits: 12), NamedFigure("f* of the formula", value, digits: 12),
        NamedFigure("largest error of x", error, digits: 3),
        NamedFigure("steps of conjugate gradients", exact.iterations),
        NamedFigure("coordinates moved in 10 steps", reached),
        NamedFigure("x", Array(exact.minimizer), digits: 4),
      ],
      picture: ChartPage(nil, [losses, profile], columnCount: 2))
  }

  static let momentumLimits = WorkedExample(
    number: 19, title: "Momentum has limits of its own",
    problem: "eigenvalues 1 and 10, α = 0.15, start (1, 1): gradient descent, Nesterov and heavy ball, β = 0.9"
  ) {
    let bounds = try ovalForm.curvatureBounds()
    let methods = [Player.Method.Rule.gradientDescent, .nesterov, .heavyBall].map {
      Player.Method($0, momentum: $0 == .gradientDescent ? 0 : 0.9, curvature: bounds)
    }
    let criteria: StoppingCriteria = .relativeGradientNorm(below: 1e-8) || .iterations(1000)
    let runs = try methods.map { try record($0.optimizer(step: 0.15), until: criteria) }
    var chart = Chart(
      "The distance to the minimum", x: .init("step t", range: 0...200), y: .init("‖x‖", isLogarithmic: true))
    for (method, run) in zip(methods, runs) {
      chart.series.append(Chart.Series(method.name, against: Array(run.distances(to: [0, 0]).prefix(201))))
    }
    let limits = methods.map { $0.limit!.maximum }
    let ends = runs.map { $0.termination.converged ? "converges in \($0.iterations) steps" : "diverges" }
    return Telling(
      story: [
        """
        The limit 2/λmax = \(text(limits[0])) is that of gradient descent alone, which \(ends[0]) at α = 0.15. Nesterov's \
        method looks ahead and bears less, 2(1 + β)/((1 + 2β)λmax) = \(text(limits[1], 4)): at the same step it \
        \(ends[1]). The heavy ball bears more, 2(1 + β)/λmax = \(text(limits[2])), and \(ends[2]).
        """,
        """
        With β = 0.9 neither is faster than gradient descent in so round a bowl: momentum pays where κ is large, and β has \
        to fit κ.
        """,
      ],
      figures: [
        NamedFigure("limit of gradient descent", limits[0]), NamedFigure("limit of Nesterov", limits[1]),
        NamedFigure("limit of the heavy ball", limits[2]), NamedFigure("steps of gradient descent", runs[0].iterations),
        NamedFigure("steps of the heavy ball", runs[2].iterations),
        NamedFigure(
          "growth of the gradient with Nesterov", runs[1].trace.last!.gradientNorm / runs[1].trace[0].gradientNorm,
          digits: 3),
      ],
      picture: ChartPage(chart),
      player: Player(
        oval, from: [1, 1], methods: methods, step: 0.15, stepCount: 200, names: ["x₁", "x₂"], minimum: [0, 0],
        view: (-1.5...1.5, -1.5...1.5), largestStep: 0.4))
  }

  static let momentumConventions = WorkedExample(
    number: 20, title: "Two conventions of momentum",
    problem: "eigenvalues 1 and 10, α = 0.02, β = 0.9, start (1, 1): v ← βv + g and v ← βv + (1 − β)g"
  ) {
    let bounds = try ovalForm.curvatureBounds()
    let methods = [Player.Method.Rule.heavyBall, .averagedMomentum].map {
      Player.Method($0, momentum: 0.9, curvature: bounds)
    }
    let steps: StoppingCriteria = .iterations(100)
    let sum = try record(methods[0].optimizer(step: 0.02), until: steps)
    let mean = try record(methods[1].optimizer(step: 0.02), until: steps)
    let same = try record(methods[1].optimizer(step: 0.02 / (1 - 0.9)), until: steps)
    let ratio = (sum.points[1][0] - sum.points[0][0]) / (mean.points[1][0] - mean.points[0][0])
    let difference = zip(sum.points, same.points).map { Vector($0).subtracting(Vector($1)).maximumMagnitude() }.max()!
    var chart = Chart("The distance to the minimum", x: .init("step t"), y: .init("‖x‖", isLogarithmic: true))
    for (name, run, style) in [
      ("v ← βv + g, α = 0.02", sum, Chart.Style.line), ("v ← βv + (1 − β)g, α = 0.02", mean, .line),
      ("v ← βv + (1 − β)g, α = 0.2", same, .dashed),
    ] {
      chart.series.append(Chart.Series(name, against: run.distances(to: [0, 0]), style: style))
    }
    return Telling(
      story: [
        """
        Both are called momentum. At one α the first step of v ← βv + g is \(text(ratio)) times as long as that of \
        v ← βv + (1 − β)g, and so are all its relatives: with β = 0.9 a step size of one convention is ten times too \
        large or too small in the other.
        """,
        """
        With α/(1 − β) in place of α the second goes the way of the first: their iterates differ by at most \
        \(text(difference, 2)) in 100 steps. The limits differ in the same way, \(text(methods[0].limit!.maximum)) and \
        \(text(methods[1].limit!.maximum)).
        """,
      ],
      figures: [
        NamedFigure("ratio of the first steps", ratio),
        NamedFigure("largest difference with ten times the step", difference, digits: 3),
        NamedFigure("limit of v ← βv + g", methods[0].limit!.maximum),
        NamedFigure("limit of v ← βv + (1 − β)g", methods[1].limit!.maximum),
      ],
      picture: ChartPage(chart),
      player: Player(
        oval, from: [1, 1], methods: methods, step: 0.02, stepCount: 200, names: ["x₁", "x₂"], minimum: [0, 0],
        view: (-1.2...1.2, -1.2...1.2), largestStep: 0.4))
  }

  /// ½x₁² + 5x₂².
  private static let oval = BivariatePolynomial([.init(0.5, x: 2), .init(5, y: 2)])
  private static let ovalForm = try! oval.quadraticForm()!

  private static func record(_ optimizer: some Optimizer, until criteria: StoppingCriteria) throws -> RecordedRun {
    try RecordedRun(optimizer, oval, from: [1, 1], until: criteria)
  }
}
