public import DescentLinearAlgebra

/// The loss of robust regression, f(β) = (1/n) Σ ρ(yᵢ − xᵢᵀβ) + (λ/2) ‖Dβ‖² with ρ(r) = r² for |r| ≤ δ and δ(2|r| − δ)
/// beyond (P. J. Huber 1964).
///
/// | | |
/// |---|---|
/// | gradient | −(2/n) Xᵀψ + λDβ, ψᵢ = rᵢ cut off at ±δ |
/// | Hessian | (2/n) Xᵀ diag(sᵢ) X + λD, sᵢ = 1 where |rᵢ| ≤ δ, 0 beyond |
/// | Lipschitz constant of the gradient | (2/n) λmax(XᵀX) + λ, that of least squares |
///
/// Where all residuals are within the threshold it is ``LeastSquares``, whose squares have no ½ either: twice the function
/// that is usual in textbooks. Its second derivative jumps at |r| = δ, where the Hessian takes the side of the squares.
///
/// - Note: an intercept is a column of ones in X, see `Matrix.insertingColumn(_:at:)`.
public struct HuberLoss: FiniteSumObjective, TwiceDifferentiableObjective, CurvatureProviding {
  /// δ.
  public let threshold: Double
  /// λ.
  public let ridge: Double
  /// Which coefficients λ applies to.
  public let penalized: LeastSquares.Penalized

  private let loss: LinearLoss
  private let curvature = CurvatureCache()

  /// The mean Huber loss, with a ridge penalty on request.
  ///
  /// - Parameters:
  ///   - x: X, an observation in each row.
  ///   - y: what is to be explained.
  ///   - threshold: δ, the size from which residuals count as outliers. 1.345 times the standard deviation of normal
  ///     residuals keeps 95 % of the efficiency of least squares (P. W. Holland, R. E. Welsch 1977).
  ///   - ridge: λ, at least 0.
  ///   - penalized: whether λ applies to the first coefficient too.
  /// - Throws: ``OptimizationError`` where there are no rows, a number is not finite, the threshold is not positive and
  ///   finite, or λ is negative.
  /// - Precondition: y has as many elements as X has rows.
  /// - Complexity: one pass over X, to see that it is finite.
  public init(
    _ x: Matrix<Double>, _ y: Vector<Double>, threshold: Double, ridge: Double = 0,
    penalized: LeastSquares.Penalized = .all
  ) throws {
    guard threshold > 0, threshold.isFinite else { throw OptimizationError.invalidThreshold(threshold) }
    loss = try LinearLoss(
      "HuberLoss", x, y, offset: nil, .huber(threshold: threshold), slopePerPull: 2, ridge: ridge, penalized)
    self.threshold = threshold
    self.ridge = ridge
    self.penalized = penalized
  }

  /// X, n×p.
  public var x: Matrix<Double> { loss.x }
  /// y, n numbers.
  public var y: Vector<Double> { loss.y }

  public var parameterCount: Int { x.columnCount }
  public var sampleCount: Int { x.rowCount }

  /// The loss and its gradient.
  ///
  /// - Complexity: 4np flops, one pass over X. The same bits for any number of threads; no allocation.
  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    loss.evaluate(at: point, gradient: &gradient)
  }

  /// The mean over the listed rows, with the penalty in full, and its gradient.
  ///
  /// - Precondition: at least one row is listed, and all are in 0 ..< n.
  /// - Complexity: 4mp flops for m rows. No allocation where no more rows are listed than X has.
  public func evaluate(samples: Span<Int>, at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    requireSamples(samples)
    return loss.evaluate(samples: samples, at: point, gradient: &gradient)
  }

  /// The loss alone.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func value(at point: Span<Double>) -> Double { loss.value(at: point) }

  /// (2/n) Xᵀ diag(sᵢ) X + λD, the sum over the rows with |rᵢ| ≤ δ.
  ///
  /// - Complexity: np² flops, two passes over X; n numbers of memory.
  public func hessian(at point: Span<Double>) -> Matrix<Double> {
    loss.hessian(at: point) { eta, target in (target - eta).magnitude <= threshold ? 2 : 0 }
  }

  /// The rounding of the sums, and the share of rows whose residual is so close to the threshold that it may lie on the
  /// other side.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double {
    loss.hessianError(hessian, at: point, threshold: threshold, step: 2)
  }

  /// 2 max ‖xᵢ‖² + λ.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func largestSampleCurvature() -> Double? { loss.largestSampleCurvature(factor: 2) }

  /// Bounds of the eigenvalues of the Hessian at all points, found once and kept: see
  /// ``CurvatureBounds/huberLoss(_:weights:ridge:penalized:)``.
  ///
  /// - Complexity: np² + p³ flops, two passes over X.
  public func curvatureBounds() throws -> CurvatureBounds {
    try curvature.bounds { try .huberLoss(x, ridge: ridge, penalized: penalized) }
  }
}
