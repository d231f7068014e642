import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench agreement`: every statistic of a fit beside those of statsmodels and R.
struct AgreementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "To how many digits the statistics of Descent agree with those of statsmodels and R.",
    discussion: """
      Linear, generalized linear, robust, quantile and penalized fits to Longley's data, stackloss and randhie, from
      Fixtures/. Benchmarks/peers/setup installs statsmodels and scikit-learn;
      apt install r-base-core r-cran-mass r-cran-quantreg r-cran-glmnet the others.

      The output is the page docs/accuracy.md:
        descent-bench agreement > docs/accuracy.md
      """)

  @Option(help: "A Python interpreter with statsmodels. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Flag(help: "Print one JSON object instead of tables.")
  var json = false

  private typealias Statistics = [String: [String: [Double]]]

  private struct Row: Encodable {
    let set, statistic: String
    let statsmodels, r, peers: Double?
  }

  func run() throws {
    let machine = Machine()
    let fixtures = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../Fixtures").standardizedFileURL
    guard let peers = Peers(python: peersPython) else {
      throw BenchmarkError.childFailed("There is nothing to compare with.")
    }
    let python = try peers.run("agreement.py", [fixtures.path], as: Statistics.self)
    let r = Self.statisticsOfR(fixtures)
    var rows: [Row] = []
    for (set, own) in try RegressionStatistics.all(in: fixtures) {
      for (statistic, values) in own {
        let (a, b) = (python[set]?[statistic], r?[set]?[statistic])
        guard a != nil || b != nil else { continue }
        rows.append(
          Row(
            set: set, statistic: statistic, statsmodels: a.map { digits(values, $0) }, r: b.map { digits(values, $0) },
            peers: a.flatMap { a in b.map { digits(a, $0) } }))
      }
    }
    if json {
      return try Report(
        "agreement", machine, setting: ["Each statistic by itself: [accuracy.md](accuracy.md)."],
        tables: [Self.overview(rows)],
        conclusion: [Self.conclusion(rows)]
      ).show(rows, json: true)
    }
    print(Self.introduction)
    print("```\n\(machine.description)\n```")
    for set in Self.sets(rows) {
      print("\n## \(set)\n")
      var table = BenchmarkTable(["statistic", "Descent and Python", "Descent and R", "Python and R"])
      for row in rows where row.set == set {
        table.addRow([row.statistic] + [row.statsmodels, row.r, row.peers].map(Self.figure))
      }
      print(table.markdown)
    }
  }

  private static func statisticsOfR(_ fixtures: URL) -> Statistics? {
    do {
      return try RPeer()?.run("agreement.R", [fixtures.path], as: Statistics.self)
    } catch {
      PeerLog.miss("Without R: \(error). It needs r-cran-mass, r-cran-quantreg and r-cran-glmnet.")
      return nil
    }
  }

  private static func figure(_ digits: Double?) -> String { digits.map { String(format: "%.1f", $0) } ?? "–" }

  /// The sets in their order.
  private static func sets(_ rows: [Row]) -> [String] {
    rows.map(\.set).reduce(into: []) { sets, set in if !sets.contains(set) { sets.append(set) } }
  }

  /// One line for each set: the medians of the digits of its statistics.
  private static func overview(_ rows: [Row]) -> BenchmarkTable {
    var table = BenchmarkTable(
      ["set", "statistics", "Descent and Python", "Descent and R", "Python and R"],
      title: "Median digits of the statistics of each set")
    for set in sets(rows) {
      let rows = rows.filter { $0.set == set }
      table.addRow(
        [set, "\(rows.count)"]
          + [rows.compactMap(\.statsmodels).median, rows.compactMap(\.r).median, rows.compactMap(\.peers).median]
          .map(figure))
    }
    return table
  }

  private static func conclusion(_ rows: [Row]) -> String {
    let best = rows.map { [$0.statsmodels, $0.r].compactMap { $0 }.max() ?? 0 }
    let count = best.count { $0 >= 10 }
    return "\(count) of \(rows.count) statistics agree with Python or R to 10 digits or more, the median to "
      + "\(figure(best.median))."
  }

  private static let introduction = """
    # Accuracy

    Written by `descent-bench agreement`. To how many significant digits the statistics of Descent agree with those of
    Python (statsmodels; the lasso scikit-learn's, the ridge by NumPy) and of R (`lm`, `glm`, MASS, quantreg, glmnet), at
    most 16; of several numbers the worst counts. The peers iterate as far as their settings allow. Whoever has lost digits
    lowers both columns with its name. Longley's columns nearly depend on each other, which costs most methods digits.

    Known differences of definition: `rlm` divides the median absolute deviation by 0.6745, Descent and statsmodels by
    Φ⁻¹(3/4), which shows in the sixth digit; standard errors of Huber's fit are those of `rlm`, statsmodels has another
    formula. The likelihoods of gamma and inverse Gaussian fits take deviance/n for the dispersion, as R's do, those of
    statsmodels Pearson's. R's standard errors of a `glm` belong to the weights of the iteration before the last.

    Agreement is not truth: the suite compares Descent with certified values and with solutions in exact or 50-digit
    arithmetic, and `descent certify` prints the digits on NIST's data.

    """

  /// The digits in which the worst elements agree.
  private func digits(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return 0 }
    return zip(a, b).map { a, b in
      let error = (a - b).magnitude / max(a.magnitude, b.magnitude)
      return a == b ? 16 : min(16, max(0, -log10(error)))
    }.min()!
  }
}
