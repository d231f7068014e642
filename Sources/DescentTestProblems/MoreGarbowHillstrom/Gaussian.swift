import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// The bell curve through 15 values of the standard normal density.
  public static let gaussian = TestProblem(
    "Gaussian", number: 9, start: [0.4, 1, 0],
    minima: [.global(1.127932769618648e-8, at: [0.39895613783875666, 1.0000190844878056, 0])], Gaussian())
}

/// rᵢ = x₁ exp(−x₂ (tᵢ − x₃)² / 2) − yᵢ with tᵢ = (8 − i) / 2.
struct Gaussian: SummedFunction {
  static let y = [
    0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044,
    0.0009,
  ]
  let parameterCount = 3

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let (x1, x2, x3) = (x[0], x[1], x[2])
    for i in 1...15 {
      let d = Double(8 - i) / 2 - x3
      let half = 0.5 * d * d
      let bell = Double.exp(-x2 * half)
      f.square(x1 * bell - Self.y[i - 1])
      f.slope(0, bell)
      f.slope(1, -x1 * half * bell)
      f.slope(2, x1 * x2 * d * bell)
      f.curvature(0, 1, -half * bell)
      f.curvature(0, 2, x2 * d * bell)
      f.curvature(1, 1, x1 * half * half * bell)
      f.curvature(1, 2, x1 * d * (1 - x2 * half) * bell)
      f.curvature(2, 2, x1 * x2 * (x2 * d * d - 1) * bell)
    }
  }
}
