/// The Cholesky decomposition A = RᵀR of a symmetric positive definite matrix, R upper triangular.
///
/// ```swift
/// let cholesky = try CholeskyDecomposition(x.gram())
/// let coefficients = cholesky.solve(x.transposed() * y)   // the normal equations
/// cholesky.conditionNumber                                // how many digits that cost
/// ```
///
/// The cheapest way to solve with a positive definite matrix, half of ``LUDecomposition``. Backward stable without any
/// pivoting: RᵀR differs from A by at most about (n + 1) u ‖A‖ (Demmel 1989; Higham 2002, theorem 10.3).
public struct CholeskyDecomposition<Scalar: BLASScalar>: Sendable {
  /// R, upper triangular with a positive diagonal and zeros below it.
  public internal(set) var factor: Matrix<Scalar>

  /// ‖A‖₁, after an update an estimate of it.
  var norm: Scalar

  /// The number of rows and of columns of A.
  public var size: Int { factor.rowCount }

  /// Decomposes A.
  ///
  /// Only the elements on and above the diagonal are read: what is below is taken to mirror them, and is not checked
  /// (``Matrix/isSymmetric(relativeTolerance:)`` does so).
  ///
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)`` for a NaN or infinity on or above the diagonal,
  ///   ``LinearAlgebraError/notPositiveDefinite(column:)``.
  /// - Precondition: A is square.
  /// - Complexity: n³/3 flops (LAPACK `potrf`).
  public init(_ a: Matrix<Scalar>) throws(LinearAlgebraError) {
    a.requireSquare(for: "CholeskyDecomposition")
    let n = a.rowCount
    var r = Matrix<Scalar>(n, n) { _ in }
    var sums = Vector<Scalar>.zeros(n)
    let (nonFinite, norm) = a.withUnsafeBufferPointer { source in
      r.withUnsafeMutableBufferPointer { target in
        sums.withUnsafeMutableBufferPointer { copyUpperTriangle(from: source, to: target, size: n, sums: $0) }
      }
    }
    if let nonFinite { throw .nonFinite(row: nonFinite.row, column: nonFinite.column) }
    if n > 0 {
      let blas = Scalar.blas
      // The lower triangle of the column-major reading, A = LLᵀ with L = Rᵀ.
      let info = r.withUnsafeMutableBufferPointer {
        checkedInfo("potrf", blas.potrf(.lower, n, $0.baseAddress!, n))
      }
      if info > 0 { throw .notPositiveDefinite(column: info - 1) }
      for i in 0..<n {
        guard r[i, i] > 0, r[i, i].isFinite else { throw .notPositiveDefinite(column: i) }
      }
    }
    factor = r
    self.norm = norm
  }

  /// RᵀR, exactly symmetric: A to within rounding.
  ///
  /// - Complexity: n³ flops (`syrk`).
  public func reconstructed() -> Matrix<Scalar> { factor.gram() }
}
