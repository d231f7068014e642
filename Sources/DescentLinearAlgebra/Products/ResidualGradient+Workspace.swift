/// What an evaluation of a ``BatchGradient`` is to find.
enum GradientWork {
  case gradient, product, squares, squaresOfProduct, residuals, rowProducts, reflection

  /// Whether the result has an element for each column.
  var sumsColumns: Bool { self == .gradient || self == .product || self == .reflection }
  var usesTarget: Bool { self == .gradient || self == .squares || self == .residuals || self == .reflection }
  /// Whether the loss is summed: products and residuals are the same for all losses.
  var sumsLosses: Bool { self == .gradient || self == .squares }
  /// Whether the result has an element for each row.
  var keepsRows: Bool { self == .residuals || self == .rowProducts }
}

/// What takes the place of the target, and where the residuals go, with their signs changed. Both may be the same memory:
/// the kernels are done with the target of a row before they write its residual.
typealias Reflected<Scalar> = (target: UnsafePointer<Scalar>, result: UnsafeMutablePointer<Double>)

/// The rows of a block of a gradient: enough to be worth a thread, and at most 64 blocks.
func gradientBlocks(_ rowCount: Int, _ columnCount: Int) -> BlockPartition {
  BlockPartition(rowCount, minimum: max(1, serialElementLimit / max(1, columnCount)), most: 64)
}

/// The most blocks that as many rows, or fewer, are cut into.
func mostGradientBlocks(_ rowCount: Int, _ columnCount: Int) -> Int {
  let smallest = gradientBlocks(1, columnCount).blockSize
  return max(1, min(64, (rowCount + smallest - 1) / smallest))
}

extension BatchGradient {
  /// What one evaluation needs: the partial sums of each block.
  ///
  /// Blocks write to parts of their own; what the evaluation is about is set before the region and cleared after it.
  final class Workspace: ParallelTask, @unchecked Sendable {
    private let matrix: Matrix<Scalar>
    private let target: Vector<Scalar>
    private let weights: Vector<Scalar>?
    private let loss: (number: Int32, threshold: Double)?
    private let offsets: Vector<Scalar>?
    private let columnCount: Int
    /// For each block the gradient and, behind it, Σ w r² and Σ w r; on cache lines of their own.
    private let partials: AlignedStorage<Double>
    private let partialStride: Int

    private var work = GradientWork.gradient
    private var blocks: BlockPartition
    private var coefficients: UnsafePointer<Double>?
    private var offset = 0.0
    private var rows: UnsafePointer<Int>?
    private var rowResult: UnsafeMutablePointer<Double>?
    private var otherTarget: UnsafePointer<Scalar>?

    init(
      _ matrix: Matrix<Scalar>, _ target: Vector<Scalar>, _ weights: Vector<Scalar>?, _ loss: RowLoss,
      _ offsets: Vector<Scalar>?, rowCount: Int
    ) {
      self.matrix = matrix
      self.target = target
      self.weights = weights
      self.loss = loss.kernel
      self.offsets = offsets
      columnCount = matrix.columnCount
      blocks = gradientBlocks(rowCount, columnCount)
      partialStride = (columnCount + 2 + 7) / 8 * 8
      partials = .uninitialized(mostGradientBlocks(rowCount, columnCount) * partialStride)
    }

    func evaluate(
      _ work: GradientWork, _ coefficients: UnsafePointer<Double>?, _ offset: Double,
      _ rows: UnsafeBufferPointer<Int>?, _ result: UnsafeMutablePointer<Double>?, _ scale: Double,
      _ reflected: Reflected<Scalar>?
    ) -> ResidualSums {
      self.work = work
      self.coefficients = coefficients
      self.offset = offset
      self.rows = rows?.baseAddress
      rowResult = work.keepsRows ? result : reflected?.result
      otherTarget = reflected?.target
      blocks = gradientBlocks(rows?.count ?? matrix.rowCount, columnCount)
      Parallelism.run(self, blockCount: blocks.blockCount)
      self.coefficients = nil
      self.rows = nil
      rowResult = nil
      otherTarget = nil

      let (sums, stride, p) = (partials.base, partialStride, columnCount)
      guard blocks.blockCount > 0 else {
        if work.sumsColumns { for j in 0..<p { result![j] = 0 } }
        return ResidualSums(squares: 0, sum: 0)
      }
      let first = work.sumsColumns ? 0 : p
      Parallelism.reduceTree(blockCount: blocks.blockCount) { target, source in
        let (left, right) = (sums + target * stride, sums + source * stride)
        for j in first..<p + 2 { left[j] += right[j] }
      }
      if work.sumsColumns {
        for j in 0..<p { result![j] = scale * sums[j] }
      }
      return ResidualSums(squares: sums[p], sum: sums[p + 1])
    }

    func run(block: Int) {
      let partial = partials.base + block * partialStride
      let (range, p) = (blocks[block], columnCount)
      partial.update(repeating: 0, count: p + 2)
      // A list of rows indexes from the first row on; without one the block's first row is where it starts.
      let listed = rows.map { $0 + range.lowerBound }
      let start = rows == nil ? range.lowerBound : 0
      let x = UnsafePointer(matrix.storage.base + (matrix.offset + start * p))
      let targets = otherTarget ?? UnsafePointer(target.storage.base + target.offset)
      let y = work.usesTarget ? targets + start : nil
      let weights = weights.map { UnsafePointer($0.storage.base + ($0.offset + start)) }
      let gradient = work.sumsColumns ? partial : nil
      if let loss, let y, work.sumsLosses {
        Scalar.addLoss(
          loss, x: x, stride: p, rows: listed, rowCount: range.count, columnCount: p, y: y,
          offsets: offsets.map { UnsafePointer($0.storage.base + ($0.offset + start)) }, weights: weights,
          coefficients: coefficients, offset: offset, gradient: gradient, sums: partial + p)
        return
      }
      let residuals = rowResult.map { $0 + range.lowerBound }
      Scalar.addGradient(
        x: x, stride: p, rows: listed, rowCount: range.count, columnCount: p, y: y, weights: weights,
        coefficients: coefficients, offset: offset, gradient: gradient, sums: partial + p, residuals: residuals)
      if let residuals {
        for i in 0..<range.count { residuals[i] = 0 - residuals[i] }
      }
    }
  }
}
