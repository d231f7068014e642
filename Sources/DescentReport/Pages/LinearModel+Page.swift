public import Descent

extension LinearModel {
  /// The fit as a page: warnings, the coefficient table, the figures of the whole fit, and the four diagnostic pictures.
  ///
  /// - Parameters:
  ///   - source: where the data come from, for the first sentence.
  ///   - formula: what explains what, for the first sentence.
  ///   - inference: standard errors other than the classical ones.
  ///   - dataWarnings: what is to be said about the data.
  /// - Throws: as ``ChartPage/diagnostics(_:)``.
  public func page(
    source: String? = nil, formula: String? = nil, inference: CoefficientInference? = nil, dataWarnings: [String] = []
  ) throws -> HTMLPage {
    let table = coefficientTable(
      inference?.coefficients ?? coefficients, target: target, statistic: "t", level: configuration.level)
    let warnings = dataWarnings + warnings + (inference?.warnings ?? [])
    let origin = source.map { " of \($0)" } ?? ""
    let lead =
      "Least squares of \(NumberFormat.count(rowCount, "row"))\(origin), \(NumberFormat.count(rank, "coefficient"))"
    return HTMLPage(
      "Regression of \(target)", lead: lead + (formula.map { ": \($0)" } ?? "."),
      sections: [
        .init(
          "Coefficients",
          warnings.map { .warning($0) } + [
            .table(table), .lines((figures(inference) + digits(inference)).joined(separator: "\n")),
          ]),
        .init(
          "Diagnostics",
          [
            .text(
              """
              Residuals without a pattern, quantiles along the line, a scale that stays the same, and no row beyond a Cook's \
              distance of ½: then the table means what it says.
              """), .picture(try .diagnostics(self)),
          ]),
      ])
  }
}
