public import Descent

extension MultinomialModel {
  /// The table that a statistician expects: warnings first, then the coefficients of each class against the reference with
  /// their relative risk ratios exp β, then the figures of the whole fit.
  public func summary() -> String {
    var lines = warnings.map { "warning: \($0)" }
    if !lines.isEmpty { lines.append("") }
    lines.append(contentsOf: coefficientTable().lines)
    lines.append("")
    lines.append(contentsOf: figures())
    return lines.joined(separator: "\n")
  }

  /// All classes in one table, so that their columns stand below each other.
  private func coefficientTable() -> TextTable {
    let percent = NumberFormat.plain(configuration.level * 100, 4)
    var table = TextTable([
      "\(target) (against \(referenceClass))", "estimate", "std. error", "z", "p", "\(percent) % from", "to", "exp(β)",
    ])
    for group in coefficients {
      table.addRow([group.name] + [String](repeating: "", count: 7))
      for (coefficient, risk) in zip(group.coefficients, group.relativeRisks) {
        guard let estimate = coefficient.estimate else {
          table.addRow(["  \(coefficient.name)", "dropped"] + [String](repeating: "–", count: 6))
          continue
        }
        table.addRow([
          "  \(coefficient.name)", NumberFormat.significant(estimate),
          NumberFormat.significant(coefficient.standardError), NumberFormat.significant(coefficient.statistic, 4),
          NumberFormat.probability(coefficient.pValue),
          NumberFormat.significant(coefficient.confidenceInterval?.lowerBound),
          NumberFormat.significant(coefficient.confidenceInterval?.upperBound),
          NumberFormat.significant(risk?.ratio, 4),
        ])
      }
    }
    return table
  }

  private func figures() -> [String] {
    let number = { (value: Double?) in NumberFormat.plain(value) }
    var lines = [
      "multinomial family; rows \(NumberFormat.count(rowCount)), classes \(classes.count), coefficients "
        + "\(rank * (classes.count - 1)), iterations \(iterations), condition number "
        + NumberFormat.plain(conditionNumber, 3),
      "deviance \(number(deviance)) on \(number(degreesOfFreedom)) degrees of freedom, "
        + "null deviance \(number(nullDeviance)) on \(number(nullDegreesOfFreedom)); Pearson χ² \(number(pearsonChiSquared))",
    ]
    if logLikelihood != nil {
      lines.append("log-likelihood \(number(logLikelihood)), AIC \(number(aic)), BIC \(number(bic))")
    }
    if let test = likelihoodRatioTest {
      lines.append(
        "likelihood ratio χ² \(number(test.statistic)) on \(number(test.degreesOfFreedom[0])) degrees of freedom, p "
          + "\(NumberFormat.probability(test.pValue)); McFadden's R² \(NumberFormat.plain(mcFaddenRSquared, 4))")
    }
    return lines
  }
}
