extension PivotedQRDecomposition {
  /// The basic least-squares solution: ‖b − A x‖ is least, with zeros for the columns that depend on others.
  ///
  /// It has at most ``rank(tolerance:)`` elements that are not zero. Works for every shape and rank.
  ///
  /// - Parameters:
  ///   - b: the m right-hand sides.
  ///   - tolerance: relative, for the rank; by default max(m, n) ε.
  /// - Precondition: b has m elements.
  /// - Complexity: 4mn flops (LAPACK `ormqr`, `trsv`).
  public func solve(_ b: Vector<Scalar>, tolerance: Scalar? = nil) -> Vector<Scalar> {
    guard b.count == rowCount else { trapRows("PivotedQRDecomposition.solve", rowCount, b.count) }
    return solve(Matrix(b.count, 1) { _ = $0.initialize(from: b) }, tolerance: tolerance).column(0)
  }

  /// The basic least-squares solution for an array b.
  public func solve(_ b: [Scalar], tolerance: Scalar? = nil) -> Vector<Scalar> {
    solve(Vector(b), tolerance: tolerance)
  }

  /// The basic least-squares solution for each column of B.
  ///
  /// - Precondition: B has m rows.
  /// - Complexity: 4mn flops a column (LAPACK `ormqr`, `trsm`).
  public func solve(_ b: Matrix<Scalar>, tolerance: Scalar? = nil) -> Matrix<Scalar> {
    guard b.rowCount == rowCount else { trapRows("PivotedQRDecomposition.solve", rowCount, b.rowCount) }
    let rank = rank(tolerance: tolerance)
    var c = b
    applyQTransposed(to: &c)
    var z = c[rows: 0..<rank]
    r[rows: 0..<rank, columns: 0..<rank].solveTriangular(.upper, inPlace: &z)
    var rows = [Int](repeating: rank, count: columnCount)
    for (i, column) in permutation[..<rank].enumerated() { rows[column] = i }
    return Matrix.concatenating(rowsOf: [z, .zeros(1, b.columnCount)]).selecting(rows: rows)
  }

  /// x ← the basic least-squares solution.
  ///
  /// - Precondition: b has m elements, x has n.
  public func solve(_ b: Vector<Scalar>, tolerance: Scalar? = nil, into x: inout Vector<Scalar>) {
    guard x.count == columnCount else {
      trapCount("PivotedQRDecomposition.solve(_:into:): elements of x, columns of A", x.count, columnCount)
    }
    x = solve(b, tolerance: tolerance)
  }

  /// X ← the basic least-squares solution for each column of B.
  ///
  /// - Precondition: B has m rows, X has n, and as many columns as B.
  public func solve(_ b: Matrix<Scalar>, tolerance: Scalar? = nil, into x: inout Matrix<Scalar>) {
    guard x.rowCount == columnCount, x.columnCount == b.columnCount else {
      trapShape(
        "PivotedQRDecomposition.solve(_:into:): the solution and X", (columnCount, b.columnCount),
        (x.rowCount, x.columnCount))
    }
    x = solve(b, tolerance: tolerance)
  }
}
