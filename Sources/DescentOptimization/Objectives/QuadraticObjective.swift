public import DescentLinearAlgebra

/// An objective that can bound its curvature everywhere: what safe step sizes are made from.
public protocol CurvatureProviding: Objective {
  /// Bounds of the eigenvalues of the Hessian.
  ///
  /// - Throws: where the Hessian is not finite, or its eigenvalues cannot be found.
  func curvatureBounds() throws -> CurvatureBounds
}

/// A quadratic objective: its Hessian H is the same everywhere.
public protocol QuadraticObjective: CurvatureProviding, TwiceDifferentiableObjective {
  /// H as a matrix.
  func hessian() -> Matrix<Double>

  /// `product` ← H d.
  func multiplyHessian(by direction: Span<Double>, into product: inout MutableSpan<Double>)

  /// dᵀHd, what the exact step along d is made from: −gᵀd / dᵀHd.
  func curvature(along direction: Span<Double>) -> Double
}

extension QuadraticObjective {
  /// dᵀHd by ``multiplyHessian(by:into:)``; allocates nothing itself.
  public func quadraticCurvature(along direction: Span<Double>, product: inout MutableSpan<Double>) -> Double? {
    multiplyHessian(by: direction, into: &product)
    var sum = 0.0
    for i in direction.indices { sum += direction[i] * product[i] }
    return sum
  }

  public func curvature(along direction: Span<Double>) -> Double {
    var product = Vector<Double>.zeros(parameterCount)
    var span = product.mutableSpan
    multiplyHessian(by: direction, into: &span)
    var sum = 0.0
    for i in direction.indices { sum += direction[i] * span[i] }
    return sum
  }

  /// H d.
  ///
  /// - Precondition: d has ``Objective/parameterCount`` elements.
  public func multiplyHessian(by direction: Vector<Double>) -> Vector<Double> {
    requireCount(direction.count)
    var product = Vector<Double>.zeros(parameterCount)
    var span = product.mutableSpan
    multiplyHessian(by: direction.span, into: &span)
    return product
  }

  /// dᵀHd.
  ///
  /// - Precondition: d has ``Objective/parameterCount`` elements.
  public func curvature(along direction: Vector<Double>) -> Double {
    requireCount(direction.count)
    return curvature(along: direction.span)
  }

  public func curvatureBounds() throws -> CurvatureBounds {
    try CurvatureBounds(of: hessian())
  }
}
