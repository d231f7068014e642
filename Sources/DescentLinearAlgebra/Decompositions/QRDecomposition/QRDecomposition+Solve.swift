extension QRDecomposition {
  /// x ← the least-squares solution: ‖b − A x‖ is least.
  ///
  /// The solution is the exact one of data that differ by about m n u (Higham 2002, theorem 20.3). Its relative error is
  /// at most about m n u (κ + κ² ρ), ρ the residual relative to ‖A‖‖x‖.
  ///
  /// - Parameters:
  ///   - b: the m right-hand sides.
  ///   - x: receives the n coefficients.
  /// - Throws: ``LinearAlgebraError/rankDeficient(column:)`` where an element on the diagonal of R is at most
  ///   max(m, n) ε times the largest one, which finds most but not all dependent columns;
  ///   ``LinearAlgebraError/underdetermined(rowCount:columnCount:)``. x is then unchanged.
  /// - Precondition: b has m elements, x has n.
  /// - Complexity: 4mn flops (LAPACK `ormqr`, `trsv`).
  public func solve(_ b: Vector<Scalar>, into x: inout Vector<Scalar>) throws(LinearAlgebraError) {
    guard x.count == columnCount else {
      trapCount("QRDecomposition.solve(_:into:): elements of x, columns of A", x.count, columnCount)
    }
    x = try solve(b)
  }

  /// X ← the least-squares solution for each column of B. See ``solve(_:into:)-(Vector<Scalar>,_)``.
  ///
  /// - Throws: ``LinearAlgebraError/rankDeficient(column:)``,
  ///   ``LinearAlgebraError/underdetermined(rowCount:columnCount:)``.
  /// - Precondition: B has m rows, X has n, and as many columns as B.
  /// - Complexity: 4mn flops a column (LAPACK `ormqr`, `trsm`).
  public func solve(_ b: Matrix<Scalar>, into x: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    guard x.rowCount == columnCount, x.columnCount == b.columnCount else {
      trapShape(
        "QRDecomposition.solve(_:into:): the solution and X", (columnCount, b.columnCount), (x.rowCount, x.columnCount))
    }
    x = try solve(b)
  }

  /// The least-squares solution x: ‖b − A x‖ is least. See ``solve(_:into:)-(Vector<Scalar>,_)``.
  ///
  /// - Throws: ``LinearAlgebraError/rankDeficient(column:)``,
  ///   ``LinearAlgebraError/underdetermined(rowCount:columnCount:)``.
  public func solve(_ b: Vector<Scalar>) throws(LinearAlgebraError) -> Vector<Scalar> {
    guard b.count == rowCount else { trapRows("QRDecomposition.solve", rowCount, b.count) }
    try requireFullRank()
    var c = b
    applyQTransposed(to: &c)
    var x = Vector<Scalar>(c[..<columnCount])
    r.solveTriangular(.upper, inPlace: &x)
    return x
  }

  /// The least-squares solution x: ‖b − A x‖ is least.
  ///
  /// - Throws: ``LinearAlgebraError/rankDeficient(column:)``,
  ///   ``LinearAlgebraError/underdetermined(rowCount:columnCount:)``.
  public func solve(_ b: [Scalar]) throws(LinearAlgebraError) -> Vector<Scalar> { try solve(Vector(b)) }

  /// The least-squares solution X for each column of B. See ``solve(_:into:)-(Matrix<Scalar>,_)``.
  ///
  /// - Throws: ``LinearAlgebraError/rankDeficient(column:)``,
  ///   ``LinearAlgebraError/underdetermined(rowCount:columnCount:)``.
  public func solve(_ b: Matrix<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
    guard b.rowCount == rowCount else { trapRows("QRDecomposition.solve", rowCount, b.rowCount) }
    try requireFullRank()
    var c = b
    applyQTransposed(to: &c)
    var x = c[rows: 0..<columnCount]
    r.solveTriangular(.upper, inPlace: &x)
    return x
  }

  private func requireFullRank() throws(LinearAlgebraError) {
    guard rowCount >= columnCount else {
      throw .underdetermined(rowCount: rowCount, columnCount: columnCount)
    }
    let diagonal = (0..<columnCount).map { r[$0, $0].magnitude }
    let bound = max(defaultRankTolerance(rowCount, columnCount) * (diagonal.max() ?? 0), .leastNormalMagnitude)
    if let column = diagonal.firstIndex(where: { !($0 > bound) }) { throw .rankDeficient(column: column) }
  }
}
