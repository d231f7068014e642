import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Biggs EXP6 (1971), with 13 residuals. Exchanging the parameters of the first and the last exponential gives mirror
  /// images. Where x₁ = x₅ only the sum x₃ + x₆ counts: the minimum 5.65565·10⁻³ is a line of such points with x₃ and x₆ of
  /// different signs, of which one is listed; where their signs are the same, the points of this value are saddles.
  public static let biggs = TestProblem(
    "Biggs EXP6", number: 18, start: [1, 2, 1, 1, 1, 1],
    minima: [
      .global(0, at: [1, 10, 1, 5, 4, 3]),
      .local(
        0.005655649925499931,
        at: [
          1.7114159947195875, 17.683198180949066, 3.326287321837785, 5.186561551993452, 1.7114159947195875, -1,
        ]),
    ], Biggs())
}

/// rᵢ = x₃ e^−tᵢx₁ − x₄ e^−tᵢx₂ + x₆ e^−tᵢx₅ − yᵢ with tᵢ = i / 10 and yᵢ = e^−tᵢ − 5 e^−10tᵢ + 3 e^−4tᵢ.
struct Biggs: SummedFunction {
  let parameterCount = 6

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in 1...13 {
      let t = Double(i) / 10
      let (e1, e2, e5) = (Double.exp(-t * x[0]), Double.exp(-t * x[1]), Double.exp(-t * x[4]))
      let y = Double.exp(-t) - 5 * Double.exp(-10 * t) + 3 * Double.exp(-4 * t)
      f.square(x[2] * e1 - x[3] * e2 + x[5] * e5 - y)
      f.slope(0, -t * x[2] * e1)
      f.slope(1, t * x[3] * e2)
      f.slope(2, e1)
      f.slope(3, -e2)
      f.slope(4, -t * x[5] * e5)
      f.slope(5, e5)
      f.curvature(0, 0, t * t * x[2] * e1)
      f.curvature(0, 2, -t * e1)
      f.curvature(1, 1, -t * t * x[3] * e2)
      f.curvature(1, 3, t * e2)
      f.curvature(4, 4, t * t * x[5] * e5)
      f.curvature(4, 5, -t * e5)
    }
  }
}
