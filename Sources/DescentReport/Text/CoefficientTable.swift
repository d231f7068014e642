import Descent

/// The coefficient table of a model.
func coefficientTable(
  _ coefficients: [LinearModel.Coefficient], target: String, statistic: String, level: Double
) -> TextTable {
  let percent = NumberFormat.plain(level * 100, 4)
  var table = TextTable([target, "estimate", "std. error", statistic, "p", "\(percent) % from", "to"])
  for coefficient in coefficients { table.addRow(coefficient.cells + coefficient.intervalCells) }
  return table
}

/// The warnings of a model, as the lines that a summary begins with.
func warningLines(_ warnings: [String]) -> [String] {
  warnings.isEmpty ? [] : warnings.map { "warning: \($0)" } + [""]
}

extension LinearModel.Coefficient {
  /// Name, estimate, standard error, statistic and p; of a column that was dropped just that.
  var cells: [String] {
    guard let estimate else { return [name, "dropped", "–", "–", "–"] }
    return [
      name, NumberFormat.significant(estimate), NumberFormat.significant(standardError),
      NumberFormat.significant(statistic, 4), NumberFormat.probability(pValue),
    ]
  }

  /// The ends of the confidence interval.
  var intervalCells: [String] {
    [
      NumberFormat.significant(confidenceInterval?.lowerBound),
      NumberFormat.significant(confidenceInterval?.upperBound),
    ]
  }
}
