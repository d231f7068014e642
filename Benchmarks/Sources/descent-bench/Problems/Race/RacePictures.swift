import DescentReport
import Foundation

/// The race in pictures: the seconds to each level of the error over columns and over condition numbers.
struct RacePictures {
  let results: [RaceResult]
  let levels: [Double]

  /// All charts on one page.
  var page: ChartPage {
    ChartPage(nil, Crossover.Axis.allCases.flatMap { axis in RaceLine.all(results, along: axis).map(chart) })
  }

  /// A page for each axis and each n.
  var files: [(picture: Report.Picture, page: ChartPage)] {
    let rowCounts = results.map(\.rows).reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
    return Crossover.Axis.allCases.flatMap { axis in
      let lines = RaceLine.all(results, along: axis)
      return rowCounts.compactMap { n -> (picture: Report.Picture, page: ChartPage)? in
        let charts = lines.filter { $0.points[0].rows == n }.map(chart)
        guard !charts.isEmpty else { return nil }
        let words = "Time to each relative error against \(axis.label), n = \(NumberFormat.count(n))"
        let picture = Report.Picture(file: "gd-vs-normal-\(axis.fileName)-n\(n).svg", words: words)
        return (picture, ChartPage(nil, charts))
      }
    }
  }

  /// Closed forms in grey, the fastest descent to each level in colour, and lines where the winner changes.
  private func chart(_ line: RaceLine) -> Chart {
    let first = line.points[0]
    let held =
      line.axis == .columns ? "κ = \(first.conditionNumber.short)" : "p = \(NumberFormat.count(first.columns))"
    var chart = Chart(
      "\(held), n = \(NumberFormat.count(first.rows))",
      x: .init(line.axis.label, isLogarithmic: true),
      y: .init("time from X and y, in seconds", isLogarithmic: true), legend: .right)
    chart.series =
      [(RaceSide.normalEquations, Chart.Style.line), (.defaultEngine, .dashed)].map { side, style in
        let points = line.points.map { result in
          point(line.axis, result, result.fastest(to: levels.count - 1) { $0.side == side })
        }
        return Chart.Series(side.rawValue, points, style: style, isQuiet: true)
      }
      + levels.indices.map { level in
        let points = line.points.map { point(line.axis, $0, $0.fastestDescent(to: level)) }
        return Chart.Series("descent to \(levels[level].level)", points, style: .linePoints)
      }
    // Not those at an end of the grid, beyond which nothing is known.
    for crossover in levels.indices.flatMap({ line.crossovers(to: $0, from: .fastestClosedForm) })
    where !crossover.isEven {
      guard let place = crossover.place else { continue }
      chart.marks.append(.vertical(place, name: "even to \(crossover.tolerance.level): \(crossover.placeText)"))
    }
    let points = chart.series.flatMap(\.points)
    chart.x.range = Self.range(points.map(\.x))
    chart.y.range = Self.range(points.map(\.y))
    return chart
  }

  /// The values with a margin, on a logarithmic scale.
  private static func range(_ values: [Double]) -> ClosedRange<Double>? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    return low / 1.2...high * 1.2
  }

  /// Nothing where the level is not reached, which leaves a gap.
  private func point(_ axis: Crossover.Axis, _ result: RaceResult, _ arrival: RaceResult.Arrival?) -> Chart.Point {
    Chart.Point(axis.value(of: result), arrival?.timing.minimum ?? .nan)
  }
}

extension Crossover.Axis {
  fileprivate var fileName: String { self == .columns ? "columns" : "condition" }

  fileprivate var label: String { self == .columns ? "columns p" : "condition number κ of the Hessian" }
}
