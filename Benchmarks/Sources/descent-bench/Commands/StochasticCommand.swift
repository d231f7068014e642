import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench stochastic`: mini-batch descent to within 1 % of the optimal loss, beside scikit-learn and NumPy.
struct StochasticCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stochastic",
    abstract: "Mini-batch descent to within 1 % of the least mean square, beside scikit-learn's and a loop in NumPy.",
    discussion: """
      X has columns of the standard normal distribution, y = Xβ + noise of variance 1. Descent is timed as a whole, with \
      the search for its step. All sides look at their loss every 100,000 rows. The peers get the best of three step sizes, \
      0.01 (their usual one), 0.003 and 0.001, found beforehand.
      """)

  @Option(help: "Rows of X.")
  var rows = 1_000_000

  @Option(help: "Columns of X.")
  var columns = 100

  @Option(help: "A Python interpreter with the peers. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Option(help: "A folder for the files. Default: that for temporary files.")
  var folder: String?

  @OptionGroup var common: CommonOptions

  private struct PeerRun: Decodable {
    let seconds, rate, ratio, usualSeconds: Double
    let rows: Int
  }

  private struct Row: Encodable {
    let name: String
    let timing: Timing
    let rows: Int
    let ratio: Double
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let (x, y) = problem()
    let loss = try LeastSquares(x, y)
    let least = try GradientDescent(step: .optimal).minimize(loss).value
    let rowsOfTable = try withTemporaryFolder(in: folder) { folder in
      try race(loss, least, in: folder)
    }
    let own = rowsOfTable[0].timing
    let conclusion = rowsOfTable.dropFirst().map {
      "\($0.name) takes \(String(format: "%.1f", $0.timing.minimum / own.minimum)) times as long as Descent."
    }
    try Report(
      "stochastic", machine,
      setting: [
        "\(NumberFormat.count(rows)) × \(columns), to within 1 % of the least mean square "
          + NumberFormat.significant(least, 6)
      ],
      tables: [Self.table(rowsOfTable)], conclusion: conclusion
    ).show(rowsOfTable, json: common.json)
  }

  private static func table(_ rows: [Row]) -> BenchmarkTable {
    var table = BenchmarkTable(["", "minimum", "median", "rows seen", "loss / least"])
    for row in rows {
      table.addRow([
        row.name, NumberFormat.seconds(row.timing.minimum), NumberFormat.seconds(row.timing.median),
        NumberFormat.count(row.rows), String(format: "%.5f", row.ratio),
      ])
    }
    return table
  }

  private func race(_ loss: LeastSquares, _ least: Double, in folder: URL) throws -> [Row] {
    var last: OptimizationResult<StochasticGradientDescent<Momentum>.State>?
    let own = Side {
      last = try StochasticGradientDescent(samplesPerIteration: 100_000).minimize(
        loss, until: .target(1.01 * least) || .iterations(200))
    }
    var names = ["Descent"]
    var sides = [own]
    var found: [String: PeerRun] = [:]
    if let peers = Peers(python: peersPython) {
      let (xPath, yPath) = (folder.appendingPathComponent("x.npy").path, folder.appendingPathComponent("y.npy").path)
      try NPYFile.write(loss.x, to: xPath)
      try NPYFile.write(loss.y, to: yPath)
      for method in ["scikit-learn", "scikit-learn, averaged", "numpy"] {
        note("Looking for the best step of \(method) …")
        let arguments = [method, xPath, yPath, "\(least)"]
        let best = try peers.run("stochastic.py", arguments, as: PeerRun.self)
        guard best.seconds >= 0 else {
          PeerLog.miss("Without \(method): it does not come within 1 % in 10 seconds.")
          continue
        }
        note(
          best.usualSeconds < 0
            ? "With its usual step 0.01 \(method) does not come within 1 % in 10 seconds."
            : "With its usual step 0.01 \(method) takes \(String(format: "%.3f", best.usualSeconds)) s.")
        found[method] = best
        names.append(method)
        sides.append(
          Side(measuredBy: {
            try peers.run("stochastic.py", arguments + ["\(best.rate)"], as: PeerRun.self).seconds
          }))
      }
    }
    let timings = try interleaved(sides, repeats: common.repeats)
    guard let last, last.value <= 1.01 * least else {
      throw BenchmarkError.wrongAnswer("The loss of stochastic descent")
    }
    return zip(names, timings).map { name, timing in
      Row(
        name: name, timing: timing,
        rows: found[name]?.rows ?? last.state.epochs * loss.observationCount + last.state.position,
        ratio: found[name]?.ratio ?? last.value / least)
    }
  }

  private func problem() -> (x: Matrix<Double>, y: Vector<Double>) {
    var generator = SeededGenerator(seed: 1)
    var x = Matrix<Double>.zeros(rows, columns)
    x.withUnsafeMutableBufferPointer { x in for i in x.indices { x[i] = generator.normal() } }
    let truth = Vector((0..<columns).map { _ in generator.normal() / 10 })
    let y = (x * truth).adding(Vector((0..<rows).map { _ in generator.normal() }))
    return (x, y)
  }
}
