import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench curvature`: what proven bounds of eigenvalues cost, how wide they are, and whether they hold.
struct CurvatureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curvature",
    abstract: "Proven bounds of λmax and λmin: their price beside XᵀX, their widths, and whether they hold.",
    discussion: """
      X has random rows times a matrix that gives it the condition number asked for. D is the time of the \
      n p² flops of XᵀX at the rate of a large matrix product; the price of the bounds is their time less that of XᵀX \
      itself, measured in turns.

      With --problems bounds of random matrices are held against exact rational arithmetic by FLINT instead: sizes 1 to \
      40, condition numbers up to 10¹², repeated and clustered eigenvalues, symmetric matrices and Hessians of least \
      squares with and without ridge. The exit code is 1 where a bound is wrong. Benchmarks/peers/setup installs FLINT.
      """)

  @Option(help: "Rows of X. Default: 1000000 and 100000.")
  var rows: Int?

  @Option(help: "Columns of X. Default: 100 and 1000.")
  var columns: Int?

  @Option(help: "The condition number of X. Default: 10000 up to 100 columns, else 1000.")
  var condition: Double?

  @Option(help: "Check the bounds of so many random problems in exact arithmetic instead.")
  var problems: Int?

  @Option(help: "A Python interpreter with python-flint. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard rows ?? 2 >= 2, columns ?? 1 >= 1, problems ?? 1 >= 1, condition ?? 1 >= 1 else {
      throw ValidationError("--rows must be at least 2; --columns, --condition and --problems at least 1")
    }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    if let problems { return try check(problems, machine) }
    let roofline = try Roofline()
    let sizes =
      rows == nil && columns == nil ? [(1_000_000, 100), (100_000, 1000)] : [(rows ?? 1_000_000, columns ?? 100)]
    let results = try sizes.map { try measure($0.0, $0.1, roofline) }
    let conclusion = results.map {
      "At \($0.rows) × \($0.columns) the bounds cost \(NumberFormat.significant(100 * $0.price, 3)) % of D beyond XᵀX; "
        + "relative widths \(NumberFormat.significant($0.widthOfLargest, 2)) and "
        + "\(NumberFormat.significant($0.widthOfSmallest, 2))."
    }
    try Report(
      "curvature", machine, streamBandwidth: roofline.stream.bandwidth,
      setting: roofline.setting + ["minimum / median of \(common.repeats) runs in turns"],
      tables: [Self.table(results)], conclusion: conclusion
    ).show(results, json: common.json)
  }

  private static func table(_ results: [CurvatureResult]) -> BenchmarkTable {
    let header = ["n", "p", "κ(X)", "D", "XᵀX", "bounds of it", "both", "price / D", "width of λmax", "width of λmin"]
    var table = BenchmarkTable(header, isLeft: header.map { _ in false })
    for result in results {
      table.addRow([
        NumberFormat.count(result.rows), NumberFormat.count(result.columns),
        NumberFormat.significant(result.conditionNumber, 3), NumberFormat.seconds(result.arithmetic), result.gram.text,
        result.proof.text, result.bounds.text, NumberFormat.significant(result.price, 3),
        NumberFormat.significant(result.widthOfLargest, 2), NumberFormat.significant(result.widthOfSmallest, 2),
      ])
    }
    return table
  }

  private func measure(_ n: Int, _ p: Int, _ roofline: Roofline) throws -> CurvatureResult {
    note("\(n) × \(p) …")
    let condition = condition ?? (p <= 100 ? 1e4 : 1e3)
    var generator = SplitMix(seed: 44)
    let x = Matrix.random(n, p, using: &generator) * ConditionedMatrix(size: p, condition: condition, seed: 45).matrix
    let y = Vector<Double>.zeros(n)
    var gram = Matrix<Double>.zeros(p, p)
    var bounds = try LeastSquares(x, y).curvatureBounds()
    let timings = try interleaved(
      roofline.sides + [
        Side { x.gram(into: &gram) },
        Side { bounds = try CurvatureBounds(of: gram) },
        Side(measuredBy: {
          // An objective keeps its bounds; its making looks at the data, which is not counted.
          let loss = try LeastSquares(x, y)
          return try seconds { bounds = try loss.curvatureBounds() }
        }),
      ], repeats: common.repeats)
    return CurvatureResult(
      rows: n, columns: p, arithmetic: roofline.gramSeconds(rows: n, columns: p), gram: timings[2], proof: timings[3],
      bounds: timings[4], curvature: bounds)
  }
}

// MARK: In exact arithmetic

extension CurvatureCommand {
  private func check(_ count: Int, _ machine: Machine) throws {
    guard let peers = Peers(python: peersPython) else {
      throw BenchmarkError.childFailed("There is no exact arithmetic to compare with.")
    }
    // As many children as processors; each has a problem at a time.
    let children = try (0..<Parallelism.threadCount).map { _ in
      try peers.converse("exact_curvature.py")
    }
    var generator = SplitMix(seed: 46)
    var violations: [String] = []
    for start in stride(from: 0, to: count, by: children.count) {
      if start % 500 < children.count { note("\(start) of \(count) …") }
      let batch = try (start..<min(start + children.count, count)).map { try CurvatureProblem($0, &generator) }
      for (child, problem) in zip(children, batch) { try child.send(problem.line()) }
      for (index, child) in children.prefix(batch.count).enumerated() {
        violations += try child.nextAnswer(as: [String].self).map { "problem \(start + index): \($0)" }
      }
    }
    let conclusion =
      violations.isEmpty
      ? ["\(count) problems: every proven bound holds in exact rational arithmetic."]
      : ["\(violations.count) bounds of \(count) problems are false:"] + violations.prefix(20)
    try Report("curvature", machine, conclusion: conclusion).show(violations, json: common.json)
    if !violations.isEmpty { throw ExitCode(1) }
  }
}

/// The figures for one size.
private struct CurvatureResult: Encodable {
  let rows, columns: Int
  /// From the bounds.
  let conditionNumber: Double
  /// D, in seconds.
  let arithmetic: Double
  /// XᵀX; the bounds of it as it stands; both, with the rounding of XᵀX.
  let gram, proof, bounds: Timing
  /// The time of the bounds without that of XᵀX, over D.
  let price: Double
  let widthOfLargest, widthOfSmallest: Double

  init(
    rows: Int, columns: Int, arithmetic: Double, gram: Timing, proof: Timing, bounds: Timing, curvature: CurvatureBounds
  ) {
    (self.rows, self.columns, self.arithmetic) = (rows, columns, arithmetic)
    (self.gram, self.proof, self.bounds) = (gram, proof, bounds)
    conditionNumber = curvature.conditionNumber.upperBound.squareRoot()
    price = (bounds.minimum - gram.minimum) / arithmetic
    func width(_ range: ClosedRange<Double>) -> Double { (range.upperBound - range.lowerBound) / range.upperBound }
    widthOfLargest = width(curvature.lambdaMax)
    widthOfSmallest = width(curvature.lambdaMin)
  }
}
