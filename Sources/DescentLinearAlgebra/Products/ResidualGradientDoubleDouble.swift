internal import CDescentKernels
import Synchronization

/// What a pass in double-double arithmetic adds up beside the gradient, each an unevaluated sum high + low.
package struct DoubleDoubleResidualSums: Equatable, Sendable {
  /// Σ w r².
  package var squaresHigh, squaresLow: Double
  /// Σ w r.
  package var sumHigh, sumLow: Double

  package init(squaresHigh: Double, squaresLow: Double, sumHigh: Double, sumLow: Double) {
    (self.squaresHigh, self.squaresLow, self.sumHigh, self.sumLow) = (squaresHigh, squaresLow, sumHigh, sumLow)
  }
}

/// The gradient XᵀW(y − Xβ) with about twice the digits of double precision, with X read from memory once.
///
/// β comes as high + low, the residuals are kept as high + low, products are split into their rounded value and its error
/// (Dekker 1971), and so are sums (Knuth 1969). The relative error of an element of the gradient is about 2⁻¹⁰⁰ times
/// Σ|w xᵢⱼ|(|yᵢ| + Σ|xᵢₖ βₖ|) over its absolute value, far below what double precision can hold.
///
/// Blocks, their tree of sums (in double-double arithmetic too), and bits as for ``BatchGradient``. Non-finite data or
/// coefficients give an infinite or NaN high part. Products below about 2⁻⁹⁶⁹ lose the digits that underflow.
package final class ResidualGradientDoubleDouble: Sendable {
  /// X.
  package let matrix: Matrix<Double>
  /// y.
  package let target: Vector<Double>
  /// The diagonal of W; nil stands for ones.
  package let weights: Vector<Double>?

  private let workspace: Workspace
  private let isTaken = Atomic<Bool>(false)

  /// - Precondition: y, and the weights where there are any, have as many elements as X has rows.
  package init(_ matrix: Matrix<Double>, _ target: Vector<Double>, weights: Vector<Double>? = nil) {
    checkRows(matrix.rowCount, target.count, weights?.count)
    self.matrix = matrix
    self.target = target
    self.weights = weights
    workspace = Workspace(matrix, target, weights)
  }

  /// g ← XᵀW r with r = y − offset − Xβ; returns Σ w r² and Σ w r.
  ///
  /// The high parts are the rounded sums of both.
  ///
  /// - Precondition: both parts of β and g have as many elements as X has columns.
  /// - Complexity: about 44 n p flops, one pass over X.
  package func evaluate(
    high: Span<Double>, low: Span<Double>, offsetHigh: Double = 0, offsetLow: Double = 0,
    gradientHigh: inout MutableSpan<Double>, gradientLow: inout MutableSpan<Double>
  ) -> DoubleDoubleResidualSums {
    checkColumns(gradientHigh.count)
    checkColumns(gradientLow.count)
    return gradientHigh.withUnsafeMutableBufferPointer { gradientHigh in
      gradientLow.withUnsafeMutableBufferPointer { gradientLow in
        run(high, low, offsetHigh, offsetLow, (gradientHigh.baseAddress, gradientLow.baseAddress), nil)
      }
    }
  }

  /// residual ← y − offset − Xβ, each element rounded once; returns Σ w r² and Σ w r.
  ///
  /// - Complexity: about 22 n p flops, one pass over X.
  package func residual(
    high: Span<Double>, low: Span<Double>, offsetHigh: Double = 0, offsetLow: Double = 0,
    into residual: inout MutableSpan<Double>
  ) -> DoubleDoubleResidualSums {
    guard residual.count == matrix.rowCount else {
      trapCount("ResidualGradientDoubleDouble: rows of the matrix, residual", matrix.rowCount, residual.count)
    }
    return residual.withUnsafeMutableBufferPointer { residual in
      run(high, low, offsetHigh, offsetLow, nil, residual.baseAddress)
    }
  }

  private func checkColumns(_ count: Int) {
    guard count == matrix.columnCount else {
      trapCount(
        "ResidualGradientDoubleDouble: columns of the matrix, coefficients or gradient", matrix.columnCount, count)
    }
  }

  private typealias Parts = (UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?)

  private func run(
    _ high: Span<Double>, _ low: Span<Double>, _ offsetHigh: Double, _ offsetLow: Double, _ gradient: Parts?,
    _ residual: UnsafeMutablePointer<Double>?
  ) -> DoubleDoubleResidualSums {
    checkColumns(high.count)
    checkColumns(low.count)
    let isMine = !isTaken.exchange(true, ordering: .acquiring)
    defer { if isMine { isTaken.store(false, ordering: .releasing) } }
    let workspace = isMine ? workspace : Workspace(matrix, target, weights)
    return high.withUnsafeBufferPointer { high in
      low.withUnsafeBufferPointer { low in
        let point = Workspace.Point(
          high: high.baseAddress, low: low.baseAddress, offsetHigh: offsetHigh, offsetLow: offsetLow)
        return workspace.evaluate(at: point, gradient, residual)
      }
    }
  }
}

extension ResidualGradientDoubleDouble {
  /// What one evaluation needs: the partial sums of each block.
  ///
  /// Blocks write to parts of their own; what the evaluation is about is set before the region and cleared after it.
  private final class Workspace: ParallelTask, @unchecked Sendable {
    struct Point {
      var high: UnsafePointer<Double>?
      var low: UnsafePointer<Double>?
      var offsetHigh = 0.0
      var offsetLow = 0.0
    }

    private let matrix: Matrix<Double>
    private let target: Vector<Double>
    private let weights: Vector<Double>?
    private let blocks: BlockPartition
    /// For each block the high and the low parts of the gradient, each with Σ w r² and Σ w r behind it.
    private let partials: AlignedStorage<Double>
    private let lowOffset: Int

    private var point = Point()
    private var sumsColumns = true
    private var residual: UnsafeMutablePointer<Double>?

    init(_ matrix: Matrix<Double>, _ target: Vector<Double>, _ weights: Vector<Double>?) {
      self.matrix = matrix
      self.target = target
      self.weights = weights
      blocks = gradientBlocks(matrix.rowCount, matrix.columnCount)
      lowOffset = (matrix.columnCount + 2 + 7) / 8 * 8
      partials = .uninitialized(max(1, blocks.blockCount) * 2 * lowOffset)
    }

    func evaluate(
      at point: Point, _ gradient: Parts?, _ residual: UnsafeMutablePointer<Double>?
    ) -> DoubleDoubleResidualSums {
      self.point = point
      self.residual = residual
      sumsColumns = gradient != nil
      Parallelism.run(self, blockCount: blocks.blockCount)
      self.point = Point()
      self.residual = nil

      let (high, low, p) = (partials.base, partials.base + lowOffset, matrix.columnCount)
      guard blocks.blockCount > 0 else {
        if let gradient {
          for j in 0..<p { (gradient.0![j], gradient.1![j]) = (0, 0) }
        }
        return DoubleDoubleResidualSums(squaresHigh: 0, squaresLow: 0, sumHigh: 0, sumLow: 0)
      }
      let first = sumsColumns ? 0 : p
      Parallelism.reduceTree(blockCount: blocks.blockCount) { target, source in
        let (left, right) = (target * 2 * lowOffset, source * 2 * lowOffset)
        descent_dd_add(
          high + left + first, low + left + first, high + right + first, low + right + first, p + 2 - first)
      }
      if let gradient, p > 0 {
        gradient.0!.update(from: high, count: p)
        gradient.1!.update(from: low, count: p)
      }
      return DoubleDoubleResidualSums(
        squaresHigh: high[p], squaresLow: low[p], sumHigh: high[p + 1], sumLow: low[p + 1])
    }

    func run(block: Int) {
      let high = partials.base + block * 2 * lowOffset
      let low = high + lowOffset
      let (range, p) = (blocks[block], matrix.columnCount)
      high.update(repeating: 0, count: 2 * lowOffset)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { sums in
        sums.initialize(repeating: 0)
        descent_gradient_doubledouble(
          matrix.storage.base + (matrix.offset + range.lowerBound * p), p, nil, range.count, p,
          target.storage.base + (target.offset + range.lowerBound),
          weights.map { UnsafePointer($0.storage.base + ($0.offset + range.lowerBound)) },
          point.high, point.low, point.offsetHigh, point.offsetLow,
          sumsColumns ? high : nil, sumsColumns ? low : nil, sums.baseAddress,
          residual.map { $0 + range.lowerBound })
        (high[p], low[p], high[p + 1], low[p + 1]) = (sums[0], sums[1], sums[2], sums[3])
      }
    }
  }
}
