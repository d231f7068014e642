import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Variably dimensioned: Σ (xⱼ − 1)² + s² + s⁴, steep along one direction.
  ///
  /// - Precondition: n is positive.
  /// - Complexity: O(n).
  public static func variablyDimensioned(_ n: Int = 10) -> TestProblem {
    requireAtLeast(1, n, "variablyDimensioned")
    return TestProblem(
      "Variably dimensioned", number: 25, start: Vector((1...n).map { 1 - Double($0) / Double(n) }),
      minima: [.global(0, at: Vector(repeating: 1, count: n))], VariablyDimensioned(parameterCount: n))
  }
}

/// rᵢ = xᵢ − 1, rₙ₊₁ = s, rₙ₊₂ = s², with s = Σ j (xⱼ − 1).
struct VariablyDimensioned: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    var s = 0.0
    for j in x.indices {
      f.square(x[j] - 1)
      f.slope(j, 1)
      s += Double(j + 1) * (x[j] - 1)
    }

    f.square(s)
    for j in x.indices { f.slope(j, Double(j + 1)) }

    f.square(s * s)
    for j in x.indices { f.slope(j, 2 * s * Double(j + 1)) }
    guard f.needsCurvatures else { return }
    for j in x.indices { for k in j..<x.count { f.curvature(j, k, 2 * Double((j + 1) * (k + 1))) } }
  }
}
