public import DescentLinearAlgebra

/// An objective that knows its Hessian, the symmetric matrix of its second derivatives.
///
/// ```swift
/// let saddle = TwiceDifferentiableClosure(2) { x, gradient in
///   gradient[0] = 2 * x[0]
///   gradient[1] = -2 * x[1]
///   return x[0] * x[0] - x[1] * x[1]
/// } hessian: { _ in
///   [[2, 0], [0, -2]]
/// }
/// try saddle.criticalPoint(at: [0, 0]).kind     // .saddle
/// ```
///
/// A ``QuadraticObjective`` is one, with the same Hessian everywhere.
public protocol TwiceDifferentiableObjective: Objective {
  /// The Hessian at a point, p×p and symmetric.
  ///
  /// Compute one half and mirror it: where mirror images differ, nothing can be proven about the Hessian.
  ///
  /// - Parameter point: ``Objective/parameterCount`` numbers.
  func hessian(at point: Span<Double>) -> Matrix<Double>

  /// Writes the Hessian at a point into memory that is there. By default that of ``hessian(at:)``, which allocates: implement
  /// it for runs of ``Newton`` without allocations.
  ///
  /// - Parameters:
  ///   - point: ``Objective/parameterCount`` numbers.
  ///   - hessian: p×p; what it held before means nothing.
  func evaluateHessian(at point: Span<Double>, into hessian: inout Matrix<Double>)

  /// A bound of ‖Ĥ − H‖₂, how far the Hessian that ``hessian(at:)`` returned is from the true one.
  ///
  /// 0, the default, takes its elements as exact: what is then said about eigenvalues is said of that matrix. Implement it
  /// where the rounding of many summands enters.
  ///
  /// - Parameters:
  ///   - hessian: what ``hessian(at:)`` returned.
  ///   - point: ``Objective/parameterCount`` numbers.
  func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double
}

extension TwiceDifferentiableObjective {
  public func hessianError(_ hessian: Matrix<Double>, at point: Span<Double>) -> Double { 0 }

  public func evaluateHessian(at point: Span<Double>, into hessian: inout Matrix<Double>) {
    hessian.assign(self.hessian(at: point))
  }

  /// The Hessian at a point.
  ///
  /// - Precondition: the point has ``Objective/parameterCount`` elements.
  public func hessian(at point: Vector<Double>) -> Matrix<Double> {
    requireCount(point.count)
    return hessian(at: point.span)
  }
}

extension QuadraticObjective {
  /// H, the same everywhere.
  public func hessian(at point: Span<Double>) -> Matrix<Double> { hessian() }
}
