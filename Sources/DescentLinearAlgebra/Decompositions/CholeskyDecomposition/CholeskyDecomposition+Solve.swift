extension CholeskyDecomposition {
  /// Replaces b by the solution x of A x = b.
  ///
  /// The relative error is at most about n u κ(A) (Higham 2002, theorem 10.4).
  ///
  /// - Precondition: b has as many elements as A has rows.
  /// - Complexity: 2 n² flops (`trsv` twice); no memory is allocated unless b is shared.
  public func solve(inPlace b: inout Vector<Scalar>) {
    guard b.count == size else { trapRows("CholeskyDecomposition.solve", size, b.count) }
    factor.solveTriangular(.upper, transposed: true, inPlace: &b)
    factor.solveTriangular(.upper, inPlace: &b)
  }

  /// Replaces each column of B by the solution x of A x = b.
  ///
  /// - Precondition: B has as many rows as A.
  /// - Complexity: 2 n² flops a column (`trsm` twice); no memory is allocated unless B is shared.
  public func solve(inPlace b: inout Matrix<Scalar>) {
    guard b.rowCount == size else { trapRows("CholeskyDecomposition.solve", size, b.rowCount) }
    factor.solveTriangular(.upper, transposed: true, inPlace: &b)
    factor.solveTriangular(.upper, inPlace: &b)
  }

  /// The solution x of A x = b. See ``solve(inPlace:)-(Vector<Scalar>)``.
  public func solve(_ b: Vector<Scalar>) -> Vector<Scalar> {
    var x = b
    solve(inPlace: &x)
    return x
  }

  /// The solution x of A x = b.
  public func solve(_ b: [Scalar]) -> Vector<Scalar> { solve(Vector(b)) }

  /// The solution X of A X = B.
  public func solve(_ b: Matrix<Scalar>) -> Matrix<Scalar> {
    var x = b
    solve(inPlace: &x)
    return x
  }
}
