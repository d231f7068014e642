// C ← α A B + β C, by `gemm` of BLAS on blocks of rows or columns of C.

/// C ← `scale` · A B + `accumulating` · C.
///
/// Either factor may be transposed (`a.view.transposed`) without a copy. With `accumulating` 0, the default, what C held
/// does not matter, NaN included.
///
/// - Precondition: A is m×k, B is k×n and C is m×n.
/// - Complexity: 2 m n k flops. The result has the same bits for any number of threads.
public func multiply<S: BLASScalar>(
  _ a: borrowing MatrixView<S>, by b: borrowing MatrixView<S>, into c: inout Matrix<S>, scale: S = 1,
  accumulating: S = 0
) {
  guard a.columnCount == b.rowCount else {
    trapShape("multiply(_:by:into:)", (a.rowCount, a.columnCount), (b.rowCount, b.columnCount))
  }
  guard c.rowCount == a.rowCount, c.columnCount == b.columnCount else {
    trapShape(
      "multiply(_:by:into:): the product and C", (a.rowCount, b.columnCount), (c.rowCount, c.columnCount))
  }
  let (m, n, k) = (a.rowCount, b.columnCount, a.columnCount)
  guard m > 0, n > 0 else { return }
  guard k > 0 else {
    c.transformElements { accumulating == 0 ? 0 : accumulating * $0 }
    return
  }
  let blas = S.blas
  withOperand(a) { a in
    withOperand(b) { b in
      c.withUnsafeMutableBufferPointer { c in
        let target = Target(base: c.baseAddress!)
        let byRows = m >= n
        let other = byRows ? n : m
        let blocks = BlockPartition(byRows ? m : n, minimum: max(64, (1 << 20) / (other * k)), most: 16)
        Parallelism.forEach(blocks.blockCount) { block in
          let range = blocks[block]
          let (row, column) = byRows ? (range.lowerBound, 0) : (0, range.lowerBound)
          blas.gemm(
            a.isTransposed, b.isTransposed, byRows ? range.count : m, byRows ? n : range.count, k, scale,
            a.advanced(row: row, column: 0), a.stride, b.advanced(row: 0, column: column), b.stride, accumulating,
            target.base + (row * n + column), n)
        }
      }
    }
  }
}

/// C ← `scale` · A B + `accumulating` · C.
public func multiply<S: BLASScalar>(
  _ a: Matrix<S>, by b: Matrix<S>, into c: inout Matrix<S>, scale: S = 1, accumulating: S = 0
) {
  multiply(a.view, by: b.view, into: &c, scale: scale, accumulating: accumulating)
}

/// A B.
///
/// - Complexity: 2 m n k flops.
public func * <S: BLASScalar>(a: Matrix<S>, b: Matrix<S>) -> Matrix<S> {
  var c = Matrix<S>.zeros(a.rowCount, b.columnCount)
  multiply(a, by: b, into: &c)
  return c
}
