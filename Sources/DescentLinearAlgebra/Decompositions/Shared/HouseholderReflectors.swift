/// A QR factorization as LAPACK leaves it: R on and above the diagonal, the vectors of the reflections below it.
struct HouseholderReflectors<Scalar: BLASScalar>: Sendable {
  /// The column-major m×n matrix, which is an n×m one row by row: row j is column j.
  let columns: Matrix<Scalar>
  /// The factors τ of the reflections I − τvvᵀ.
  let factors: Vector<Scalar>

  var rowCount: Int { columns.columnCount }
  var columnCount: Int { columns.rowCount }
  var reflectionCount: Int { min(rowCount, columnCount) }

  /// R, min(m, n)×n, zeros below its diagonal.
  func makeR() -> Matrix<Scalar> {
    var r = Matrix(columns.view[rows: 0..<columnCount, columns: 0..<reflectionCount].transposed)
    let (rows, width) = (r.rowCount, r.columnCount)
    r.withUnsafeMutableBufferPointer { clearBelowDiagonal($0, rowCount: rows, columnCount: width) }
    return r
  }

  /// B ← op(Q) B for the m×c matrix at `b`, which LAPACK reads as Bᵀ: so it computes Bᵀ op(Q)ᵀ.
  func apply(transposed: Bool, to b: UnsafeMutablePointer<Scalar>, columnCount width: Int) {
    guard reflectionCount > 0, width > 0 else { return }
    let blas = Scalar.blas
    columns.withUnsafeBufferPointer { a in
      factors.withUnsafeBufferPointer { tau in
        _ = withWorkspace("ormqr", Scalar.self) { work, count in
          blas.ormqrRight(
            transposed ? .notTransposed : .transposed, width, rowCount, reflectionCount, a.baseAddress!, rowCount,
            tau.baseAddress!, b, width, work, count)
        }
      }
    }
  }

  func apply(transposed: Bool, to b: inout Vector<Scalar>, in operation: String) {
    guard b.count == rowCount else { trapRows(operation, rowCount, b.count) }
    b.withUnsafeMutableBufferPointer { apply(transposed: transposed, to: $0.baseAddress!, columnCount: 1) }
  }

  func apply(transposed: Bool, to b: inout Matrix<Scalar>, in operation: String) {
    guard b.rowCount == rowCount else { trapRows(operation, rowCount, b.rowCount) }
    let width = b.columnCount
    b.withUnsafeMutableBufferPointer { apply(transposed: transposed, to: $0.baseAddress!, columnCount: width) }
  }

  /// The first min(m, n) columns of Q.
  func makeThinQ() -> Matrix<Scalar> {
    let (m, k) = (rowCount, reflectionCount)
    guard k > 0 else { return .zeros(m, 0) }
    var q = columns[rows: 0..<k]
    let blas = Scalar.blas
    q.withUnsafeMutableBufferPointer { q in
      factors.withUnsafeBufferPointer { tau in
        _ = withWorkspace("orgqr", Scalar.self) { work, count in
          blas.orgqr(m, k, k, q.baseAddress!, m, tau.baseAddress!, work, count)
        }
      }
    }
    return q.transposed()
  }

  /// 1/κ₁ of the leading `size`×`size` part of R, estimated by `trcon`.
  func reciprocalConditionNumber(size: Int) -> Scalar {
    guard size > 0 else { return 1 }
    let blas = Scalar.blas
    var reciprocal: Scalar = 0
    var integers = [Int32](repeating: 0, count: size)
    let work = AlignedStorage<Scalar>.uninitialized(3 * size)
    columns.withUnsafeBufferPointer { a in
      _ = checkedInfo(
        "trcon", blas.trcon(.upper, size, a.baseAddress!, rowCount, &reciprocal, work.base, &integers))
    }
    withExtendedLifetime(work) {}
    return reciprocal
  }
}
