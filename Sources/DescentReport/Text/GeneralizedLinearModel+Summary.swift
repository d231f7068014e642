public import Descent

extension GeneralizedLinearModel {
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
    let statistic = configuration.family.estimatesDispersion ? "t" : "z"
    var table = TextTable([target, "estimate", "std. error", statistic, "p", "\(percent) % from", "to"])
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
      "\(configuration.family.name) family, link \(configuration.link.rawValue); rows \(NumberFormat.count(rowCount)), "
        + "coefficients \(rank), iterations \(iterations), condition number \(NumberFormat.plain(conditionNumber, 3))",
      "deviance \(number(deviance)) on \(number(degreesOfFreedom)) degrees of freedom, "
        + "null deviance \(number(nullDeviance)) on \(number(nullDegreesOfFreedom))",
      "Pearson χ² \(number(pearsonChiSquared)), dispersion \(number(dispersion))"
        + (configuration.family.estimatesDispersion ? " (estimated)" : ""),
    ]
    if let theta {
      lines.append("θ \(number(theta))" + (thetaStandardError.map { ", std. error \(number($0))" } ?? " (given)"))
    }
    if logLikelihood != nil {
      lines.append("log-likelihood \(number(logLikelihood)), AIC \(number(aic)), BIC \(number(bic))")
    }
    return lines
  }
}
