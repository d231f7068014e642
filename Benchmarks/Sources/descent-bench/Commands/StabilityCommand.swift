import ArgumentParser
import Descent
import DescentReport
import Foundation

/// `descent-bench stability`: whether the largest stable steps are what they are called.
struct StabilityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stability",
    abstract: "Runs of each method just below and just above its largest stable step.",
    discussion: """
      Random quadratics with condition numbers up to 1000, from starts with at least 1 % of their distance along the \
      steepest direction. At 0.999 times the largest stable step a run must reach a relative gradient of 10⁻⁶ within the \
      iterations that theory gives for any start, and nothing is warned of; 1.001 times it is warned of before the first \
      step, and the run must end as diverged before its numbers overflow. The exit code is 1 where one does not.
      """)

  @Option(help: "How many problems for each method.")
  var problems = 1000

  @Option(help: "The most parameters of a problem.")
  var parameters = 20

  @Option(help: "The seed of the problems.")
  var seed: UInt64 = 1

  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  private struct Row: Encodable {
    let method: String
    let problems, violations: Int
    /// Medians: iterations below the largest stable step, those predicted for them, iterations above.
    let below, predicted, above: Int
  }

  func validate() throws {
    guard problems >= 1, parameters >= 1 else {
      throw ValidationError("--problems and --parameters must be at least 1")
    }
  }

  private static let methods: [StableMethod] = [
    .gradientDescent, .momentum(0.5), .momentum(0.9), .momentum(0.99), .averagedMomentum(0.5), .averagedMomentum(0.9),
    .averagedMomentum(0.99), .nesterov(0.5), .nesterov(0.9), .nesterov(0.99),
  ]

  func run() throws {
    let machine = Machine()
    var rows: [Row] = []
    var violations: [String] = []
    for method in Self.methods {
      note("\(method.name) …")
      var generator = SeededGenerator(seed: seed)
      var outcomes: [StabilityOutcome] = []
      for index in 0..<problems {
        let outcome = try StabilityProblem(mostParameters: parameters, using: &generator).check(method)
        violations += outcome.violations.map { "\(method.name), problem \(index): \($0)" }
        outcomes.append(outcome)
      }
      func median(_ value: (StabilityOutcome) -> Int) -> Int { outcomes.map(value).sorted()[outcomes.count / 2] }
      rows.append(
        Row(
          method: method.name, problems: problems, violations: outcomes.count { !$0.violations.isEmpty },
          below: median(\.stable), predicted: median(\.predicted), above: median(\.unstable)))
    }
    let conclusion =
      violations.isEmpty
      ? ["No violations: every run below its largest stable step converges as predicted, every one above diverges."]
      : ["\(violations.count) violations:"] + violations.prefix(20)
    try Report(
      "stability", machine, setting: ["Random quadratics of up to \(parameters) parameters; iterations are medians."],
      tables: [Self.table(rows)], conclusion: conclusion
    ).show(rows, json: json)
    if !violations.isEmpty { throw ExitCode(1) }
  }

  private static func table(_ rows: [Row]) -> BenchmarkTable {
    var table = BenchmarkTable([
      "method", "problems", "violations", "iterations below", "of those predicted", "iterations above",
    ])
    for row in rows {
      table.addRow([row.method] + [row.problems, row.violations, row.below, row.predicted, row.above].map(String.init))
    }
    return table
  }
}
