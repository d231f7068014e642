import Descent
import DescentTestProblems
import Foundation

/// The time that L-BFGS itself takes, beside that of the function: on the extended Rosenbrock function in many parameters.
struct LBFGSOverhead: Encodable {
  /// One run.
  struct Run: Codable {
    let seconds, inside: Double
    let evaluations, iterations: Int
    let value: Double

    /// The seconds an evaluation, those within the function left out.
    var overhead: Double { (seconds - inside) / Double(evaluations) }
  }

  let parameters: Int
  let descent: Timing
  let peer: Timing?
  /// The last runs.
  let run: Run
  let peerRun: Run?

  var ratio: Double? { peer.map { descent.minimum / $0.minimum } }

  /// Runs in turns with a peer, if there is one.
  init(parameters: Int, iterations: Int, repeats: Int, peers: Peers?) throws {
    let problem = TestProblem.extendedRosenbrock(parameters)
    let start = problem.perturbedStart(seed: 4)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("descent-bench-\(UUID().uuidString)").path
    try start.withUnsafeBufferPointer { Data(buffer: $0) }.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let peer = try peers.map {
      try $0.converse("optimizers.py", ["overhead", path, "\(iterations)"])
    }
    var (runs, peerRuns): ([Run], [Run]) = ([], [])
    for _ in 0..<repeats {
      runs.append(try Self.measure(problem, start, iterations))
      if let peer { peerRuns.append(try peer.answer(to: "run", as: Run.self)) }
    }
    guard runs[0].value < 1e-10, peerRuns.allSatisfy({ $0.value < 1e-10 }) else {
      throw BenchmarkError.wrongAnswer("A minimum of the extended Rosenbrock function")
    }
    self.parameters = parameters
    descent = Timing(runs.map(\.overhead))
    self.peer = peerRuns.isEmpty ? nil : Timing(peerRuns.map(\.overhead))
    run = runs.last!
    peerRun = peerRuns.last
  }

  private static func measure(_ problem: TestProblem, _ start: Vector<Double>, _ iterations: Int) throws -> Run {
    let timed = TimedProblem(problem: problem)
    var result: OptimizationResult<LBFGS.State>?
    let total = try seconds {
      result = try LBFGS(memory: 10).minimize(
        timed, from: start, until: .gradientNorm(below: 0) || .iterations(iterations))
    }
    return Run(
      seconds: total, inside: timed.clock.seconds, evaluations: result!.evaluations, iterations: result!.iterations,
      value: result!.value)
  }
}

/// A problem that adds up the time within it.
private struct TimedProblem: Objective {
  final class Clock: @unchecked Sendable { var seconds = 0.0 }

  let problem: TestProblem
  let clock = Clock()
  var parameterCount: Int { problem.parameterCount }

  func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let before = monotonicNanoseconds()
    let value = problem.evaluate(at: point, gradient: &gradient)
    clock.seconds += Double(monotonicNanoseconds() - before) / 1e9
    return value
  }
}
