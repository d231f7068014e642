// y ← α A x + β y, by `gemv` of BLAS on blocks of rows.

/// Below this many elements a product is not worth a second thread: some 20 µs.
let serialElementLimit = 1 << 16

/// y ← `scale` · A x + `accumulating` · y.
///
/// A may be transposed (`x.view.transposed`) without a copy. With `accumulating` 0, the default, what y held does not
/// matter, NaN included.
///
/// - Precondition: x has as many elements as A has columns, y as many as A has rows.
/// - Complexity: 2 m n flops, one pass over A. The result has the same bits for any number of threads.
public func multiply<S: BLASScalar>(
  _ a: borrowing MatrixView<S>, by x: borrowing VectorView<S>, into y: inout Vector<S>, scale: S = 1,
  accumulating: S = 0
) {
  guard a.columnCount == x.count else { trapShape("multiply(_:by:into:)", (a.rowCount, a.columnCount), (x.count, 1)) }
  guard a.rowCount == y.count else {
    trapCount("multiply(_:by:into:): rows of the matrix, elements of y", a.rowCount, y.count)
  }
  let (m, n) = (a.rowCount, a.columnCount)
  guard m > 0 else { return }
  guard n > 0 else {
    y.transformElements { accumulating == 0 ? 0 : accumulating * $0 }
    return
  }
  let blas = S.blas
  let (base, stride) = (x.base, x.stride)
  withOperand(a) { a in
    y.withUnsafeMutableBufferPointer { y in
      let vector = StridedVector(base: base, stride: stride)
      let target = y.baseAddress!
      // Not every version of OpenBLAS makes a zero of 0 · NaN.
      if accumulating == 0 { target.initialize(repeating: 0, count: m) }
      if a.isTransposed {
        multiplyTransposed(a, storedRows: n, columns: m, vector, target, scale, accumulating, blas)
      } else {
        multiplyRows(a, m, n, vector, target, scale, accumulating, blas)
      }
    }
  }
}

/// y ← `scale` · A x + `accumulating` · y.
public func multiply<S: BLASScalar>(
  _ a: Matrix<S>, by x: Vector<S>, into y: inout Vector<S>, scale: S = 1, accumulating: S = 0
) {
  multiply(a.view, by: x.view, into: &y, scale: scale, accumulating: accumulating)
}

/// A x.
///
/// - Complexity: 2 m n flops, one pass over A.
public func * <S: BLASScalar>(a: Matrix<S>, x: Vector<S>) -> Vector<S> {
  var y = Vector<S>.zeros(a.rowCount)
  multiply(a, by: x, into: &y)
  return y
}

/// A x for an array x.
public func * <S: BLASScalar>(a: Matrix<S>, x: [S]) -> Vector<S> {
  a * Vector(x)
}

struct StridedVector<S: BLASScalar>: @unchecked Sendable {
  var base: UnsafePointer<S>
  var stride: Int
}

struct Target<S: BLASScalar>: @unchecked Sendable {
  var base: UnsafeMutablePointer<S>
}

/// Each block of rows yields its own part of y.
private func multiplyRows<S: BLASScalar>(
  _ a: Operand<S>, _ m: Int, _ n: Int, _ x: StridedVector<S>, _ y: UnsafeMutablePointer<S>, _ scale: S,
  _ accumulating: S, _ blas: any BLASRoutines<S>.Type
) {
  let target = Target(base: y)
  let blocks = BlockPartition(m, minimum: max(1, serialElementLimit / n), most: 64)
  Parallelism.forEach(blocks.blockCount) { block in
    let rows = blocks[block]
    blas.gemv(
      transposed: false, rows.count, n, scale, a.base + rows.lowerBound * a.stride, a.stride, x.base, x.stride,
      accumulating, target.base + rows.lowerBound, 1)
  }
}

/// Each block of the stored rows yields a partial sum for the whole of y; a fixed tree adds them.
private func multiplyTransposed<S: BLASScalar>(
  _ a: Operand<S>, storedRows: Int, columns: Int, _ x: StridedVector<S>, _ y: UnsafeMutablePointer<S>, _ scale: S,
  _ accumulating: S, _ blas: any BLASRoutines<S>.Type
) {
  let blocks = BlockPartition(storedRows, minimum: max(1, serialElementLimit / columns), most: 64)
  guard blocks.blockCount > 1 else {
    blas.gemv(
      transposed: true, storedRows, columns, scale, a.base, a.stride, x.base, x.stride, accumulating, y, 1)
    return
  }
  var partials = Vector<S>.zeros(blocks.blockCount * columns)
  partials.withUnsafeMutableBufferPointer { partials in
    let sums = Target(base: partials.baseAddress!)
    Parallelism.forEach(blocks.blockCount) { block in
      let rows = blocks[block]
      blas.gemv(
        transposed: true, rows.count, columns, scale, a.base + rows.lowerBound * a.stride, a.stride,
        x.base + rows.lowerBound * x.stride, x.stride, 0, sums.base + block * columns, 1)
    }
    Parallelism.reduceTree(blockCount: blocks.blockCount) { target, source in
      let (left, right) = (sums.base + target * columns, sums.base + source * columns)
      blas.axpy(columns, 1, right, 1, left, 1)
    }
    if accumulating == 0 {
      y.update(from: sums.base, count: columns)
    } else {
      for j in 0..<columns { y[j] = accumulating * y[j] + sums.base[j] }
    }
  }
}
