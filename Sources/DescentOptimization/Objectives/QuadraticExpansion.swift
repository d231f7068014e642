public import DescentLinearAlgebra

/// A quadratic objective around a point a where its value and gradient are known: with d = x − a,
///
/// g(x) = g(a) + Hd,  f(x) = f(a) + ½ dᵀ(g(a) + g(x)).
///
/// Both are exact for a quadratic, and cost 2p² flops whatever the objective itself costs. The rounding error of the
/// gradient is that of g(a) and about u‖H‖‖d‖ (u = 2⁻⁵³), not u‖H‖‖x‖: close to the anchor it is as good as the
/// gradient there. A new gradient where the old one has served is the step of Wilkinson's iterative refinement (1963).
///
/// See ``Objective/expansion()``.
public final class QuadraticExpansion: Sendable {
  /// H, p×p and symmetric.
  public let hessian: Matrix<Double>
  /// A bound of ‖H‖₂: the smallest of its Frobenius norm and its row sums.
  let norm: Double
  /// Where value and gradient came with H; nil where they did not.
  let origin: Iterate?

  /// Value and gradient at anchors, where there is something better than the objective's own; nil where not.
  let anchorEvaluation: AnchorEvaluation?

  private let kernel: ResidualGradient

  /// Writes the gradient at a point; returns the value there.
  public typealias AnchorEvaluation = @Sendable (_ point: Span<Double>, _ gradient: inout MutableSpan<Double>) -> Double

  /// The quadratic with the Hessian H.
  ///
  /// - Parameters:
  ///   - hessian: H.
  ///   - origin: a point with its value and gradient, where they cost nothing beside H.
  ///   - anchorEvaluation: finds value and gradient with less rounding than the objective itself, which is what serves
  ///     where it is nil. An anchor keeps its rounding error as long as it stands, while in evaluations that follow each
  ///     other the errors differ and cancel in part.
  /// - Returns: nil where H or the origin is not finite.
  /// - Precondition: H is square, with as many rows as the origin has elements.
  /// - Complexity: O(p²).
  public init?(hessian: Matrix<Double>, origin: Iterate? = nil, anchorEvaluation: AnchorEvaluation? = nil) {
    let p = hessian.rowCount
    guard hessian.columnCount == p else {
      trap("QuadraticExpansion: the Hessian is \(p)×\(hessian.columnCount), it must be square")
    }
    if let origin, origin.point.count != p {
      trapCount("QuadraticExpansion: rows of the Hessian, elements of the origin", p, origin.point.count)
    }
    norm = min(hessian.norm(), hessian.norm(.infinity))
    guard norm.isFinite, origin.map({ $0.value.isFinite && $0.gradient.isFinite }) ?? true else { return nil }
    self.hessian = hessian
    self.origin = origin
    self.anchorEvaluation = anchorEvaluation
    kernel = ResidualGradient(hessian, .zeros(p))
  }

  /// `product` ← Hd.
  ///
  /// - Complexity: 2p² flops, one pass over H; no allocation.
  func multiplyHessian(by direction: Span<Double>, into product: inout MutableSpan<Double>) {
    _ = kernel.residual(at: direction, into: &product, withoutTarget: true)
  }

  /// Writes the gradient at point + rest and the displacement d = point − anchor + rest; returns the value and ‖d‖₂.
  ///
  /// - Complexity: 2p² flops, one pass over H. The same bits for any number of threads; no allocation.
  func evaluate(
    at point: Vector<Double>, _ rest: Vector<Double>, around anchor: Iterate, gradient: inout Vector<Double>,
    displacement: inout Vector<Double>
  ) -> (value: Double, distance: Double) {
    let (x, low, a, slope) = (point.span, rest.span, anchor.point.span, anchor.gradient.span)
    var d = displacement.mutableSpan
    for i in x.indices { d[i] = (x[i] - a[i]) + low[i] }
    var g = gradient.mutableSpan
    _ = kernel.residual(at: displacement.span, into: &g, withoutTarget: true)
    let moved = displacement.span
    var sum = 0.0
    for i in moved.indices {
      g[i] += slope[i]
      sum += moved[i] * (slope[i] + g[i])
    }
    return (anchor.value + 0.5 * sum, euclideanNorm(displacement))
  }
}
