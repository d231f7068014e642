public import Descent

extension RobustModel {
  /// Warnings first, then the coefficients, the figures of the fit, and the outliers with their weights.
  ///
  /// - Parameters:
  ///   - format: of the table.
  ///   - rowNumbers: what each row is called; by default numbers from 1 on.
  ///   - withWarnings: whether the warnings are among the lines; someone else has to say them where they are not.
  public func summary(
    format: TableFormat = .text, rowNumbers: [Int]? = nil, withWarnings: Bool = true
  ) -> String {
    let number = { (value: Double?) in NumberFormat.plain(value) }
    var lines = withWarnings ? warningLines(warnings) : []
    lines.append(
      coefficientTable(coefficients, target: target, statistic: "z", level: configuration.level).rendered(as: format))
    lines.append("")
    let name =
      switch configuration.loss {
      case .huber: "Huber"
      case .bisquare: "Tukey's bisquare"
      }
    lines.append(
      "rows \(NumberFormat.count(rowCount)), coefficients \(coefficients.count), degrees of freedom \(degreesOfFreedom), "
        + "\(name) with constant \(number(configuration.loss.constant))")
    lines.append("scale \(number(scale)), standard deviation \(number(standardDeviation))")
    guard !outliers.isEmpty else { return lines.joined(separator: "\n") }
    let shown = outliers.prefix(20).map {
      "\(rowNumbers?[$0] ?? $0 + 1) (\(NumberFormat.plain(weights[$0], 2)))"
    }
    lines.append(
      "\(NumberFormat.count(outliers.count, "row")) beyond 2.5 scales (weight): " + shown.joined(separator: ", ")
        + (outliers.count > shown.count ? ", …" : ""))
    return lines.joined(separator: "\n")
  }
}

extension QuantileModel {
  /// Warnings first, then the coefficients and the figures of the fit.
  ///
  /// - Parameters:
  ///   - format: of the table.
  ///   - withWarnings: whether the warnings are among the lines; someone else has to say them where they are not.
  public func summary(format: TableFormat = .text, withWarnings: Bool = true) -> String {
    let number = { (value: Double?) in NumberFormat.plain(value) }
    var lines = ["quantile \(number(quantile))"] + (withWarnings ? warningLines(warnings) : [])
    lines.append(
      coefficientTable(coefficients, target: target, statistic: "t", level: configuration.level).rendered(as: format))
    lines.append("")
    lines.append(
      "rows \(NumberFormat.count(rowCount)), coefficients \(coefficients.count), degrees of freedom \(degreesOfFreedom)"
    )
    lines.append(
      "Σρ \(number(objective)), "
        + (isOptimal ? "proven least" : "at most \(NumberFormat.significant(dualityGap, 2)) above the least one")
        + ", goodness of fit \(number(goodnessOfFit))")
    return lines.joined(separator: "\n")
  }
}
