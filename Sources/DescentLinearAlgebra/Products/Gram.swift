extension Matrix {
  /// The Gram matrix XᵀX, exactly symmetric.
  ///
  /// - Complexity: n p² flops, one pass over X. `Double`: kernels of Descent's own, for more than 512 columns together
  ///   with `gemm` of BLAS; `Float`: `syrk`. Blocks of rows are added in a fixed tree, so that the result has the same
  ///   bits for any number of threads.
  public func gram() -> Matrix {
    var result = Matrix.zeros(columnCount, columnCount)
    gram(into: &result)
    return result
  }

  /// C ← XᵀX. See ``gram()``.
  ///
  /// - Precondition: C is p×p for an n×p matrix X.
  public func gram(into c: inout Matrix) {
    let (n, p) = (rowCount, columnCount)
    guard c.rowCount == p, c.columnCount == p else { trapShape("gram(into:)", (p, p), (c.rowCount, c.columnCount)) }
    guard p > 0 else { return }
    guard n > 0 else {
      c.transformElements { _ in 0 }
      return
    }
    if Scalar.self == Double.self { return gramOfDoubles(into: &c) }
    let blas = Scalar.blas
    let x = Operand(base: UnsafePointer(storage.base + offset), stride: p, isTransposed: false)
    // Each block has a p×p sum of its own: at most 16, and no more than 64 MiB together.
    let most = min(16, max(2, (1 << 23) / (p * p)))
    let blocks = BlockPartition(n, minimum: max(256, (1 << 20) / (p * p)), most: most)
    c.withUnsafeMutableBufferPointer { c in
      let target = c.baseAddress!
      if blocks.blockCount == 1 {
        blas.syrk(p, n, 1, x.base, p, 0, target, p)
      } else {
        Self.gram(of: x, p, blocks, into: target, blas)
      }
      mirrorUpperTriangle(target, p)
    }
  }

  /// The same by ``GramSummation``, where the elements are known to be of type `Double`.
  private func gramOfDoubles(into c: inout Matrix) {
    let p = columnCount
    let rows = GramRows(
      x: UnsafeRawPointer(storage.base + offset).assumingMemoryBound(to: Double.self), stride: p, columns: 0..<p,
      targets: nil, targetCount: 0, weights: nil, count: rowCount)
    let summation = GramSummation(
      .memory(rows), rowCount: rowCount, columnCount: p, targetCount: nil, isWeighted: false, kernel: .best)
    c.withUnsafeMutableBufferPointer { c in
      let target = UnsafeMutableRawPointer(c.baseAddress!).assumingMemoryBound(to: Double.self)
      summation.run { copyGram($0, p, to: target) }
    }
    withExtendedLifetime(storage) {}
  }

  private static func gram(
    of x: Operand<Scalar>, _ p: Int, _ blocks: BlockPartition, into c: UnsafeMutablePointer<Scalar>,
    _ blas: any BLASRoutines<Scalar>.Type
  ) {
    let partials = AlignedStorage<Scalar>.uninitialized(blocks.blockCount * p * p)
    let sums = Target(base: partials.base)
    Parallelism.forEach(blocks.blockCount) { block in
      let rows = blocks[block]
      blas.syrk(p, rows.count, 1, x.base + rows.lowerBound * p, p, 0, sums.base + block * p * p, p)
    }
    Parallelism.reduceTree(blockCount: blocks.blockCount) { left, right in
      let (target, source) = (sums.base + left * p * p, sums.base + right * p * p)
      for i in 0..<p {
        blas.axpy(p - i, 1, source + (i * p + i), 1, target + (i * p + i), 1)
      }
    }
    c.update(from: sums.base, count: p * p)
    withExtendedLifetime(partials) {}
  }
}

/// Copies what is above the diagonal of a row-major square matrix to below it.
@specialized(where S == Double)
@specialized(where S == Float)
func mirrorUpperTriangle<S: BLASScalar>(_ a: UnsafeMutablePointer<S>, _ size: Int) {
  let tile = 16
  for rowStart in stride(from: 0, to: size, by: tile) {
    for columnStart in stride(from: 0, through: rowStart, by: tile) {
      for i in rowStart..<min(rowStart + tile, size) {
        for j in columnStart..<min(columnStart + tile, i) { a[i * size + j] = a[j * size + i] }
      }
    }
  }
}
