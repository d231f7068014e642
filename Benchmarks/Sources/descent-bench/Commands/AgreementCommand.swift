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
    let script = peers.folder.appendingPathComponent("agreement.R").path
    let r = try? ChildProcess.run("/usr/bin/Rscript", [script, fixtures.path], as: Statistics.self)
    if r == nil { note("Without R: /usr/bin/Rscript is missing; apt install r-base-core") }
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
        benchmark: "agreement", machine: machine, streamBandwidth: nil, results: rows, conclusion: ""
      ).printJSON()
    }
    print(Self.introduction)
    print("```\n\(machine.description)\n```")
    var sets: [String] = []
    for row in rows where !sets.contains(row.set) { sets.append(row.set) }
    for set in sets {
      print("\n## \(set)\n")
      var table = TextTable(["statistic", "Descent and Python", "Descent and R", "Python and R"])
      for row in rows where row.set == set {
        table.addRow(
          [row.statistic] + [row.statsmodels, row.r, row.peers].map { $0.map { String(format: "%.1f", $0) } ?? "–" })
      }
      print(table.rendered(as: .markdown))
    }
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
