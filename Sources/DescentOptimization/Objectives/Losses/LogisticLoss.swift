public import DescentLinearAlgebra
import Glibc

/// The loss of logistic regression, f(β) = (1/n) Σ [log(1 + e^ηᵢ) − yᵢηᵢ] + (λ/2) ‖Dβ‖² with ηᵢ = oᵢ + xᵢᵀβ and yᵢ of 0
/// or 1: the mean negative log-likelihood of the odds e^η (D. R. Cox 1958).
///
/// | | |
/// |---|---|
/// | gradient | (1/n) Xᵀ(μ − y) + λDβ, μᵢ = 1/(1 + e^−ηᵢ) |
/// | Hessian | (1/n) Xᵀ diag(μᵢ(1 − μᵢ)) X + λD |
/// | Lipschitz constant of the gradient | λmax(XᵀX)/(4n) + λ (D. Böhning 1992) |
///
/// A row's loss is computed as log(1 + e^±η), of which nothing cancels or overflows, and is right to 3 units in the last
/// place for every η, as is μ − y. Where the classes are separable there is no minimum without a ridge: the coefficients
/// grow without end, the loss falls to 0.
///
/// ```swift
/// let loss = try LogisticLoss(x, y, ridge: 0.01, penalized: .allButFirst)
/// let fit = try GradientDescent(step: .safe).minimize(loss)
/// ```
///
/// - Note: an intercept is a column of ones in X, see `Matrix.insertingColumn(_:at:)`.
public struct LogisticLoss: FiniteSumObjective, TwiceDifferentiableObjective, CurvatureProviding {
  /// λ.
  public let ridge: Double
  /// Which coefficients λ applies to.
  public let penalized: LeastSquares.Penalized

  private let loss: LinearLoss
  private let curvature = CurvatureCache()

  /// The mean logistic loss, with a ridge penalty on request.
  ///
  /// - Parameters:
  ///   - x: X, an observation in each row.
  ///   - y: 0 or 1 for each row.
  ///   - offset: o, what is known of η beforehand; zeros by default.
  ///   - ridge: λ, at least 0.
  ///   - penalized: whether λ applies to the first coefficient too.
  /// - Throws: ``OptimizationError`` where there are no rows, a number is not finite, an element of y is neither 0 nor 1,
  ///   or λ is negative.
  /// - Precondition: y, and the offset where there is one, have as many elements as X has rows.
  /// - Complexity: one pass over X, to see that it is finite.
  public init(
    _ x: Matrix<Double>, _ y: Vector<Double>, offset: Vector<Double>? = nil, ridge: Double = 0,
    penalized: LeastSquares.Penalized = .all
  ) throws {
    loss = try LinearLoss("LogisticLoss", x, y, offset: offset, .logistic, ridge: ridge, penalized)
    if let row = y.firstIndex(where: { $0 != 0 && $0 != 1 }) {
      throw OptimizationError.invalidTarget(
        row: row, value: y[row], allowed: "0 or 1 for the logistic loss",
        advice: "Give one of the two classes the number 0 and the other 1")
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

  /// The loss and its gradient. Where Σ of the rows' losses exceeds 10³⁰⁸ the value is infinite, and the gradient still
  /// right.
  ///
  /// - Complexity: 4np flops and n exponentials and logarithms, one pass over X. The same bits for any number of threads;
  ///   no allocation.
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

  /// Where all rows are on the right side of the plane xᵀβ = 0 and nothing is penalized, longer β are better without end
  /// (A. Albert, J. A. Anderson 1984).
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func objection(toMinimum point: Span<Double>) -> String? {
    guard ridge == 0 else { return nil }
    var eta = x * Vector(point.indices.map { point[$0] })
    if let offset { eta.add(offset) }
    guard zip(eta, y).allSatisfy({ $1 == 1 ? $0 > 0 : $0 < 0 }) else { return nil }
    return "the classes are separated: each row is on its side, and the loss falls towards 0 as the coefficients grow "
      + "without end. Add a ridge penalty, or drop the column that tells the classes apart"
  }

  /// The loss alone.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func value(at point: Span<Double>) -> Double { loss.value(at: point) }

  /// (1/n) Xᵀ diag(μᵢ(1 − μᵢ)) X + λD.
  ///
  /// - Complexity: np² flops, two passes over X; n numbers of memory.
  public func hessian(at point: Span<Double>) -> Matrix<Double> {
    loss.hessian(at: point) { eta, _ in
      // μ(1 − μ) = t/(1 + t)² is the same for η and −η.
      let t = exp(-eta.magnitude)
      return t / ((1 + t) * (1 + t))
    }
  }

  /// The rounding of ηᵢ and of the sums.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double {
    loss.hessianError(hessian, at: point)
  }

  /// max ‖xᵢ‖²/4 + λ.
  ///
  /// - Complexity: 2np flops, one pass over X.
  public func largestSampleCurvature() -> Double? { loss.largestSampleCurvature(factor: 0.25) }

  /// Bounds of the eigenvalues of the Hessian at all points, found once and kept: see
  /// ``CurvatureBounds/logisticLoss(_:weights:ridge:penalized:)``.
  ///
  /// - Complexity: np² + p³ flops, two passes over X.
  public func curvatureBounds() throws -> CurvatureBounds {
    try curvature.bounds { try .logisticLoss(x, ridge: ridge, penalized: penalized) }
  }
}
