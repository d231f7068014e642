import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench gd-vs-normal`: when gradient descent beats the normal equations.
struct GradientDescentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gd-vs-normal",
    abstract: "Gradient descent against the normal equations, over rows n, columns p and condition numbers κ.",
    discussion: """
      κ is that of the Hessian (2/n) XᵀX. Gradient descent runs from 0 to a relative error of --tolerance in the \
      coefficients, with the step 1/λmax (safe) or 2/(λmax + λmin) (optimal); the eigenvalues are given to it for \
      nothing. It runs in two ways: on X, with one pass a step, and on XᵀX, formed once. The normal equations form XᵀX, \
      decompose it by Cholesky and are done.
      """)

  @Option(parsing: .upToNextOption, help: "Numbers of rows n.")
  var rows: [Int] = []

  @Option(parsing: .upToNextOption, help: "Numbers of columns p.")
  var columns: [Int] = []

  @Option(parsing: .upToNextOption, help: "Condition numbers κ of the Hessian.")
  var condition: [Double] = []

  @Option(help: "The relative error of the coefficients at which gradient descent stops.")
  var tolerance = 1e-8

  @OptionGroup var common: CommonOptions

  /// What is run when nothing is asked for: a grid, and a wide matrix, where gradient descent has its chance.
  private static let standard = Grid(rows: [10_000, 100_000], columns: [8, 64], condition: [10, 100, 1000])
  private static let wide = Grid(rows: [10_000], columns: [1000], condition: [3, 10])

  private struct Grid {
    let rows, columns: [Int]
    let condition: [Double]

    var problems: [(rows: Int, columns: Int, condition: Double)] {
      rows.flatMap { n in columns.flatMap { p in condition.map { (n, p, $0) } } }
    }
  }

  func validate() throws {
    let usesDefaults = rows.isEmpty && columns.isEmpty && condition.isEmpty
    for problem in problems(usesDefaults: usesDefaults) {
      guard problem.columns >= 2 else { throw ValidationError("--columns must be at least 2") }
      guard problem.rows >= problem.columns + 2 else {
        throw ValidationError("--rows must exceed --columns by at least 2")
      }
      guard problem.condition > 1, problem.condition <= 1e6 else {
        throw ValidationError("--condition must lie above 1 and not above 1e6, where rounding drowns the tolerance")
      }
    }
    guard tolerance >= 1e-9, tolerance < 1 else { throw ValidationError("--tolerance must lie between 1e-9 and 1") }
  }

  private func problems(usesDefaults: Bool) -> [(rows: Int, columns: Int, condition: Double)] {
    if usesDefaults { return Self.standard.problems + Self.wide.problems }
    return Grid(
      rows: rows.isEmpty ? Self.standard.rows : rows, columns: columns.isEmpty ? Self.standard.columns : columns,
      condition: condition.isEmpty ? Self.standard.condition : condition
    ).problems
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let stream = try StreamProbe()
    stream.sample()
    var results: [LeastSquaresRaceResult] = []
    for (n, p, condition) in problems(usesDefaults: rows.isEmpty && columns.isEmpty && self.condition.isEmpty) {
      if !common.json { note("n = \(n), p = \(p), κ = \(condition.short) …") }
      let problem = DesignedLeastSquares(rows: n, columns: p, conditionNumber: condition)
      let race = LeastSquaresRace(problem: problem, tolerance: tolerance)
      results += try race.run(repeats: common.repeats, stream: stream)
    }
    let conclusion = Self.conclusion(results, tolerance)
    if common.json {
      return try Report(
        benchmark: "gd-vs-normal", machine: machine, streamBandwidth: stream.bandwidth, results: results,
        conclusion: conclusion
      ).printJSON()
    }
    print(machine.header)
    print(stream.header)
    print(
      "to a relative error of \(tolerance) in the coefficients; minimum / median of \(common.repeats) runs in turns; "
        + "all answers and iteration counts checked\n")
    print(Self.table(results, stream))
    print("\n~ in proportion to as many passes as were timed. bound: the iterations that κ alone guarantees.\n")
    print(wrapped(conclusion))
  }

  // MARK: For people

  private static func table(_ results: [LeastSquaresRaceResult], _ stream: StreamProbe) -> TextTable {
    var table = TextTable(
      [
        "n", "p", "κ", "step", "iterations", "bound", "S", "descent on X", "descent on XᵀX", "normal equations",
        "winner", "by",
      ],
      alignments: [.right, .right, .right, .left, .right, .right, .right, .right, .right, .right, .left, .right])
    for result in results {
      let sign = result.passesTimed < result.iterations ? "~" : ""
      table.addRow([
        NumberFormat.count(result.rows), "\(result.columns)", result.conditionNumber.short,
        result.step.rawValue, NumberFormat.count(result.iterations), NumberFormat.count(result.bound),
        NumberFormat.seconds(stream.passSeconds(bytes: result.byteCount)),
        sign + result.descentOnX.text, result.descentOnGram.text, result.normalEquations.text,
        result.winner, "×" + NumberFormat.significant(result.ratio, 2),
      ])
    }
    return table
  }

  private static func conclusion(_ results: [LeastSquaresRaceResult], _ tolerance: Double) -> String {
    let wins = results.filter { $0.winner.hasPrefix("descent") }
    let losses = results.filter { $0.winner == "normal equations" }
    var text =
      "The normal equations win \(losses.count) of \(results.count) rows, gradient descent \(wins.count); "
      + "\(results.count - losses.count - wins.count) are even or unclear."
    if let best = wins.max(by: { $0.ratio < $1.ratio }) { text += " Descent is ahead by most at \(best.place)." }
    if let worst = losses.max(by: { $0.ratio < $1.ratio }) { text += " It is behind by most at \(worst.place)." }
    let breakEven = Set(results.map(\.columns)).sorted().map { p in
      let counts = results.filter { $0.columns == p }.map(\.breakEvenIterations)
      let (low, high) = (NumberFormat.significant(counts.min()!, 2), NumberFormat.significant(counts.max()!, 2))
      return "\(low == high ? low : "\(low) to \(high)") at p = \(p)"
    }
    let stepsPerCondition = -0.5 * log(tolerance)
    let limit = results.map(\.breakEvenIterations).max()! / stepsPerCondition
    text +=
      " One solution by the normal equations costs as much as this many steps on X: "
      + "\(breakEven.joined(separator: ", ")). To this tolerance gradient descent takes up to "
      + "\(NumberFormat.significant(stepsPerCondition, 2)) κ steps even with the best constant one, so that on X it pays "
      + (limit > 1 ? "for κ below about \(NumberFormat.significant(limit, 2)) at best" : "nowhere here")
      + "; more columns or fewer digits raise that limit. On XᵀX its steps are cheap, but to form XᵀX is already most of "
      + "what the normal equations do, so that it can hardly gain there."
    return text
  }
}

extension LeastSquaresRaceResult {
  fileprivate var place: String {
    "n = \(rows), p = \(columns), κ = \(conditionNumber.short) with the \(step.rawValue) step "
      + "(×\(NumberFormat.significant(ratio, 2)))"
  }
}

extension Double {
  /// Whole numbers without a point.
  fileprivate var short: String { self == rounded() ? "\(Int(self))" : NumberFormat.significant(self, 3) }
}

extension Timing {
  /// Minimum and median.
  var text: String { "\(NumberFormat.seconds(minimum)) / \(NumberFormat.seconds(median))" }
}
