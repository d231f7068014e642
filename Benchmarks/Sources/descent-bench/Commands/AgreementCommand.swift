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
      Longley's data, stackloss, and the Poisson regression of randhie, from Fixtures/. Digits are those of the worst \
      element of a statistic, at most 16. Where two columns agree and the third does not, the third is the one that lost \
      digits: Longley's columns nearly depend on each other. Benchmarks/peers/setup installs statsmodels, \
      apt install r-base-core R.
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
    print(machine.header)
    for set in RegressionStatistics.sets {
      print("\n\(set)\n")
      var table = TextTable(["statistic", "Descent and statsmodels", "Descent and R", "statsmodels and R"])
      for row in rows where row.set == set {
        table.addRow(
          [row.statistic] + [row.statsmodels, row.r, row.peers].map { $0.map { String(format: "%.1f", $0) } ?? "–" })
      }
      print(table.rendered(as: .markdown))
    }
  }

  /// The digits in which the worst elements agree.
  private func digits(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count, !a.isEmpty else { return 0 }
    return zip(a, b).map { a, b in
      let error = (a - b).magnitude / max(a.magnitude, b.magnitude)
      return a == b ? 16 : min(16, max(0, -log10(error)))
    }.min()!
  }
}
