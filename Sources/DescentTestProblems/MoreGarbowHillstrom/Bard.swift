import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Bard (1970): a rational function through 15 points. The value 17.4287 is approached where x₂ and x₃ go to −∞.
  public static let bard = TestProblem(
    "Bard", number: 8, start: [1, 1, 1],
    minima: [
      .global(0.008214877306578975, at: [0.08241055974978893, 1.1330360920297216, 2.343695178642537]),
      .atInfinity(17.42869333333333),
    ], Bard())
}

/// rᵢ = yᵢ − (x₁ + uᵢ / (vᵢx₂ + wᵢx₃)) with uᵢ = i, vᵢ = 16 − i, wᵢ = min(uᵢ, vᵢ).
struct Bard: SummedFunction {
  static let y = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39]
  let parameterCount = 3

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in 1...15 {
      let (u, v) = (Double(i), Double(16 - i))
      let w = min(u, v)
      let denominator = v * x[1] + w * x[2]
      f.square(Self.y[i - 1] - (x[0] + u / denominator))
      let slope = u / (denominator * denominator)
      f.slope(0, -1)
      f.slope(1, slope * v)
      f.slope(2, slope * w)
      let curvature = -2 * slope / denominator
      f.curvature(1, 1, curvature * v * v)
      f.curvature(1, 2, curvature * v * w)
      f.curvature(2, 2, curvature * w * w)
    }
  }
}
