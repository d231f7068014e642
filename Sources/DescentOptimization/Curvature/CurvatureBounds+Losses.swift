public import DescentLinearAlgebra

// Bounds that hold at every point, for losses whose Hessian is not the same everywhere: the largest eigenvalue anywhere,
// which makes 1/L a safe step from any start, and a number that none is below.

extension CurvatureBounds {
  /// Bounds for the mean logistic loss, (1/n) Σ log(1 + exp(−yᵢxᵢᵀβ)) + (λ/2)‖Dβ‖² with yᵢ = ±1, or with weights
  /// (1/Σwᵢ) Σ wᵢ log(1 + exp(−yᵢxᵢᵀβ)) + (λ/2)‖Dβ‖².
  ///
  /// Its Hessian is (1/n)XᵀSX + λD with 0 < sᵢ ≤ ¼ (Böhning 1992), and all sᵢ are ¼ at β = 0: λmax, the largest of all
  /// points, is that of XᵀX/(4n) + λD, proven as by ``init(of:)``. Of λmin the ridge is the lower end; without it the loss
  /// is convex and not strongly convex. With weights XᵀWX/(4Σw) stands for XᵀX/(4n), because wᵢsᵢ ≤ wᵢ/4.
  ///
  /// - Parameters:
  ///   - x: X, an observation in each row.
  ///   - weights: what each observation counts; nil for all the same.
  ///   - ridge: λ, at least 0.
  ///   - penalized: whether λ applies to the first coefficient too.
  /// - Throws: ``OptimizationError`` where there are no rows, a number is not finite, λ or a weight is negative, or all
  ///   weights are 0.
  /// - Precondition: there are as many weights as rows.
  /// - Complexity: np² + p³ flops, two passes over X, with weights three.
  public static func logisticLoss(
    _ x: Matrix<Double>, weights: Vector<Double>? = nil, ridge: Double = 0,
    penalized: LeastSquares.Penalized = .all
  ) throws -> CurvatureBounds {
    try everywhere(x, weights, factor: 0.25, ridge: ridge, penalized)
  }

  /// Bounds for the mean Huber loss, (1/n) Σ ρ(yᵢ − xᵢᵀβ) + (λ/2)‖Dβ‖² with ρ(r) = r² for |r| ≤ δ, linear beyond, or with
  /// weights (1/Σwᵢ) Σ wᵢ ρ(yᵢ − xᵢᵀβ) + (λ/2)‖Dβ‖².
  ///
  /// Its Hessian is (2/n)XᵀSX + λD with sᵢ of 0 or 1 (Huber 1964), and all are 1 where all residuals are small: λmax is that
  /// of least squares. Of λmin the ridge is the lower end.
  ///
  /// - Parameters, errors, complexity: those of ``logisticLoss(_:weights:ridge:penalized:)``.
  public static func huberLoss(
    _ x: Matrix<Double>, weights: Vector<Double>? = nil, ridge: Double = 0,
    penalized: LeastSquares.Penalized = .all
  ) throws -> CurvatureBounds {
    try everywhere(x, weights, factor: 2, ridge: ridge, penalized)
  }

  /// Bounds of (factor/Σw)XᵀWSX + λD for all diagonal S with elements between 0 and 1.
  private static func everywhere(
    _ x: Matrix<Double>, _ weights: Vector<Double>?, factor: Double, ridge: Double, _ penalized: LeastSquares.Penalized
  ) throws -> CurvatureBounds {
    // Looks for what is wrong with the data.
    let loss = try LeastSquares(x, .zeros(x.rowCount), weights: weights, ridge: ridge, penalized: penalized)
    let floor = penalized == .all ? ridge : 0
    let largest = try CurvatureBounds(
      proving: SymmetricEnclosure(
        x.gramWithError(weights: loss.normalizedWeights), times: factor / loss.weightTotal, ridge: ridge,
        firstPenalized: penalized == .all ? 0 : 1), noneBelow: floor)
    return CurvatureBounds(
      lambdaMax: largest.lambdaMax, lambdaMin: floor...max(floor, largest.lambdaMin.upperBound), isCertified: true,
      method: .cholesky)
  }
}
