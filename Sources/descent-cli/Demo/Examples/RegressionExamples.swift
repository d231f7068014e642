import Descent
import DescentReport

/// Lines through points: gradient descent beside the closed form.
extension WorkedExample {
  static let lineThroughFourPoints = WorkedExample(
    number: 13, title: "A line through four points",
    problem: "y = w₁x + w₂ through (1, 2), (2, 4), (3, 5), (4, 4), mean square, start 0, α = 0.01"
  ) {
    let (x, y) = ([1.0, 2, 3, 4], [2.0, 4, 5, 4])
    let loss = try LeastSquares(Matrix(rows: x.map { [$0, 1] }), Vector(y))
    let early = try RecordedRun(step: 0.01, loss, from: [0, 0], until: .iterations(500))
    let late = try RecordedRun(step: 0.01, loss, from: [0, 0], until: .iterations(20_000))
    let model = try LinearRegression().fit(Matrix(rows: x.map { [$0] }), y)
    let exact = [model.coefficients[1].estimate!, model.coefficients[0].estimate!]
    var lines = Chart("The line after 500 steps, and the closed form", x: .init("x"), y: .init("y"))
    lines.series = [.init("points", zip(x, y).map { .init($0, $1) }, style: .points)]
    for (name, w, style) in [
      ("500 steps", Array(early.minimizer), Chart.Style.line), ("closed form", exact, .dashed),
    ] {
      lines.series.append(.init(name, [0.5, 4.5].map { .init($0, w[0] * $0 + w[1]) }, style: style))
    }
    let path = Chart.path(
      early.plane, names: ("w₁", "w₂"), title: "500 steps over the loss", minimum: (exact[0], exact[1])
    ) { loss.value(at: [$0, $1]) }
    return Telling(
      story: [
        """
        After 500 steps gradient descent is at w = \(point(early.minimizer, 10)). That looks like an answer, and is none: the \
        gradient norm is still \(text(early.gradientNorm, 3)). The closed form is \(point(exact)).
        """,
        """
        Slope and height of a line depend on each other where the x are not centred: κ is \
        \(text(try loss.curvatureBounds().conditionNumber.lowerBound, 4)). After 20 000 steps the run is at \
        \(point(late.minimizer)). Look at the gradient before you believe a result.
        """,
      ],
      figures: [
        NamedFigure("w after 500 steps", Array(early.minimizer)),
        NamedFigure("gradient norm after 500 steps", early.gradientNorm, digits: 3),
        NamedFigure("w after 20 000 steps", Array(late.minimizer), digits: 10),
        NamedFigure("closed form", exact, digits: 10),
        NamedFigure("condition number", try loss.curvatureBounds().conditionNumber.lowerBound),
      ],
      picture: ChartPage(nil, [lines, path], columnCount: 2))
  }

  static let fiftyPoints = WorkedExample(
    number: 14, title: "Fifty points near a line", problem: "50 points near y = 0.5 + 2x, start 0, α = 0.1, 200 steps"
  ) {
    let table = fiftyPointsTable
    let x = Matrix(rows: table.map { [$0[0]] })
    let y = Vector(table.map { $0[1] })
    let model = try LinearRegression().fit(x, y, names: ["x"])
    let loss = try LeastSquares(x.prependingOnes(), y)
    let exact = model.coefficients.map { $0.estimate! }
    let run = try RecordedRun(step: 0.1, loss, from: [0, 0], until: .iterations(200))
    let eigenvalues = Array(try SymmetricEigendecomposition(loss.hessian()).eigenvalues)
    let difference = Vector(exact).subtracting(run.minimizer).maximumMagnitude()
    let prediction = PredictedRun(try QuadraticPrediction(of: loss), step: 0.1)
    var lines = Chart("The points and the line", x: .init("x"), y: .init("y"))
    let ends = [table.map { $0[0] }.min()!, table.map { $0[0] }.max()!]
    lines.series = [
      .init("points", table.map { .init($0[0], $0[1]) }, style: .points),
      .init("line", ends.map { .init($0, exact[0] + exact[1] * $0) }),
    ]
    return Telling(
      story: [
        """
        The closed form is β = \(point(exact, 9)), intercept first. Gradient descent from 0 is there after 200 steps: the \
        largest difference is \(text(difference, 2)).
        """,
        """
        Here it is quick because the eigenvalues of the Hessian, \(text(eigenvalues[0], 9)) and \
        \(text(eigenvalues[1], 9)), lie close together: the x are centred and of unit size, more or less. The closed \
        form needs one pass over the data, and is the way to go until X is too big to factor.
        """,
      ],
      figures: [
        NamedFigure("closed form", exact, digits: 9),
        NamedFigure("gradient descent", Array(run.minimizer), digits: 9),
        NamedFigure("largest difference", difference, digits: 3), NamedFigure("eigenvalues", eigenvalues, digits: 9),
      ],
      picture: ChartPage(
        nil,
        [
          lines,
          .loss(
            run.trace, title: "The loss, run and theory", minimum: loss.value(at: Vector(exact)), predicted: prediction),
        ], columnCount: 2))
  }

  static let leastNorm = WorkedExample(
    number: 18, title: "More columns than rows", problem: "X = [1 2 3; 4 5 6], y = (1, 2), α = 1/λmax, start 0"
  ) {
    let x: Matrix<Double> = [[1, 2, 3], [4, 5, 6]]
    let loss = try LeastSquares(x, [1, 2])
    let step = try loss.curvatureBounds().safeStep
    let criteria: StoppingCriteria = .relativeGradientNorm(below: 1e-12) || .iterations(100_000)
    let run = try RecordedRun(step: step, loss, from: [0, 0, 0], until: criteria)
    let other = try RecordedRun(step: step, loss, from: [1, 0, 0], until: criteria)
    let model = try LinearRegression(hasIntercept: false, minimumNorm: true).fit(x, [1, 2])
    let exact = model.coefficients.map { $0.estimate! }
    var chart = Chart("The coefficients from 0, and those of least norm", x: .init("step t"), y: .init("β"))
    chart.series = (0..<3).map { Chart.Series("β\(["₁", "₂", "₃"][$0])", against: run.coordinate($0)) }
    chart.marks = exact.enumerated().map {
      .horizontal($0.element, name: "β\(["₁", "₂", "₃"][$0.offset]) of least norm")
    }
    return Telling(
      story: [
        """
        Two equations for three coefficients: many β fit exactly, a whole line of them. From 0 gradient descent finds \
        \(point(run.minimizer)) after \(run.iterations) steps, which is the solution of least norm, \
        \(text(run.minimizer.norm())).
        """,
        """
        Gradients are combinations of the rows of X, and a run never leaves what they span: what the start has beside it \
        stays. From (1, 0, 0) the run ends at \(point(other.minimizer)), which fits as well and has the norm \
        \(text(other.minimizer.norm())). The start chooses, and 0 chooses the smallest: that is called implicit \
        regularization.
        """,
      ],
      figures: [
        NamedFigure("β from 0", Array(run.minimizer)), NamedFigure("β of least norm", exact),
        NamedFigure("steps", run.iterations), NamedFigure("norm from 0", run.minimizer.norm()),
        NamedFigure("β from (1, 0, 0)", Array(other.minimizer)),
        NamedFigure("norm from (1, 0, 0)", other.minimizer.norm()),
        NamedFigure("step", step),
      ],
      picture: ChartPage(chart))
  }

  /// x and y of each point.
  private static let fiftyPointsTable: [[Double]] =
    String(decoding: PackageResources.line_csv, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
    .map { line in line.split(separator: ",").map { Double($0)! } }
}
