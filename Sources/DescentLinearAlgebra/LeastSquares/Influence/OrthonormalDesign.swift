internal import CDescentKernels

/// The rows of Q = Z R⁻¹ with ZᵀWZ = RᵀR, for the terms Z of a fit that were not dropped: what leverages, robust
/// covariances and analyses of variance are sums of.
///
/// Qᵀ W Q = I, so that nothing that is summed over its rows is worse conditioned than the weights of the sum. The rows are
/// formed block by block where they are needed, never all at once.
///
/// After a fit by double-double, or by QR and SVD, R is found in double-double again (two passes of n p²/2 multiplications)
/// and the rows are formed in it: each element is right to the last bits. After a fit of n p² > 10⁹ by the normal equations
/// its own R serves, in double: an error of about κu.
package struct OrthonormalDesign: Sendable {
  /// r, the terms that were not dropped.
  package let rank: Int
  let problem: LeastSquaresProblem
  let rows: Rows
  /// R, of terms that are multiplied by 2^exponents[j].
  private let triangle: DoubleDoubleMatrix
  private let exponents: [Int]
  /// RᵀR is that of the weights times 2^weightExponent.
  private let weightExponent: Int
  /// R⁻¹, rounded.
  private let inverse: Matrix<Double>
  private let coefficients: [DoubleDouble]

  enum Rows: Sendable {
    case doubleDouble(DoubleDoubleTriangle, ProblemScaling)
    /// D R⁻¹, with D the powers of two.
    case double(Matrix<Double>)
  }

  /// - Parameters:
  ///   - whole: the problem that was solved, without a penalty.
  ///   - target: which of its targets.
  /// - Throws: `LinearAlgebraError` where a number is not finite.
  package init(_ whole: LeastSquaresProblem, _ solution: LeastSquaresSolution, target: Int) throws {
    let kept = solution.keptColumns
    let terms = kept.map { whole.terms[$0] }
    // One target of zeros would do; that of the fit is there.
    let problem = LeastSquaresProblem(
      whole.x, terms: terms, targets: Matrix(column: whole.targets.column(target)), weights: whole.weights)
    self.problem = problem
    rank = kept.count
    let raw = kept.map { DoubleDouble(high: solution.coefficients[$0], low: solution.coefficientRests[$0]) }
    if solution.method == .cholesky {
      let inverse = solution.triangle.solvingTriangular(.upper, .identity(kept.count))
      exponents = solution.exponents
      weightExponent = 0
      triangle = DoubleDoubleMatrix(high: solution.triangle, low: .zeros(kept.count, kept.count))
      self.inverse = inverse
      rows = .double(inverse.scalingRows(by: Vector(exponents.map { 1.0.scaled(byPowerOfTwo: $0) })))
    } else {
      let scaling = try ProblemScaling(of: problem)
      let factor = DoubleDoubleTriangle.ofTerms(problem, scaling)
      exponents = scaling.terms
      weightExponent = scaling.weights
      triangle = factor.elements
      inverse = factor.inverse().rounded
      rows = .doubleDouble(factor, scaling)
    }
    coefficients = zip(raw, exponents).map { $0.scaled(byPowerOfTwo: -$1) }
  }

  /// √w R β for each term, whose squares add up to Σ wᵢŷᵢ²: by how much each term lowers the sum of squares of the
  /// residuals after those before it.
  package func effects() -> Vector<Double> {
    let factor = weightExponent % 2 == 0 ? 1 : 2.0.squareRoot()
    return Vector(
      (0..<rank).map { i in
        var sum = DoubleDouble(0)
        for j in i..<rank { sum = sum + triangle[i, j] * coefficients[j] }
        // 2^(−e/2), e rounded up where it is odd.
        return (sum.high * factor).scaled(byPowerOfTwo: -((weightExponent + (weightExponent & 1)) / 2))
      })
  }

  /// R⁻¹ S R⁻ᵀ in the units of the terms: (ZᵀWZ)⁻¹ where S is the identity.
  ///
  /// - Precondition: S is symmetric, of the size of the rank.
  package func covariance(_ scatter: Matrix<Double>) -> Matrix<Double> {
    let rows = unscaledInverse()
    let product = rows * scatter * rows.transposed()
    return product.adding(product.transposed()).scaled(by: 0.5 * weightScale)
  }

  /// R⁻¹ in the units of the terms.
  func unscaledInverse() -> Matrix<Double> {
    inverse.scalingRows(by: Vector(exponents.map { 1.0.scaled(byPowerOfTwo: $0) }))
  }

  /// What the weights have been multiplied by where R was found. The sums have it once, as ``covariance(_:)`` has.
  var weightScale: Double { 1.0.scaled(byPowerOfTwo: weightExponent) }
}

extension DoubleDoubleTriangle {
  /// R of the terms, from the rows of Z R₁⁻¹ with R₁ by Cholesky: the error of κ² becomes one of κ (CholeskyQR2, Yamamoto
  /// et al. 2015).
  ///
  /// - Precondition: the terms are independent.
  static func ofTerms(_ problem: LeastSquaresProblem, _ scaling: ProblemScaling) -> DoubleDoubleTriangle {
    let p = problem.terms.count
    func factor(after first: DoubleDoubleTriangle?) -> DoubleDoubleTriangle {
      let sums = DoubleDoublePass(problem, scaling, .gram(first)).sums()
      let gram = DoubleDoubleMatrix(high: sums.high, low: sums.low).reshaped(p + 1, p + 1).selecting(Array(0..<p))
      return factorizing(gram, tolerance: 0).triangle
    }
    let first = factor(after: nil)
    return factor(after: first).multiplied(by: first)
  }
}
