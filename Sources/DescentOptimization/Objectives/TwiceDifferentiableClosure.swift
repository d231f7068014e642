public import DescentLinearAlgebra

/// An objective with its Hessian, given by two closures.
///
/// ```swift
/// let well = TwiceDifferentiableClosure(1) { x, gradient in
///   gradient[0] = 4 * x[0] * x[0] * x[0] - 8 * x[0] + 1
///   return x[0] * x[0] * x[0] * x[0] - 4 * x[0] * x[0] + x[0]
/// } hessian: { x in
///   [[12 * x[0] * x[0] - 8]]
/// }
/// ```
public struct TwiceDifferentiableClosure: TwiceDifferentiableObjective {
  /// Returns the Hessian at the point.
  public typealias HessianBody = @Sendable (_ point: Span<Double>) -> Matrix<Double>

  public let parameterCount: Int
  private let body: ClosureObjective.Body
  private let hessianBody: HessianBody

  /// An objective of `parameterCount` parameters.
  ///
  /// - Parameters:
  ///   - parameterCount: p.
  ///   - body: writes the gradient at a point, and returns the value there.
  ///   - hessian: returns the Hessian at a point, p×p and symmetric.
  public init(_ parameterCount: Int, _ body: @escaping ClosureObjective.Body, hessian: @escaping HessianBody) {
    self.parameterCount = parameterCount
    self.body = body
    hessianBody = hessian
  }

  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    body(point, &gradient)
  }

  public func hessian(at point: Span<Double>) -> Matrix<Double> { hessianBody(point) }
}
