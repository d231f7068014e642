import Descent
import DescentTestProblems
import Foundation

/// A test problem that counts its evaluations, and notes the first whose value is close enough to a known minimum.
struct CountedProblem: TwiceDifferentiableObjective {
  /// What it has seen.
  final class Count: @unchecked Sendable {
    var evaluations = 0
    var first: Int?
  }

  let problem: TestProblem
  let count = Count()

  var parameterCount: Int { problem.parameterCount }

  func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    count.evaluations += 1
    let value = problem.evaluate(at: point, gradient: &gradient)
    if count.first == nil, problem.isReached(by: value) { count.first = count.evaluations }
    return value
  }

  func hessian(at point: Span<Double>) -> Matrix<Double> { problem.hessian(at: point) }

  /// The evaluations up to the first that is close enough; nil where none is, or the run does not end by itself.
  static func evaluations(_ problem: TestProblem, by optimizer: some Optimizer) throws -> Int? {
    let counted = CountedProblem(problem: problem)
    _ = try optimizer.minimize(
      counted, from: problem.start, until: .gradientNorm(below: 1e-12) || .evaluations(50_000))
    return counted.count.first
  }
}

extension TestProblem {
  /// Whether a value is within 10⁻¹⁰ max(1, |f*|) of a known minimum, or below all.
  func isReached(by value: Double) -> Bool {
    value <= minimumValue ?? -.infinity
      || minima.contains { (value - $0.value).magnitude <= 1e-10 * max(1, $0.value.magnitude) }
  }
}

/// The evaluations of one method on all problems, beside those of a peer.
struct EvaluationComparison: Encodable {
  let method, peerMethod: String
  /// Nil where no known minimum was reached.
  var evaluations: [Int?] = []
  var peerEvaluations: [Int?] = []

  /// Ours over theirs, where both arrived.
  var ratios: [Double] {
    zip(evaluations, peerEvaluations).compactMap { ours, theirs in
      guard let ours, let theirs else { return nil }
      return Double(ours) / Double(theirs)
    }
  }

  var geometricMean: Double { exp(ratios.map { log($0) }.reduce(0, +) / Double(max(1, ratios.count))) }
  var worst: Double { ratios.max() ?? .nan }

  /// The problems where only one side arrived.
  var missed: Int { zip(evaluations, peerEvaluations).count { $0 == nil && $1 != nil } }
  var missedByPeer: Int { zip(evaluations, peerEvaluations).count { $0 != nil && $1 == nil } }
}
