import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Testing

@Suite struct MinimaTests {
  private static let problems =
    TestProblem.all + [
      .watson(9), .watson(12), .penaltyI(10), .penaltyII(10), .linearFullRank(3, residuals: 3),
      .linearRankOne(4, residuals: 7), .linearRankOneWithZeros(3, residuals: 9), .nesterovQuadratic(7, curvature: 30),
    ] + (1...10).map { TestProblem.chebyquad($0) }

  /// What residuals that are rounded to 3·10⁻¹⁴ may take off their sum of squares.
  private func isClose(_ value: Double, to minimum: Double) -> Bool {
    (value - minimum).magnitude <= 1e-11 * minimum.magnitude + 3e-14 * minimum.magnitude.squareRoot() + 1e-28
  }

  @Test(arguments: problems) func valuesAtMinimizers(problem: TestProblem) {
    #expect(problem.minima.first?.kind == .global)
    #expect(problem.minima.first?.value == problem.minimumValue)
    for minimum in problem.minima {
      guard let x = minimum.minimizer else { continue }
      #expect(isClose(problem.value(at: x), to: minimum.value), "\(problem.value(at: x) - minimum.value)")
    }
  }

  /// No element of the gradient is larger than what the rounding of the parameters makes of the Hessian; no direction curves
  /// down by more than rounding.
  @Test(arguments: problems) func minimizersAreMinima(problem: TestProblem) throws {
    for x in problem.minima.compactMap(\.minimizer) {
      let (gradient, hessian) = (problem.gradient(at: x), problem.hessian(at: x))
      for i in x.indices {
        let rounding = x.indices.reduce(0) { $0 + hessian[i, $1].magnitude * max(x[$1].magnitude, 1e-6) }
        #expect(gradient[i].magnitude <= 1e-14 * rounding, "\(gradient[i].magnitude / rounding)")
      }
      let scales = x.indices.map { hessian[$0, $0] > 0 ? 1 / hessian[$0, $0].squareRoot() : 0 }
      let scaled = Matrix(rows: x.indices.map { i in x.indices.map { j in scales[i] * hessian[i, j] * scales[j] } })
      let smallest = try SymmetricEigendecomposition(scaled).eigenvalues.minimum()
      #expect(smallest >= -1e-13, "\(smallest)")
    }
  }

  /// Newton's method with Marquardt's multiple of the diagonal, so that each step goes down, ends in a minimum of the list.
  /// Not so Gulf, where it goes to a plateau, and Rastrigin's, of whose minima one is listed.
  @Test(arguments: problems.filter { $0.number != 11 && $0.name != "Rastrigin" })
  func descentFromTheStartEndsInAKnownMinimum(problem: TestProblem) throws {
    let value = newtonMinimum(of: problem)
    #expect(problem.minima.contains { isClose(value, to: $0.value) }, "\(value)")
  }

  private func newtonMinimum(of problem: TestProblem) -> Double {
    var x = problem.start
    var value = problem.value(at: x)
    var damping = 1e-3
    for _ in 0..<1000 where damping < 1e10 && !(value > 0 && value < 1e-30) {
      let (gradient, hessian) = (problem.gradient(at: x), problem.hessian(at: x))
      var damped = hessian
      for j in x.indices { damped[j, j] += damping * max(hessian[j, j].magnitude, 1e-12) }
      if let factor = try? CholeskyDecomposition(damped) {
        let next = x.subtracting(factor.solve(gradient))
        let trial = problem.value(at: next)
        if trial < value {
          (x, value) = (next, trial)
          damping /= 10
          continue
        }
      }
      damping = max(damping * 4, 1e-20)
    }
    return value
  }
}
