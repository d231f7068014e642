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
  /// - Complexity: 4n³/3 flops for the reduction, and 2n²k for k vectors (LAPACK `syevr`: relatively robust
  ///   representations, Dhillon and Parlett 2004, for all; bisection and inverse iteration for some).
  public init(_ a: Matrix<Scalar>, range: EigenvalueRange<Scalar> = .all) throws(LinearAlgebraError) {
    let result = try decomposeSymmetric(a, range, wantsVectors: true)
    eigenvalues = result.values
    eigenvectors = Matrix(result.vectors.view[rows: 0..<result.values.count, columns: 0..<a.rowCount].transposed)
  }

  /// Eigenvalues alone, ascending.
  ///
  /// - Parameters:
  ///   - a: the matrix, of which the same is demanded as by ``init(_:range:)``.
  ///   - range: which eigenvalues are wanted.
  /// - Throws: as ``init(_:range:)``.
  /// - Complexity: 4n³/3 flops (LAPACK `syevr`).
  public static func eigenvalues(
    of a: Matrix<Scalar>, range: EigenvalueRange<Scalar> = .all
  ) throws(LinearAlgebraError) -> Vector<Scalar> {
    try decomposeSymmetric(a, range, wantsVectors: false).values
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

/// The eigenvalues of A, and the eigenvectors as the first rows of a matrix.
private func decomposeSymmetric<S: BLASScalar>(
  _ a: Matrix<S>, _ range: EigenvalueRange<S>, wantsVectors: Bool
) throws(LinearAlgebraError) -> (values: Vector<S>, vectors: Matrix<S>) {
  a.requireSquare(for: "SymmetricEigendecomposition")
  let n = a.rowCount
  let indices = range.indices(size: n)
  try a.requireFinite()
  let tolerance = S(max(16, n)) * S.unitRoundoff
  let place = a.withUnsafeBufferPointer { firstAsymmetry($0, size: n, relativeTolerance: tolerance) }
  if let place {
    throw .asymmetric(row: place.row, column: place.column)
  }
  let none = (Vector<S>.zeros(0), Matrix<S>.zeros(0, n))
  guard n > 0, indices?.isEmpty != true else { return none }

  var kind = UInt8(ascii: "A")
  var (lower, upper) = (S(0), S(0))
  if case .values(let interval) = range {
    kind = UInt8(ascii: "V")
    // LAPACK leaves the lower end out. No eigenvalue is beyond the norm, so infinite ends can be drawn in.
    let norm = a.withUnsafeBufferPointer { finiteOneNorm($0, columnCount: n) }
    let limit = min(max(2 * norm, 1), S.greatestFiniteMagnitude / 2)
    lower = max(interval.lowerBound.nextDown, -limit)
    upper = min(interval.upperBound, limit)
    guard lower < upper else { return none }
  } else if let indices, indices.count < n {
    kind = UInt8(ascii: "I")
  }

  let most = indices?.count ?? n
  var scratch = a
  var values = Vector<S>.zeros(n)
  var vectors = Matrix<S>.zeros(wantsVectors ? most : 0, n)
  var support = [Int32](repeating: 0, count: 2 * n)
  var integers = [Int32](repeating: 0, count: 10 * n)
  var found: Int32 = 0
  let blas = S.blas
  let info = scratch.withUnsafeMutableBufferPointer { elements in
    values.withUnsafeMutableBufferPointer { values in
      vectors.withUnsafeMutableBufferPointer { vectors in
        withWorkspace("syevr", S.self) { work, count in
          blas.syevr(
            CChar(UInt8(ascii: wantsVectors ? "V" : "N")), CChar(kind), n, elements.baseAddress!, n, lower, upper,
            (indices?.lowerBound ?? 0) + 1, indices?.upperBound ?? n, &found, values.baseAddress!,
            vectors.baseAddress!, n, &support, work, count, &integers, integers.count)
        }
      }
    }
  }
  guard info == 0 else { throw .notConverged(routine: "syevr") }
  return (Vector(values[..<Int(found)]), vectors)
}
