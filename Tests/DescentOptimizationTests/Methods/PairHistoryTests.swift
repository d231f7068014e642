import DescentLinearAlgebra
import DescentOptimization
import Testing

/// Products of pairs where differences of gradients would cancel.
@Suite struct PairHistoryTests {
  /// A slope of 10⁹ hides the curvature: y is 10⁻⁹ of the gradients before and after. The run must find its way as if it
  /// were not there.
  @Test func smallChangesOfLargeGradientsAreNotLost() throws {
    let steep = ClosureObjective(3) { x, gradient in
      var value = 1e9 * x[0]
      for j in 0..<3 {
        let curvature = Double(j + 1)
        gradient[j] = curvature * x[j] + (j == 0 ? 1e9 : 0)
        value += 0.5 * curvature * x[j] * x[j]
      }
      return value
    }
    let run = try minimize(
      LBFGS(), steep, from: [-1e9 + 5, 3, -2], until: .gradientNorm(below: 1e-5) || .iterations(60))
    #expect(run.termination.converged)
    #expect(run.point.subtracting([-1e9, 0, 0]).norm() < 1e-4)
  }
}
