import DescentLinearAlgebra
import DescentOptimization

extension TestProblem {
  /// Nesterov's worst case of first-order methods, L/4 (½ (x₁² + Σ (xⱼ − xⱼ₊₁)² + xₙ²) − x₁), from 0: no method that adds up
  /// gradients can have moved parameter k before step k.
  ///
  /// Its ``objective`` is a `QuadraticForm`, with the eigenvalues L/2 (1 − cos kπ/(n + 1)), k = 1 … n. The value at the minimum is
  /// L/8 (1/(n + 1) − 1), the minimizer xⱼ = 1 − j/(n + 1).
  ///
  /// - Parameters:
  ///   - n: how many parameters.
  ///   - largest: L, which the largest eigenvalue stays below.
  /// - Precondition: n is positive, L positive and finite.
  /// - Complexity: n² doubles.
  /// - Note: Nesterov, *Lectures on Convex Optimization*, 2018, section 2.1.2.
  public static func nesterovQuadratic(_ n: Int = 20, curvature largest: Double = 1) -> TestProblem {
    requireAtLeast(1, n, "nesterovQuadratic")
    guard largest > 0, largest.isFinite else {
      trap("nesterovQuadratic: the curvature must be positive and finite, not \(largest)")
    }
    var matrix = Matrix<Double>.zeros(n, n)
    for j in 0..<n {
      matrix[j, j] = 0.5 * largest
      if j > 0 { matrix[j - 1, j] = -0.25 * largest }
      if j > 0 { matrix[j, j - 1] = -0.25 * largest }
    }
    var vector = Vector<Double>.zeros(n)
    vector[0] = 0.25 * largest
    guard let form = try? QuadraticForm(matrix, vector) else { trap("nesterovQuadratic: the form was refused") }
    let count = Double(n + 1)
    return TestProblem(
      "Nesterov's quadratic", start: .zeros(n),
      minima: [.global(largest / 8 * (1 / count - 1), at: Vector((1...n).map { 1 - Double($0) / count }))], form)
  }
}
