import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Beale (1958). There is a long flat valley towards x₁ = −∞, x₂ = 1.
  public static let beale = TestProblem(
    "Beale", number: 5, start: [1, 1], minima: [.global(0, at: [3, 0.5])], Beale())
}

/// rᵢ = yᵢ − x₁ (1 − x₂ⁱ), i = 1, 2, 3.
struct Beale: SummedFunction {
  static let y = [1.5, 2.25, 2.625]
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for i in 1...3 {
      let n = Double(i)
      let power = Double.pow(x[1], i)
      let derivative = n * Double.pow(x[1], i - 1)
      f.square(Self.y[i - 1] - x[0] * (1 - power))
      f.slope(0, power - 1)
      f.slope(1, x[0] * derivative)
      f.curvature(0, 1, derivative)
      if i > 1 { f.curvature(1, 1, x[0] * n * (n - 1) * Double.pow(x[1], i - 2)) }
    }
  }
}
