import Synchronization

/// The gradient of a linear model over elements in double precision.
package typealias ResidualGradient = BatchGradient<Double>

/// What a pass over the rows adds up beside the gradient.
package struct ResidualSums: Equatable, Sendable {
  /// Σ w r², or Σ w ℓ for another loss.
  package var squares: Double
  /// Σ w r, the derivative by an intercept; Σ w u for another loss with its pull u.
  package var sum: Double

  package init(squares: Double, sum: Double) {
    self.squares = squares
    self.sum = sum
  }
}

/// The batched gradient XᵀW(y − Xβ) and the residual sum of squares, with X read from memory once; or for another
/// ``RowLoss`` ℓ(η, y) of η = Xβ + o the gradient XᵀWu of its pulls and Σ w ℓ. Products and residuals are the same for all
/// losses.
///
/// The rows are cut into blocks whose borders depend on the shape of X only. A kernel takes a few rows of a block at a
/// time: their residuals, and their share of the gradient while they are still in the cache. The sums of the blocks are
/// added in a fixed binary tree, so that the result has the same bits for any number of threads. Elements in single
/// precision are half the bytes; whatever their type, all sums are in double precision.
///
/// Evaluations allocate nothing and may run at the same time: whoever finds the workspace taken makes one for the call.
package final class BatchGradient<Scalar: GradientElement>: Sendable {
  /// X.
  package let matrix: Matrix<Scalar>
  /// y.
  package let target: Vector<Scalar>
  /// The diagonal of W; nil stands for ones.
  package let weights: Vector<Scalar>?
  /// What is summed over the rows.
  package let loss: RowLoss
  /// o, what is added to Xβ; nil stands for zeros. Squares have none: it can be taken off y.
  package let offsets: Vector<Scalar>?

  private let workspace: Workspace
  private let isTaken = Atomic<Bool>(false)

  /// - Precondition: y, and the weights where there are any, have as many elements as X has rows.
  package convenience init(_ matrix: Matrix<Scalar>, _ target: Vector<Scalar>, weights: Vector<Scalar>? = nil) {
    self.init(matrix, target, weights: weights, loss: .squares, offsets: nil)
  }

  /// - Precondition: y, and the weights and offsets where there are any, have as many elements as X has rows.
  package init(
    _ matrix: Matrix<Scalar>, _ target: Vector<Scalar>, weights: Vector<Scalar>? = nil, loss: RowLoss,
    offsets: Vector<Scalar>?
  ) {
    checkRows(matrix.rowCount, target.count, weights?.count)
    if let offsets, offsets.count != matrix.rowCount {
      trapCount("The gradient: rows of the matrix, offsets", matrix.rowCount, offsets.count)
    }
    if loss == .squares, offsets != nil { trap("BatchGradient: offsets of squares are to be taken off the target") }
    self.matrix = matrix
    self.target = target
    self.weights = weights
    self.loss = loss
    self.offsets = offsets
    workspace = Workspace(matrix, target, weights, loss, offsets, rowCount: matrix.rowCount)
  }

  /// g ← `scale` · XᵀW(y − Xβ); returns Σ w r² = ‖y − Xβ‖²_W.
  ///
  /// - Precondition: β and g have as many elements as X has columns.
  /// - Complexity: 4 n p flops, one pass over X.
  package func evaluate(
    at coefficients: Span<Double>, gradient: inout MutableSpan<Double>, scale: Double
  ) -> Double {
    run(.gradient, coefficients, 0, nil, &gradient, scale).squares
  }

  /// g ← `scale` · XᵀW(y − `offset` − Xβ); returns Σ w r² and Σ w r, which `scale` leaves alone.
  package func evaluate(
    at coefficients: Span<Double>, offset: Double, gradient: inout MutableSpan<Double>, scale: Double
  ) -> ResidualSums {
    run(.gradient, coefficients, offset, nil, &gradient, scale)
  }

  /// The same over some rows only, the mini-batch; a row that is listed twice counts twice.
  ///
  /// - Precondition: all indices are in 0 ..< n.
  /// - Complexity: 4 p flops a listed row. Allocates nothing where no more rows are listed than X has.
  package func evaluate(
    rows: Span<Int>, at coefficients: Span<Double>, offset: Double = 0, gradient: inout MutableSpan<Double>,
    scale: Double
  ) -> ResidualSums {
    let rowCount = matrix.rowCount
    return rows.withUnsafeBufferPointer { rows in
      for row in rows where row < 0 || row >= rowCount { trapIndex("The row", row, rowCount) }
      return run(.gradient, coefficients, offset, rows, &gradient, scale)
    }
  }

  /// g ← `scale` · XᵀWXβ, what ``evaluate(at:gradient:scale:)`` gives for y = 0 and −`scale`; returns ‖Xβ‖²_W.
  package func evaluateProduct(
    at coefficients: Span<Double>, into product: inout MutableSpan<Double>, scale: Double
  ) -> Double {
    run(.product, coefficients, 0, nil, &product, -scale).squares
  }

  /// ‖y − Xβ‖²_W, or ‖Xβ‖²_W where the target is left out.
  ///
  /// - Complexity: 2 n p flops, one pass over X.
  package func sumOfSquares(at coefficients: Span<Double>, withoutTarget: Bool = false) -> Double {
    var nothing = MutableSpan<Double>()
    return run(withoutTarget ? .squaresOfProduct : .squares, coefficients, 0, nil, &nothing, 1).squares
  }

  /// Σ w ℓ, the sum of the losses, whatever the loss is.
  ///
  /// - Complexity: 2 n p flops, one pass over X.
  package func sumOfLosses(at coefficients: Span<Double>) -> Double { sumOfSquares(at: coefficients) }

  /// r ← Xβ − y, or Xβ where the target is left out; returns ‖r‖²_W.
  ///
  /// - Precondition: r has as many elements as X has rows.
  /// - Complexity: 2 n p flops, one pass over X.
  package func residual(
    at coefficients: Span<Double>, into residual: inout MutableSpan<Double>, withoutTarget: Bool = false
  ) -> Double {
    guard residual.count == matrix.rowCount else {
      trapCount("BatchGradient: rows of the matrix, elements of the residual", matrix.rowCount, residual.count)
    }
    return run(withoutTarget ? .rowProducts : .residuals, coefficients, 0, nil, &residual, 1).squares
  }

  fileprivate func run(
    _ work: GradientWork, _ coefficients: Span<Double>, _ offset: Double, _ rows: UnsafeBufferPointer<Int>?,
    _ result: inout MutableSpan<Double>, _ scale: Double, reflected: Reflected<Scalar>? = nil
  ) -> ResidualSums {
    let columnCount = matrix.columnCount
    guard coefficients.count == columnCount else {
      trapCount("BatchGradient: columns of the matrix, coefficients", columnCount, coefficients.count)
    }
    guard !work.sumsColumns || result.count == columnCount else {
      trapCount("BatchGradient: columns of the matrix, elements of the gradient", columnCount, result.count)
    }
    let isMine = !isTaken.exchange(true, ordering: .acquiring)
    defer { if isMine { isTaken.store(false, ordering: .releasing) } }
    let rowCount = rows?.count ?? matrix.rowCount
    let workspace =
      isMine && rowCount <= matrix.rowCount
      ? workspace : Workspace(matrix, target, weights, loss, offsets, rowCount: rowCount)
    return coefficients.withUnsafeBufferPointer { coefficients in
      result.withUnsafeMutableBufferPointer { result in
        workspace.evaluate(work, coefficients.baseAddress, offset, rows, result.baseAddress, scale, reflected)
      }
    }
  }
}

extension BatchGradient<Double> {
  /// u ← Xβ − u and g ← Xᵀu with the new u, whose ‖u‖² is returned: a step of the bidiagonalization of X (Golub, Kahan 1965)
  /// but for factors, in one pass. Weights and the target do not enter.
  ///
  /// - Precondition: u has as many elements as X has rows.
  /// - Complexity: 4 n p flops, one pass over X.
  package func reflect(
    _ u: inout MutableSpan<Double>, at coefficients: Span<Double>, gradient: inout MutableSpan<Double>
  ) -> Double {
    guard u.count == matrix.rowCount else {
      trapCount("BatchGradient: rows of the matrix, elements to reflect", matrix.rowCount, u.count)
    }
    return u.withUnsafeMutableBufferPointer { u in
      run(.reflection, coefficients, 0, nil, &gradient, -1, reflected: u.baseAddress.map { (UnsafePointer($0), $0) })
        .squares
    }
  }
}

/// The vectors that go with the rows of a matrix have as many elements.
func checkRows(_ rowCount: Int, _ targetCount: Int, _ weightCount: Int?) {
  guard rowCount == targetCount else {
    trapCount("The gradient: rows of the matrix, elements of the target", rowCount, targetCount)
  }
  guard weightCount ?? rowCount == rowCount else {
    trapCount("The gradient: rows of the matrix, weights", rowCount, weightCount ?? 0)
  }
}
