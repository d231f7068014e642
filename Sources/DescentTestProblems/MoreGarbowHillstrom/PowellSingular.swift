import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Powell (1962): the Hessian is singular at the minimum.
  public static let powellSingular = TestProblem(
    "Powell singular", number: 13, start: [3, -1, 0, 1], minima: [.global(0, at: .zeros(4))],
    ExtendedPowellSingular(parameterCount: 4))

  /// Powell's singular function n/4 times side by side (Spedicato 1975).
  ///
  /// - Precondition: n is a positive multiple of 4.
  /// - Complexity: O(n).
  public static func extendedPowellSingular(_ n: Int = 12) -> TestProblem {
    requireMultiple(n, of: 4, "extendedPowellSingular")
    return TestProblem(
      "Extended Powell singular", number: 22, start: .repeating([3, -1, 0, 1], count: n),
      minima: [.global(0, at: .zeros(n))], ExtendedPowellSingular(parameterCount: n))
  }
}

/// Of every four parameters x₁ + 10x₂, √5 (x₃ − x₄), (x₂ − 2x₃)², √10 (x₁ − x₄)².
struct ExtendedPowellSingular: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let (root5, root10) = (5.0.squareRoot(), 10.0.squareRoot())
    for j in stride(from: 0, to: parameterCount, by: 4) {
      f.square(x[j] + 10 * x[j + 1])
      f.slope(j, 1)
      f.slope(j + 1, 10)

      f.square(root5 * (x[j + 2] - x[j + 3]))
      f.slope(j + 2, root5)
      f.slope(j + 3, -root5)

      let c = x[j + 1] - 2 * x[j + 2]
      f.square(c * c)
      f.slope(j + 1, 2 * c)
      f.slope(j + 2, -4 * c)
      f.curvature(j + 1, j + 1, 2)
      f.curvature(j + 1, j + 2, -4)
      f.curvature(j + 2, j + 2, 8)

      let d = x[j] - x[j + 3]
      f.square(root10 * d * d)
      f.slope(j, 2 * root10 * d)
      f.slope(j + 3, -2 * root10 * d)
      f.curvature(j, j, 2 * root10)
      f.curvature(j, j + 3, -2 * root10)
      f.curvature(j + 3, j + 3, 2 * root10)
    }
  }
}
