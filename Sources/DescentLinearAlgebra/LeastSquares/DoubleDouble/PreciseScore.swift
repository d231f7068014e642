/// Zᵀu in double-double for a u that depends row by row on η = o + Zβ, as the score of a generalized linear model does.
///
/// o is the target of the problem, whose weights and penalty do not enter. Blocks and bits as for ``DoubleDoublePass``.
package struct PreciseScore: Sendable {
  /// Takes the numbers of some rows and the high and low parts of their η, and writes u in place. Called on several
  /// threads at the same time, once for each row.
  package typealias RowFunction =
    @Sendable (_ rows: Range<Int>, _ high: UnsafeMutablePointer<Double>, _ low: UnsafeMutablePointer<Double>) -> Void

  private let problem: LeastSquaresProblem
  private let scaling: ProblemScaling

  /// - Throws: `LinearAlgebraError` where a number is not finite.
  /// - Precondition: the problem has one target.
  /// - Complexity: one pass over X.
  package init(_ problem: LeastSquaresProblem) throws {
    self.problem = problem
    scaling = try ProblemScaling(of: problem)
  }

  /// Zᵀu at β, one element for each term.
  ///
  /// - Complexity: about 60 n p flops, one pass over X.
  package func evaluate(at coefficients: [DoubleDouble], rows: @escaping RowFunction) -> [DoubleDouble] {
    let p = problem.terms.count
    guard coefficients.count == p else { trapCount("PreciseScore: terms, coefficients", p, coefficients.count) }
    var negated = DoubleDoubleMatrix.zeros(1, p)
    for j in 0..<p {
      negated[0, j] = (-coefficients[j]).scaled(byPowerOfTwo: scaling.targets[0] - scaling.terms[j])
    }
    let sums = DoubleDoublePass(problem, scaling, .score(negated, rows)).sums()
    return (0..<p).map { j in
      DoubleDouble(high: sums.high[0, j], low: sums.low[0, j]).scaled(byPowerOfTwo: -scaling.terms[j])
    }
  }
}
