public import Descent

extension ChartPage {
  /// The four pictures to look at after a fit, those of R's `plot(lm)`: residuals against fitted values, normal quantiles,
  /// scale against location, and residuals against leverage with Cook's distances of ½ and 1.
  ///
  /// The three rows of the largest residuals, or distances, are named. Rows of leverage 1 have no standardized residual and
  /// are left out; of more than 4000 rows evenly spaced ones are drawn, and the named ones.
  ///
  /// - Throws: `RegressionError.noInference`.
  /// - Complexity: that of `influence()`, and O(n log n).
  public static func diagnostics(_ model: LinearModel) throws -> ChartPage {
    let influence = try model.influence()
    let (fitted, residuals) = (model.fittedValues, model.residuals)
    let rows = fitted.indices.filter { influence.standardizedResiduals[$0]?.isFinite == true }
    let panels = DiagnosticPanels(
      rows: rows, fitted: rows.map { fitted[$0] }, residuals: rows.map { residuals[$0] },
      standardized: rows.map { influence.standardizedResiduals[$0]! }, leverages: rows.map { influence.leverages[$0] },
      distances: rows.map { influence.cooksDistances[$0] ?? 0 }, names: rows.map { String(model.rowNumber($0)) },
      rank: model.rank)
    return ChartPage(
      nil, [panels.residuals(), panels.quantiles(), panels.scale(), panels.leverage()], columnCount: 2)
  }
}

/// What the four pictures are made of, an element for each row that has a standardized residual.
private struct DiagnosticPanels {
  let fitted, residualValues, standardized, leverages, distances: [Double]
  let names: [String]
  let rank: Int
  private static let most = 4000

  init(
    rows: [Int], fitted: [Double], residuals: [Double], standardized: [Double], leverages: [Double],
    distances: [Double], names: [String], rank: Int
  ) {
    self.fitted = fitted
    residualValues = residuals
    self.standardized = standardized
    self.leverages = leverages
    self.distances = distances
    self.names = names
    self.rank = rank
  }

  func residuals() -> Chart {
    var chart = Chart("Residuals against fitted values", x: .init("fitted value"), y: .init("residual"), legend: .none)
    add(zip(fitted, residualValues).map { .init($0, $1) }, named: extreme(standardized), to: &chart)
    chart.marks.append(.horizontal(0, name: ""))
    return chart
  }

  func quantiles() -> Chart {
    var chart = Chart(
      "Normal quantiles", x: .init("normal quantile"), y: .init("standardized residual"), legend: .none)
    let order = standardized.indices.sorted { standardized[$0] < standardized[$1] }
    let count = Double(order.count)
    // The places of R's ppoints.
    let shift = order.count <= 10 ? 0.375 : 0.5
    let normal = NormalDistribution()
    var points = [Chart.Point](repeating: .init(0, 0), count: order.count)
    for (place, row) in order.enumerated() {
      let probability = (Double(place) + 1 - shift) / (count + 1 - 2 * shift)
      points[row] = .init(normal.quantile(probability), standardized[row])
    }
    add(points, named: extreme(standardized), to: &chart)
    guard let low = order.first, let high = order.last, order.count > 1 else { return chart }
    // Through the quartiles of both.
    let quartile = { (part: Double) in
      let place = part * (count - 1)
      let (below, above) = (order[Int(place)], order[min(Int(place) + 1, order.count - 1)])
      return standardized[below] + (place - place.rounded(.down)) * (standardized[above] - standardized[below])
    }
    let slope = (quartile(0.75) - quartile(0.25)) / (2 * normal.quantile(0.75))
    let middle = (quartile(0.75) + quartile(0.25)) / 2
    let ends = [points[low].x, points[high].x]
    chart.series.append(.init(nil, ends.map { .init($0, middle + slope * $0) }, style: .dashed, isQuiet: true))
    return chart
  }

  func scale() -> Chart {
    var chart = Chart(
      "Scale against location", x: .init("fitted value"), y: .init("√|standardized residual|"), legend: .none)
    add(
      zip(fitted, standardized).map { .init($0, $1.magnitude.squareRoot()) }, named: extreme(standardized), to: &chart)
    if let most = standardized.map(\.magnitude).max(), most > 0 { chart.y.range = 0...most.squareRoot() * 1.05 }
    return chart
  }

  func leverage() -> Chart {
    var chart = Chart("Leverage", x: .init("leverage"), y: .init("standardized residual"), legend: .below)
    add(zip(leverages, standardized).map { .init($0, $1) }, named: extreme(distances), to: &chart)
    let (most, reach) = (leverages.max() ?? 0, (standardized.map(\.magnitude).max() ?? 0) * 1.25)
    guard most > 0, reach > 0 else { return chart }
    // D = r²h/((1 − h)k), of both signs, where r lies within the picture.
    for (distance, style) in [(0.5, Chart.Style.dashed), (1, .line)] {
      for sign in [1.0, -1] {
        let curve: [Chart.Point] = (1...200).map { place in
          let h = most * 1.05 * Double(place) / 200
          let r = h < 1 ? (distance * Double(rank) * (1 - h) / h).squareRoot() : 0
          return .init(h, r <= reach ? sign * r : .nan)
        }
        guard curve.contains(where: \.isFinite) else { continue }
        let name = sign > 0 ? "Cook's distance \(NumberFormat.plain(distance))" : nil
        chart.series.append(.init(name, curve, style: style, isQuiet: true))
      }
    }
    chart.x.range = 0...most * 1.05
    chart.y.range = -reach...reach
    return chart
  }

  /// The three rows of the largest magnitude.
  private func extreme(_ values: [Double]) -> [Int] {
    Array(values.indices.sorted { (values[$0].magnitude, $1) > (values[$1].magnitude, $0) }.prefix(3))
  }

  private func add(_ points: [Chart.Point], named: [Int], to chart: inout Chart) {
    let stride = max(1, (points.count + Self.most - 1) / Self.most)
    let drawn = points.indices.filter { $0 % stride == 0 || named.contains($0) }.map { points[$0] }
    chart.series.append(.init(nil, drawn, style: .points))
    // The first word stands at the right of its point, the second at the left, the third below.
    let inOrder = named.sorted { points[$0].x > points[$1].x }
    let placed = inOrder.count > 2 ? [inOrder[0], inOrder[2], inOrder[1]] : inOrder
    chart.marks += placed.map { .note(points[$0], names[$0]) }
  }
}
