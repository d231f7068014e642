import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Gulf research and development (Cox 1969), with 99 residuals. Not differentiable where x₂ is one of the yᵢ.
  ///
  /// The residuals are those that have the published minimum: the formula printed in 1981 has the product m i x₂ where a
  /// difference is meant.
  public static let gulf = TestProblem(
    "Gulf research and development", number: 11, start: [5, 2.5, 0.15], minima: [.global(0, at: [50, 25, 1.5])], Gulf())
}

/// rᵢ = exp(−|yᵢ − x₂|^x₃ / x₁) − tᵢ with tᵢ = i / 100 and yᵢ = 25 + (−50 ln tᵢ)^⅔.
struct Gulf: SummedFunction {
  static let y = (1...99).map { 25 + Double.pow(-50 * Double.log(Double($0) / 100), 2.0 / 3) }
  let parameterCount = 3

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let (x1, x3) = (x[0], x[2])
    for i in 1...99 {
      let d = Self.y[i - 1] - x[1]
      let logarithm = Double.log(d.magnitude)
      // r = e^−u − t, and the derivatives of u.
      let u = Double.pow(d.magnitude, x3) / x1
      let decay = Double.exp(-u)
      let (u1, u2, u3) = (-u / x1, -u * x3 / d, u * logarithm)
      f.square(decay - Double(i) / 100)
      f.slope(0, -decay * u1)
      f.slope(1, -decay * u2)
      f.slope(2, -decay * u3)
      f.curvature(0, 0, decay * (u1 * u1 - 2 * u / (x1 * x1)))
      f.curvature(0, 1, decay * (u1 * u2 + u2 / x1))
      f.curvature(0, 2, decay * (u1 * u3 + u3 / x1))
      f.curvature(1, 1, decay * (u2 * u2 - u * x3 * (x3 - 1) / (d * d)))
      f.curvature(1, 2, decay * (u2 * u3 + u * (1 + x3 * logarithm) / d))
      f.curvature(2, 2, decay * (u3 * u3 - u3 * logarithm))
    }
  }
}
