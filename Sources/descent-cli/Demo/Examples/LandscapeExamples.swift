import Descent
import DescentReport

/// Functions with more than one minimum, a curved valley, a saddle.
extension WorkedExample {
  static let twoMinima = WorkedExample(
    number: 12, title: "The start chooses the minimum", problem: "f = x⁴ − 4x² + x, α = 0.03, start −0.4 and +0.4"
  ) {
    let well = ClosureObjective(1) { point, gradient in
      let x = point[0]
      gradient[0] = 4 * x * x * x - 8 * x + 1
      return x * x * x * x - 4 * x * x + x
    }
    let criteria: StoppingCriteria = .gradientNorm(below: 1e-10) || .iterations(1000)
    let runs = try [-0.4, 0.4].map { try RecordedRun(step: 0.03, well, from: [$0], until: criteria) }
    let (left, right) = (runs[0], runs[1])
    let chart = Chart.basins(
      starts: runs.map { $0.points[0][0] }, minima: runs.map { $0.minimizer[0] }, range: -2.2...2.2,
      title: "Two starts, two minima"
    ) { well.value(at: [$0]) }
    return Telling(
      story: [
        """
        From \(text(-0.4)) the run reaches x = \(text(left.minimizer[0], 11)) after \(left.iterations) steps, where f = \
        \(text(left.value, 11)): the global minimum. From 0.4 it reaches x = \(text(right.minimizer[0], 11)) after \
        \(right.iterations) steps, where f = \(text(right.value, 11)), a local one.
        """,
        """
        Gradient descent goes downhill from where it stands and knows of no other valley. What helps are other starts, \
        noise, or annealing; how many minima there are nobody tells.
        """,
      ],
      figures: [
        NamedFigure("x from −0.4", left.minimizer[0], digits: 11), NamedFigure("f there", left.value, digits: 11),
        NamedFigure("steps from −0.4", left.iterations),
        NamedFigure("x from 0.4", right.minimizer[0], digits: 11),
        NamedFigure("f there, from 0.4", right.value, digits: 11), NamedFigure("steps from 0.4", right.iterations),
      ],
      picture: ChartPage(chart))
  }

  static let rosenbrock = WorkedExample(
    number: 16, title: "A curved valley", problem: "Rosenbrock's function 100(y − x²)² + (1 − x)², start (−1.2, 1)"
  ) {
    // Around (1, 1) with u = x − 1 and v = y − 1 it is 100(v − 2u − u²)² + u²: no digits cancel at the minimum.
    let valley = BivariatePolynomial(
      center: (1, 1),
      [
        .init(401, x: 2), .init(-400, x: 1, y: 1), .init(100, y: 2), .init(400, x: 3), .init(-200, x: 2, y: 1),
        .init(100, x: 4),
      ])
    let methods: [(name: String, optimizer: any Optimizer)] = [
      ("Newton", Newton()), ("BFGS", BFGS()), ("L-BFGS", LBFGS()),
      ("conjugate gradients", NonlinearConjugateGradient()), ("Barzilai–Borwein", BarzilaiBorwein()),
      ("gradient descent with Armijo steps", GradientDescent(step: .armijo)),
      ("gradient descent with α = 0.001", GradientDescent(step: .constant(0.001))),
    ]
    let criteria: StoppingCriteria = .gradientNorm(below: 1e-9) || .iterations(100_000)
    let runs = try methods.map { method in
      let optimizer = method.optimizer
      return try record(optimizer, valley, until: criteria)
    }
    var chart = Chart.path(
      Array(runs.last!.plane.prefix(2000)), names: ("x", "y"), title: "Paths through the curved valley",
      minimum: (1, 1), minimumName: "minimum"
    ) { valley.value(at: [$0, $1]) }
    chart.series[0] = .init("gradient descent, α = 0.001, 2000 steps", chart.series[0].points)
    chart.series.insert(.init("BFGS", runs[1].plane.map { .init($0.0, $0.1) }, style: .linePoints), at: 1)
    (chart.x.range, chart.y.range) = (-1.6...1.4, -0.6...1.6)
    chart.contours = valley.contours(-1.6...1.4, -0.6...1.6, levels: valleyLevels)
    let bottom = try valley.criticalPoint(at: runs[0].minimizer)
    let counts = zip(methods, runs).map { "\($0.name): \(NumberFormat.count($1.iterations))" }
    return Telling(
      story: [
        """
        The valley is curved and steep at its sides: the gradient points across it nearly everywhere, and the way to the \
        minimum leads along it. At (1, 1) the eigenvalues of the Hessian are \(text(bottom.eigenvalues[0], 3)) and \
        \(text(bottom.eigenvalues[1], 3)).
        """,
        """
        Iterations until ‖g‖ ≤ 10⁻⁹: \(counts.joined(separator: "; ")). Methods that learn the curvature from the gradients, \
        or know it, turn with the valley.
        """,
      ],
      figures: zip(methods, runs).flatMap { method, run in
        [
          NamedFigure("\(method.name): iterations", run.iterations),
          NamedFigure("\(method.name): distance to (1, 1)", run.distances(to: [1, 1]).last!, digits: 3),
        ]
      },
      picture: ChartPage(chart),
      player: Player(
        valley, from: [-1.2, 1], methods: [.init(.gradientDescent), .init(.heavyBall, momentum: 0.9)], step: 0.001,
        stepCount: 1000, tolerance: 1e-9, minimum: [1, 1], view: (-1.6...1.4, -0.6...1.6),
        levels: valleyLevels, largestStep: 0.01))
  }

  private static let valleyLevels = [0.2, 1, 4, 12, 30, 70, 150, 300, 600, 1200]
  private static let saddleLevels = [-0.24, -0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8]

  private static func record(
    _ optimizer: some Optimizer, _ objective: BivariatePolynomial, until criteria: StoppingCriteria
  ) throws -> RecordedRun {
    try RecordedRun(optimizer, objective, from: [-1.2, 1], until: criteria)
  }

  static let saddle = WorkedExample(
    number: 17, title: "A saddle", problem: "f = ¼x⁴ − ½x² + ½y², α = 0.1, start (0, 1) and (10⁻⁶, 1)"
  ) {
    let saddle = BivariatePolynomial([.init(0.25, x: 4), .init(-0.5, x: 2), .init(0.5, y: 2)])
    let criteria: StoppingCriteria = .gradientNorm(below: 1e-10) || .iterations(5000)
    let caught = try RecordedRun(step: 0.1, saddle, from: [0, 1], until: criteria)
    let free = try RecordedRun(step: 0.1, saddle, from: [1e-6, 1], until: criteria)
    let noisy = try RecordedRun(
      PerturbedGradientDescent(step: .constant(0.1), seed: 7), saddle, from: [0, 1], until: criteria)
    let found = try saddle.criticalPoint(at: caught.minimizer)
    var chart = Chart.path(
      free.plane, names: ("x", "y"), title: "Past the saddle (0, 0) to the minimum (1, 0)",
      value: { saddle.value(at: [$0, $1]) })
    chart.series[0] = .init("from (10⁻⁶, 1)", chart.series[0].points, style: .linePoints)
    chart.series.insert(.init("from (0, 1)", caught.plane.map { .init($0.0, $0.1) }, style: .linePoints), at: 1)
    (chart.x.range, chart.y.range) = (-1.6...1.6, -0.6...1.2)
    chart.contours = saddle.contours(
      -1.6...1.6, -0.6...1.2, levels: saddleLevels)
    return Telling(
      story: [
        """
        On the line x = 0 nothing pulls to the side. From (0, 1) the run ends at \(point(caught.minimizer, 3)) after \
        \(caught.iterations) steps, with a gradient of \(text(caught.gradientNorm, 3)). \(sentence(found.message))
        """,
        """
        A millionth beside that line is enough: from (10⁻⁶, 1) the run is near the saddle for a long time, leaves it, \
        since x grows by a tenth a step, and ends at \(point(free.minimizer)) after \(free.iterations) steps, \
        f = \(text(free.value)). Noise does the same: perturbed gradient descent from (0, 1) ends at \
        \(point(noisy.minimizer)), f = \(text(noisy.value)).
        """,
      ],
      figures: [
        NamedFigure("steps from (0, 1)", caught.iterations), NamedFigure("point from (0, 1)", Array(caught.minimizer)),
        NamedFigure("eigenvalues there", Array(found.eigenvalues)),
        NamedFigure("escape direction", found.descentDirection.map { Array($0.direction) } ?? []),
        NamedFigure("steps from (10⁻⁶, 1)", free.iterations),
        NamedFigure("point from (10⁻⁶, 1)", Array(free.minimizer)), NamedFigure("f there", free.value),
        NamedFigure("f reached with noise", noisy.value),
      ],
      picture: ChartPage(chart),
      player: Player(
        saddle, from: [1e-6, 1], methods: [.init(.gradientDescent), .init(.heavyBall, momentum: 0.9)], step: 0.1,
        stepCount: 300, tolerance: 1e-10, minimum: [1, 0], view: (-1.6...1.6, -0.6...1.2),
        levels: saddleLevels, largestStep: 2.5))
  }
}

extension BivariatePolynomial {
  /// Lines of these heights in a part of the plane.
  fileprivate func contours(
    _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, levels: [Double]
  ) -> Chart.Contours {
    let grid = { (range: ClosedRange<Double>) in
      (0...120).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 120 }
    }
    let (columns, rows) = (grid(x), grid(y))
    return Chart.Contours(
      x: columns, y: rows, values: rows.flatMap { row in columns.map { value(at: [$0, row]) } }, levels: levels)
  }
}
