internal import CDescentKernels

/// The Gram matrix of a matrix that is read, or made, once, by blocks of rows.
///
/// The rows are cut into chunks, which the threads sum up each for itself. The borders depend on the shape only, and the
/// sums of the chunks are added in a fixed binary tree, so that the result has the same bits for any number of threads.
/// Sums over at most 240 rows are formed before they are added to longer ones.
struct GramSummation: Sendable {
  /// Whence the rows come: from memory; from a function that makes them, with the weights of all rows; or from memory
  /// with weights and one target that a function makes of their products with coefficients.
  enum Source: Sendable {
    case memory(GramRows)
    case function(@Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void, weights: Vector<Double>? = nil)
    case weighting(GramRows, RowWeighting)
  }

  /// The rows that a function makes at a time, and that `gemm` takes: whole blocks of the kernels.
  static let pieceRows = 240

  /// Columns that the kernels work off; where there are more, `gemm` multiplies one half by the other, and so on in each.
  static let kernelColumns = 512

  private let source: Source
  private let rowCount: Int
  private let columnCount: Int
  /// Nil where nothing but the Gram matrix is wanted.
  private let targetCount: Int?
  private let isWeighted: Bool
  private let kernel: GramKernel
  private let chunks: BlockPartition
  private let sumCount: Int
  /// Whether what rounding takes off the sums is kept, which takes the kernels alone.
  private let keepsRests: Bool
  private let blas: any BLASRoutines<Double>.Type

  init(
    _ source: Source, rowCount: Int, columnCount: Int, targetCount: Int?, isWeighted: Bool, kernel: GramKernel,
    keepsRests: Bool = false
  ) {
    self.source = source
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.targetCount = targetCount
    self.isWeighted = isWeighted
    self.kernel = kernel
    self.keepsRests = keepsRests && columnCount <= Self.kernelColumns
    sumCount = GramSums.count(columns: columnCount, targets: targetCount) * (self.keepsRests ? 2 : 1)
    blas = Double.blas
    chunks = BlockPartition(
      rowCount, minimum: 1, most: Self.chunkCount(rowCount: rowCount, columnCount: columnCount, sumCount: sumCount))
  }

  /// Up to four chunks where each is worth some 20 µs and more than the addition of its sums; from 4096 rows a chunk
  /// on, which makes that addition a small part of the work, up to 64. All sums together take up to 32 MiB, and four
  /// times those of one chunk.
  private static func chunkCount(rowCount: Int, columnCount: Int, sumCount: Int) -> Int {
    let worthwhile = max(pieceRows, columnCount, (1 << 21) / max(1, columnCount * (columnCount + 16)))
    let most = min(64, (1 << 22) / max(1, sumCount) + 4)
    return max(1, min(most, max(min(4, rowCount / worthwhile), rowCount / max(4096, 4 * worthwhile))))
  }

  /// The most roundings that a product goes through where what they take off is not kept: its own, those of a sum over at
  /// most 240 rows with its turns, one for each such sum of a chunk (over 48 rows or more), one for each level of the tree.
  /// In whatever order n numbers are summed, none goes through more than n − 1 additions, those of zeros being exact. With
  /// weights one factor of the product has been multiplied by its weight, a rounding more.
  var roundings: Int {
    let chunkRows = chunks.blockCount > 0 ? chunks[0].count + 1 : 0
    let blocked = Self.pieceRows + 16 + (chunkRows + 47) / 48 + (Int.bitWidth - chunks.blockCount.leadingZeroBitCount)
    return min(blocked, rowCount) + (isWeighted ? 1 : 0)
  }

  /// Calls `body` with the sums over all rows; returns the sum of what a ``RowWeighting`` has returned.
  @discardableResult func run(_ body: (GramSums) -> Void) -> Double {
    let chunkCount = max(1, chunks.blockCount)
    let storage = AlignedStorage<Double>.zeros(chunkCount * sumCount)
    let values = AlignedStorage<Double>.zeros(chunkCount)
    let partials = Target(base: storage.base)
    let chunkValues = Target(base: values.base)
    Parallelism.forEach(chunks.blockCount) { chunk in
      let sums = GramSums(
        at: partials.base + chunk * sumCount, columns: columnCount, targets: targetCount, keepsRests: keepsRests)
      chunkValues.base[chunk] = add(chunks[chunk], to: sums)
    }
    let (strip, count) = (1 << 14, keepsRests ? sumCount / 2 : sumCount)
    Parallelism.forEach(chunkCount > 1 ? (count + strip - 1) / strip : 0) { index in
      let (start, length) = (index * strip, min(strip, count - index * strip))
      Parallelism.reduceTree(blockCount: chunkCount) { target, source in
        let (from, to) = (partials.base + (source * sumCount + start), partials.base + (target * sumCount + start))
        if keepsRests {
          descent_dd_add(to, to + count, from, from + count, length)
        } else {
          blas.axpy(length, 1, from, 1, to, 1)
        }
      }
    }
    if keepsRests {
      for i in 0..<count {
        let sum = DoubleDouble.sum(storage.base[i], storage.base[count + i])
        (storage.base[i], storage.base[count + i]) = (sum.high, sum.low)
      }
    }
    body(GramSums(at: storage.base, columns: columnCount, targets: targetCount, keepsRests: keepsRests))
    Parallelism.reduceTree(blockCount: chunkCount) { values.base[$0] += values.base[$1] }
    let value = values.base[0]
    withExtendedLifetime((storage, values)) {}
    return value
  }

  /// Adds the sums over a chunk; returns the sum of the values of its pieces.
  private func add(_ rows: Range<Int>, to sums: GramSums) -> Double {
    if case .weighting(let all, let weighting) = source { return add(rows, of: all, weighting, to: sums) }
    let p = columnCount
    let scratchCount = GramKernel.scratchCount(columns: p, targets: targetCount ?? 0)
    let weightedCount = isWeighted && p > Self.kernelColumns ? Self.pieceRows * p : 0
    let made = if case .function = source { Self.pieceRows * p } else { 0 }
    let scratch = AlignedStorage<Double>.uninitialized(scratchCount + weightedCount + made)
    let weighted = scratch.base + scratchCount
    let madeRows = weighted + weightedCount
    if case .memory(let all) = source, p <= Self.kernelColumns {
      kernel.add(all[rows], to: sums, scratch: scratch.base)
    } else {
      var start = rows.lowerBound
      while start < rows.upperBound {
        let piece = start..<min(start + Self.pieceRows, rows.upperBound)
        let here: GramRows
        switch source {
        case .memory(let all): here = all[piece]
        case .function(let make, let weights):
          make(piece, madeRows)
          here = GramRows(
            x: madeRows, stride: p, columns: 0..<p, targets: nil, targetCount: 0,
            weights: weights.map { UnsafePointer($0.storage.base + ($0.offset + piece.lowerBound)) }, count: piece.count
          )
        case .weighting: return 0
        }
        add(here, weighted: weigh(here, into: weighted), to: sums, scratch: scratch.base)
        start = piece.upperBound
      }
    }
    withExtendedLifetime(scratch) {}
    return 0
  }

  /// Adds the sums over a chunk piece by piece: while a piece is in the cache, its products with the coefficients are
  /// formed, its weights and targets made of them, and its sums added.
  private func add(_ rows: Range<Int>, of all: GramRows, _ weighting: RowWeighting, to sums: GramSums) -> Double {
    let p = columnCount
    let scratchCount = GramKernel.scratchCount(columns: p, targets: 1)
    let weightedCount = p > Self.kernelColumns ? Self.pieceRows * p : 0
    let scratch = AlignedStorage<Double>.uninitialized(scratchCount + weightedCount + 3 * Self.pieceRows + 2)
    let weighted = scratch.base + scratchCount
    let products = weighted + weightedCount
    let (weights, target) = (products + Self.pieceRows, products + 2 * Self.pieceRows)
    let unused = products + 3 * Self.pieceRows
    let pieceRows = weighting.pieceRows(columnCount: p)
    var value = 0.0
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: pieceRows) {
      let piece = start..<min(start + pieceRows, rows.upperBound)
      var here = all[piece]
      weighting.withCoefficients { coefficients in
        Double.addGradient(
          x: here.x, stride: here.stride, rows: nil, rowCount: piece.count, columnCount: p, y: nil, weights: nil,
          coefficients: coefficients, offset: weighting.constant, gradient: nil, sums: unused, residuals: products)
      }
      for i in 0..<piece.count { products[i] = 0 - products[i] }
      value += weighting.weigh(piece, products, weights, target)
      here.weights = UnsafePointer(weights)
      here.targets = UnsafePointer(target)
      add(here, weighted: weigh(here, into: weighted), to: sums, scratch: scratch.base)
    }
    withExtendedLifetime(scratch) {}
    return value
  }

  /// The rows of X times their weights, where `gemm` needs them and there are any.
  func weigh(_ rows: GramRows, into weighted: UnsafeMutablePointer<Double>) -> UnsafePointer<Double> {
    guard let weights = rows.weights, columnCount > Self.kernelColumns else { return rows.x }
    for row in 0..<rows.count {
      let (from, to, weight) = (rows.x + row * rows.stride, weighted + row * columnCount, weights[row])
      for column in 0..<columnCount { to[column] = weight * from[column] }
    }
    return UnsafePointer(weighted)
  }

  /// Adds the sums over a piece: those of the left half of the columns, those of the right half, and their products.
  func add(
    _ rows: GramRows, weighted: UnsafePointer<Double>, to sums: GramSums, scratch: UnsafeMutablePointer<Double>
  ) {
    let columns = rows.columns
    guard columns.count > Self.kernelColumns else { return kernel.add(rows, to: sums, scratch: scratch) }
    let middle = columns.lowerBound + (columns.count / 2 + 7) / 8 * 8
    let (left, right) = (columns.lowerBound..<middle, middle..<columns.upperBound)
    add(rows.columns(left), weighted: weighted, to: sums, scratch: scratch)
    add(rows.columns(right), weighted: weighted, to: sums, scratch: scratch)
    blas.gemm(
      true, false, left.count, right.count, rows.count, 1, rows.x + left.lowerBound, rows.stride,
      weighted + right.lowerBound, rows.stride, 1, sums.gram + (left.lowerBound * sums.stride + right.lowerBound),
      sums.stride)
  }
}
