import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Freudenstein, Roth (1963). From the standard start most methods end in the local minimum.
  public static let freudensteinRoth = TestProblem(
    "Freudenstein–Roth", number: 2, start: [0.5, -2],
    minima: [.global(0, at: [5, 4]), .local(48.98425367924002, at: [11.412778986902094, -0.8968052532744765])],
    FreudensteinRoth())
}

/// r₁ = −13 + x₁ + ((5 − x₂) x₂ − 2) x₂, r₂ = −29 + x₁ + ((x₂ + 1) x₂ − 14) x₂.
struct FreudensteinRoth: SummedFunction {
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let (x1, x2) = (x[0], x[1])
    f.square(-13 + x1 + ((5 - x2) * x2 - 2) * x2)
    f.slope(0, 1)
    f.slope(1, (10 - 3 * x2) * x2 - 2)
    f.curvature(1, 1, 10 - 6 * x2)

    f.square(-29 + x1 + ((x2 + 1) * x2 - 14) * x2)
    f.slope(0, 1)
    f.slope(1, (3 * x2 + 2) * x2 - 14)
    f.curvature(1, 1, 6 * x2 + 2)
  }
}
