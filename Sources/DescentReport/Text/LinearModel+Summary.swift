public import Descent

extension LinearModel {
  /// The table that a statistician expects: warnings first, then coefficients, then the figures of the whole fit.
  public func summary() -> String {
    var lines = warnings.map { "warning: \($0)" }
    if !lines.isEmpty { lines.append("") }
    lines.append(contentsOf: coefficientTable().lines)
    lines.append("")
    lines.append(contentsOf: figures())
    return lines.joined(separator: "\n")
  }

  private func coefficientTable() -> TextTable {
    let percent = NumberFormat.plain(configuration.level * 100, 4)
    var table = TextTable([target, "estimate", "std. error", "t", "p", "\(percent) % from", "to"])
    for coefficient in coefficients {
      guard let estimate = coefficient.estimate else {
        table.addRow([coefficient.name, "dropped", "–", "–", "–", "–", "–"])
        continue
      }
      table.addRow([
        coefficient.name, NumberFormat.significant(estimate), NumberFormat.significant(coefficient.standardError),
        NumberFormat.significant(coefficient.statistic, 4), NumberFormat.probability(coefficient.pValue),
        NumberFormat.significant(coefficient.confidenceInterval?.lowerBound),
        NumberFormat.significant(coefficient.confidenceInterval?.upperBound),
      ])
    }
    return table
  }

  private func figures() -> [String] {
    let number = { (value: Double?) in NumberFormat.plain(value) }
    var lines = [
      "rows \(NumberFormat.count(rowCount)), coefficients \(rank), degrees of freedom \(number(degreesOfFreedom)), "
        + "method \(method.rawValue), condition number \(NumberFormat.plain(conditionNumber, 3))",
      "residual standard error \(number(residualStandardError)), residual sum of squares \(number(residualSumOfSquares))",
      "R² \(number(rSquared)), adjusted \(number(adjustedRSquared))",
    ]
    if let fStatistic {
      lines.append(
        "F \(number(fStatistic)) on \(fNumeratorDegreesOfFreedom) and \(number(degreesOfFreedom)) degrees of freedom, "
          + "p \(NumberFormat.probability(fPValue))")
    }
    if logLikelihood != nil {
      lines.append("log-likelihood \(number(logLikelihood)), AIC \(number(aic)), BIC \(number(bic))")
    }
    return lines
  }
}
