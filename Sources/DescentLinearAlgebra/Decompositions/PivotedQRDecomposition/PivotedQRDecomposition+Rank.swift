/// How some columns of a matrix depend on the others: column `dropped[j]` is Σᵢ `coefficients[i, j]` times column
/// `kept[i]`, to within the tolerance that decided on the rank.
public struct ColumnDependencies<Scalar: BLASScalar>: Sendable, Equatable {
  /// The independent columns, ascending.
  public let kept: [Int]
  /// The columns that depend on them, ascending.
  public let dropped: [Int]
  /// One row for each column kept, one column for each column dropped.
  public let coefficients: Matrix<Scalar>
}

extension PivotedQRDecomposition {
  /// The numerical rank: how many elements on the diagonal of R exceed `tolerance` times the first one in magnitude.
  ///
  /// - Parameter tolerance: relative; by default max(m, n) ε.
  /// - Complexity: min(m, n) comparisons.
  public func rank(tolerance: Scalar? = nil) -> Int {
    requireTolerance(tolerance, in: "PivotedQRDecomposition.rank")
    guard r.count > 0 else { return 0 }
    // One cannot divide by less than the least normal number.
    let relative = tolerance ?? defaultRankTolerance(rowCount, columnCount)
    let bound = max(relative * r[0, 0].magnitude, .leastNormalMagnitude)
    return (0..<r.rowCount).first { !(r[$0, $0].magnitude > bound) } ?? r.rowCount
  }

  /// The columns of A that are independent to within `tolerance`, ascending: as many as ``rank(tolerance:)``.
  public func keptColumns(tolerance: Scalar? = nil) -> [Int] {
    permutation[..<rank(tolerance: tolerance)].sorted()
  }

  /// The columns of A that depend on those kept to within `tolerance`, ascending.
  public func droppedColumns(tolerance: Scalar? = nil) -> [Int] {
    permutation[rank(tolerance: tolerance)...].sorted()
  }

  /// How each dropped column depends on those kept: R₁₁⁻¹R₁₂.
  ///
  /// - Parameter tolerance: relative; by default max(m, n) ε.
  /// - Complexity: r²d flops for r columns kept and d dropped (`trsm`).
  public func dependencies(tolerance: Scalar? = nil) -> ColumnDependencies<Scalar> {
    let rank = rank(tolerance: tolerance)
    var coefficients = r[rows: 0..<rank, columns: rank..<columnCount]
    r[rows: 0..<rank, columns: 0..<rank].solveTriangular(.upper, inPlace: &coefficients)
    let (kept, dropped) = (permutation[..<rank], permutation[rank...])
    let rows = kept.indices.sorted { permutation[$0] < permutation[$1] }
    let columns = dropped.indices.sorted { permutation[$0] < permutation[$1] }.map { $0 - rank }
    return ColumnDependencies(
      kept: kept.sorted(), dropped: dropped.sorted(),
      coefficients: coefficients.selecting(rows: rows).selecting(columns: columns))
  }

  /// The condition number ‖R‖₁ ‖R⁻¹‖₁, estimated; 1 where there are no columns, infinite where there are fewer rows than
  /// columns, or a zero on the diagonal of R.
  ///
  /// Within a factor of n of the 2-norm condition number of A, and a lower bound but for that, hardly ever by more than a
  /// factor of 3 (Higham 1988).
  ///
  /// - Complexity: some 4 n² flops (LAPACK `trcon`).
  public var conditionNumber: Scalar {
    guard rowCount >= columnCount else { return .infinity }
    return 1 / reflectors.reciprocalConditionNumber(size: columnCount)
  }
}

/// Traps for a tolerance that is negative or NaN.
func requireTolerance<S: BLASScalar>(_ tolerance: S?, in operation: String) {
  if let tolerance, !(tolerance >= 0) { trap("\(operation): the tolerance must not be negative, and is \(tolerance)") }
}
