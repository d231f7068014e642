public import Descent

extension MultinomialModel {
  /// The table that a statistician expects: warnings first, then the coefficients of each class against the reference with
  /// their relative risk ratios exp β, then the figures of the whole fit.
  ///
  /// - Parameter withWarnings: whether the warnings are among the lines; someone else has to say them where they are not.
  public func summary(withWarnings: Bool = true) -> String {
    ((withWarnings ? warningLines(warnings) : []) + classTable().lines + [""] + figures()).joined(separator: "\n")
  }

  /// All classes in one table, so that their columns stand below each other.
  private func classTable() -> TextTable {
    let percent = NumberFormat.plain(configuration.level * 100, 4)
    var table = TextTable([
      "\(target) (against \(referenceClass))", "estimate", "std. error", "z", "p", "\(percent) % from", "to", "exp(β)",
    ])
    for group in coefficients {
      table.addRow([group.name] + [String](repeating: "", count: 7))
      for (coefficient, risk) in zip(group.coefficients, group.relativeRisks) {
        let cells = ["  \(coefficient.name)"] + coefficient.cells.dropFirst() + coefficient.intervalCells
        table.addRow(cells + [NumberFormat.significant(risk?.ratio, 4)])
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
