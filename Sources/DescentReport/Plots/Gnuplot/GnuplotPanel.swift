/// One chart in a script: blocks of data, and the commands that draw them.
struct GnuplotPanel {
  /// Definitions of `$name` blocks.
  private(set) var data: [String] = []
  /// From `reset` to `plot`.
  private(set) var commands: [String] = []

  private let chart: Chart
  private let number: Int
  private let format: PictureFormat
  private let isAlone: Bool
  /// What `plot` draws, and the names in the legend.
  private var plots: [String] = []
  private var colours = 0
  private var lines = 0
  private var notes = 0
  private var hasNames = false

  init(_ chart: Chart, number: Int, isAlone: Bool, _ format: PictureFormat) {
    self.chart = chart
    self.number = number
    self.format = format
    self.isAlone = isAlone
    addContours()
    for (index, series) in chart.series.enumerated() { add(series, block: "$data\(number)_\(index + 1)") }
    frame()
    for mark in chart.marks { add(mark) }
    commands.append(hasNames ? legend : "unset key")
    commands.append("plot " + plots.joined(separator: ", \\\n  "))
  }

  private mutating func addContours() {
    guard let contours = chart.contours else { return }
    let (grid, name) = ("$grid\(number)", "$contours\(number)")
    data.append("\(grid) << EOD")
    for i in contours.y.indices {
      for j in contours.x.indices {
        let value = contours.values[i * contours.x.count + j]
        let point = [contours.x[j], contours.y[i], value].map(GnuplotText.number)
        data.append(point.joined(separator: " "))
      }
      data.append("")
    }
    data += [
      "EOD", "reset", "set contour base", "unset surface",
      "set cntrparam levels discrete \(contours.levels.map(GnuplotText.number).joined(separator: ","))",
      "set table \(name)", "splot \(grid) using 1:2:3", "unset table",
    ]
    plots.append("\(name) using 1:2 with lines linewidth 0.7 linecolor rgb '\(Palette.neutral)' notitle")
  }

  private mutating func add(_ series: Chart.Series, block: String) {
    data.append("\(block) << EOD")
    for point in series.thinned() {
      // What the axis cannot show is a gap, and not a line to the edge.
      let numbers = chart.shows(point) ? [point.x, point.y] : [.nan, .nan]
      let spread = series.style == .errorBars ? [point.spread ?? 0] : []
      data.append((numbers + spread).map(GnuplotText.number).joined(separator: " "))
    }
    data.append("EOD")
    let colour = series.isQuiet ? Palette.neutral : nextColour()
    let columns = series.style == .errorBars ? "1:2:3" : "1:2"
    let look = look(series)
    plots.append("\(block) using \(columns) with \(look) linecolor rgb '\(colour)' \(title(series.name))")
  }

  private func look(_ series: Chart.Series) -> String {
    let width = series.isQuiet ? "1.5" : "2"
    return switch series.style {
    case .line: "lines linewidth \(width)"
    case .dashed: "lines linewidth \(width) dashtype 2"
    case .points:
      "points pointtype 7 pointsize \(series.points.count > 200 ? "0.4" : series.points.count > 8 ? "0.7" : "1.1")"
    case .linePoints: "linespoints linewidth \(width) pointtype 7 pointsize 0.4"
    case .steps: "steps linewidth \(width)"
    case .bars: "impulses linewidth 4"
    case .errorBars: "yerrorlines linewidth \(width) pointtype 7 pointsize 0.5"
    }
  }

  private mutating func nextColour() -> String {
    defer { colours += 1 }
    return Palette.colour(colours)
  }

  private mutating func title(_ name: String?) -> String {
    guard let name, chart.legend != .none else { return "notitle" }
    hasNames = true
    return "title \(GnuplotText.quoted(name))"
  }

  private mutating func frame() {
    let ink = "textcolor rgb '\(format.ink)'"
    commands += [
      "reset", "set border 3 linecolor rgb '\(format.ink)' linewidth 1", "set tics nomirror \(ink)",
      "set title \(GnuplotText.quoted(chart.title, width: titleWidth)) \(ink)",
    ]
    if chart.hasEqualUnits, format != .txt { commands.append("set size ratio -1") }
    // Points are not to lie on the axes.
    let hasPoints = chart.series.contains { $0.style == .points || $0.style == .errorBars }
    if hasPoints, !chart.x.isLogarithmic, !chart.y.isLogarithmic {
      commands.append("set offsets graph 0.03, graph 0.03, graph 0.03, graph 0.03")
    } else if chart.series.contains(where: { $0.style == .bars }), !chart.x.isLogarithmic {
      commands.append("set offsets graph 0.03, graph 0.03, 0, 0")
    }
    for (name, axis) in [("x", chart.x), ("y", chart.y)] {
      commands.append("set \(name)label \(GnuplotText.quoted(axis.label)) \(ink)")
      if axis.isLogarithmic { commands += ["set logscale \(name)", "set format \(name) '%g'"] }
      if let range = axis.range {
        let ends = [range.lowerBound, range.upperBound].map(GnuplotText.number)
        commands.append("set \(name)range [\(ends[0]):\(ends[1])]")
      }
    }
  }

  private mutating func add(_ mark: Chart.Mark) {
    switch mark {
    case .note(let point, let text):
      guard chart.shows(point) else { return }
      let place = "\(GnuplotText.number(point.x)),\(GnuplotText.number(point.y))"
      let side = Self.sides[isAtLeftEdge(point) ? 0 : notes % Self.sides.count]
      notes += 1
      commands.append("set label \(GnuplotText.quoted(text)) at \(place) \(side) textcolor rgb '\(format.ink)'")
    case .horizontal(let y, let name):
      guard chart.shows(.init(1, y)) else { return }
      // A constant function, so that the axis reaches to it.
      plots.append("\(GnuplotText.number(y)) with lines \(nextLine()) \(title(name))")
    case .vertical(let x, let name):
      guard chart.shows(.init(x, 1)), (chart.x.range ?? extent).contains(x) else { return }
      let (look, place) = (nextLine(), "first \(GnuplotText.number(x)), graph")
      commands.append("set arrow from \(place) 0 to \(place) 1 nohead \(look)")
      // An entry in the legend that draws nothing.
      let title = title(name)
      if title != "notitle" { plots.append("NaN with lines \(look) \(title)") }
    }
  }

  /// The part of the horizontal axis that has points.
  private var extent: ClosedRange<Double> {
    let shown = chart.series.flatMap(\.points).filter(chart.shows).map(\.x)
    guard let low = shown.min(), let high = shown.max() else { return 0...0 }
    return low...high
  }

  /// Where words at the left of a point would lie on the axis.
  private func isAtLeftEdge(_ point: Chart.Point) -> Bool {
    let range = chart.x.range ?? extent
    return !chart.x.isLogarithmic && point.x < range.lowerBound + 0.08 * (range.upperBound - range.lowerBound)
  }

  private mutating func nextLine() -> String {
    defer { lines += 1 }
    // Widths that differ a little: of arrows of one width and colour gnuplot 5.4 gives all the dashes of the first in SVG.
    let (width, dashes) = (1.5 + Double(lines % 4) / 1000, Self.dashes[lines % Self.dashes.count])
    return "linewidth \(width) dashtype \(dashes) linecolor rgb '\(format.ink)'"
  }

  /// Where words stand beside their points: in turn, so that those of neighbours do not cover each other.
  private static let sides = ["left offset 0.7,0.3", "right offset -0.7,0.3", "left offset 0.7,-0.4"]

  /// Dots and dashes, dashes, dots, and dashes with two dots: to be told apart without a colour.
  private static let dashes = [4, 2, 3, 5]

  private var titleWidth: Int { format == .txt ? 70 : isAlone ? 90 : 58 }

  private var legend: String {
    let place =
      switch chart.legend {
      case .below: "bmargin center horizontal height 1"
      case .right, .none: "outside right top vertical"
      }
    return "set key \(place) Left reverse textcolor rgb '\(format.ink)'"
  }
}
