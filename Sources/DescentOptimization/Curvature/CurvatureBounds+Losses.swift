public import DescentLinearAlgebra

// Bounds that hold at every point, for losses whose Hessian is not the same everywhere: the largest eigenvalue anywhere,
// which makes 1/L a safe step from any start, and a number that none is below.

extension CurvatureBounds {
  /// Bounds for the mean logistic loss, (1/n) Σ log(1 + exp(−yᵢxᵢᵀβ)) + (λ/2)‖Dβ‖² with yᵢ = ±1.
  ///
  /// Its Hessian is (1/n)XᵀSX + λD with 0 < sᵢ ≤ ¼ (Böhning 1992), and all sᵢ are ¼ at β = 0: λmax, the largest of all
  /// points, is that of XᵀX/(4n) + λD, proven as by ``init(of:)``. Of λmin the ridge is the lower end; without it the loss
  /// is convex and not strongly convex.
  ///
  /// - Parameters:
  ///   - x: X, an observation in each row.
  ///   - ridge: λ, at least 0.
  ///   - penalized: whether λ applies to the first coefficient too.
  /// - Throws: ``OptimizationError`` where there are no rows, a number is not finite, or λ is negative.
  /// - Complexity: np² + p³ flops, two passes over X.
  public static func logisticLoss(
    _ x: Matrix<Double>, ridge: Double = 0, penalized: LeastSquares.Penalized = .all
  ) throws -> CurvatureBounds {
    try everywhere(x, factor: 0.25, ridge: ridge, penalized)
  }

  /// Bounds for the mean Huber loss, (1/n) Σ ρ(yᵢ − xᵢᵀβ) + (λ/2)‖Dβ‖² with ρ(r) = r² for |r| ≤ δ, linear beyond.
  ///
  /// Its Hessian is (2/n)XᵀSX + λD with sᵢ of 0 or 1 (Huber 1964), and all are 1 where all residuals are small: λmax is that
  /// of least squares. Of λmin the ridge is the lower end.
  ///
  /// - Parameters, errors, complexity: those of ``logisticLoss(_:ridge:penalized:)``.
  public static func huberLoss(
    _ x: Matrix<Double>, ridge: Double = 0, penalized: LeastSquares.Penalized = .all
  ) throws -> CurvatureBounds {
    try everywhere(x, factor: 2, ridge: ridge, penalized)
  }

  /// Bounds of (factor/n)XᵀSX + λD for all diagonal S with elements between 0 and 1.
  private static func everywhere(
    _ x: Matrix<Double>, factor: Double, ridge: Double, _ penalized: LeastSquares.Penalized
  ) throws -> CurvatureBounds {
    // Looks for what is wrong with the data.
    let loss = try LeastSquares(x, .zeros(x.rowCount), ridge: ridge, penalized: penalized)
    let floor = penalized == .all ? ridge : 0
    let largest = try CurvatureBounds(
      proving: SymmetricEnclosure(
        x.gramWithError(), times: factor / Double(loss.observationCount), ridge: ridge,
        firstPenalized: penalized == .all ? 0 : 1), noneBelow: floor)
    return CurvatureBounds(
      lambdaMax: largest.lambdaMax, lambdaMin: floor...max(floor, largest.lambdaMin.upperBound), isCertified: true,
      method: .cholesky)
  }
}
