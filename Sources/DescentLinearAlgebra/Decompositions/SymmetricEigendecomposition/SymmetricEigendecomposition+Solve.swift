extension SymmetricEigendecomposition {
  /// The condition number max|λ|/min|λ|; infinite where an eigenvalue is 0, 1 for an empty matrix.
  ///
  /// - Precondition: the decomposition has all eigenvalues.
  public var conditionNumber: Scalar {
    requireComplete("conditionNumber")
    guard size > 0 else { return 1 }
    let magnitudes = eigenvalues.mapElements { $0.magnitude }
    let least = magnitudes.minimum()
    return least > 0 ? magnitudes.maximum() / least : .infinity
  }

  /// How many eigenvalues are negative, zero and positive.
  ///
  /// - Parameter tolerance: relative; eigenvalues of at most this times the greatest magnitude count as zero. By default
  ///   n ε.
  /// - Precondition: the decomposition has all eigenvalues.
  public func inertia(tolerance: Scalar? = nil) -> (negative: Int, zero: Int, positive: Int) {
    requireTolerance(tolerance, in: "SymmetricEigendecomposition.inertia")
    requireComplete("inertia")
    let bound = (tolerance ?? defaultRankTolerance(size, size)) * eigenvalues.maximumMagnitude()
    let negative = eigenvalues.count { $0 < -bound }
    let positive = eigenvalues.count { $0 > bound }
    return (negative, size - negative - positive, positive)
  }

  /// Replaces b by the solution x = Z Λ⁻¹ Zᵀb of A x = b.
  ///
  /// - Throws: ``LinearAlgebraError/zeroEigenvalue(index:)`` where an eigenvalue is at most n ε max|λ|; b is then
  ///   unchanged.
  /// - Precondition: the decomposition has all eigenvalues; b has as many elements as A has rows.
  /// - Complexity: 4n² flops (`gemv` twice).
  public func solve(inPlace b: inout Vector<Scalar>) throws(LinearAlgebraError) {
    guard b.count == size else { trapRows("SymmetricEigendecomposition.solve", size, b.count) }
    try requireInvertible()
    var coordinates = Vector<Scalar>.zeros(size)
    multiply(eigenvectors.view.transposed, by: b.view, into: &coordinates)
    coordinates.combineElements(with: eigenvalues) { $0 / $1 }
    multiply(eigenvectors, by: coordinates, into: &b)
  }

  /// Replaces each column of B by the solution x of A x = b.
  ///
  /// - Throws: ``LinearAlgebraError/zeroEigenvalue(index:)``; B is then unchanged.
  /// - Precondition: the decomposition has all eigenvalues; B has as many rows as A.
  /// - Complexity: 4n² flops a column (`gemm` twice).
  public func solve(inPlace b: inout Matrix<Scalar>) throws(LinearAlgebraError) {
    guard b.rowCount == size else { trapRows("SymmetricEigendecomposition.solve", size, b.rowCount) }
    try requireInvertible()
    var coordinates = Matrix<Scalar>.zeros(size, b.columnCount)
    multiply(eigenvectors.view.transposed, by: b.view, into: &coordinates)
    coordinates.combineEachColumn(with: eigenvalues) { $0 / $1 }
    multiply(eigenvectors, by: coordinates, into: &b)
  }

  /// The solution x of A x = b. See ``solve(inPlace:)-(Vector<Scalar>)``.
  ///
  /// - Throws: ``LinearAlgebraError/zeroEigenvalue(index:)``.
  public func solve(_ b: Vector<Scalar>) throws(LinearAlgebraError) -> Vector<Scalar> {
    var x = b
    try solve(inPlace: &x)
    return x
  }

  /// The solution x of A x = b.
  ///
  /// - Throws: ``LinearAlgebraError/zeroEigenvalue(index:)``.
  public func solve(_ b: [Scalar]) throws(LinearAlgebraError) -> Vector<Scalar> { try solve(Vector(b)) }

  /// The solution X of A X = B.
  ///
  /// - Throws: ``LinearAlgebraError/zeroEigenvalue(index:)``.
  public func solve(_ b: Matrix<Scalar>) throws(LinearAlgebraError) -> Matrix<Scalar> {
    var x = b
    try solve(inPlace: &x)
    return x
  }

  private func requireInvertible() throws(LinearAlgebraError) {
    requireComplete("solve")
    let bound = defaultRankTolerance(size, size) * eigenvalues.maximumMagnitude()
    if let index = eigenvalues.firstIndex(where: { !($0.magnitude > bound) }) { throw .zeroEigenvalue(index: index) }
  }

  private func requireComplete(_ operation: String) {
    guard isComplete else {
      trap(
        "SymmetricEigendecomposition.\(operation) needs all eigenvalues, and this decomposition has "
          + "\(eigenvalues.count) of \(size): decompose with range .all")
    }
  }
}
