import ArgumentParser
import Descent
import DescentReport
import DescentTestProblems
import Foundation

/// `descent-bench optimizers`: the evaluations that methods need on the standard test problems, and what L-BFGS itself costs.
struct OptimizersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimizers",
    abstract:
      "Evaluations on the problems of Moré, Garbow, Hillstrom, and the time of L-BFGS beside that of the function.",
    discussion: """
      Counted are values with gradients from the standard start to the first value within 10⁻¹⁰ max(1, |f*|) of a known \
      minimum f*, local ones included. SciPy's minimizers, with gtol 10⁻¹² and its own tolerances of values off, are \
      counted in the same way in the same run. Hessians are not counted.

      Required: BFGS, L-BFGS and Newton reach a known minimum of every problem, conjugate gradients of those that SciPy's \
      reach; the geometric mean of ratios is at most 1, and none is above 2; the overhead of L-BFGS is at most a fifth of \
      that of SciPy's. The exit code is 1 where a rule is broken.
      """)

  @Option(help: "The parameters of the run that is timed, an even number.")
  var parameters = 10_000

  @Option(help: "The most iterations of the run that is timed.")
  var iterations = 500

  @Option(help: "Write the tables to this file, as Markdown.")
  var markdown: String?

  @Option(help: "A Python interpreter with SciPy. Default: that of Benchmarks/.venv.")
  var peersPython: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard parameters >= 2, parameters.isMultiple(of: 2), iterations >= 1 else {
      throw ValidationError("--parameters must be even and at least 2, --iterations at least 1")
    }
  }

  func run() throws {
    if let threads = common.threads { Parallelism.threadCount = threads }
    let machine = Machine()
    let peers = Peers(python: peersPython)
    let problems = TestProblem.moreGarbowHillstrom
    let (comparisons, library) = try count(problems, peers)
    let overhead = try LBFGSOverhead(
      parameters: parameters, iterations: iterations, repeats: common.repeats, peers: peers)
    let results = OptimizersResult(
      problems: problems.map(\.description), comparisons: comparisons, library: library, overhead: overhead)
    let broken = results.brokenRules
    let conclusion = broken.isEmpty ? "All rules are kept." : "Broken: \(broken.joined(separator: "; "))."
    if let markdown { try results.markdown(machine).write(toFile: markdown, atomically: true, encoding: .utf8) }
    try Report(
      "optimizers", machine, tables: results.tables, conclusion: [results.overheadSentence, conclusion]
    ).show(results, json: common.json)
    if !broken.isEmpty { throw ExitCode(1) }
  }

  /// The counts of all methods, and the name of the peer where there is one.
  private func count(
    _ problems: [TestProblem], _ peers: Peers?
  ) throws -> (comparisons: [EvaluationComparison], library: String?) {
    note("Counting …")
    var comparisons = [
      try comparison("BFGS", "BFGS", BFGS(), problems), try comparison("L-BFGS", "L-BFGS-B", LBFGS(), problems),
      try comparison("conjugate gradients", "CG", NonlinearConjugateGradient(), problems),
      try comparison("Newton", "trust-exact", Newton(), problems),
    ]
    guard let peers else { return (comparisons, nil) }
    note("Counting those of SciPy …")
    let answer = try withTemporaryFolder(in: nil) { folder in
      let file = folder.appendingPathComponent("problems.json")
      let asked = problems.map { Question(name: $0.name, n: $0.parameterCount, minima: $0.minima.map(\.value)) }
      try JSONEncoder().encode(asked).write(to: file)
      return try peers.run("optimizers.py", ["counts", file.path], as: Answer.self)
    }
    for index in comparisons.indices { comparisons[index].peerEvaluations = answer.evaluations.map { $0[index] } }
    return (comparisons, answer.library)
  }

  private func comparison(
    _ method: String, _ peerMethod: String, _ optimizer: some Optimizer, _ problems: [TestProblem]
  ) throws -> EvaluationComparison {
    EvaluationComparison(
      method: method, peerMethod: peerMethod,
      evaluations: try problems.map { try CountedProblem.evaluations($0, by: optimizer) })
  }

  private struct Question: Encodable {
    let name: String
    let n: Int
    let minima: [Double]
  }

  private struct Answer: Decodable {
    let library: String
    /// For each problem those of each method.
    let evaluations: [[Int?]]
  }
}
