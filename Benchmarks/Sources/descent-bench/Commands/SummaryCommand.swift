import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench summary`: what a summary costs beside the fit.
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "What the summary of a linear model costs beside its fit.",
    discussion: """
      A fit computes the coefficient table with all figures. The summary in R's habit adds the quartiles of the residuals, \
      that in statsmodels' their tests (Durbin–Watson, Jarque–Bera, skewness, kurtosis); all print their text.
      """)

  @OptionGroup var common: CommonOptions

  private struct Row: Encodable {
    let rows, columns: Int
    let fit, plain, r, statsmodels: Timing
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let results = try [(1000, 10), (10_000, 10), (10_000, 100), (100_000, 100), (1_000_000, 20)].map { rows, columns in
      let problem = PenalizedProblem(rows: rows, columns: columns)
      let fit = { try LinearRegression().fit(problem.x, problem.y) }
      let model = try fit()
      // Of the summaries alone: what they add to a fit is small beside the noise of its time.
      let sides =
        [Side { _ = try fit() }] + SummaryStyle.allCases.map { style in Side { _ = model.summary(style: style) } }
      let timings = try interleaved(sides, repeats: common.repeats * 3)
      return Row(
        rows: rows, columns: columns, fit: timings[0], plain: timings[1], r: timings[2], statsmodels: timings[3])
    }
    let shares = results.map { 100 * $0.plain.minimum / $0.fit.minimum }
    let conclusion =
      "The plain summary takes \(NumberFormat.significant(shares.min()!, 2)) to "
      + "\(NumberFormat.significant(shares.max()!, 2)) % of the time of its fit."
    try Report(
      "summary", machine,
      setting: ["Minima of \(3 * common.repeats) runs in turns; behind each summary its share of the fit's time."],
      tables: [Self.table(results)], conclusion: [conclusion]
    ).show(results, json: common.json)
  }

  private static func table(_ results: [Row]) -> BenchmarkTable {
    let header = ["rows", "columns", "fit", "summary", "", "R's habit", "", "statsmodels'", ""]
    var table = BenchmarkTable(header, isLeft: header.map { _ in false })
    for row in results {
      table.addRow(
        ["\(row.rows)", "\(row.columns)", NumberFormat.seconds(row.fit.minimum)]
          + [row.plain, row.r, row.statsmodels].flatMap { timing in
            [
              NumberFormat.seconds(timing.minimum),
              "\(NumberFormat.significant(100 * timing.minimum / row.fit.minimum, 2)) %",
            ]
          })
    }
    return table
  }
}
