extension LUDecomposition {
  /// Replaces b by the solution x of A x = b.
  ///
  /// The relative error is at most about n u κ(A) times the growth of the elements (Higham 2002, section 9.3).
  ///
  /// - Throws: ``LinearAlgebraError/singular(column:)``; b is then unchanged.
  /// - Precondition: b has as many elements as A has rows.
  /// - Complexity: 2 n² flops (`trsv` twice); no memory is allocated unless b is shared.
  public func solve(inPlace b: inout Vector<Scalar>) throws(LinearAlgebraError) {
    guard b.count == size else { trapRows("LUDecomposition.solve", size, b.count) }
    if let singularColumn { throw .singular(column: singularColumn) }
    b.withUnsafeMutableBufferPointer { elements in
      for (i, pivot) in pivots.enumerated() { elements.swapAt(i, pivot) }
    }
    factors.solveTriangular(.lower, hasUnitDiagonal: true, inPlace: &b)
    factors.solveTriangular(.upper, inPlace: &b)
  }

  /// Replaces each column of B by the solution x of A x = b.
  ///
  /// - Throws: ``LinearAlgebraError/singular(column:)``; B is then unchanged.
  /// - Precondition: B has as many rows as A.
  /// - Complexity: 2 n² flops a column (`trsm` twice); no memory is allocated unless B is shared.
  public func solve(inPlace b: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    guard b.rowCount == size else { trapRows("LUDecomposition.solve", size, b.rowCount) }
    if let singularColumn { throw .singular(column: singularColumn) }
    let width = b.columnCount
    b.withUnsafeMutableBufferPointer { elements in
      for (i, pivot) in pivots.enumerated() where i != pivot {
        for j in 0..<width { elements.swapAt(i * width + j, pivot * width + j) }
      }
    }
    factors.solveTriangular(.lower, hasUnitDiagonal: true, inPlace: &b)
    factors.solveTriangular(.upper, inPlace: &b)
  }

  /// The solution x of A x = b.
  ///
  /// - Throws: ``LinearAlgebraError/singular(column:)``.
  public func solve(_ b: Vector<Scalar>) throws(LinearAlgebraError) -> Vector<Scalar> {
    var x = b
    try solve(inPlace: &x)
    return x
  }

  /// The solution x of A x = b.
  ///
  /// - Throws: ``LinearAlgebraError/singular(column:)``.
  public func solve(_ b: [Scalar]) throws(LinearAlgebraError) -> Vector<Scalar> { try solve(Vector(b)) }

  /// The solution X of A X = B.
  ///
  /// - Throws: ``LinearAlgebraError/singular(column:)``.
  public func solve(_ b: Matrix<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
    var x = b
    try solve(inPlace: &x)
    return x
  }
}
