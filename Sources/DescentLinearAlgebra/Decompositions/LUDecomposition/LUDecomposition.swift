/// The LU decomposition PA = LU of a square matrix with partial pivoting.
///
/// ```swift
/// let lu = try LUDecomposition([[0.0, 2.0], [1.0, 1.0]])
/// try lu.solve([2, 3])      // [2, 1]
/// lu.determinant            // −2
/// ```
///
/// L is unit lower triangular with elements of at most 1, U upper triangular. Backward stable in practice: LU differs
/// from PA by about n u ‖A‖ times the growth of the elements, which is hardly ever above 10 (Wilkinson 1961, Trefethen and
/// Schreiber 1990). Singular matrices decompose too; only solving with them throws.
public struct LUDecomposition<Scalar: BLASScalar>: Sendable {
  /// L below the diagonal, U on and above it, row by row.
  let factors: Matrix<Scalar>
  /// Row i was exchanged with row `pivots[i]` in step i.
  let pivots: [Int]
  /// ‖A‖₁.
  let norm: Scalar
  /// The first element on the diagonal of U that one cannot divide by.
  let singularColumn: Int?

  /// The number of rows and of columns of A.
  public var size: Int { factors.rowCount }

  /// Decomposes A.
  ///
  /// - Throws: ``LinearAlgebraError/nonFinite(row:column:)``.
  /// - Precondition: A is square.
  /// - Complexity: 2n³/3 flops (LAPACK `getrf`).
  public init(_ a: Matrix<Scalar>) throws(LinearAlgebraError) {
    a.requireSquare(for: "LUDecomposition")
    try a.requireFinite()
    let n = a.rowCount
    var columns = a.transposed()
    var pivots = [Int32](repeating: 0, count: n)
    if n > 0 {
      let blas = Scalar.blas
      columns.withUnsafeMutableBufferPointer { elements in
        _ = checkedInfo("getrf", blas.getrf(n, n, elements.baseAddress!, n, &pivots))
      }
    }
    let factors = columns.transposed()
    self.factors = factors
    self.pivots = pivots.map { Int($0) - 1 }
    norm = a.withUnsafeBufferPointer { finiteOneNorm($0, columnCount: n) }
    singularColumn = (0..<n).first { !(factors[$0, $0].magnitude >= .leastNormalMagnitude) }
  }

  /// Whether a pivot is zero, or so small (subnormal) that dividing by it overflows. A matrix that is singular in exact
  /// arithmetic often has a pivot of the size of the rounding errors instead: ``conditionNumber`` tells.
  public var isSingular: Bool { singularColumn != nil }

  /// L, unit lower triangular.
  public var lower: Matrix<Scalar> {
    var result = factors
    let n = size
    result.withUnsafeMutableBufferPointer { elements in
      for i in 0..<n {
        elements[i * n + i] = 1
        for j in i + 1..<max(i + 1, n) { elements[i * n + j] = 0 }
      }
    }
    return result
  }

  /// U, upper triangular.
  public var upper: Matrix<Scalar> {
    var result = factors
    let n = size
    result.withUnsafeMutableBufferPointer { clearBelowDiagonal($0, rowCount: n, columnCount: n) }
    return result
  }

  /// P as a list: row i of PA is row `permutation[i]` of A, so `a.selecting(rows: permutation)` is PA.
  public var permutation: [Int] {
    var result = Array(0..<size)
    for (i, pivot) in pivots.enumerated() { result.swapAt(i, pivot) }
    return result
  }

  /// PᵀLU: A to within rounding.
  ///
  /// - Complexity: 2n³ flops (`gemm`).
  public func reconstructed() -> Matrix<Scalar> {
    var inverse = [Int](repeating: 0, count: size)
    for (i, row) in permutation.enumerated() { inverse[row] = i }
    return (lower * upper).selecting(rows: inverse)
  }
}
