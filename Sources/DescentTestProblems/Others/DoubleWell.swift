import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// The double well x⁴ − 4x² + x: the start chooses the minimum. From 0.4 descent ends in the local one.
  public static let doubleWell = TestProblem(
    "Double well", start: [0.4],
    minima: [
      .global(-5.444192066610897, at: [-1.4729976011140301]),
      .local(-2.6185559807652474, at: [1.346997408527774]),
    ], DoubleWell())
}

/// x⁴ − 4x² + x.
struct DoubleWell: SummedFunction {
  let parameterCount = 1

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let square = x[0] * x[0]
    f.term((square - 4) * square + x[0])
    f.slope(0, 4 * (square - 2) * x[0] + 1)
    f.curvature(0, 0, 12 * square - 8)
  }
}
