import DescentLinearAlgebra
import DescentOptimization
import RealModule

extension TestProblem {
  /// Rastrigin (1974): a bowl with a local minimum near each point of integers; only the global one is listed.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n).
  public static func rastrigin(_ n: Int = 4) -> TestProblem {
    requireAtLeast(1, n, "rastrigin")
    return TestProblem(
      "Rastrigin", start: Vector(repeating: 2.2, count: n), minima: [.global(0, at: .zeros(n))],
      Rastrigin(parameterCount: n))
  }
}

/// Σ xⱼ² + 10 (1 − cos 2πxⱼ).
struct Rastrigin: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let frequency = 2 * Double.pi
    for j in x.indices {
      let (sine, cosine) = (Double.sin(frequency * x[j]), Double.cos(frequency * x[j]))
      f.term(x[j] * x[j] + 10 * (1 - cosine))
      f.slope(j, 2 * x[j] + 10 * frequency * sine)
      f.curvature(j, j, 2 + 10 * frequency * frequency * cosine)
    }
  }
}
