/// How a least-squares problem is solved.
public enum LeastSquaresMethod: String, Sendable, Codable, CaseIterable {
  /// Double-double for problems of n p² ≤ 10⁹ and wherever the others would lose digits, Cholesky with refinement for the
  /// rest.
  case auto
  /// The normal equations XᵀX β = Xᵀy by a Cholesky decomposition, refined by gradients in double-double until no digit
  /// changes: little more than one pass over X. For condition numbers up to about 10⁷.
  case cholesky
  /// The Gram matrix and its Cholesky decomposition in double-double, twice where the columns are ill conditioned: all
  /// digits up to condition numbers of 10¹⁵, at some ten times the cost of `cholesky`.
  case doubleDouble = "double-double"
  /// Householder QR of X, and one step of refinement: error about u κ + u κ² ρ, ρ the relative size of the residual.
  case qr
  /// Householder QR, then the singular values of R: as accurate as `qr`, and of minimum norm where X is rank deficient.
  case svd
}
