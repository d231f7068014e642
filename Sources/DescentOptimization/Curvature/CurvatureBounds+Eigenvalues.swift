public import DescentLinearAlgebra

extension CurvatureBounds {
  /// Bounds from all eigenvalues of a symmetric matrix.
  ///
  /// Each end is widened by (p + 4) u ‖H‖ (u = 2⁻⁵³), the size of the rounding of forming and reducing H as it is in
  /// practice: an estimate, not a proof. From a condition number of about 1/(p u) on it says that λmin may be zero.
  ///
  /// - Parameters:
  ///   - hessian: H, p×p and symmetric.
  ///   - floor: a number that no eigenvalue is below, where one is known: 0 for a matrix of the form XᵀX.
  /// - Throws: ``OptimizationError`` where an element is not finite; an error of the eigenvalue routine.
  /// - Precondition: H is square.
  /// - Complexity: 4/3 p³ flops (`syevd` of LAPACK, values only).
  public init(eigenvaluesOf hessian: Matrix<Double>, noneBelow floor: Double? = nil) throws {
    guard hessian.rowCount == hessian.columnCount else {
      trap("CurvatureBounds: the Hessian is \(hessian.rowCount)×\(hessian.columnCount), it must be square")
    }
    if let (row, column) = hessian.firstNonFinite() {
      throw OptimizationError.nonFinite(
        what: "The Hessian", row: row, column: column, value: hessian[row, column])
    }
    let eigenvalues = try SymmetricEigendecomposition.eigenvalues(of: hessian)
    let smallest = eigenvalues.first ?? 0
    let largest = eigenvalues.last ?? 0
    let norm = max(largest.magnitude, smallest.magnitude)
    let rounding = Double(hessian.rowCount + 4) * 0x1p-53 * norm
    func widened(_ value: Double) -> ClosedRange<Double> {
      guard norm > 0 else { return 0...0 }  // a matrix of zeros is exact
      let lower = max((value - rounding).nextDown, floor ?? -.infinity)
      return lower...max(lower, (value + rounding).nextUp)
    }
    self.init(lambdaMax: widened(largest), lambdaMin: widened(smallest), isCertified: false, method: .eigenvalues)
  }
}
