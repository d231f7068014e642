public import DescentLinearAlgebra
import Glibc

/// The loss of Poisson regression with the logarithm as link, f(β) = (1/n) Σ [e^ηᵢ − yᵢηᵢ] + (λ/2) ‖Dβ‖² with
/// ηᵢ = oᵢ + xᵢᵀβ and yᵢ ≥ 0 (J. A. Nelder, R. W. M. Wedderburn 1972).
///
/// | | |
/// |---|---|
/// | gradient | (1/n) Xᵀ(μ − y) + λDβ, μᵢ = e^ηᵢ |
/// | Hessian | (1/n) Xᵀ diag(μᵢ) X + λD |
/// | Lipschitz constant of the gradient | none: the curvature grows with e^η |
///
/// It is the mean negative log-likelihood less (1/n) Σ log yᵢ!, which does not depend on β. The offset is the logarithm of
/// what the counts refer to, such as years of observation. Without a bound of the curvature there is no safe step: take a
/// line search, or a small constant one.
///
/// Where an e^ηᵢ overflows, from η = 709.8 on, the value is infinite, which optimizers take as infeasible; elements of the
/// gradient may then be infinite or NaN.
///
/// - Note: an intercept is a column of ones in X, see `Matrix.insertingColumn(_:at:)`.
public struct PoissonLoss: FiniteSumObjective, TwiceDifferentiableObjective {
  /// λ.
  public let ridge: Double
  /// Which coefficients λ applies to.
  public let penalized: LeastSquares.Penalized

  private let loss: LinearLoss

  /// The largest y: beyond, products with η would leave the range of the numbers before e^η does.
  private static let largestTarget = 1e300

  /// The mean Poisson loss, with a ridge penalty on request.
  ///
  /// - Parameters:
  ///   - x: X, an observation in each row.
  ///   - y: counts, or other numbers of at least 0.
  ///   - offset: o, the logarithm of what each count refers to; zeros by default.
  ///   - ridge: λ, at least 0.
  ///   - penalized: whether λ applies to the first coefficient too.
  /// - Throws: ``OptimizationError`` where there are no rows, a number is not finite, an element of y is negative or above
  ///   10³⁰⁰, or λ is negative.
  /// - Precondition: y, and the offset where there is one, have as many elements as X has rows.
  /// - Complexity: one pass over X, to see that it is finite.
  public init(
    _ x: Matrix<Double>, _ y: Vector<Double>, offset: Vector<Double>? = nil, ridge: Double = 0,
    penalized: LeastSquares.Penalized = .all
  ) throws {
    loss = try LinearLoss("PoissonLoss", x, y, offset: offset, .poisson, ridge: ridge, penalized)
    if let row = y.firstIndex(where: { $0 < 0 || $0 > Self.largestTarget }) {
      throw OptimizationError.invalidTarget(
        row: row, value: y[row], allowed: "a count, at least 0 and at most 1e300, for the Poisson loss",
        advice: "Correct it, or take least squares for what is not a count")
    }
    self.ridge = ridge
    self.penalized = penalized
  }

  /// X, n×p.
  public var x: Matrix<Double> { loss.x }
  /// y, n numbers.
  public var y: Vector<Double> { loss.y }
  /// o, n numbers; nil stands for zeros.
  public var offset: Vector<Double>? { loss.offset }

  public var parameterCount: Int { x.columnCount }
  public var sampleCount: Int { x.rowCount }

  /// The loss and its gradient.
  ///
  /// - Complexity: 4np flops and n exponentials, one pass over X. The same bits for any number of threads; no allocation.
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

  /// (1/n) Xᵀ diag(e^ηᵢ) X + λD; with infinities or NaN where an e^ηᵢ overflows.
  ///
  /// - Complexity: np² flops, two passes over X; n numbers of memory.
  public func hessian(at point: Span<Double>) -> Matrix<Double> { loss.hessian(at: point) { eta, _ in exp(eta) } }

  /// The rounding of ηᵢ and of the sums.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double {
    loss.hessianError(hessian, at: point)
  }
}
