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
      return try HouseholderLeastSquares(method: method, minimumNorm: minimumNorm).solve(problem)
    case .cholesky:
      return try HouseholderLeastSquares(method: method, minimumNorm: minimumNorm).solve(problem)
    case .doubleDouble, .auto:
      let solutions = try DoubleDoubleLeastSquares(problem).solve()
      guard minimumNorm, solutions.contains(where: { $0.rank < problem.terms.count }) else { return solutions }
      return try HouseholderLeastSquares(method: .svd, minimumNorm: true).solve(problem)
    }
  }
}
