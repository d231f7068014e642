import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Testing

/// The problems of Moré, Garbow, Hillstrom from their standard starts.
@Suite struct TestProblemRunTests {
  private static let names = TestProblem.moreGarbowHillstrom.map(\.name)

  /// The gap to the nearest of the known minima, relative to max(1, |f*|).
  private func gap(_ value: Double, _ problem: TestProblem) -> Double {
    problem.minima.map { max(value - $0.value, -value + $0.value) / max(1, $0.value.magnitude) }.min()!
  }

  @Test(arguments: names, [SearchMethod.bfgs, .lbfgs, .newton])
  func aKnownMinimumIsReached(name: String, method: SearchMethod) throws {
    let problem = try #require(TestProblem.moreGarbowHillstrom.first { $0.name == name })
    let run = try minimize(
      method.optimizer, problem, from: problem.start, until: .gradientNorm(below: 1e-12) || .evaluations(900))
    #expect(gap(run.value, problem) <= 1e-10)
    #expect(run.termination.converged, "\(run.termination)")
    #expect(run.value.bitPattern == problem.value(at: run.point).bitPattern)
  }

  /// What conjugate gradients find hard: valleys whose walls are 10⁶ times as steep as their floor, and more.
  private static let hard: Set = ["Meyer", "Powell badly scaled", "Osborne 1", "Biggs EXP6", "Penalty II", "Watson"]

  @Test(arguments: names.filter { !hard.contains($0) }, NonlinearConjugateGradient.Variant.allCases)
  func conjugateGradientsComeClose(name: String, variant: NonlinearConjugateGradient.Variant) throws {
    let problem = try #require(TestProblem.moreGarbowHillstrom.first { $0.name == name })
    let run = try minimize(
      NonlinearConjugateGradient(variant), problem, from: problem.start,
      until: .gradientNorm(below: 1e-7) || .evaluations(2000))
    #expect(gap(run.value, problem) <= 1e-5, "\(run.value)")
  }
}
