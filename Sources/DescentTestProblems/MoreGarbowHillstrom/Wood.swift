import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Wood (Colville 1968): two valleys of Rosenbrock's kind that are tied together.
  public static let wood = TestProblem(
    "Wood", number: 14, start: [-3, -1, -3, -1], minima: [.global(0, at: [1, 1, 1, 1])], Wood())
}

/// r₁ = 10 (x₂ − x₁²), r₂ = 1 − x₁, r₃ = √90 (x₄ − x₃²), r₄ = 1 − x₃, r₅ = √10 (x₂ + x₄ − 2), r₆ = (x₂ − x₄) / √10.
struct Wood: SummedFunction {
  let parameterCount = 4

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let (x1, x2, x3, x4) = (x[0], x[1], x[2], x[3])
    let (root10, root90) = (10.0.squareRoot(), 90.0.squareRoot())
    f.square(10 * (x2 - x1 * x1))
    f.slope(0, -20 * x1)
    f.slope(1, 10)
    f.curvature(0, 0, -20)

    f.square(1 - x1)
    f.slope(0, -1)

    f.square(root90 * (x4 - x3 * x3))
    f.slope(2, -2 * root90 * x3)
    f.slope(3, root90)
    f.curvature(2, 2, -2 * root90)

    f.square(1 - x3)
    f.slope(2, -1)

    f.square(root10 * (x2 + x4 - 2))
    f.slope(1, root10)
    f.slope(3, root10)

    f.square((x2 - x4) / root10)
    f.slope(1, 1 / root10)
    f.slope(3, -1 / root10)
  }
}
