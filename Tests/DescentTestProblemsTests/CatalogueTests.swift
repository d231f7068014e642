import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Testing

@Suite struct CatalogueTests {
  @Test func theCollectionOf1981IsComplete() {
    #expect(TestProblem.moreGarbowHillstrom.map(\.number) == (1...35).map { $0 })
    #expect(Set(TestProblem.all.map(\.name)).count == TestProblem.all.count)
    #expect("\(TestProblem.watson(9))" == "Watson, n = 9")
  }

  @Test func sizesAreThoseAskedFor() {
    for n in [1, 2, 4, 12, 31] {
      #expect(TestProblem.penaltyII(n).start.count == n)
      #expect(TestProblem.chebyquad(n).value(at: .zeros(n)).isFinite)
      #expect(TestProblem.discreteIntegralEquation(n).parameterCount == n)
    }
    #expect(TestProblem.watson(5).minima.isEmpty)
    #expect(TestProblem.watson(5).minimumValue == nil)
  }

  /// With n parameters, k of which are a problem of its own, the sum of those.
  @Test func extendedProblemsAreSums() {
    for (extended, single) in [
      (TestProblem.extendedRosenbrock(12), TestProblem.rosenbrock),
      (.extendedPowellSingular(12), .powellSingular),
    ] {
      let x = extended.perturbedStart(seed: 9)
      let size = single.parameterCount
      var sum = 0.0
      var gradient: [Double] = []
      for first in stride(from: 0, to: 12, by: size) {
        let part = Vector(x[first..<first + size])
        sum += single.value(at: part)
        gradient += Array(single.gradient(at: part))
      }
      #expect((extended.value(at: x) - sum).magnitude <= 1e-14 * sum)
      #expect(extended.gradient(at: x).isClose(to: Vector(gradient), relativeTolerance: 1e-14))
    }
  }

  @Test func nesterovsQuadraticIsAQuadraticForm() throws {
    let problem = TestProblem.nesterovQuadratic(40, curvature: 3)
    let form = try #require(problem.objective as? QuadraticForm)
    let bounds = try form.curvatureBounds()
    // L/2 (1 − cos kπ/41) for k = 40.
    #expect((bounds.lambdaMax.upperBound - 2.9956001534) < 1e-9)
    #expect(bounds.lambdaMax.upperBound < 3)
  }

  @Test func pointsOutsideOfTheRangeGiveNoNumbers() {
    #expect(!TestProblem.jennrichSampson.value(at: [1e3, 0]).isFinite)
    #expect(TestProblem.maximumEntropy.value(at: [1e3, 0]).isFinite)
    #expect(TestProblem.helicalValley.gradient(at: [0, 0, 1]).contains { !$0.isFinite })
    #expect(TestProblem.helicalValley.value(at: [0, 1, 0]) == 100 * 2.5 * 2.5)
    #expect(TestProblem.rosenbrock.value(at: [.nan, 1]).isNaN)
  }

  @Test func sizesThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) { _ = TestProblem.extendedRosenbrock(3) }
    await #expect(processExitsWith: .failure) { _ = TestProblem.extendedPowellSingular(0) }
    await #expect(processExitsWith: .failure) { _ = TestProblem.watson(32) }
    await #expect(processExitsWith: .failure) { _ = TestProblem.chebyquad(0) }
    await #expect(processExitsWith: .failure) { _ = TestProblem.linearFullRank(10, residuals: 9) }
    await #expect(processExitsWith: .failure) { _ = TestProblem.nesterovQuadratic(3, curvature: 0) }
    await #expect(processExitsWith: .failure) {
      let short: [Double] = [1]
      _ = TestProblem.rosenbrock.value(at: short.span)
    }
  }
}
