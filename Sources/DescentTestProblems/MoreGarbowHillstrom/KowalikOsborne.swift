import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Kowalik, Osborne (1968): a rational function through 11 points. The value 1.02734·10⁻³ is approached where x₁ goes to ∞,
  /// x₃ and x₄ to −∞, with x₂ = −14.0759.
  public static let kowalikOsborne = TestProblem(
    "Kowalik–Osborne", number: 15, start: [0.25, 0.39, 0.415, 0.39],
    minima: [
      .global(
        0.00030750560384923744,
        at: [0.19280693457903786, 0.19128232873436696, 0.12305650692632066, 0.13606233068379484]),
      .atInfinity(0.0010273430486954578),
    ], KowalikOsborne())
}

/// rᵢ = yᵢ − x₁ (uᵢ² + uᵢx₂) / (uᵢ² + uᵢx₃ + x₄).
struct KowalikOsborne: SummedFunction {
  static let y = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
  static let u = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
  let parameterCount = 4

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in Self.y.indices {
      let u = Self.u[i]
      let (numerator, denominator) = (u * (u + x[1]), u * (u + x[2]) + x[3])
      let q = numerator / denominator
      f.square(Self.y[i] - x[0] * q)
      // q = numerator / denominator, and the derivatives of r by q's parts.
      let byDenominator = x[0] * q / denominator
      f.slope(0, -q)
      f.slope(1, -x[0] * u / denominator)
      f.slope(2, byDenominator * u)
      f.slope(3, byDenominator)
      f.curvature(0, 1, -u / denominator)
      f.curvature(0, 2, q * u / denominator)
      f.curvature(0, 3, q / denominator)
      let mixed = x[0] * u / (denominator * denominator)
      f.curvature(1, 2, mixed * u)
      f.curvature(1, 3, mixed)
      let twice = -2 * byDenominator / denominator
      f.curvature(2, 2, twice * u * u)
      f.curvature(2, 3, twice * u)
      f.curvature(3, 3, twice)
    }
  }
}
