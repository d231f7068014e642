import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Styblinski, Tang (1990): 2ⁿ minima, in each coordinate near −2.9035 or 2.7468; the global one is listed.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n).
  public static func styblinskiTang(_ n: Int = 4) -> TestProblem {
    requireAtLeast(1, n, "styblinskiTang")
    return TestProblem(
      "Styblinski–Tang", start: .zeros(n),
      minima: [.global(-39.166165703771415 * Double(n), at: Vector(repeating: -2.903534027771177, count: n))],
      StyblinskiTang(parameterCount: n))
  }
}

/// ½ Σ xⱼ⁴ − 16xⱼ² + 5xⱼ.
struct StyblinskiTang: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    for j in x.indices {
      let square = x[j] * x[j]
      f.term(0.5 * ((square - 16) * square + 5 * x[j]))
      f.slope(j, (2 * square - 16) * x[j] + 2.5)
      f.curvature(j, j, 6 * square - 16)
    }
  }
}
