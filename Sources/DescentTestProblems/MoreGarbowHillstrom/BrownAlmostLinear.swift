import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Brown (1969), almost linear: n − 1 linear residuals and a product. The value is 0 at (α, …, α, α¹⁻ⁿ) with
  /// nαⁿ − (n + 1) αⁿ⁻¹ + 1 = 0, which α = 1 and one smaller number solve. With the value 1 the gradient vanishes at
  /// (0, …, 0, n + 1) too, which is no minimum.
  ///
  /// - Precondition: n is at least 2.
  /// - Complexity: O(n²).
  public static func brownAlmostLinear(_ n: Int = 10) -> TestProblem {
    requireAtLeast(2, n, "brownAlmostLinear")
    return TestProblem(
      "Brown almost-linear", number: 27, start: Vector(repeating: 0.5, count: n),
      minima: [.global(0, at: Vector(repeating: 1, count: n))], BrownAlmostLinear(parameterCount: n))
  }
}

/// rᵢ = xᵢ + Σ xⱼ − (n + 1) for i < n, rₙ = Π xⱼ − 1.
struct BrownAlmostLinear: SummedFunction {
  let parameterCount: Int

  func sum(at x: Span<Double>, into f: inout some Summation) {
    let n = parameterCount
    var (total, product) = (0.0, 1.0)
    for j in 0..<n {
      total += x[j]
      product *= x[j]
    }
    for i in 0..<n - 1 {
      f.square(x[i] + total - Double(n + 1))
      f.slope(i, 1)
      guard f.needsSlopes else { continue }
      for j in 0..<n { f.slope(j, 1) }
    }

    f.square(product - 1)
    guard f.needsSlopes else { return }
    for j in 0..<n { f.slope(j, Self.product(x, without: j, j)) }
    guard f.needsCurvatures else { return }
    for j in 0..<n { for k in j + 1..<n { f.curvature(j, k, Self.product(x, without: j, k)) } }
  }

  /// The product of all parameters but two. A quotient would fail where one is zero.
  private static func product(_ x: Span<Double>, without j: Int, _ k: Int) -> Double {
    var product = 1.0
    for i in x.indices where i != j && i != k { product *= x[i] }
    return product
  }
}
