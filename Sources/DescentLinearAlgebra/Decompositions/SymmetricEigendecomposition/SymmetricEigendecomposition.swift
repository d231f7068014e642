/// The eigendecomposition A = Z Λ Zᵀ of a symmetric matrix, whole or in part.
///
/// ```swift
/// let eigen = try SymmetricEigendecomposition(hessian)
/// eigen.eigenvalues                                       // ascending
/// eigen.eigenvectors.column(0)                            // belongs to the first
/// try SymmetricEigendecomposition.eigenvalues(of: hessian, range: .largest(1))
/// ```
///
/// Backward stable: every eigenvalue is correct to about n u ‖A‖, small ones included (LAPACK Users' Guide,
/// section 4.7). An eigenvector is correct to about n u ‖A‖ divided by the gap to the next eigenvalue.
public struct SymmetricEigendecomposition<Scalar: BLASScalar>: Sendable {
  /// The eigenvalues that were asked for, ascending.
  public let eigenvalues: Vector<Scalar>

  /// Z: column i is the eigenvector of unit length of eigenvalue i, orthogonal to the others.
  public let eigenvectors: Matrix<Scalar>

  /// Whether these are all eigenvalues of A.
  public var isComplete: Bool { eigenvalues.count == size }

  /// The number of rows and of columns of A.
  public var size: Int { eigenvectors.rowCount }

  /// Decomposes A.
  ///
  /// Reads the elements on and above the diagonal, after checking that those below mirror them to within
  /// max(16, n) u max|aᵢⱼ|.
  ///
  /// - Parameters:
  ///   - a: the matrix.
  ///   - range: which eigenvalues and eigenvectors are wanted.
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)``, ``LinearAlgebraError/asymmetric(row:column:)``,
  ///   ``LinearAlgebraError/notConverged(routine:)``.
  /// - Precondition: A is square; the range is within the size of A.
  /// - Complexity: about 4n³ to 9n³ flops, whatever the range (LAPACK `syevd`: divide and conquer, Gu and Eisenstat 1995).
  ///   `syevr` would be cheaper for few vectors, but on graded spectra its vectors are orthogonal to 30–100 n ε only
  ///   (measured, LAPACK 3.11), those of `syevd` to 2.
  public init(_ a: Matrix<Scalar>, range: EigenvalueRange<Scalar> = .all) throws(LinearAlgebraError) {
    let result = try decomposeSymmetric(a, wantsVectors: true)
    let wanted = range.indices(of: result.values)
    eigenvalues = Vector(result.values[wanted])
    eigenvectors = result.vectors[rows: wanted].transposed()
  }

  /// Eigenvalues alone, ascending.
  ///
  /// - Parameters:
  ///   - a: the matrix, of which the same is demanded as by ``init(_:range:)``.
  ///   - range: which eigenvalues are wanted.
  /// - Throws: as ``init(_:range:)``.
  /// - Complexity: 4n³/3 flops, whatever the range (LAPACK `syevd`, values only).
  public static func eigenvalues(
    of a: Matrix<Scalar>, range: EigenvalueRange<Scalar> = .all
  ) throws(LinearAlgebraError) -> Vector<Scalar> {
    let values = try decomposeSymmetric(a, wantsVectors: false).values
    return Vector(values[range.indices(of: values)])
  }

  /// Z Λ Zᵀ, exactly symmetric: A to within rounding; with a part of the eigenvalues, the part of A that belongs to them.
  ///
  /// - Complexity: 2n²k flops for k eigenvalues (`gemm`).
  public func reconstructed() -> Matrix<Scalar> {
    let scaled = eigenvectors.scalingColumns(by: eigenvalues)
    var result = Matrix<Scalar>.zeros(size, size)
    multiply(scaled.view, by: eigenvectors.view.transposed, into: &result)
    let n = size
    result.withUnsafeMutableBufferPointer { mirrorUpperTriangle($0.baseAddress!, n) }
    return result
  }
}

/// All eigenvalues of A, and on request all eigenvectors as the rows of a matrix.
private func decomposeSymmetric<S: BLASScalar>(
  _ a: Matrix<S>, wantsVectors: Bool
) throws(LinearAlgebraError) -> (values: Vector<S>, vectors: Matrix<S>) {
  a.requireSquare(for: "SymmetricEigendecomposition")
  let n = a.rowCount
  try a.requireFinite()
  let tolerance = S(max(16, n)) * S.unitRoundoff
  if let place = a.withUnsafeBufferPointer({ firstAsymmetry($0, size: n, relativeTolerance: tolerance) }) {
    throw .asymmetric(row: place.row, column: place.column)
  }
  guard n > 0 else { return (Vector<S>.zeros(0), Matrix<S>.zeros(0, 0)) }
  var vectors = a
  var values = Vector<S>.zeros(n)
  var integers = [Int32](repeating: 0, count: wantsVectors ? 5 * n + 3 : 1)
  let blas = S.blas
  let job = CChar(UInt8(ascii: wantsVectors ? "V" : "N"))
  let info = vectors.withUnsafeMutableBufferPointer { elements in
    values.withUnsafeMutableBufferPointer { values in
      withWorkspace("syevd", S.self) { work, count in
        blas.syevd(job, n, elements.baseAddress!, n, values.baseAddress!, work, count, &integers, integers.count)
      }
    }
  }
  guard info == 0 else { throw .notConverged(routine: "syevd") }
  return (values, vectors)
}
