import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Box (1966), three-dimensional, with 10 residuals. The value is 0 at (1, 10, 1), at (10, 1, −1), and wherever x₁ = x₂ and
  /// x₃ = 0.
  public static let box = TestProblem(
    "Box three-dimensional", number: 12, start: [0, 10, 20],
    minima: [.global(0, at: [1, 10, 1]), .global(0, at: [10, 1, -1]), .global(0, at: [1, 1, 0])], Box())
}

/// rᵢ = e^−tᵢx₁ − e^−tᵢx₂ − x₃ (e^−tᵢ − e^−10tᵢ) with tᵢ = i / 10.
struct Box: SummedFunction {
  let parameterCount = 3

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in 1...10 {
      let t = Double(i) / 10
      let (e1, e2) = (Double.exp(-t * x[0]), Double.exp(-t * x[1]))
      let target = Double.exp(-t) - Double.exp(-10 * t)
      f.square(e1 - e2 - x[2] * target)
      f.slope(0, -t * e1)
      f.slope(1, t * e2)
      f.slope(2, -target)
      f.curvature(0, 0, t * t * e1)
      f.curvature(1, 1, -t * t * e2)
    }
  }
}
