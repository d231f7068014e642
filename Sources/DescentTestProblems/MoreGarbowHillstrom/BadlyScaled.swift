import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Powell (1970), badly scaled: the condition number of the Hessian at the minimum is 7·10¹⁷.
  public static let powellBadlyScaled = TestProblem(
    "Powell badly scaled", number: 3, start: [0, 1],
    minima: [.global(0, at: [1.0981593296998175e-05, 9.106146739866524])], PowellBadlyScaled())

  /// Brown, badly scaled: the parameters are 10⁶ and 2·10⁻⁶.
  public static let brownBadlyScaled = TestProblem(
    "Brown badly scaled", number: 4, start: [1, 1], minima: [.global(0, at: [1e6, 2e-6])], BrownBadlyScaled())
}

/// r₁ = 10⁴ x₁x₂ − 1, r₂ = e^−x₁ + e^−x₂ − 1.0001.
struct PowellBadlyScaled: SummedFunction {
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    f.square(1e4 * x[0] * x[1] - 1)
    f.slope(0, 1e4 * x[1])
    f.slope(1, 1e4 * x[0])
    f.curvature(0, 1, 1e4)

    let (e1, e2) = (Double.exp(-x[0]), Double.exp(-x[1]))
    f.square(e1 + e2 - 1.0001)
    f.slope(0, -e1)
    f.slope(1, -e2)
    f.curvature(0, 0, e1)
    f.curvature(1, 1, e2)
  }
}

/// r₁ = x₁ − 10⁶, r₂ = x₂ − 2·10⁻⁶, r₃ = x₁x₂ − 2.
struct BrownBadlyScaled: SummedFunction {
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    f.square(x[0] - 1e6)
    f.slope(0, 1)

    f.square(x[1] - 2e-6)
    f.slope(1, 1)

    f.square(x[0] * x[1] - 2)
    f.slope(0, x[1])
    f.slope(1, x[0])
    f.curvature(0, 1, 1)
  }
}
