public import Descent

extension ResidualTests {
  /// What the tests say, in two columns.
  func table(conditionNumber: Double) -> TextTable {
    let number = { (value: Double?) in NumberFormat.plain(value) }
    var table = TextTable(["", "", "", ""], alignments: [.left, .right, .left, .right])
    table.addRow(["Durbin–Watson", number(durbinWatson), "  Jarque–Bera", number(jarqueBera.statistic)])
    table.addRow(["skewness", number(skewness), "  p of Jarque–Bera", NumberFormat.probability(jarqueBera.pValue)])
    let condition = NumberFormat.plain(conditionNumber, 3)
    guard let breuschPagan else {
      table.addRow(["kurtosis", number(kurtosis), "  condition number", condition])
      return table
    }
    table.addRow(["kurtosis", number(kurtosis), "  Breusch–Pagan", number(breuschPagan.statistic)])
    table.addRow([
      "condition number", condition, "  p of Breusch–Pagan", NumberFormat.probability(breuschPagan.pValue),
    ])
    return table
  }
}

extension AnalysisOfVariance {
  /// The table of sums of squares.
  public func table() -> TextTable {
    var table = TextTable(["", "df", "sum of squares", "mean square", "F", "p"])
    for row in rows {
      table.addRow([
        row.name, NumberFormat.plain(row.degreesOfFreedom), NumberFormat.significant(row.sumOfSquares),
        NumberFormat.significant(row.meanSquare), NumberFormat.significant(row.fStatistic, 4),
        row.fStatistic == nil ? "–" : NumberFormat.probability(row.pValue),
      ])
    }
    return table
  }
}

extension LinearModel {
  /// What is to be looked at after a fit: variance inflation and standardized coefficients, tests of the residuals, and the
  /// rows with the largest Cook's distances.
  ///
  /// - Parameters:
  ///   - format: of the tables.
  ///   - mostRows: how many rows are shown at most.
  ///   - withWarnings: whether the warnings are among the lines; someone else has to say them where they are not.
  /// - Throws: `RegressionError.noInference`.
  /// - Complexity: several passes over X.
  public func diagnosticsText(
    format: TableFormat = .text, mostRows: Int = 5, withWarnings: Bool = true
  ) throws -> String {
    let influence = try influence()
    let tests = try residualTests()
    let collinearity = try collinearity()
    var terms = TextTable(["term", "standardized", "variance inflation"])
    let first = configuration.hasIntercept ? 1 : 0
    for (j, coefficient) in try standardizedCoefficients().enumerated() {
      let vif = j + first < collinearity.varianceInflation.count ? collinearity.varianceInflation[j + first] : nil
      terms.addRow([
        coefficient.name, NumberFormat.significant(coefficient.value), NumberFormat.significant(vif),
      ])
    }
    var rows = TextTable(["row", "leverage", "studentized residual", "Cook's distance", "DFFITS"])
    for i in influence.influentialRows().prefix(mostRows) {
      rows.addRow([
        String(rowNumber(i)), NumberFormat.significant(influence.leverages[i], 4),
        NumberFormat.significant(influence.studentizedResiduals[i], 4),
        NumberFormat.significant(influence.cooksDistances[i], 4),
        NumberFormat.significant(influence.fittedValueChanges[i], 4),
      ])
    }
    var lines = withWarnings ? warningLines(influence.warnings) : []
    lines.append(terms.rendered(as: format))
    lines.append("")
    lines.append(
      "largest condition index \(NumberFormat.plain(collinearity.conditionIndices.last, 4)) (above 30: columns nearly "
        + "depend on each other)")
    lines.append("")
    lines.append(tests.table(conditionNumber: conditionNumber).rendered(as: format))
    lines.append("")
    lines.append("predicted R² \(NumberFormat.plain(influence.predictedRSquared)) (each row from the others)")
    lines.append("")
    lines.append(
      influence.influentialRows().isEmpty
        ? "No row has a Cook's distance above 4/n."
        : "Rows with a Cook's distance above 4/n, the largest first:\n\n" + rows.rendered(as: format))
    return lines.joined(separator: "\n")
  }
}
