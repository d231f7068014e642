public import Descent

extension Chart {
  /// The coefficients of penalized models against λ, on a logarithmic axis.
  ///
  /// The eight whose line reaches furthest from 0 have names and colours, the others are grey.
  ///
  /// - Parameters:
  ///   - models: the models of a path; that of λ = 0 is left out.
  ///   - title: what stands above it.
  ///   - scales: what each coefficient is multiplied by, such as the standard deviation of its column, so that they
  ///     compare; nil for the coefficients themselves.
  ///   - chosen: the λ that was chosen, drawn as a line.
  /// - Complexity: O(p) for each model.
  public static func coefficientPath(
    _ models: [any PenalizedPathModel], title: String, scales: Vector<Double>? = nil, chosen: Double? = nil
  ) -> Chart {
    let models = models.filter { $0.lambda > 0 }.sorted { $0.lambda > $1.lambda }
    let names = models.first?.terms.names ?? []
    let slopes = models.map(\.slopes)
    let lines = names.indices.map { j in zip(models, slopes).map { Point($0.lambda, $1[j] * (scales?[j] ?? 1)) } }
    let reach = lines.map { $0.map(\.y.magnitude).filter(\.isFinite).max() ?? 0 }
    let named = names.indices.sorted { (reach[$0], $1) > (reach[$1], $0) }.prefix(8)
    let others = names.indices.filter { !named.contains($0) }
    var chart = Chart(
      title, x: Axis("λ", isLogarithmic: true),
      y: Axis(scales == nil ? "coefficient" : "coefficient × standard deviation"), legend: .right)
    if let strong = models.first?.lambda, let weak = models.last?.lambda, strong > weak {
      chart.x.range = weak...strong
    }
    for (place, j) in others.enumerated() {
      chart.series.append(Series(place == 0 ? "\(others.count) others" : nil, lines[j], isQuiet: true))
    }
    for (place, j) in named.enumerated() {
      chart.series.append(Series(names[j], lines[j], style: place < Palette.colours.count ? .line : .dashed))
    }
    if let chosen, chosen > 0 { chart.marks = [.vertical(chosen, name: "chosen, \(NumberFormat.plain(chosen, 3))")] }
    return chart
  }

  /// The scores of the rows fitted to and of those left out, against the number of rows, ± a standard error.
  public static func learningCurve(_ points: [CurvePoint<Int>], metric: String, title: String) -> Chart {
    curve(points.map { (Double($0.parameter), $0) }, metric, title, Axis("rows fitted to", isLogarithmic: true))
  }

  /// The same against a setting, such as λ.
  ///
  /// - Parameters:
  ///   - points: the scores.
  ///   - metric: the name of the metric.
  ///   - title: what stands above it.
  ///   - setting: the name of the setting.
  ///   - isLogarithmic: whether the setting's axis is; a setting of 0 is left out then.
  public static func validationCurve(
    _ points: [CurvePoint<Double>], metric: String, title: String, setting: String = "λ", isLogarithmic: Bool = true
  ) -> Chart {
    curve(points.map { ($0.parameter, $0) }, metric, title, Axis(setting, isLogarithmic: isLogarithmic))
  }

  private static func curve<Parameter>(
    _ points: [(Double, CurvePoint<Parameter>)], _ metric: String, _ title: String, _ axis: Axis
  ) -> Chart {
    var chart = Chart(title, x: axis, y: Axis(metric))
    let left = points.map { Point($0.0, $0.1.testScore ?? .nan, spread: $0.1.testStandardError) }
    let fitted = points.map { Point($0.0, $0.1.trainScore ?? .nan, spread: $0.1.trainStandardError) }
    chart.series = [
      Series("rows left out", left, style: .errorBars), Series("rows fitted to", fitted, style: .errorBars),
    ]
    return chart
  }
}
