import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench least-squares`: whole fits, beside LAPACK and the libraries of Python.
struct LeastSquaresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "least-squares",
    abstract: "Whole fits beside LAPACK, NumPy, SciPy, scikit-learn and statsmodels: time, digits, memory.",
    discussion: """
      Every fit takes place in a process of its own, which times only the fit; all read the same NumPy files, and X is \
      in memory when the clock starts. LAPACK gets a copy by columns for nothing, as it overwrites it. The solution is \
      known without rounding, the condition number is about 256 √p. S is the time to stream X once, D that of XᵀX at \
      the rate of a large matrix product. The peers are Python libraries: Benchmarks/peers/setup installs them into \
      Benchmarks/.venv.
      """)

  @Option(help: "Rows of X. Default: 1000000 and 100000.")
  var rows: Int?

  @Option(help: "Columns of X. Default: 100 and 1000.")
  var columns: Int?

  @Option(help: "A Python interpreter with the peers. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Option(help: "A folder for the files. Default: that for temporary files.")
  var folder: String?

  @Option(help: "The slow sides, all but Descent and the normal equations, take part in every so many rounds only.")
  var slowEvery = 4

  @Flag(help: "Leave the slow sides out.")
  var fastOnly = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (rows == nil) == (columns == nil) else { throw ValidationError("give --rows and --columns, or neither") }
    if let rows, let columns {
      guard 1...KnownLeastSquares.largestColumnCount ~= columns else {
        throw ValidationError("--columns must lie between 1 and \(KnownLeastSquares.largestColumnCount)")
      }
      guard rows >= 4 * columns else { throw ValidationError("--rows must be at least four times --columns") }
    }
    guard slowEvery >= 1 else { throw ValidationError("--slow-every must be at least 1") }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let roofline = try Roofline()
    let peers = Peers(python: peersPython)
    let sizes = rows.map { [($0, columns!)] } ?? [(1_000_000, 100), (100_000, 1000)]
    let results = try sizes.map { rows, columns in
      try withTemporaryFolder(in: folder) { folder in try race(rows, columns, peers, roofline, in: folder) }
    }
    try Report(
      "least-squares", machine, streamBandwidth: roofline.stream.bandwidth,
      setting: roofline.setting + ["minimum / median of the runs in turns; every answer of every run checked"],
      tables: results.map(\.table), conclusion: results.map(\.conclusion)
    ).show(results, json: common.json)
  }

  // MARK: Measuring

  private func race(
    _ rows: Int, _ columns: Int, _ peers: Peers?, _ roofline: Roofline, in folder: URL
  ) throws -> LeastSquaresResult {
    note("Writing \(rows) rows of \(columns) columns …")
    let x = folder.appendingPathComponent("x.npy").path
    let y = folder.appendingPathComponent("y.npy").path
    let truth = try {
      let problem = KnownLeastSquares(rows: rows, columns: columns)
      try NPYFile.write(problem.x, to: x)
      try NPYFile.write(problem.y, to: y)
      return problem.truth
    }()
    note("Timing …")
    let fitters = try self.fitters(x, y, peers)
    let records = fitters.map { _ in FitRecord() }
    let sides = zip(fitters, records).map { fitter, record in
      Side(everyRounds: fitter.isSlow ? slowEvery : 1) {
        let answer = try fitter.fit()
        let digits = KnownLeastSquares.digits(answer.coefficients, truth)
        guard digits >= 3 else { throw BenchmarkError.wrongAnswer("What \(fitter.name) found (\(digits) digits)") }
        record.take(answer, digits: digits)
        return answer.seconds
      }
    }
    let timings = try interleaved(sides + roofline.sides, repeats: common.repeats)
    let streamed = roofline.stream.passSeconds(bytes: rows * columns * 8)
    let multiplied = roofline.gramSeconds(rows: rows, columns: columns)
    return LeastSquaresResult(
      rows: rows, columns: columns, streamSeconds: streamed, gramSeconds: multiplied,
      fits: zip(zip(fitters, records), timings).map { pair, timing in
        FitResult(
          name: pair.0.name, library: pair.1.library, timing: timing, digits: pair.1.digits,
          peakGrowth: pair.1.peakGrowth, ratioToLimit: timing.minimum / (max(streamed, multiplied) + streamed),
          ratioToFirst: timing.minimum / timings[0].minimum)
      })
  }

  /// One way to fit.
  private struct Fitter {
    let name: String
    let isSlow: Bool
    let fit: () throws -> FitMeasurement
  }

  private func fitters(_ x: String, _ y: String, _ peers: Peers?) throws -> [Fitter] {
    typealias Own = MeasureLeastSquaresCommand.Side
    let own: [(Own, String, Bool)] = [
      (.fit, "Descent", false), (.fitWithIntercept, "Descent, with intercept", false), (.dgels, "dgels", true),
      (.dgelsy, "dgelsy", true), (.dgelsd, "dgelsd", true),
    ]
    var fitters = own.map { side, name, isSlow in
      Fitter(name: name, isSlow: isSlow) {
        try ChildProcess.runSelf(
          ["measure-least-squares", side.rawValue, x, y, "--threads", "\(Parallelism.threadCount)"],
          as: FitMeasurement.self)
      }
    }
    if let peers {
      let script = "least_squares.py"
      let available = try peers.run(script, ["available"], as: [String: String].self)
      for method in ["normal equations", "numpy lstsq", "scipy lstsq", "scikit-learn", "statsmodels"] {
        guard available[method] != nil else {
          PeerLog.miss("Without \(method): the library is missing. Benchmarks/peers/setup installs it.")
          continue
        }
        fitters.append(
          Fitter(name: method, isSlow: method != "normal equations") {
            try peers.run(script, [method, x, y], as: FitMeasurement.self)
          })
      }
    }
    return fitters.filter { !fastOnly || !$0.isSlow }
  }
}

/// What the runs of one side had in common.
private final class FitRecord {
  private(set) var library = ""
  /// Of the worst run.
  private(set) var digits = Double.infinity
  private(set) var peakGrowth = 0

  func take(_ answer: FitMeasurement, digits: Double) {
    library = answer.library
    self.digits = min(self.digits, digits)
    peakGrowth = max(peakGrowth, answer.peakGrowth)
  }
}
