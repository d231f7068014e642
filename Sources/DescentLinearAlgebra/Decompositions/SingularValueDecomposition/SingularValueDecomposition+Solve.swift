extension SingularValueDecomposition {
  /// The numerical rank: how many singular values exceed `tolerance` times the greatest.
  ///
  /// - Parameter tolerance: relative; by default max(m, n) ε.
  /// - Complexity: min(m, n) comparisons.
  public func rank(tolerance: Scalar? = nil) -> Int {
    requireTolerance(tolerance, in: "SingularValueDecomposition.rank")
    guard let largest = singularValues.first else { return 0 }
    let bound = (tolerance ?? defaultRankTolerance(rowCount, columnCount)) * largest
    return singularValues.firstIndex { !($0 > bound) } ?? singularValues.count
  }

  /// The condition number σ₁/σₖ, k = min(m, n); infinite where σₖ is 0, 1 for an empty matrix. Values near 1/u and above
  /// say no more than “singular to working precision”.
  public var conditionNumber: Scalar {
    guard let largest = singularValues.first, let least = singularValues.last else { return 1 }
    return least > 0 ? largest / least : .infinity
  }

  /// The least-squares solution of least norm: of all x for which ‖b − A x‖ is least, the shortest.
  ///
  /// x = Σ vᵢ (uᵢᵀb)/σᵢ over the first ``rank(tolerance:)`` singular values. Works for every shape and rank.
  ///
  /// - Parameters:
  ///   - b: the m right-hand sides.
  ///   - tolerance: relative, for the rank; by default max(m, n) ε.
  /// - Precondition: b has m elements.
  /// - Complexity: 2(m + n) min(m, n) flops (`gemv`).
  public func solve(_ b: Vector<Scalar>, tolerance: Scalar? = nil) -> Vector<Scalar> {
    var x = Vector<Scalar>.zeros(columnCount)
    solve(b, tolerance: tolerance, into: &x)
    return x
  }

  /// The least-squares solution of least norm for an array b.
  public func solve(_ b: [Scalar], tolerance: Scalar? = nil) -> Vector<Scalar> {
    solve(Vector(b), tolerance: tolerance)
  }

  /// The least-squares solution of least norm for each column of B.
  ///
  /// - Precondition: B has m rows.
  /// - Complexity: 2(m + n) min(m, n) flops a column (`gemm`).
  public func solve(_ b: Matrix<Scalar>, tolerance: Scalar? = nil) -> Matrix<Scalar> {
    var x = Matrix<Scalar>.zeros(columnCount, b.columnCount)
    solve(b, tolerance: tolerance, into: &x)
    return x
  }

  /// x ← the least-squares solution of least norm.
  ///
  /// - Precondition: b has m elements, x has n.
  public func solve(_ b: Vector<Scalar>, tolerance: Scalar? = nil, into x: inout Vector<Scalar>) {
    guard b.count == rowCount else { trapRows("SingularValueDecomposition.solve", rowCount, b.count) }
    guard x.count == columnCount else {
      trapCount("SingularValueDecomposition.solve(_:into:): elements of x, columns of A", x.count, columnCount)
    }
    var coordinates = Vector<Scalar>.zeros(singularValues.count)
    multiply(u.view.transposed, by: b.view, into: &coordinates)
    let rank = rank(tolerance: tolerance)
    for i in coordinates.indices { coordinates[i] = i < rank ? coordinates[i] / singularValues[i] : 0 }
    multiply(vTransposed.view.transposed, by: coordinates.view, into: &x)
  }

  /// X ← the least-squares solution of least norm for each column of B.
  ///
  /// - Precondition: B has m rows, X has n, and as many columns as B.
  public func solve(_ b: Matrix<Scalar>, tolerance: Scalar? = nil, into x: inout Matrix<Scalar>) {
    guard b.rowCount == rowCount else { trapRows("SingularValueDecomposition.solve", rowCount, b.rowCount) }
    guard x.rowCount == columnCount, x.columnCount == b.columnCount else {
      trapShape(
        "SingularValueDecomposition.solve(_:into:): the solution and X", (columnCount, b.columnCount),
        (x.rowCount, x.columnCount))
    }
    let rank = rank(tolerance: tolerance)
    var coordinates = Matrix<Scalar>.zeros(rank, b.columnCount)
    multiply(u.view[rows: 0..<rowCount, columns: 0..<rank].transposed, by: b.view, into: &coordinates)
    coordinates.combineEachColumn(with: Vector(singularValues[..<rank])) { $0 / $1 }
    multiply(vTransposed[rows: 0..<rank].view.transposed, by: coordinates.view, into: &x)
  }

  /// The pseudoinverse A⁺ = V Σ⁺ Uᵀ (Moore and Penrose), n×m. To solve equations prefer `solve`.
  ///
  /// - Parameter tolerance: relative; singular values of at most this times the greatest count as zero. By default
  ///   max(m, n) ε.
  /// - Complexity: 2mn times the rank flops (`gemm`).
  public func pseudoinverse(tolerance: Scalar? = nil) -> Matrix<Scalar> {
    let rank = rank(tolerance: tolerance)
    var scaled = vTransposed[rows: 0..<rank]
    scaled.combineEachColumn(with: Vector(singularValues[..<rank])) { $0 / $1 }
    var result = Matrix<Scalar>.zeros(columnCount, rowCount)
    multiply(
      scaled.view.transposed, by: u.view[rows: 0..<rowCount, columns: 0..<rank].transposed, into: &result)
    return result
  }
}
