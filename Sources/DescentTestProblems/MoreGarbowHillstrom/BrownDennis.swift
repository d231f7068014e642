import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Brown, Dennis (1971), with 20 residuals, which stay large at the minimum.
  public static let brownDennis = TestProblem(
    "Brown–Dennis", number: 16, start: [25, 5, -5, -1],
    minima: [
      .global(
        85822.20162635635, at: [-11.594439904762165, 13.203630051207204, -0.40343948817685954, 0.2367787744557363])
    ], BrownDennis())
}

/// rᵢ = (x₁ + tᵢx₂ − exp tᵢ)² + (x₃ + x₄ sin tᵢ − cos tᵢ)² with tᵢ = i / 5.
struct BrownDennis: SummedFunction {
  let parameterCount = 4

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in 1...20 {
      let t = Double(i) / 5
      let sine = Double.sin(t)
      let p = x[0] + t * x[1] - Double.exp(t)
      let q = x[2] + sine * x[3] - Double.cos(t)
      f.square(p * p + q * q)
      f.slope(0, 2 * p)
      f.slope(1, 2 * t * p)
      f.slope(2, 2 * q)
      f.slope(3, 2 * sine * q)
      f.curvature(0, 0, 2)
      f.curvature(0, 1, 2 * t)
      f.curvature(1, 1, 2 * t * t)
      f.curvature(2, 2, 2)
      f.curvature(2, 3, 2 * sine)
      f.curvature(3, 3, 2 * sine * sine)
    }
  }
}
