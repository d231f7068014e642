import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Jennrich, Sampson (1968), with 10 residuals. At the minimum both parameters are equal.
  public static let jennrichSampson = TestProblem(
    "Jennrich–Sampson", number: 6, start: [0.3, 0.4],
    minima: [.global(124.36218235561485, at: [0.2578252136703641, 0.2578252136703641])], JennrichSampson())
}

/// rᵢ = 2 + 2i − (e^ix₁ + e^ix₂), i = 1 … 10.
struct JennrichSampson: SummedFunction {
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for number in 1...10 {
      let i = Double(number)
      let (e1, e2) = (Double.exp(i * x[0]), Double.exp(i * x[1]))
      f.square(2 + 2 * i - (e1 + e2))
      f.slope(0, -i * e1)
      f.slope(1, -i * e2)
      f.curvature(0, 0, -i * i * e1)
      f.curvature(1, 1, -i * i * e2)
    }
  }
}
