import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench digits`: fits against the exact solutions of the stored numbers.
struct DigitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digits",
    abstract: "The correct digits of fits against exact rational solutions, and whether the fits know them.",
    discussion: """
      Problems with condition numbers from 10 to 10¹³, columns of very different sizes, and residuals that are small, \
      random, or orthogonal to X and as large as y. The exact solutions come from FLINT in one process of Python, which \
      also solves them by numpy.linalg.lstsq: Benchmarks/peers/setup installs both into Benchmarks/.venv.

      Required of every problem: 15 digits of the worst coefficient while κ_s²ρ ≤ 10¹⁶, from there on \
      31 − log₁₀(κ_s²ρ); the digits that the fit says can be trusted are never more than 0.05 above the true ones. Of all: \
      the median of what it says lies within 2 digits of the truth. The exit code is 1 where a rule is broken.
      """)

  @Option(help: "How many problems.")
  var problems = 1000

  @Option(help: "The most rows.")
  var rows = 5000

  @Option(help: "The most columns, without that of an intercept.")
  var columns = 30

  @Option(
    help: "The method of the fits, such as cholesky. Problems that it refuses are counted and left out.",
    transform: Self.method)
  var method: LeastSquaresMethod = .auto

  @Option(help: "A Python interpreter with NumPy and python-flint. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @Option(help: "A folder for the files. Default: that for temporary files.")
  var folder: String?

  @Option(help: "How many threads to use. Default: all cores.")
  var threads: Int?

  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  private static func method(_ name: String) throws -> LeastSquaresMethod {
    guard let method = LeastSquaresMethod(rawValue: name) else {
      let known = LeastSquaresMethod.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--method must be one of \(known)")
    }
    return method
  }

  func validate() throws {
    guard problems >= 1 else { throw ValidationError("--problems must be at least 1") }
    guard columns >= 1, rows >= 2 * columns + 4 else {
      throw ValidationError("--columns must be at least 1, --rows at least twice that and 4")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  /// The digits that a fit says can be trusted: of its worst coefficient, of its worst standard error.
  private static func claims(_ model: LinearModel) -> (coefficients: Double?, standardErrors: Double?) {
    (model.correctDigits, model.standardErrorDigits)
  }

  func run() throws {
    if let threads { Parallelism.threadCount = threads }
    let machine = Machine()
    guard let peers = Peers(python: peersPython) else {
      throw BenchmarkError.childFailed("There are no exact solutions to compare with.")
    }
    var time = 0.0
    var refused = 0
    let (measurements, library) = try withTemporaryFolder(in: folder) { folder in
      note("Writing \(problems) problems …")
      for index in 0..<problems {
        let problem = try self.problem(index)
        try NPYFile.write(problem.design, to: folder.appendingPathComponent("\(index)-x.npy").path)
        try NPYFile.write(problem.y, to: folder.appendingPathComponent("\(index)-y.npy").path)
      }
      note("Solving them exactly …")
      let exact = try peers.run("exact_least_squares.py", [folder.path, "\(problems)"], as: ExactAnswers.self)
      note("Fitting …")
      let measurements = try exact.answers.enumerated().compactMap { index, answer in
        do {
          return try measure(problem(index), answer, &time)
        } catch RegressionError.choleskyFailed {
          refused += 1
          return nil
        }
      }
      return (measurements, exact.library)
    }
    let results = DigitsResult.byDecade(measurements)
    let broken = Self.brokenRules(measurements)
    let median = { (values: [Double]) in NumberFormat.significant(values.median, 3) }
    let digits = measurements.map { min($0.digits, DigitsMeasurement.roundedDigits) }
    let comparison =
      "The worst coefficient has \(median(digits)) correct digits in the median problem and "
      + "\(NumberFormat.significant(digits.min(), 3)) in the worst, by \(library) "
      + "\(median(measurements.map(\.peerDigits))) in the median one."
    let conclusion =
      "\(measurements.count) fits by the method \(method.rawValue) took \(NumberFormat.seconds(time)). "
      + (refused > 0 ? "It refused \(refused) problems. " : "")
      + (broken.isEmpty ? "All rules are kept." : "Broken: \(broken.joined(separator: "; ")).")
    try Report(
      "digits", machine,
      setting: [
        "\(problems) problems of up to \(NumberFormat.count(rows)) rows and \(columns) columns; correct digits, at most "
          + "\(DigitsMeasurement.roundedDigits)"
      ],
      tables: [DigitsResult.table(results, peer: library)], conclusion: [comparison, conclusion]
    ).show(results, json: json)
    if !broken.isEmpty { throw ExitCode(1) }
  }

  private func problem(_ index: Int) throws -> GeneratedLeastSquares {
    try GeneratedLeastSquares(index: index, largestRowCount: rows, largestColumnCount: columns)
  }

  private func measure(
    _ problem: GeneratedLeastSquares, _ exact: ExactAnswers.Answer, _ time: inout Double
  ) throws -> DigitsMeasurement {
    let regression = LinearRegression(method: method, hasIntercept: problem.hasIntercept)
    var fitted: LinearModel?
    time += try seconds { fitted = try regression.fit(problem.x, problem.y) }
    let model = fitted!
    let claims = Self.claims(model)
    let (conditionNumber, rho) = try problem.difficulty(
      coefficients: exact.coefficients.map { $0[0] }, residualNorm: exact.residualNorm)
    return DigitsMeasurement(
      difficulty: conditionNumber * conditionNumber * rho,
      digits: Self.worstDigits(model.coefficients.map(\.estimate), exact.coefficients),
      standardErrorDigits: Self.worstDigits(model.coefficients.map(\.standardError), exact.standardErrors),
      claimed: claims.coefficients, claimedOfStandardErrors: claims.standardErrors,
      peerDigits: min(exact.peerDigits, DigitsMeasurement.roundedDigits), hasResiduals: rho > 1e-14)
  }

  /// −log₁₀ of the worst relative error against sums of two doubles, not below 0.
  private static func worstDigits(_ values: [Double?], _ truth: [[Double]]) -> Double {
    guard values.count == truth.count else { return 0 }
    return zip(values, truth).map { value, pair in
      guard let value, value.isFinite else { return 0 }
      return max(0, -log10((((value - pair[0]) - pair[1]) / pair[0]).magnitude))
    }.min() ?? 0
  }

  private static func brokenRules(_ measurements: [DigitsMeasurement]) -> [String] {
    var broken: [String] = []
    let few = measurements.count { !($0.digits >= $0.goal) }
    if few > 0 { broken.append("\(few) fits have fewer digits than their goal") }
    let silent = measurements.count { $0.claimed == nil || $0.claimedOfStandardErrors == nil && $0.hasResiduals }
    if silent > 0 { broken.append("\(silent) fits say nothing of their digits") }
    let bold = measurements.count { ($0.overshoot ?? 0) > 0.05 }
    if bold > 0 { broken.append("\(bold) fits say more digits than they have") }
    let boldErrors = measurements.count { ($0.overshootOfStandardErrors ?? 0) > 0.05 }
    if boldErrors > 0 { broken.append("\(boldErrors) fits say more digits than their standard errors have") }
    if let shortfall = measurements.compactMap(\.shortfall).median, shortfall > 2 {
      broken.append("the median fit has \(String(format: "%.1f", shortfall)) digits more than it says")
    }
    return broken
  }
}

/// What `exact_least_squares.py` prints.
private struct ExactAnswers: Decodable {
  struct Answer: Decodable {
    /// Each the sum of two doubles.
    let coefficients, standardErrors: [[Double]]
    let residualNorm: Double
    /// Of the peer's worst coefficient.
    let peerDigits: Double
  }

  /// Name and version of the peer.
  let library: String
  let answers: [Answer]
}
