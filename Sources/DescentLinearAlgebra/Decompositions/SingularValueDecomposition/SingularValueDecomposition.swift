/// The singular value decomposition A = U Σ Vᵀ, thin: U and V have min(m, n) orthonormal columns.
///
/// ```swift
/// let svd = try SingularValueDecomposition(x)
/// svd.singularValues        // descending
/// svd.rank()
/// svd.solve(y)              // least squares of least norm, for every shape and rank
/// ```
///
/// The most reliable decomposition and the dearest. Backward stable: every singular value is correct to about
/// max(m, n) u σ₁, so those below that are noise (LAPACK Users' Guide, section 4.9).
public struct SingularValueDecomposition<Scalar: BLASScalar>: Sendable {
  /// U, m×min(m, n), with orthonormal columns.
  public let u: Matrix<Scalar>

  /// The singular values, descending; never negative.
  public let singularValues: Vector<Scalar>

  /// Vᵀ, min(m, n)×n, with orthonormal rows.
  public let vTransposed: Matrix<Scalar>

  /// The number m of rows of A.
  public var rowCount: Int { u.rowCount }

  /// The number n of columns of A.
  public var columnCount: Int { vTransposed.columnCount }

  /// Decomposes A, of any shape.
  ///
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)``, ``LinearAlgebraError/notConverged(routine:)``.
  /// - Complexity: about 6mn² + 9n³ flops for m ≫ n (divide and conquer, LAPACK `gesdd`, Gu and Eisenstat 1995).
  public init(_ a: Matrix<Scalar>) throws(LinearAlgebraError) {
    try a.requireFinite()
    let (m, n) = (a.rowCount, a.columnCount)
    let k = min(m, n)
    // LAPACK reads the rows of A as the columns of Aᵀ = V Σ Uᵀ, and writes the columns of V, which are the rows of Vᵀ.
    var u = Matrix<Scalar>.zeros(m, k)
    var vTransposed = Matrix<Scalar>.zeros(k, n)
    var values = Vector<Scalar>.zeros(k)
    if k > 0 {
      let info = values.withUnsafeMutableBufferPointer { s in
        u.withUnsafeMutableBufferPointer { u in
          vTransposed.withUnsafeMutableBufferPointer { v in
            decomposeSingularValues(of: a, into: s.baseAddress!, v.baseAddress!, u.baseAddress!)
          }
        }
      }
      guard info == 0 else { throw .notConverged(routine: "gesdd") }
    }
    self.u = u
    self.vTransposed = vTransposed
    singularValues = values
  }

  /// The singular values alone, descending.
  ///
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)``, ``LinearAlgebraError/notConverged(routine:)``.
  /// - Complexity: about 2mn² + 2n³ flops for m ≫ n (LAPACK `gesdd`).
  public static func singularValues(of a: Matrix<Scalar>) throws(LinearAlgebraError) -> Vector<Scalar> {
    try a.requireFinite()
    var values = Vector<Scalar>.zeros(min(a.rowCount, a.columnCount))
    guard a.count > 0 else { return values }
    let info = values.withUnsafeMutableBufferPointer {
      decomposeSingularValues(of: a, into: $0.baseAddress!, nil, nil)
    }
    guard info == 0 else { throw .notConverged(routine: "gesdd") }
    return values
  }

  /// U Σ Vᵀ: A to within rounding.
  ///
  /// - Complexity: 2mn min(m, n) flops (`gemm`).
  public func reconstructed() -> Matrix<Scalar> {
    u * vTransposed.scalingRows(by: singularValues)
  }
}

/// `gesdd` on Aᵀ; without vectors where there are no pointers for them.
private func decomposeSingularValues<S: BLASScalar>(
  of a: Matrix<S>, into values: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>?, _ u: UnsafeMutablePointer<S>?
) -> Int {
  let (m, n) = (a.rowCount, a.columnCount)
  let k = min(m, n)
  var integers = [Int32](repeating: 0, count: 8 * k)
  var scratch = a
  let blas = S.blas
  return scratch.withUnsafeMutableBufferPointer { elements in
    withWorkspace("gesdd", S.self) { work, count in
      blas.gesdd(
        CChar(UInt8(ascii: v == nil ? "N" : "S")), n, m, elements.baseAddress!, n, values, v, n, u, k, work, count,
        &integers)
    }
  }
}
