import Descent
import DescentReport
import Foundation
import Testing

/// What the charts show of results; that they are drawn is in `GnuplotTests`.
@Suite struct ChartTests {
  private let form = try! QuadraticForm(Matrix(rows: [[2, 0], [0, 8]]))

  private func run(step: Double, start: Vector<Double> = [2, 1]) throws -> Trace {
    try GradientDescent(step: .constant(step)).minimize(
      form, from: start, until: .iterations(40), trace: .every(1)
    ).trace
  }

  /// f* = 0: what is shown is f − f*, and theory lies on the run.
  @Test(arguments: [0.05, 0.23, 0.26]) func theoryLiesOnTheRun(step: Double) throws {
    let trace = try run(step: step)
    let predicted = PredictedRun(try QuadraticPrediction(of: form, from: [2, 1]), step: step)
    for chart in [
      Chart.loss(trace, title: "f", minimum: 0, predicted: predicted),
      Chart.excess(trace, title: "f", minimum: 0, predicted: predicted),
      Chart.gradientNorm(trace, title: "f", predicted: predicted),
    ] {
      #expect(chart.y.isLogarithmic)
      #expect(chart.series.map(\.name) == ["run", "theory"])
      #expect(chart.series[0].points.count == 41)
      for (real, theory) in zip(chart.series[0].points, chart.series[1].points) {
        #expect((real.y - theory.y).magnitude <= 1e-12 * real.y)
      }
    }
  }

  @Test func theLossHasTheAxisThatItsValuesAllow() throws {
    let trace = try run(step: 0.2)
    #expect(Chart.loss(trace, title: "").y == .init("f", isLogarithmic: true))
    let low = Chart.loss(trace, title: "", minimum: -3)
    #expect(low.y == .init("f − f*", isLogarithmic: true))
    #expect(low.series[0].points[0].y == 11)
    #expect(low.marks.isEmpty)
    #expect(Chart.loss(trace, title: "", minimum: 1e-9).marks == [.horizontal(1e-9, name: "closed form 1e-09")])
  }

  /// Of values that are all but f* > 0 the distance to it is seen.
  @Test func theExcessIsTheDistanceToTheMinimum() throws {
    let trace = try run(step: 0.2)
    let chart = Chart.excess(trace, title: "", minimum: -3)
    #expect(chart.y == .init("f − f*, f* = -3", isLogarithmic: true))
    #expect(chart.series[0].points.map(\.y) == trace.map { $0.value + 3 })
  }

  /// Units are equally long where neither range has to be widened more than four times.
  @Test(arguments: [1, 1.2, 3, 0.26, 5.9, 6.1, 0.24, 100]) func circlesAreRound(width: Double) {
    let chart = Chart.path([(0, 0), (width, 1)], names: ("a", "b"), title: "t") { $0 * $0 + $1 * $1 }
    let (x, y) = (chart.x.range!, chart.y.range!)
    let shape = (x.upperBound - x.lowerBound) / (y.upperBound - y.lowerBound)
    let isNear = width > 1.0 / 4 && width < 1.5 * 4
    #expect(chart.hasEqualUnits == isNear)
    #expect((shape - (isNear ? min(max(width, 1), 1.5) : width)).magnitude < 1e-12 * shape)
    #expect(x.contains(0) && x.contains(width) && y.contains(0) && y.contains(1))
    for (format, keeps) in [(PictureFormat.svg, true), (.png, true), (.txt, false)] {
      let script = GnuplotScript(ChartPage(chart), as: format).text
      #expect(script.contains("\nset size ratio -1\n") == (isNear && keeps))
    }
  }

  @Test func aPathLiesWithinItsContours() throws {
    let chart = Chart.path([(2, 1), (0.8, -0.6)], names: ("a", "b"), title: "t", minimum: (0, 0)) {
      $0 * $0 + 4 * $1 * $1
    }
    #expect(chart.series.map(\.name) == ["path", "start", "closed form"])
    let contours = try #require(chart.contours)
    #expect(contours.values.count == 61 * 61 && contours.levels.count == 11)
    #expect(contours.levels.allSatisfy { $0 > 0 && $0 < contours.values.max()! })
    for point in chart.series.flatMap(\.points) {
      #expect(chart.x.range!.contains(point.x) && chart.y.range!.contains(point.y))
    }
    // One point, and one that is not finite.
    let poor = Chart.path([(3, 3), (.nan, 1)], names: ("a", "b"), title: "t") { _, _ in 1 }
    #expect(poor.contours == nil && poor.series[0].points.count == 1)
  }

  @Test func stepsHoldUntilTheNext() throws {
    let chart = Chart.stepSizes(try run(step: 0.2), title: "", limit: 0.25)
    #expect(chart.series[0].points.first == .init(0, 0.2))
    #expect(chart.series[0].points.last == .init(40, 0.2))
    #expect(chart.marks == [.horizontal(0.25, name: "largest stable step 0.25")])
  }

  @Test func theSlowestErrorIsLeastAtTheOptimalStep() throws {
    let bounds = try form.curvatureBounds()
    let page = ChartPage.spectrum([2, 8], bounds)
    #expect(page.charts[0].series[0].points.map(\.y) == [8, 2])
    let factors = page.charts[1].series[0].points
    let best = try #require(factors.min { $0.y < $1.y })
    #expect((best.x - 0.2).magnitude < 0.002 && (best.y - 0.6).magnitude < 0.02)
    #expect(factors.allSatisfy { ($0.y < 1) == ($0.x > 0 && $0.x < 0.25) || ($0.x - 0.25).magnitude < 1e-12 })
    #expect(page.charts[1].marks.count == 3)
  }

  @Test func coefficientsBeyondEightAreGrey() throws {
    var generator = SeededGenerator(seed: 5)
    let x = Matrix(rows: (0..<40).map { _ in (0..<11).map { _ in Double.random(in: -1...1, using: &generator) } })
    let y = Vector((0..<40).map { 3 * x[$0, 4] - 2 * x[$0, 7] + 0.1 * Double.random(in: -1...1, using: &generator) })
    let path = try Lasso(lambdas: .automatic(count: 20)).fit(x, y)
    let chart = Chart.coefficientPath(path.lambdas.indices.map { path[$0] }, title: "", chosen: path.lambdas[3])
    #expect(chart.series.count == 11)
    #expect(chart.series.count { $0.isQuiet } == 3)
    #expect(chart.series.first?.name == "3 others")
    #expect(chart.series[3].name == "x5" && chart.series[4].name == "x8")
    #expect(chart.marks.count == 1)
  }

  @Test func basinsShowStartsAndMinima() {
    let chart = Chart.basins(starts: [-0.4, 0.4], minima: [-1.473, 1.347], range: -2...2, title: "") { x in
      x * x * x * x - 4 * x * x + x
    }
    #expect(chart.series.map(\.name) == ["f", nil, nil, "starts", "minima reached"])
    #expect(chart.series[0].points.count == 501)
  }
}
