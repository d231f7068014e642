import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Meyer (1970): the resistance of a thermistor over temperature. The parameters differ by six orders of magnitude and the
  /// condition number of the Hessian at the minimum is 10¹⁶.
  public static let meyer = TestProblem(
    "Meyer", number: 10, start: [0.02, 4000, 250],
    minima: [.global(87.94585517085112, at: [0.005609636471028053, 6181.346346286372, 345.2236346241365])], Meyer())
}

/// rᵢ = x₁ exp(x₂ / (tᵢ + x₃)) − yᵢ with tᵢ = 45 + 5i.
struct Meyer: SummedFunction {
  static let y: [Double] = [
    34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872,
  ]
  let parameterCount = 3

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let (x1, x2) = (x[0], x[1])
    for i in 1...16 {
      let q = 1 / (Double(45 + 5 * i) + x[2])
      let growth = Double.exp(x2 * q)
      f.square(x1 * growth - Self.y[i - 1])
      f.slope(0, growth)
      f.slope(1, x1 * q * growth)
      f.slope(2, -x1 * x2 * q * q * growth)
      f.curvature(0, 1, q * growth)
      f.curvature(0, 2, -x2 * q * q * growth)
      f.curvature(1, 1, x1 * q * q * growth)
      f.curvature(1, 2, -x1 * q * q * (1 + x2 * q) * growth)
      f.curvature(2, 2, x1 * x2 * q * q * q * (2 + x2 * q) * growth)
    }
  }
}
