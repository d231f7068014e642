import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// The saddle ¼x₁⁴ − ½x₁² + ½x₂² at the origin, between two minima. From x₁ = 0 descent ends in it; the start is beside.
  public static let saddle = TestProblem(
    "Saddle", start: [1e-6, 1], minima: [.global(-0.25, at: [1, 0]), .global(-0.25, at: [-1, 0])], Saddle())
}

/// ¼x₁⁴ − ½x₁² + ½x₂².
struct Saddle: SummedFunction {
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let square = x[0] * x[0]
    f.term((0.25 * square - 0.5) * square)
    f.slope(0, (square - 1) * x[0])
    f.curvature(0, 0, 3 * square - 1)

    f.term(0.5 * x[1] * x[1])
    f.slope(1, x[1])
    f.curvature(1, 1, 1)
  }
}
