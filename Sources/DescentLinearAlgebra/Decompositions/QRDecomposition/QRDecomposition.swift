/// The QR decomposition A = QR: Q with orthonormal columns, R upper triangular (trapezoidal for a wide A).
///
/// ```swift
/// let qr = try QRDecomposition(x)
/// let coefficients = try qr.solve(y)     // least squares
/// ```
///
/// By Householder reflections, which stand for Q: it is formed on request only. Backward stable column by column: QR
/// differs from A by about m n u ‖aⱼ‖ in each column, and Q is orthonormal to working precision for any A (Higham 2002,
/// theorem 19.4). The way to least squares when the columns are independent; where they may not be, take
/// ``PivotedQRDecomposition`` or ``SingularValueDecomposition``.
public struct QRDecomposition<Scalar: BLASScalar>: Sendable {
  let reflectors: HouseholderReflectors<Scalar>

  /// R, of min(m, n) rows and n columns, zeros below its diagonal. The signs of the diagonal vary.
  public let r: Matrix<Scalar>

  /// The number m of rows of A.
  public var rowCount: Int { reflectors.rowCount }

  /// The number n of columns of A.
  public var columnCount: Int { reflectors.columnCount }

  /// Decomposes A, of any shape.
  ///
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)``.
  /// - Complexity: 2n²(m − n/3) flops for m ≥ n (LAPACK `geqrf`).
  public init(_ a: Matrix<Scalar>) throws(LinearAlgebraError) {
    try a.requireFinite()
    let (m, n) = (a.rowCount, a.columnCount)
    var columns = a.transposed()
    var factors = Vector<Scalar>.zeros(min(m, n))
    if a.count > 0 {
      let blas = Scalar.blas
      columns.withUnsafeMutableBufferPointer { elements in
        factors.withUnsafeMutableBufferPointer { tau in
          _ = withWorkspace("geqrf", Scalar.self) { work, count in
            blas.geqrf(m, n, elements.baseAddress!, m, tau.baseAddress!, work, count)
          }
        }
      }
    }
    reflectors = HouseholderReflectors(columns: columns, factors: factors)
    r = reflectors.makeR()
  }

  /// The condition number ‖R‖₁ ‖R⁻¹‖₁, estimated; 1 where there are no columns, infinite where there are fewer rows than
  /// columns, or a zero on the diagonal of R.
  ///
  /// Within a factor of n of the 2-norm condition number of A, and a lower bound but for that, hardly ever by more than a
  /// factor of 3 (Higham 1988).
  ///
  /// - Complexity: some 4 n² flops (LAPACK `trcon`).
  public var conditionNumber: Scalar {
    guard rowCount >= columnCount else { return .infinity }
    return 1 / reflectors.reciprocalConditionNumber(size: columnCount)
  }

  /// Q R: A to within rounding.
  ///
  /// - Complexity: 4mn² flops (LAPACK `ormqr`).
  public func reconstructed() -> Matrix<Scalar> {
    var result = Matrix<Scalar>.concatenating(rowsOf: [r, .zeros(rowCount - r.rowCount, columnCount)])
    applyQ(to: &result)
    return result
  }
}
