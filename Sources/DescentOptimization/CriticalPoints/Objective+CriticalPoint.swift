public import DescentLinearAlgebra

extension Objective {
  /// What kind of critical point a point is, by a Hessian from differences of gradients.
  ///
  /// No sign is ever proven this way; ``DifferenceHessian`` says how far its elements may be off. An objective that turns
  /// out to be a ``TwiceDifferentiableObjective`` is asked for its Hessian instead.
  ///
  /// - Parameters:
  ///   - point: x.
  ///   - tolerance: the largest ‖g‖ of a critical point. By default √ε ‖H‖ max(‖x‖, typical size) with √ε = 2⁻²⁶: along
  ///     the steepest eigenvectors Newton's step is then shorter than the part √ε of x.
  ///   - typicalSize: the size of parameters where they are near 0.
  ///   - gradientRounding: the relative rounding of the gradient, at least 2⁻⁵³; 2⁻²⁴ for one of single precision.
  /// - Throws: ``OptimizationError`` where x, the value or the gradient at x or at a neighbour, or the Hessian is not
  ///   finite; an error of the eigenvalue routine.
  /// - Precondition: the point has ``parameterCount`` elements; the tolerance is not negative, the typical size positive
  ///   and finite.
  /// - Complexity: 4p + 1 gradients, and about 9p³ flops (`syevd`).
  public func criticalPoint(
    at point: Vector<Double>, tolerance: Double? = nil, typicalSize: Double = 1,
    gradientRounding: Double = 0x1p-53
  ) throws -> CriticalPoint {
    if let known = self as? any TwiceDifferentiableObjective {
      return try known.criticalPoint(at: point, tolerance: tolerance, typicalSize: typicalSize)
    }
    let gradient = try finiteGradient(at: point, tolerance, typicalSize)
    let differences = try DifferenceHessian(
      of: self, at: point, gradient: gradient, typicalSize: typicalSize, gradientRounding: gradientRounding)
    return try CriticalPoint(
      gradient: gradient,
      hessian: UncertainHessian(matrix: differences.matrix, error: differences.errorNorm, isBounded: false),
      tolerance: tolerance, scale: max(point.norm(), typicalSize))
  }

  /// The gradient, after everything has been checked that can be wrong about a point.
  fileprivate func finiteGradient(
    at point: Vector<Double>, _ tolerance: Double?, _ typicalSize: Double
  ) throws(OptimizationError) -> Vector<Double> {
    requireTypicalSize(typicalSize)
    if let tolerance, !(tolerance >= 0) { trap("criticalPoint: the tolerance \(tolerance) must not be negative") }
    return try finiteGradient(at: point)
  }

  /// The gradient at a point that is finite, where it and the value are.
  func finiteGradient(at point: Vector<Double>) throws(OptimizationError) -> Vector<Double> {
    requireCount(point.count)
    if let j = point.firstIndex(where: { !$0.isFinite }) {
      throw .nonFinite(what: "The point", row: j, column: nil, value: point[j])
    }
    var gradient = Vector<Double>.zeros(parameterCount)
    let value = evaluate(at: point, gradient: &gradient)
    if let j = gradient.firstIndex(where: { !$0.isFinite }) {
      throw .undefinedAtPoint(gradientElement: j, value: gradient[j])
    }
    guard value.isFinite else { throw .undefinedAtPoint(gradientElement: nil, value: value) }
    return gradient
  }
}

extension TwiceDifferentiableObjective {
  /// What kind of critical point a point is, by the objective's own Hessian.
  ///
  /// Signs of eigenvalues are proven where rounding allows it: with V the computed eigenvectors, VᵀHV is formed with a
  /// bound of its rounding, and rows that are diagonally dominant after a scaling give as many eigenvalues of their
  /// diagonal element's sign (Gershgorin, Sylvester, Courant and Fischer). Elements of the Hessian are taken as exact up to
  /// ``hessianError(_:at:)``; where mirror images differ, nothing is proven.
  ///
  /// - Parameters:
  ///   - point: x.
  ///   - tolerance: the largest ‖g‖ of a critical point. By default √ε ‖H‖ max(‖x‖, typical size) with √ε = 2⁻²⁶.
  ///   - typicalSize: the size of parameters where they are near 0.
  /// - Throws: ``OptimizationError`` where x, the value, the gradient or the Hessian at x is not finite, or mirror images
  ///   in the Hessian differ by more than 10⁻⁸ of its largest element; an error of the eigenvalue routine.
  /// - Precondition: the point has ``Objective/parameterCount`` elements, and the Hessian as many rows and columns; the
  ///   tolerance is not negative, the typical size positive and finite.
  /// - Complexity: a gradient and a Hessian, and about 13p³ flops (`syevd`, `gemm`).
  public func criticalPoint(
    at point: Vector<Double>, tolerance: Double? = nil, typicalSize: Double = 1
  ) throws -> CriticalPoint {
    let gradient = try finiteGradient(at: point, tolerance, typicalSize)
    return try CriticalPoint(
      gradient: gradient, hessian: checkedHessian(at: point), tolerance: tolerance,
      scale: max(point.norm(), typicalSize))
  }

  private func checkedHessian(at point: Vector<Double>) throws(OptimizationError) -> UncertainHessian {
    let hessian = hessian(at: point)
    guard hessian.rowCount == parameterCount, hessian.columnCount == parameterCount else {
      trapShape(
        "\(Self.self): its Hessian, and what its parameters ask for", (hessian.rowCount, hessian.columnCount),
        (parameterCount, parameterCount))
    }
    if let (row, column) = hessian.firstNonFinite() {
      throw .nonFinite(what: "The Hessian", row: row, column: column, value: hessian[row, column])
    }
    if let (row, column) = hessian.asymmetry(relativeTolerance: 1e-8) {
      throw .asymmetricHessian(
        row: row, column: column, value: hessian[row, column], mirrored: hessian[column, row])
    }
    let error = hessianError(hessian, at: point.span)
    guard error >= 0 else { trap("\(Self.self).hessianError: \(error) must not be negative") }
    let matrix = hessian.symmetricPart()
    // Mirror images that differ show the size of errors that nobody has bounded.
    let asymmetry = hessian.subtracting(matrix).norm()
    return UncertainHessian(matrix: matrix, error: error + asymmetry, isBounded: hessian.isSymmetric())
  }
}
