public import DescentLinearAlgebra

/// The solutions of linear equations, Ax = b.
///
/// The projection is x ← x − V(Vᵀx − c), with orthonormal columns V that span the rows of A, found once. Equations that
/// depend on others are no trouble where they do not contradict them.
///
/// - Note: by the singular value decomposition A = UΣVᵀ and c = Σ⁻¹Uᵀb. Each projection is done twice, so that of a far
///   point no more rounding is left than of a near one.
public struct AffineSet: ConvexSet {
  /// The number of parameters.
  public let parameterCount: Int
  /// The number of equations that are independent.
  public let rank: Int
  /// Vᵀ row by row.
  private let basis: Vector<Double>
  /// c.
  private let coordinates: Vector<Double>

  /// The largest part of b that equations which depend on others may miss.
  private static let consistency = 1e-10

  /// The solutions of Ax = b.
  ///
  /// - Parameters:
  ///   - matrix: A, m×p.
  ///   - rightHandSide: b, m numbers.
  /// - Throws: ``OptimizationError`` where the equations contradict each other or a number is not finite; an error of the
  ///   decomposition.
  /// - Precondition: b has as many elements as A has rows.
  /// - Complexity: O(mp · min(m, p)), once.
  public init(_ matrix: Matrix<Double>, equals rightHandSide: Vector<Double>) throws {
    guard matrix.rowCount == rightHandSide.count else {
      trapCount("AffineSet: rows of the matrix, elements of the right side", matrix.rowCount, rightHandSide.count)
    }
    if let row = rightHandSide.firstIndex(where: { !$0.isFinite }) {
      throw OptimizationError.nonFinite(what: "The right side", row: row, column: nil, value: rightHandSide[row])
    }
    let decomposition = try SingularValueDecomposition(matrix)
    let p = matrix.columnCount
    let rank = decomposition.rank()
    let projected = decomposition.u.transposed() * rightHandSide
    let c = Vector((0..<rank).map { projected[$0] / decomposition.singularValues[$0] })
    var basis = Vector<Double>.zeros(rank * p)
    for k in 0..<rank { for j in 0..<p { basis[k * p + j] = decomposition.vTransposed[k, j] } }
    (parameterCount, self.rank, self.basis, coordinates) = (p, rank, basis, c)

    var origin = Vector<Double>.zeros(p)
    for k in 0..<rank { for j in 0..<p { origin[j] += c[k] * basis[k * p + j] } }
    let missed = (matrix * origin).subtracting(rightHandSide).norm()
    try requireSetting(
      missed <= Self.consistency * rightHandSide.norm(), "least distance of A x from b", shortText(missed),
      "0: the equations contradict each other")
  }

  /// - Complexity: 8rp flops with the rank r.
  public func project(_ point: inout MutableSpan<Double>) {
    let (basis, c) = (basis.span, coordinates.span)
    let p = parameterCount
    for _ in 0..<2 {
      // One row after the other: as the rows are orthonormal, that is the projection onto all.
      for k in 0..<rank {
        var excess = -c[k]
        for j in 0..<p { excess += basis[k * p + j] * point[j] }
        for j in 0..<p { point[j] -= excess * basis[k * p + j] }
      }
    }
  }

  public func contains(_ point: Span<Double>, tolerance: Double) -> Bool {
    let p = parameterCount
    guard point.count == p else { return false }
    var size = ScaledNorm()
    for j in 0..<p { size.add(point[j]) }
    for k in 0..<rank {
      var excess = -coordinates[k]
      for j in 0..<p { excess += basis[k * p + j] * point[j] }
      guard excess.magnitude <= tolerance * max(size.value, coordinates[k].magnitude) else { return false }
    }
    return true
  }

  public func validate(parameterCount: Int) throws {
    try requireSetting(
      parameterCount == self.parameterCount, "number of columns of the equations", self.parameterCount,
      "\(parameterCount), one for each parameter")
  }
}
