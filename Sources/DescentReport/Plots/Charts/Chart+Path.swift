extension Chart {
  /// The path of a run over lines of equal height, for two parameters.
  ///
  /// The heights are f* + (fmax − f*)(k/12)², which lie equally far apart on a parabola. Units are equally long on both
  /// axes, unless one of them had to show more than four times what the path needs for that.
  ///
  /// - Parameters:
  ///   - points: the iterates, the start first.
  ///   - names: of the two parameters.
  ///   - title: what stands above it.
  ///   - minimum: the minimizer, where it is known.
  ///   - minimumName: what it is called in the legend.
  ///   - value: the function; it is called some 3700 times.
  /// - Complexity: O(n) and the calls.
  public static func path(
    _ points: [(Double, Double)], names: (String, String), title: String, minimum: (Double, Double)? = nil,
    minimumName: String = "closed form", value: (Double, Double) throws -> Double
  ) rethrows -> Chart {
    let path = points.map { Point($0.0, $0.1) }.filter { $0.isFinite && max($0.x.magnitude, $0.y.magnitude) < 1e150 }
    let known = minimum.map { [Point($0.0, $0.1)] } ?? []
    var chart = Chart(title, x: Axis(names.0), y: Axis(names.1))
    // Hundreds of dots would be a thick line.
    chart.series = [Series("path", path, style: path.count > 200 ? .line : .linePoints)]
    if let start = path.first { chart.series.append(Series("start", [start], style: .points)) }
    if !known.isEmpty { chart.series.append(Series(minimumName, known, style: .points)) }
    guard var x = padded((path + known).map(\.x)), var y = padded((path + known).map(\.y)) else { return chart }
    // From a square to the shape of the whole picture.
    if let scaled = equallyScaled(x, y, aspect: min(max(x.width / y.width, 1), 1.5)) {
      (x, y) = scaled
      chart.hasEqualUnits = true
    }
    (chart.x.range, chart.y.range) = (x, y)
    let (columns, rows) = (x.grid(), y.grid())
    let values = try rows.flatMap { row in try columns.map { try value($0, row) } }
    guard let levels = heights(of: values + (try known.map { try value($0.x, $0.y) })) else { return chart }
    chart.contours = Contours(x: columns, y: rows, values: values, levels: levels)
    return chart
  }

  /// Eleven heights between the lowest and the highest of values, f* + (fmax − f*)(k/12)², which lie equally far apart on a
  /// parabola; nil where the values are all the same or none is finite.
  static func heights(of values: [Double]) -> [Double]? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), high > low else { return nil }
    return (1..<12).map { low + (high - low) * Double($0 * $0) / 144 }
  }

  /// What starts of a search lead to, for one parameter: the function, the starts, and the minima that were reached.
  ///
  /// - Parameters:
  ///   - starts: where each descent began.
  ///   - minima: where each ended, in the same order.
  ///   - range: what is shown.
  ///   - title: what stands above it.
  ///   - parameter: the name of the parameter.
  ///   - value: the function; it is called some 500 times.
  /// - Precondition: there are as many starts as minima.
  /// - Complexity: O(n) and the calls.
  public static func basins(
    starts: [Double], minima: [Double], range: ClosedRange<Double>, title: String, parameter: String = "x",
    value: (Double) throws -> Double
  ) rethrows -> Chart {
    precondition(starts.count == minima.count, "Chart.basins: \(starts.count) starts, \(minima.count) minima")
    var chart = Chart(title, x: Axis(parameter, range: range), y: Axis("f"))
    chart.series = [Series("f", try range.grid(501).map { Point($0, try value($0)) })]
    for (start, minimum) in zip(starts, minima) {
      let ends = [Point(start, try value(start)), Point(minimum, try value(minimum))]
      chart.series.append(Series(nil, ends, style: .dashed, isQuiet: true))
    }
    chart.series.append(Series("starts", try starts.map { Point($0, try value($0)) }, style: .points))
    chart.series.append(
      Series("minima reached", try Set(minima).sorted().map { Point($0, try value($0)) }, style: .points))
    return chart
  }

  /// The range of values and 12% on both sides; nil without values.
  static func padded(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max() else { return nil }
    let width = high - low
    let margin = width > 1e-9 * max(low.magnitude, high.magnitude) ? width * 0.12 : max(low.magnitude * 0.1, 1)
    return low - margin...high + margin
  }
}
