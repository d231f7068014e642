import Synchronization

/// The batched gradient Xᵀ(y − Xβ) and the residual sum of squares ‖y − Xβ‖², with X read from memory once.
///
/// The rows are cut into blocks whose borders depend on the shape of X only. Each block is worked off in pieces of about
/// 128 KiB: one `gemv` for the residuals of a piece, and one for its share of the gradient while it is still in the
/// second cache. The sums of the blocks are added in a fixed binary tree, so that the result has the same bits for any
/// number of threads.
///
/// Evaluations allocate nothing and may run at the same time: whoever finds the workspace taken makes one for the call.
package final class ResidualGradient: Sendable {
  /// X.
  package let matrix: Matrix<Double>
  /// y.
  package let target: Vector<Double>

  private let workspace: Workspace
  private let isTaken = Atomic<Bool>(false)

  /// - Precondition: y has as many elements as X has rows.
  package init(_ matrix: Matrix<Double>, _ target: Vector<Double>) {
    guard matrix.rowCount == target.count else {
      trapCount("ResidualGradient: rows of the matrix, elements of the target", matrix.rowCount, target.count)
    }
    _ = blasInt(matrix.columnCount)
    BLASRuntime.prepare()
    self.matrix = matrix
    self.target = target
    workspace = Workspace(matrix, target)
  }

  /// g ← `scale` · Xᵀ(y − Xβ); returns ‖y − Xβ‖².
  ///
  /// - Precondition: β and g have as many elements as X has columns.
  /// - Complexity: 4 n p flops, one pass over X.
  package func evaluate(
    at coefficients: Span<Double>, gradient: inout MutableSpan<Double>, scale: Double
  ) -> Double {
    run(.gradient, coefficients, &gradient, scale)
  }

  /// g ← `scale` · XᵀXβ, what ``evaluate(at:gradient:scale:)`` gives for y = 0 and −`scale`; returns ‖Xβ‖².
  package func evaluateProduct(
    at coefficients: Span<Double>, into product: inout MutableSpan<Double>, scale: Double
  ) -> Double {
    run(.product, coefficients, &product, scale)
  }

  /// ‖y − Xβ‖², or ‖Xβ‖² where the target is left out.
  ///
  /// - Complexity: 2 n p flops, one pass over X.
  package func sumOfSquares(at coefficients: Span<Double>, withoutTarget: Bool = false) -> Double {
    var nothing = MutableSpan<Double>()
    return run(withoutTarget ? .squaresOfProduct : .squares, coefficients, &nothing, 1)
  }

  /// r ← Xβ − y, or Xβ where the target is left out; returns ‖r‖².
  ///
  /// - Precondition: r has as many elements as X has rows.
  /// - Complexity: 2 n p flops, one pass over X.
  package func residual(
    at coefficients: Span<Double>, into residual: inout MutableSpan<Double>, withoutTarget: Bool = false
  ) -> Double {
    guard residual.count == matrix.rowCount else {
      trapCount("ResidualGradient: rows of the matrix, elements of the residual", matrix.rowCount, residual.count)
    }
    return run(withoutTarget ? .rowProducts : .residuals, coefficients, &residual, 1)
  }

  private func run(
    _ work: Workspace.Work, _ coefficients: Span<Double>, _ result: inout MutableSpan<Double>, _ scale: Double
  ) -> Double {
    let columnCount = matrix.columnCount
    guard coefficients.count == columnCount else {
      trapCount("ResidualGradient: columns of the matrix, coefficients", columnCount, coefficients.count)
    }
    guard !work.sumsColumns || result.count == columnCount else {
      trapCount("ResidualGradient: columns of the matrix, elements of the gradient", columnCount, result.count)
    }
    let isMine = !isTaken.exchange(true, ordering: .acquiring)
    let workspace = isMine ? workspace : Workspace(matrix, target)
    defer { if isMine { isTaken.store(false, ordering: .releasing) } }
    return coefficients.withUnsafeBufferPointer { coefficients in
      result.withUnsafeMutableBufferPointer { result in
        workspace.evaluate(work, coefficients.baseAddress, result.baseAddress, scale)
      }
    }
  }
}

/// What one evaluation needs: a residual buffer and partial sums for each block.
///
/// Blocks write to parts of their own; what the evaluation is about is set before the region and cleared after it.
private final class Workspace: ParallelTask, @unchecked Sendable {
  enum Work {
    case gradient, product, squares, squaresOfProduct, residuals, rowProducts

    /// Whether the result has an element for each column.
    var sumsColumns: Bool { self == .gradient || self == .product }
    var usesTarget: Bool { self == .gradient || self == .squares || self == .residuals }
    /// Whether the result has an element for each row.
    var keepsRows: Bool { self == .residuals || self == .rowProducts }
  }

  /// The bytes of X that stay in the second cache between the two products.
  private static let pieceBytes = 128 << 10

  private let matrix: Matrix<Double>
  private let target: Vector<Double>
  private let columnCount: Int
  private let blocks: BlockPartition
  private let pieceRows: Int
  private let residuals: AlignedStorage<Double>
  /// For each block the gradient and, behind it, the sum of squares; on cache lines of their own.
  private let partials: AlignedStorage<Double>
  private let partialStride: Int

  private var work = Work.gradient
  private var coefficients: UnsafePointer<Double>?
  private var rowResult: UnsafeMutablePointer<Double>?

  init(_ matrix: Matrix<Double>, _ target: Vector<Double>) {
    self.matrix = matrix
    self.target = target
    columnCount = matrix.columnCount
    let rowBytes = max(1, columnCount) * MemoryLayout<Double>.stride
    blocks = BlockPartition(
      matrix.rowCount, minimum: max(1, serialElementLimit / max(1, columnCount)), most: 64)
    pieceRows = max(1, min(4096, min(blocks.blockSize, Self.pieceBytes / rowBytes)))
    partialStride = (columnCount + 1 + 7) / 8 * 8
    let residualStride = (pieceRows + 7) / 8 * 8
    residuals = .uninitialized(max(1, blocks.blockCount) * residualStride)
    partials = .uninitialized(max(1, blocks.blockCount) * partialStride)
  }

  func evaluate(
    _ work: Work, _ coefficients: UnsafePointer<Double>?, _ result: UnsafeMutablePointer<Double>?, _ scale: Double
  ) -> Double {
    self.work = work
    self.coefficients = coefficients
    rowResult = work.keepsRows ? result : nil
    Parallelism.run(self, blockCount: blocks.blockCount)
    self.coefficients = nil
    rowResult = nil

    let (sums, stride, p) = (partials.base, partialStride, columnCount)
    let first = work.sumsColumns ? 0 : p
    Parallelism.reduceTree(blockCount: blocks.blockCount) { target, source in
      let (left, right) = (sums + target * stride, sums + source * stride)
      for j in first...p { left[j] += right[j] }
    }
    guard blocks.blockCount > 0 else {
      if work.sumsColumns { for j in 0..<p { result![j] = 0 } }
      return 0
    }
    if work.sumsColumns {
      for j in 0..<p { result![j] = scale * sums[j] }
    }
    return sums[p]
  }

  func run(block: Int) {
    let partial = partials.base + block * partialStride
    let buffer = residuals.base + block * ((pieceRows + 7) / 8 * 8)
    let p = columnCount
    if work.sumsColumns { partial.update(repeating: 0, count: p) }
    var squares = 0.0
    var row = blocks[block].lowerBound
    let end = blocks[block].upperBound
    while row < end {
      let count = min(pieceRows, end - row)
      let residual = rowResult.map { $0 + row } ?? buffer
      squares += fillResidual(residual, row, count)
      if work.sumsColumns, p > 0 {
        DoubleBLAS.gemv(
          transposed: true, count, p, 1, matrix.storage.base + (matrix.offset + row * p), p, residual, 1, 1, partial, 1)
      }
      row += count
    }
    partial[p] = squares
  }

  /// The residuals of `count` rows from `row` on, y − Xβ for sums and Xβ − y for rows; returns their sum of squares.
  private func fillResidual(_ residual: UnsafeMutablePointer<Double>, _ row: Int, _ count: Int) -> Double {
    let p = columnCount
    let sign: Double = work.keepsRows ? -1 : 1
    if work.usesTarget {
      let y = target.storage.base + (target.offset + row)
      for i in 0..<count { residual[i] = sign * y[i] }
    } else {
      residual.update(repeating: 0, count: count)
    }
    if let coefficients, p > 0 {
      let factor: Double = work.usesTarget ? -sign : 1
      DoubleBLAS.gemv(
        transposed: false, count, p, factor, matrix.storage.base + (matrix.offset + row * p), p, coefficients, 1, 1,
        residual, 1)
    }
    return DoubleBLAS.dot(count, residual, 1, residual, 1)
  }
}
