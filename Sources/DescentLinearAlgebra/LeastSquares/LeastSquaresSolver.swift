/// Solves least-squares problems: chooses the method, and goes on to a more accurate one where the first cannot serve.
///
/// Rank is decided on columns scaled by powers of two: a column whose distance from those before it is at most 8 √p u
/// times its length, and columns with σmin ≤ 8 √p u σmax, depend on each other to within the rounding of the stored data.
/// Then the columns that depend on earlier ones are dropped, or, on request, the solution of least norm is given.
package struct LeastSquaresSolver: Sendable {
  package var method: LeastSquaresMethod
  package var minimumNorm: Bool

  package init(method: LeastSquaresMethod = .auto, minimumNorm: Bool = false) {
    self.method = method
    self.minimumNorm = minimumNorm
  }

  /// The largest n p² for which `auto` takes double-double throughout: well under a second.
  private static let doubleDoubleLimit = 1e9

  /// Solves for each target of the problem, with one factorization.
  ///
  /// - Throws: `LinearAlgebraError` where a number is not finite, or `cholesky` was asked for and cannot serve.
  package func solve(_ problem: LeastSquaresProblem) throws -> [LeastSquaresSolution] {
    switch method {
    case .qr, .svd:
      return try householder(method, problem)
    case .cholesky:
      let plain = problem.isPlain ? problem : problem.materialized()
      guard let solutions = try RefinedCholesky(plain).solve() else {
        throw LinearAlgebraError.notPositiveDefinite(column: problem.terms.count - 1)
      }
      return solutions
    case .doubleDouble, .auto:
      let count = Double(problem.rowCount) * Double(problem.terms.count) * Double(problem.terms.count)
      if method == .auto, problem.isPlain, count > Self.doubleDoubleLimit,
        let solutions = try RefinedCholesky(problem).solve()
      {
        return solutions
      }
      let solutions = try DoubleDoubleLeastSquares(problem).solve()
      let isDeficient = solutions.contains { $0.rank < problem.terms.count }
      return minimumNorm && isDeficient ? try householder(.svd, problem) : solutions
    }
  }

  /// (ZᵀWZ)⁻¹ of a problem of one target and independent terms, with all its digits, and coefficients of the normal
  /// equations.
  ///
  /// - Parameter leastPivot: the least part of a column that those before it do not explain, squared, relative to its
  ///   length, as far as it is known.
  /// - Throws: `LinearAlgebraError` where a number is not finite.
  /// - Complexity: n p² flops and one pass over X where XᵀWX in double with what rounding takes off it has the digits;
  ///   otherwise as ``solve(_:)``.
  package func information(_ problem: LeastSquaresProblem, leastPivot: Double) throws -> LeastSquaresSolution {
    // Sums over 48 rows are off by some units at random; κ² is about p over the least pivot.
    let rounding = 4 * Double.unitRoundoff / max(1, Double(problem.rowCount) / 48).squareRoot()
    if problem.isPlain, problem.rowCount > 2000, problem.terms.count <= 200,
      Double(problem.terms.count) * rounding < 3e-15 * leastPivot,
      let solutions = try RefinedCholesky(problem).solve(refines: false)
    {
      return solutions[0]
    }
    return try solve(problem)[0]
  }

  private func householder(
    _ method: LeastSquaresMethod, _ problem: LeastSquaresProblem
  ) throws -> [LeastSquaresSolution] {
    try HouseholderLeastSquares(method: method, minimumNorm: minimumNorm).solve(problem)
  }
}
