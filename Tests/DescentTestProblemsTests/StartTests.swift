import DescentTestProblems
import Testing

@Suite struct StartTests {
  /// The values at the start, the published ones where they are, with more digits.
  @Test(arguments: [
    (TestProblem.rosenbrock, 24.2), (.freudensteinRoth, 400.5), (.powellBadlyScaled, 1.1352617173483784),
    (.brownBadlyScaled, 999_998_000_003), (.beale, 14.203125), (.jennrichSampson, 4171.306161960493),
    (.helicalValley, 2500), (.bard, 41.681695861678005), (.gaussian, 3.8881069911666615e-6),
    (.meyer, 1693607809.4361459), (.gulf, 12.110705825569488), (.box, 1031.1538106093983), (.powellSingular, 215),
    (.wood, 19192), (.kowalikOsborne, 0.0053131722721085422), (.brownDennis, 7926693.3369974324),
    (.osborne1, 0.87902629354464049), (.biggs, 0.77907007565597045), (.osborne2, 2.0934195142120637),
    (.watson(6), 30), (.watson(12), 30), (.extendedRosenbrock(100), 1210), (.extendedPowellSingular(40), 2150),
    (.penaltyI(4), 885.06264), (.penaltyI(10), 148032.56535), (.penaltyII(4), 2.3400088054630245),
    (.penaltyII(10), 162.65277656596712), (.variablyDimensioned(10), 2198551.1625),
    (.trigonometric(10), 0.0070757594662222023), (.brownAlmostLinear(10), 273.24804782867432),
    (.discreteBoundaryValue(10), 0.00078851910126482151), (.discreteIntegralEquation(10), 0.063416841579452641),
    (.broydenTridiagonal(10), 21), (.broydenBanded(10), 360), (.linearFullRank(10, residuals: 20), 50),
    (.linearRankOne(10, residuals: 20), 8_658_670), (.linearRankOneWithZeros(10, residuals: 20), 4_067_996),
    (.chebyquad(7), 0.033770638463718821), (.chebyquad(8), 0.038617698285930232),
    (.chebyquad(10), 0.033763265462880003), (.himmelblau, 170),
  ])
  func valuesAtTheStart(problem: TestProblem, value: Double) {
    #expect((problem.value(at: problem.start) - value).magnitude <= 1e-12 * value)
  }

  @Test func perturbedStartsDependOnTheSeedAlone() {
    let problem = TestProblem.extendedRosenbrock(1000)
    let one = problem.perturbedStart(seed: 1)
    #expect(one == problem.perturbedStart(seed: 1))
    #expect(one != problem.perturbedStart(seed: 2))
    #expect(one != problem.start)
    for j in one.indices { #expect((one[j] - problem.start[j]).magnitude <= 0.1 * problem.start[j].magnitude) }
    #expect(problem.perturbedStart(seed: 3, by: 0) == problem.start)
    // Nothing is stuck where a parameter starts at 0.
    #expect(TestProblem.watson().perturbedStart(seed: 1).allSatisfy { $0 != 0 && $0.magnitude <= 0.1 })
  }
}
