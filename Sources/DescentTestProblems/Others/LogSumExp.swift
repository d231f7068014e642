import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Which distribution on the faces 1 … 6 of a die with the mean 4.5 and the variance 1.5 has the most entropy? (After Jaynes
  /// 1963.) The dual is convex, ln Σₖ exp(x₁dₖ + x₂ (dₖ² − 1.5)) with dₖ = k − 4.5; its minimum is the entropy, its minimizer are
  /// the exponents.
  public static let maximumEntropy = TestProblem(
    "Log-sum-exp", start: [0, 0],
    minima: [.global(1.5414848760642916, at: [0.1844361335241953, -0.19618330954678814])],
    MaximumEntropy())
}

/// ln Σₖ exp(x₁dₖ + x₂ (dₖ² − 1.5)), dₖ = k − 4.5.
struct MaximumEntropy: SummedFunction {
  let parameterCount = 2

  func sum(at x: Span<Double>, into f: inout some Summation) {
    // The largest exponent is taken out, so that no exponential overflows.
    var largest = -Double.infinity
    for k in 1...6 { largest = max(largest, Self.exponent(x, k)) }
    var total = 0.0
    for k in 1...6 { total += Double.exp(Self.exponent(x, k) - largest) }
    f.term(largest + Double.log(total))

    // The means and the second moments of the features under the distribution.
    var (mean1, mean2, moment11, moment12, moment22) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for k in 1...6 {
      let probability = Double.exp(Self.exponent(x, k) - largest) / total
      let (a, b) = Self.features(k)
      mean1 += probability * a
      mean2 += probability * b
      moment11 += probability * a * a
      moment12 += probability * a * b
      moment22 += probability * b * b
    }
    f.slope(0, mean1)
    f.slope(1, mean2)
    f.curvature(0, 0, moment11 - mean1 * mean1)
    f.curvature(0, 1, moment12 - mean1 * mean2)
    f.curvature(1, 1, moment22 - mean2 * mean2)
  }

  private static func features(_ k: Int) -> (Double, Double) {
    let d = Double(k) - 4.5
    return (d, d * d - 1.5)
  }

  private static func exponent(_ x: Span<Double>, _ k: Int) -> Double {
    let (a, b) = features(k)
    return x[0] * a + x[1] * b
  }
}
