public import Descent

extension GeneralizedLinearModel {
  /// The table that a statistician expects: warnings first, then coefficients, then the figures of the whole fit.
  ///
  /// - Parameter withWarnings: whether the warnings are among the lines; someone else has to say them where they are not.
  public func summary(withWarnings: Bool = true) -> String {
    let table = coefficientTable(
      coefficients, target: target, statistic: configuration.family.estimatesDispersion ? "t" : "z",
      level: configuration.level)
    return ((withWarnings ? warningLines(warnings) : []) + table.lines + [""] + figures()).joined(separator: "\n")
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
