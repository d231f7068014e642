import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Testing

/// Gradients and Hessians against differences. Errors are measured in the units of the parameters, and what is allowed beside
/// the part 10⁻⁹ is the rounding of what was differenced.
@Suite struct DerivativeTests {
  private static let problems =
    TestProblem.all + [
      .watson(9), .penaltyI(10), .penaltyII(10), .penaltyII(1), .brownAlmostLinear(5), .discreteBoundaryValue(1),
      .broydenBanded(3), .broydenTridiagonal(1), .linearFullRank(3, residuals: 3), .chebyquad(5),
    ]

  /// The start, a point beside it and one beside the minimizer.
  private static func points(of problem: TestProblem) -> [Vector<Double>] {
    [problem.start, problem.perturbedStart(seed: 1, by: 0.2)]
      + problem.minima.prefix(1).compactMap(\.minimizer).map { beside($0) }
  }

  /// A tenth more and less in turns.
  private static func beside(_ x: Vector<Double>) -> Vector<Double> {
    Vector(x.indices.map { (x[$0] == 0 ? 0.5 : x[$0]) * ($0.isMultiple(of: 2) ? 1.1 : 0.93) })
  }

  @Test(arguments: problems) func gradientsAreThoseOfDifferences(problem: TestProblem) {
    for x in Self.points(of: problem) {
      var gradient = Vector<Double>(repeating: .nan, count: x.count)
      let value = problem.evaluate(at: x, gradient: &gradient)
      #expect((problem.value(at: x) - value).magnitude <= 1e-14 * value.magnitude)
      let largest = x.indices.map { (gradient[$0] * unit(x[$0])).magnitude }.max()!
      for j in x.indices {
        let slope = extrapolatedDerivative(step: 0.1 * unit(x[j])) { h in
          var moved = x
          moved[j] += h
          return problem.value(at: moved)
        }
        let error = (slope - gradient[j]).magnitude * unit(x[j])
        let bound = 1e-9 * (gradient[j] * unit(x[j])).magnitude + 1e-11 * (value.magnitude + largest)
        #expect(error <= bound, "parameter \(j) at \(x)")
      }
    }
  }

  @Test(arguments: problems) func hessiansAreThoseOfDifferences(problem: TestProblem) {
    for x in Self.points(of: problem) {
      let (gradient, hessian) = (problem.gradient(at: x), problem.hessian(at: x))
      #expect(hessian.isSymmetric())
      let largest = x.indices.map { i in x.indices.map { (hessian[i, $0] * unit(x[$0])).magnitude }.max()! }
      for j in x.indices {
        let column = extrapolatedDerivatives(step: 0.1 * unit(x[j]), count: x.count) { h in
          var moved = x
          moved[j] += h
          return Array(problem.gradient(at: moved))
        }
        for i in x.indices {
          let error = (column[i] - hessian[i, j]).magnitude * unit(x[j])
          let bound = 1e-9 * (hessian[i, j] * unit(x[j])).magnitude + 1e-11 * (gradient[i].magnitude + largest[i])
          if !(error <= bound) { Issue.record("element \(i), \(j) is off by \(error / bound) bounds at \(x)") }
        }
      }
    }
  }
}
