/// Zᵀu in double-double for a u that depends row by row on η = o + Zβ, as the score of a generalized linear model does;
/// for several targets o each with a β of its own, and a u that depends on all η of a row.
///
/// o is the target of the problem, whose weights and penalty do not enter. Blocks and bits as for ``DoubleDoublePass``.
package struct PreciseScore: Sendable {
  /// Takes the numbers of some rows and the high and low parts of their η, and writes u in place. Called on several
  /// threads at the same time, once for each row.
  package typealias RowFunction =
    @Sendable (_ rows: Range<Int>, _ high: UnsafeMutablePointer<Double>, _ low: UnsafeMutablePointer<Double>) -> Void

  /// The same for several targets: those of a target behind each other, `stride` elements behind those of the one before.
  package typealias PanelFunction =
    @Sendable (
      _ rows: Range<Int>, _ high: UnsafeMutablePointer<Double>, _ low: UnsafeMutablePointer<Double>, _ stride: Int
    ) -> Void

  private let problem: LeastSquaresProblem
  private let scaling: ProblemScaling

  /// - Throws: `LinearAlgebraError` where a number is not finite.
  /// - Complexity: one pass over X.
  package init(_ problem: LeastSquaresProblem) throws {
    self.problem = problem
    scaling = try ProblemScaling(of: problem)
  }

  /// Zᵀu at β, one element for each term, of a problem with one target.
  ///
  /// - Complexity: about 60 n p flops, one pass over X.
  package func evaluate(at coefficients: [DoubleDouble], rows: @escaping RowFunction) -> [DoubleDouble] {
    evaluate(at: [coefficients]) { range, high, low, _ in rows(range, high, low) }[0]
  }

  /// Zᵀu for each target at its β.
  ///
  /// - Complexity: about 60 n p flops for each target, one pass over X.
  package func evaluate(at coefficients: [[DoubleDouble]], rows: @escaping PanelFunction) -> [[DoubleDouble]] {
    let (p, m) = (problem.terms.count, problem.targets.columnCount)
    guard coefficients.count == m else { trapCount("PreciseScore: targets, coefficients", m, coefficients.count) }
    var negated = DoubleDoubleMatrix.zeros(m, p)
    for t in 0..<m {
      guard coefficients[t].count == p else { trapCount("PreciseScore: terms, coefficients", p, coefficients[t].count) }
      for j in 0..<p {
        negated[t, j] = (-coefficients[t][j]).scaled(byPowerOfTwo: scaling.targets[t] - scaling.terms[j])
      }
    }
    let sums = DoubleDoublePass(problem, scaling, .score(negated, rows)).sums()
    return (0..<m).map { t in
      (0..<p).map { j in
        DoubleDouble(high: sums.high[0, t * p + j], low: sums.low[0, t * p + j])
          .scaled(byPowerOfTwo: -scaling.terms[j])
      }
    }
  }
}
