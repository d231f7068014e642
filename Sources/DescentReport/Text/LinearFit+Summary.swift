public import Descent

/// In whose habit a summary is laid out.
public enum SummaryStyle: String, Sendable, CaseIterable {
  /// The table with intervals, and the figures of the whole fit.
  case plain
  /// What R prints: quartiles of the residuals, stars, F.
  case r
  /// What statsmodels prints: two columns of figures, the table with intervals, tests of the residuals.
  case statsmodels
}

extension LinearFit {
  /// The table that a statistician expects: warnings first, then coefficients, then the figures of the whole fit.
  ///
  /// - Parameters:
  ///   - inference: standard errors other than the classical ones.
  ///   - style: in whose habit.
  ///   - format: of the coefficient table.
  ///   - withWarnings: whether the warnings are among the lines; someone else has to say them where they are not.
  /// - Complexity: in the style of R and statsmodels one pass over X or two; what needs the rows is left out where they are
  ///   gone.
  public func summary(
    inference: CoefficientInference? = nil, style: SummaryStyle = .plain, format: TableFormat = .text,
    withWarnings: Bool = true
  ) -> String {
    var lines = withWarnings ? warningLines(warnings + (inference?.warnings ?? [])) : []
    let table = inference?.coefficients ?? coefficients
    let plainTable = { coefficientTable(table, target: target, statistic: "t", level: configuration.level) }
    switch style {
    case .plain:
      lines.append(plainTable().rendered(as: format))
      lines.append("")
      lines.append(contentsOf: figures(inference) + digits(inference))
    case .r:
      lines.append(contentsOf: residualQuartiles(format))
      lines.append(starredTable(table).rendered(as: format))
      lines.append("*** p < 0.001  ** p < 0.01  * p < 0.05  . p < 0.1")
      lines.append("")
      lines.append(contentsOf: figures(inference))
    case .statsmodels:
      lines.append(figureBlock(inference).rendered(as: format))
      lines.append("")
      lines.append(plainTable().rendered(as: format))
      if let tests = try? (self as? LinearModel)?.residualTests(withBreuschPagan: false) {
        lines.append("")
        lines.append(tests.table(conditionNumber: conditionNumber).rendered(as: format))
      }
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Tables

  private func starredTable(_ coefficients: [LinearModel.Coefficient]) -> TextTable {
    var table = TextTable(
      [target, "estimate", "std. error", "t", "p", ""], alignments: [.left, .right, .right, .right, .right, .left])
    for coefficient in coefficients { table.addRow(coefficient.cells + [Self.stars(coefficient.pValue)]) }
    return table
  }

  private static func stars(_ p: Double?) -> String {
    switch p {
    case nil: ""
    case .some(..<0.001): "***"
    case .some(..<0.01): "**"
    case .some(..<0.05): "*"
    case .some(..<0.1): "."
    default: ""
    }
  }

  private func residualQuartiles(_ format: TableFormat) -> [String] {
    var values = (self as? LinearModel).map { Array($0.residuals) } ?? []
    guard values.count > 4 else { return [] }
    let places = [0, 0.25, 0.5, 0.75, 1].map { $0 * Double(values.count - 1) }
    let ranks = Set(places.flatMap { [Int($0), min(Int($0) + 1, values.count - 1)] }).sorted()
    placeRanks(ranks, in: &values)
    var table = TextTable(["residuals", "least", "1st quartile", "median", "3rd quartile", "largest"])
    table.addRow(
      [""]
        + places.map { place in
          let (below, rest) = (Int(place), place - Double(Int(place)))
          let above = values[min(below + 1, values.count - 1)]
          return NumberFormat.significant(values[below] + rest * (above - values[below]), 5)
        })
    return [table.rendered(as: format), ""]
  }

  private func figureBlock(_ inference: CoefficientInference?) -> TextTable {
    let number = { (value: Double?) in NumberFormat.plain(value) }
    var table = TextTable(["", "", "", ""], alignments: [.left, .right, .left, .right])
    let f = inference == nil ? (fStatistic, fPValue) : (inference?.fStatistic, inference?.fPValue)
    let left = [
      ("target", target), ("method", "least squares, \(method.rawValue)"), ("rows", NumberFormat.count(rowCount)),
      ("degrees of freedom", number(degreesOfFreedom)), ("terms", String(fNumeratorDegreesOfFreedom)),
      ("covariance", inference?.estimator.name ?? "classical"),
      ("std. error of residuals", number(residualStandardError)),
    ]
    let right = [
      ("R²", number(rSquared)), ("adjusted R²", number(adjustedRSquared)), ("F", number(f.0)),
      ("p of F", NumberFormat.probability(f.1)), ("log-likelihood", number(logLikelihood)), ("AIC", number(aic)),
      ("BIC", number(bic)),
    ]
    for (a, b) in zip(left, right) { table.addRow([a.0, a.1, "  " + b.0, b.1]) }
    return table
  }

  /// The figures of the whole fit, in lines.
  func figures(_ inference: CoefficientInference?) -> [String] {
    let number = { (value: Double?) in NumberFormat.plain(value) }
    var lines = [
      "rows \(NumberFormat.count(rowCount)), coefficients \(rank), degrees of freedom \(number(degreesOfFreedom)), "
        + "method \(method.rawValue), condition number \(NumberFormat.plain(conditionNumber, 3))",
      "residual standard error \(number(residualStandardError)), residual sum of squares \(number(residualSumOfSquares))",
      "R² \(number(rSquared)), adjusted \(number(adjustedRSquared))",
    ]
    let f = inference == nil ? fStatistic : inference?.fStatistic
    if let f {
      lines.append(
        "F \(number(f)) on \(fNumeratorDegreesOfFreedom) and "
          + "\(number(inference?.degreesOfFreedom ?? degreesOfFreedom)) degrees of freedom, "
          + "p \(NumberFormat.probability(inference == nil ? fPValue : inference?.fPValue))")
    }
    if logLikelihood != nil {
      lines.append("log-likelihood \(number(logLikelihood)), AIC \(number(aic)), BIC \(number(bic))")
    }
    if let inference {
      lines.append("standard errors: \(inference.estimator.name)")
    }
    return lines
  }

  /// The line of how many digits can be trusted, none where nothing is known of them; never more than there are.
  ///
  /// - Parameter inference: standard errors other than the classical ones, of whose digits nothing is known.
  func digits(_ inference: CoefficientInference?) -> [String] {
    let number = { (digits: Double) in NumberFormat.plain((digits * 10).rounded(.down) / 10, 3) }
    let parts = [
      correctDigits.map { "coefficients \(number($0))" },
      inference == nil ? standardErrorDigits.map { "standard errors \(number($0))" } : nil,
      dataDigits.map { "the data hold \(number($0))" },
    ].compactMap(\.self)
    return parts.isEmpty ? [] : ["digits: " + parts.joined(separator: ", ")]
  }
}
