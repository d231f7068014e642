import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench penalized`: paths of the lasso and the elastic net beside scikit-learn and glmnet, the ridge's beside a
/// single fit.
struct PenalizedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "penalized",
    abstract:
      "Paths of 100 penalties: lasso and elastic net beside scikit-learn and glmnet, ridge beside a single fit.",
    discussion: """
      X has columns of the standard normal distribution with a common part, y = Xβ + noise with 20 coefficients other \
      than 0. Descent is timed from the raw data on; scikit-learn gets columns that have been centred and standardized, \
      column by column in memory; glmnet is timed by R. Tolerances are the libraries' own; the largest violation of the \
      conditions of optimality, in relation to λ, stands beside the times.

      Required: violations of at most 10⁻⁸, paths not slower than those of glmnet, a ridge path with generalized \
      cross-validation within 1.5 times a single fit. With --logistic instead paths of a binomial lasso, y being 1 where \
      Xβ + noise is above its mean, beside glmnet with its own threshold and with one that comes to the same violations. \
      The exit code is 1 where a rule is broken.
      """)

  @Option(help: "Rows of X.")
  var rows = 100_000

  @Option(help: "Columns of X.")
  var columns = 200

  @Flag(help: "Paths of logistic regression beside glmnet instead; the binomial family.")
  var logistic = false

  @Option(help: "A Python interpreter with scikit-learn. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Option(help: "The program that runs R scripts; glmnet is left out where it is missing. Default: /usr/bin/Rscript.")
  var rscript: String?

  @Option(help: "A folder for the files. Default: that for temporary files.")
  var folder: String?

  @OptionGroup var common: CommonOptions

  struct Row: Encodable {
    let name: String
    let timing: Timing
    /// In relation to λ; nil for a ridge.
    var violation: Double?

    var isDescent: Bool { name.hasSuffix(": Descent") }
  }

  struct Answer: Decodable {
    let library: String
    let seconds, violation: Double
    let models: Int
  }

  func validate() throws {
    guard rows >= 100, columns >= 20 else {
      throw ValidationError("--rows must be at least 100, --columns at least 20")
    }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let problem = PenalizedProblem(rows: rows, columns: columns)
    var results: [Row] = []
    var broken: [String] = []
    if logistic {
      let results = try withTemporaryFolder(in: folder) { try raceLogistic(problem, in: $0) }
      if results[0].violation! > 1.2e-8 { broken.append("violations") }
      try show(results, machine, broken, about: [])
      if !broken.isEmpty { throw ExitCode(1) }
      return
    }
    try withTemporaryFolder(in: folder) { folder in
      let peers = try start(problem, in: folder)
      for ratio in [1, 0.5] {
        note("Paths with α = \(ratio) …")
        let rowsOfPath = try race(problem, ratio: ratio, peers)
        if rowsOfPath[0].violation! > 1e-8 { broken.append("violations with α = \(ratio)") }
        if let other = rowsOfPath.first(where: { $0.name.contains("glmnet") }),
          rowsOfPath[0].timing.minimum > other.timing.minimum
        {
          broken.append("slower than glmnet with α = \(ratio)")
        }
        results += rowsOfPath
      }
    }
    note("Ridge …")
    let ridge = try self.ridge(problem)
    results += ridge
    let factor = ridge[1].timing.minimum / ridge[0].timing.minimum
    if factor > 1.5 { broken.append("the ridge path") }
    try show(
      results, machine, broken,
      about: ["The ridge path takes \(NumberFormat.significant(factor, 3)) times as long as a single fit."])
    if !broken.isEmpty { throw ExitCode(1) }
  }

  private func show(_ results: [Row], _ machine: Machine, _ broken: [String], about: [String]) throws {
    let conclusion = broken.isEmpty ? "All rules are kept." : "Broken: \(broken.joined(separator: "; "))."
    var table = BenchmarkTable(["", "minimum", "median", "violation"])
    for row in results {
      table.addRow([
        row.name, NumberFormat.seconds(row.timing.minimum), NumberFormat.seconds(row.timing.median),
        row.violation.map { NumberFormat.significant($0, 2) } ?? "",
      ])
    }
    try Report(
      "penalized", machine, setting: ["\(NumberFormat.count(rows)) × \(columns), 100 penalties"], tables: [table],
      conclusion: comparisons(results) + about + [conclusion]
    ).show(results, json: common.json)
  }

  /// A sentence on all peers, where there are any.
  private func comparisons(_ results: [Row]) -> [String] {
    var own: Row?
    let ratios: [(String, Double)] = results.compactMap { row in
      if row.isDescent { own = row }
      guard !row.isDescent, let own, row.violation != nil else { return nil }
      return (row.name, row.timing.minimum / own.timing.minimum)
    }
    return ratios.isEmpty ? [] : [comparison("\(NumberFormat.count(rows)) × \(columns), 100 penalties", ratios)]
  }

  /// The programs of the peers that are there, with the data read.
  private func start(_ problem: PenalizedProblem, in folder: URL) throws -> [Conversation] {
    var result: [Conversation] = []
    if let peers = Peers(python: peersPython) {
      let files = ["X.npy", "y.npy"].map { folder.appendingPathComponent($0).path }
      try NPYFile.write(problem.x, to: files[0])
      try NPYFile.write(problem.y, to: files[1])
      result.append(try peers.converse("penalized.py", files))
    }
    if let conversation = try glmnet("penalized.R", problem.x, problem.y, in: folder) { result.append(conversation) }
    return result
  }

  /// A script of glmnet's, with the data read; nil where it is missing.
  func glmnet(
    _ script: String, _ x: Matrix<Double>, _ y: Vector<Double>, in folder: URL
  ) throws -> Conversation? {
    guard let r = RPeer(rscript: rscript, package: ("glmnet", "r-cran-glmnet")) else { return nil }
    let files = ["X.bin", "y.bin"].map { folder.appendingPathComponent($0) }
    try x.withUnsafeBufferPointer { try Data(buffer: $0).write(to: files[0]) }
    try y.withUnsafeBufferPointer { try Data(buffer: $0).write(to: files[1]) }
    return try r.converse(script, files.map(\.path) + ["\(x.rowCount)", "\(x.columnCount)"])
  }

  private func race(_ problem: PenalizedProblem, ratio: Double, _ peers: [Conversation]) throws -> [Row] {
    let net = ElasticNet(l1Ratio: ratio, convention: .glmnet)
    let path = try net.fit(problem.x, problem.y)
    var answers = [Answer?](repeating: nil, count: peers.count)
    let own = Side { _ = try net.fit(problem.x, problem.y) }
    let others = peers.indices.map { index in
      Side(measuredBy: {
        let answer = try peers[index].answer(to: "\(ratio)", as: Answer.self)
        answers[index] = answer
        return answer.seconds
      })
    }
    let timings = try interleaved([own] + others, repeats: common.repeats)
    let name = ratio == 1 ? "lasso" : "elastic net α = \(ratio)"
    return [Row(name: "\(name): Descent", timing: timings[0], violation: problem.violation(of: path))]
      + peers.indices.map {
        Row(name: "\(name): \(answers[$0]!.library)", timing: timings[$0 + 1], violation: answers[$0]!.violation)
      }
  }

  private func ridge(_ problem: PenalizedProblem) throws -> [Row] {
    let path = RidgeRegression()
    let fitted = try path.fit(problem.x, problem.y)
    let single = LinearRegression(ridge: fitted.best.lambda)
    let model = try single.fit(problem.x, problem.y)
    let worst = zip(model.coefficients, fitted.best.coefficients).reduce(0) {
      max($0, abs($1.0.estimate! - $1.1.estimate))
    }
    guard worst < 1e-10 else { throw BenchmarkError.wrongAnswer("The ridge path") }
    let timings = try interleaved(
      [
        Side { _ = try single.fit(problem.x, problem.y) }, Side { _ = try path.fit(problem.x, problem.y) },
        Side { _ = fitted.leaveOneOut() },
      ], repeats: common.repeats)
    return [
      Row(name: "ridge: a single fit", timing: timings[0]), Row(name: "ridge: the path with GCV", timing: timings[1]),
      Row(name: "ridge: leave-one-out for the path", timing: timings[2]),
    ]
  }
}
