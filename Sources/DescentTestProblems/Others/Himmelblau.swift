import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Himmelblau (1972): four minima with the value 0.
  public static let himmelblau = TestProblem(
    "Himmelblau", start: [0, 0],
    minima: [
      .global(0, at: [3, 2]),
      .global(0, at: [-2.805118086952745, 3.131312518250573]),
      .global(0, at: [-3.779310253377747, -3.2831859912861696]),
      .global(0, at: [3.5844283403304917, -1.8481265269644036]),
    ], Himmelblau())
}

/// r₁ = x₁² + x₂ − 11, r₂ = x₁ + x₂² − 7.
struct Himmelblau: SummedFunction {
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    f.square(x[0] * x[0] + x[1] - 11)
    f.slope(0, 2 * x[0])
    f.slope(1, 1)
    f.curvature(0, 0, 2)

    f.square(x[0] + x[1] * x[1] - 7)
    f.slope(0, 1)
    f.slope(1, 2 * x[1])
    f.curvature(1, 1, 2)
  }
}
