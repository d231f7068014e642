/// A picture of numbers with two axes: what is to be drawn, and nothing of how.
///
/// ```swift
/// var chart = Chart("Loss", x: .init("iteration"), y: .init("f", isLogarithmic: true))
/// chart.series = [.init("run", [.init(0, 8), .init(1, 2)])]
/// try Gnuplot.render(chart, to: "loss.svg")
/// ```
public struct Chart: Sendable, Hashable {
  /// What stands above it.
  public var title: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn, in this order, later ones on top.
  public var series: [Series]
  /// Lines across the whole chart, and words at points.
  public var marks: [Mark]
  /// Lines of equal height below the series.
  public var contours: Contours?
  /// Where the names stand.
  public var legend: Legend
  /// Whether a unit is equally long on both axes, so that circles are round; pictures in characters do not keep to it.
  public var hasEqualUnits: Bool

  /// A chart of any content.
  public init(
    _ title: String, x: Axis, y: Axis, series: [Series] = [], marks: [Mark] = [], contours: Contours? = nil,
    legend: Legend = .below, hasEqualUnits: Bool = false
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.marks = marks
    self.contours = contours
    self.legend = legend
    self.hasEqualUnits = hasEqualUnits
  }
}

extension Chart {
  /// An axis with its words.
  public struct Axis: Sendable, Hashable {
    /// What is measured, with its unit.
    public var label: String
    /// Whether equal ratios are equally far apart; values that are not positive are left out then.
    public var isLogarithmic: Bool
    /// The part that is shown; nil for all of it.
    public var range: ClosedRange<Double>?

    /// An axis, of all values where no range is given.
    public init(_ label: String, isLogarithmic: Bool = false, range: ClosedRange<Double>? = nil) {
      self.label = label
      self.isLogarithmic = isLogarithmic
      self.range = range
    }
  }

  /// A point, with half the length of its error bar where it has one.
  public struct Point: Sendable, Hashable {
    /// Its place on the horizontal axis, in the units of the data.
    public var x: Double
    /// Its place on the vertical axis.
    public var y: Double
    /// Half the length of the error bar.
    public var spread: Double?

    /// A point, without an error bar where no spread is given. One that is not finite is a gap in a line.
    public init(_ x: Double, _ y: Double, spread: Double? = nil) {
      self.x = x
      self.y = y
      self.spread = spread
    }

    var isFinite: Bool { x.isFinite && y.isFinite }
  }

  /// How points are drawn.
  public enum Style: String, Sendable, Hashable, CaseIterable {
    /// Joined by straight lines.
    case line
    /// Joined by dashed lines.
    case dashed
    /// Each by itself.
    case points
    /// Joined, and each shown.
    case linePoints
    /// Each value holds until the next.
    case steps
    /// A bar from 0 to each.
    case bars
    /// Joined, each with a bar of ± its spread.
    case errorBars
  }

  /// Points that belong together.
  public struct Series: Sendable, Hashable {
    /// Its name in the legend; nil for none.
    public var name: String?
    /// In the order in which lines join them; where one is not finite, the line has a gap.
    public var points: [Point]
    /// How they are drawn.
    public var style: Style
    /// Grey, behind what is in colour.
    public var isQuiet: Bool

    /// Points, joined by a line where nothing else is said.
    public init(_ name: String?, _ points: [Point], style: Style = .line, isQuiet: Bool = false) {
      self.name = name
      self.points = points
      self.style = style
      self.isQuiet = isQuiet
    }
  }

  /// A straight line across the chart, named in the legend, or a word at a point.
  public enum Mark: Sendable, Hashable {
    /// A line from bottom to top, at this x.
    case vertical(Double, name: String)
    /// A line from left to right, at this y.
    case horizontal(Double, name: String)
    /// A word beside a point.
    case note(Point, String)
  }

  /// Lines of equal height of a function of two variables, of its values on a grid.
  public struct Contours: Sendable, Hashable {
    /// The columns of the grid, ascending.
    public var x: [Double]
    /// The rows of the grid, ascending.
    public var y: [Double]
    /// The values row by row: `values[i * x.count + j]` belongs to `x[j]`, `y[i]`.
    public var values: [Double]
    /// The heights.
    public var levels: [Double]

    /// Lines at these heights of the function whose values on the grid are given.
    ///
    /// There is a value for each place of the grid, `x.count * y.count` in all.
    public init(x: [Double], y: [Double], values: [Double], levels: [Double]) {
      self.x = x
      self.y = y
      self.values = values
      self.levels = levels
    }
  }

  /// Where the names stand: never within the picture, so that they hide nothing.
  public enum Legend: String, Sendable, Hashable {
    /// Below the chart.
    case below
    /// To the right of the chart.
    case right
    /// Nowhere.
    case none
  }

  /// Whether there is anything that the axes can show.
  public var hasPoints: Bool { series.contains { $0.points.contains(where: shows) } }

  /// Whether an axis can show the point.
  func shows(_ point: Point) -> Bool {
    point.isFinite && (!x.isLogarithmic || point.x > 0) && (!y.isLogarithmic || point.y > 0)
  }
}

/// Charts on one page, row by row.
public struct ChartPage: Sendable, Hashable {
  /// What stands above all; nil for nothing.
  public var title: String?
  /// The charts, from the upper left to the lower right.
  public var charts: [Chart]
  /// How many stand side by side.
  public var columnCount: Int

  /// A page of charts, of which `columnCount` stand side by side.
  ///
  /// - Precondition: `columnCount` is at least 1.
  public init(_ title: String? = nil, _ charts: [Chart], columnCount: Int = 1) {
    precondition(columnCount >= 1, "ChartPage: \(columnCount) columns")
    self.title = title
    self.charts = charts
    self.columnCount = columnCount
  }

  /// A page of one chart.
  public init(_ chart: Chart) { self.init(nil, [chart]) }

  var rowCount: Int { (charts.count + columnCount - 1) / columnCount }
}
