/// What a Newton step of a model of K classes needs to know of its data: information and score, X read once.
///
/// With weights wₖₗ of a row for the pairs of classes, the information is Σ L ⊗ xxᵀ over the rows, L the Laplacian of the
/// graph whose edges have these weights, without the row and column of class 0: for wₖₗ = πₖπₗ it is diag(π) − ππᵀ. It is
/// summed up pair by pair, so that all terms have the same sign whichever class is rare.
package struct ClassMoments: Sendable {
  /// (K − 1)q × (K − 1)q, symmetric: the coefficients of class 1, a constant before the q − 1 or q columns where there is
  /// one, then those of class 2, and so on.
  package let information: Matrix<Double>
  /// Xᵀu for each class, in the same order.
  package let score: [Double]
  /// The sum of what ``ClassWeighting/weigh`` has returned.
  package let value: Double

  /// One pass over X.
  ///
  /// The rows are cut into chunks whose borders depend on the shape only, and the chunks' sums are added in a fixed binary
  /// tree: the same bits for any number of threads.
  ///
  /// - Precondition: there are as many rows of coefficients as columns of X.
  /// - Complexity: K(K − 1)/2 · n p(p + 2) + 4 n p K flops; 32 MiB of memory, more where K p is some thousands.
  package init(of x: Matrix<Double>, _ weighting: ClassWeighting, kernel: GramKernel = .best) {
    let sums = ClassSums(of: x, weighting, kernel: kernel)
    let storage = sums.run()
    let (p, m) = (x.columnCount, weighting.classCount - 1)
    let first = weighting.constants == nil ? 0 : 1
    let q = p + first
    let base = storage.base
    information = Matrix(m * q, m * q) { elements in
      elements.initialize(repeating: 0)
      let pairs = ClassPairs(classCount: m + 1)
      for (pair, (k, l)) in pairs.all.enumerated() {
        let gram = GramSums(at: base + pair * sums.pairCount, columns: p, targets: 0)
        pairs.add(k, l, q: q) { row, column, i, j, sign in
          let (low, high) = (min(i, j) - first, max(i, j) - first)
          let value =
            low >= 0 ? gram.gram[low * gram.stride + high] : high >= 0 ? gram.products![high] : gram.sums![0]
          elements[row * (m * q) + column] += sign * value
        }
      }
    }
    score = (0..<m * q).map { index in
      let (k, j) = (index / q, index % q)
      return base[sums.scorePlace + k * (p + 1) + (j < first ? p : j - first)]
    }
    value = base[sums.valuePlace]
    withExtendedLifetime(storage) {}
  }
}

/// The sums of a pass, chunk by chunk.
private struct ClassSums: Sendable {
  private struct Target: @unchecked Sendable { let base: UnsafeMutablePointer<Double> }

  private let rows: GramRows
  private let x: Matrix<Double>
  private let weighting: ClassWeighting
  private let summation: GramSummation
  private let chunks: BlockPartition
  private let blas: any BLASRoutines<Double>.Type
  private let pairs: Int
  /// The elements of the sums of a pair.
  let pairCount: Int
  /// Behind those of all pairs, Xᵀu and Σ u for each class, and then the value.
  let scorePlace: Int
  let valuePlace: Int
  private let count: Int

  init(of x: Matrix<Double>, _ weighting: ClassWeighting, kernel: GramKernel) {
    let (p, m) = (x.columnCount, weighting.classCount - 1)
    guard weighting.coefficients.rowCount == p else {
      trapCount("ClassMoments: columns of the matrix, rows of coefficients", p, weighting.coefficients.rowCount)
    }
    self.x = x
    self.weighting = weighting
    blas = Double.blas
    rows = GramRows(
      x: UnsafePointer(x.storage.base + x.offset), stride: p, columns: 0..<p, targets: nil, targetCount: 0,
      weights: nil, count: x.rowCount)
    summation = GramSummation(
      .memory(rows), rowCount: x.rowCount, columnCount: p, targetCount: 0, isWeighted: true, kernel: kernel)
    pairs = ClassPairs(classCount: m + 1).count
    pairCount = GramSums.count(columns: p, targets: 0)
    scorePlace = pairs * pairCount
    valuePlace = scorePlace + m * (p + 1)
    count = (valuePlace + 8) / 8 * 8
    // Each chunk worth some 20 µs, and all sums together 32 MiB at most, or those of four chunks while that is no more than 512 MiB.
    let worthwhile = max(GramSummation.pieceRows, p, (1 << 21) / max(1, pairs * p * (p + 16)))
    let most = count > 1 << 24 ? 1 : min(64, (1 << 22) / count + 4)
    let wanted = max(min(4, x.rowCount / worthwhile), x.rowCount / max(4096, 4 * worthwhile))
    chunks = BlockPartition(x.rowCount, minimum: 1, most: max(1, min(most, wanted)))
  }

  func run() -> AlignedStorage<Double> {
    let chunkCount = max(1, chunks.blockCount)
    let storage = AlignedStorage<Double>.zeros(chunkCount * count)
    let target = Target(base: storage.base)
    Parallelism.forEach(chunks.blockCount) { chunk in add(chunks[chunk], to: target.base + chunk * count) }
    Parallelism.reduceTree(blockCount: chunkCount) { to, from in
      blas.axpy(count, 1, target.base + from * count, 1, target.base + to * count, 1)
    }
    withExtendedLifetime((storage, x)) {}
    return storage
  }

  /// Adds the sums over a chunk piece by piece: while a piece is in the cache, its products with the coefficients are
  /// formed, weights and pulls made of them, and the sums of all pairs added.
  private func add(_ chunk: Range<Int>, to sums: UnsafeMutablePointer<Double>) {
    let (p, m, most) = (x.columnCount, weighting.classCount - 1, ClassWeighting.mostRows)
    let scratchCount = GramKernel.scratchCount(columns: p, targets: 0)
    let weightedCount = p > GramSummation.kernelColumns ? most * p : 0
    let scratch = AlignedStorage<Double>.uninitialized(scratchCount + weightedCount + most * (m + pairs))
    let weighted = scratch.base + scratchCount
    let products = weighted + weightedCount
    let weights = products + most * m
    let pieceRows = p <= 100 ? most : p <= 200 ? 96 : 120
    for start in stride(from: chunk.lowerBound, to: chunk.upperBound, by: pieceRows) {
      let piece = start..<min(start + pieceRows, chunk.upperBound)
      var here = rows[piece]
      for row in 0..<piece.count {
        for k in 0..<m { products[row * m + k] = weighting.constants?[k] ?? 0 }
      }
      if p > 0 {
        weighting.coefficients.withUnsafeBufferPointer {
          blas.gemm(false, false, piece.count, m, p, 1, here.x, p, $0.baseAddress!, m, 1, products, m)
        }
      }
      sums[valuePlace] += weighting.weigh(piece, products, weights)
      if p > 0 {
        blas.gemm(
          true, false, m, p, piece.count, 1, UnsafePointer(products), m, here.x, p, 1, sums + scorePlace, p + 1)
      }
      for row in 0..<piece.count {
        for k in 0..<m { sums[scorePlace + k * (p + 1) + p] += products[row * m + k] }
      }
      for pair in 0..<pairs {
        here.weights = UnsafePointer(weights + pair * most)
        summation.add(
          here, weighted: summation.weigh(here, into: weighted),
          to: GramSums(at: sums + pair * pairCount, columns: p, targets: 0), scratch: scratch.base)
      }
    }
    withExtendedLifetime(scratch) {}
  }
}
