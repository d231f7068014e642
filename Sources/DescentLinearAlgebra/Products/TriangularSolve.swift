/// The triangle of a square matrix that an operation reads.
public enum MatrixTriangle: Sendable {
  /// The elements on and above the diagonal.
  case upper
  /// The elements on and below the diagonal.
  case lower
}

extension Matrix {
  /// Replaces b by the solution x of A x = b (or Aᵀx = b), reading one triangle of A only (`trsv` of BLAS).
  ///
  /// A zero on the diagonal gives infinities or NaN, as the division does.
  ///
  /// - Parameters:
  ///   - triangle: which triangle of the matrix is A.
  ///   - transposed: whether Aᵀ is meant.
  ///   - hasUnitDiagonal: whether the diagonal counts as ones and is not read.
  ///   - b: the right-hand side, then the solution.
  /// - Precondition: the matrix is square and has as many rows as b has elements.
  /// - Complexity: n² flops.
  public func solveTriangular(
    _ triangle: MatrixTriangle, transposed: Bool = false, hasUnitDiagonal: Bool = false, inPlace b: inout Vector<Scalar>
  ) {
    guard rowCount == columnCount, rowCount == b.count else {
      trapShape("solveTriangular", (rowCount, columnCount), (b.count, 1))
    }
    guard count > 0 else { return }
    let blas = Scalar.blas
    let shape = Triangle(isUpper: triangle == .upper, isTransposed: transposed, hasUnitDiagonal: hasUnitDiagonal)
    withUnsafeBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in
        blas.trsv(shape, b.count, a.baseAddress!, b.count, b.baseAddress!, 1)
      }
    }
  }

  /// Replaces each column of B by the solution x of A x = b (or Aᵀx = b) (`trsm` of BLAS).
  ///
  /// - Precondition: the matrix is square and has as many rows as B.
  /// - Complexity: n² flops a column.
  public func solveTriangular(
    _ triangle: MatrixTriangle, transposed: Bool = false, hasUnitDiagonal: Bool = false, inPlace b: inout Matrix
  ) {
    guard rowCount == columnCount, rowCount == b.rowCount else {
      trapShape("solveTriangular", (rowCount, columnCount), (b.rowCount, b.columnCount))
    }
    guard count > 0, b.count > 0 else { return }
    let blas = Scalar.blas
    let shape = Triangle(isUpper: triangle == .upper, isTransposed: transposed, hasUnitDiagonal: hasUnitDiagonal)
    let (n, columns) = (rowCount, b.columnCount)
    withUnsafeBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in
        blas.trsm(shape, n, columns, a.baseAddress!, n, b.baseAddress!, columns)
      }
    }
  }

  /// The solution x of A x = b (or Aᵀx = b) for a triangular A.
  public func solvingTriangular(
    _ triangle: MatrixTriangle, transposed: Bool = false, hasUnitDiagonal: Bool = false, _ b: Vector<Scalar>
  ) -> Vector<Scalar> {
    var x = b
    solveTriangular(triangle, transposed: transposed, hasUnitDiagonal: hasUnitDiagonal, inPlace: &x)
    return x
  }

  /// The solution X of A X = B (or AᵀX = B) for a triangular A.
  public func solvingTriangular(
    _ triangle: MatrixTriangle, transposed: Bool = false, hasUnitDiagonal: Bool = false, _ b: Matrix
  ) -> Matrix {
    var x = b
    solveTriangular(triangle, transposed: transposed, hasUnitDiagonal: hasUnitDiagonal, inPlace: &x)
    return x
  }
}
