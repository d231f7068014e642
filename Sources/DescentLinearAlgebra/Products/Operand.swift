/// A matrix as BLAS takes it: rows `stride` apart, read as it is or transposed.
///
/// Pointers without an owner, for use inside one call.
struct Operand<Scalar: BLASScalar>: @unchecked Sendable {
  var base: UnsafePointer<Scalar>
  /// The distance between the stored rows.
  var stride: Int
  var isTransposed: Bool

  /// The part that begins at row `row` and column `column` of the matrix as it is read.
  func advanced(row: Int, column: Int) -> UnsafePointer<Scalar> {
    isTransposed ? base + (column * stride + row) : base + (row * stride + column)
  }
}

/// Calls `body` with the view as an operand of BLAS; makes a copy where the view has no unit stride.
func withOperand<S: BLASScalar, R>(
  _ view: borrowing MatrixView<S>, _ body: (Operand<S>) throws -> R
) rethrows -> R {
  if view.columnStride == 1 {
    return try body(Operand(base: view.base, stride: max(1, view.rowStride, view.columnCount), isTransposed: false))
  }
  if view.rowStride == 1 {
    return try body(Operand(base: view.base, stride: max(1, view.columnStride, view.rowCount), isTransposed: true))
  }
  let copy = Matrix(view)
  let columnCount = copy.columnCount
  return try copy.withUnsafeBufferPointer {
    try body(Operand(base: $0.baseAddress!, stride: max(1, columnCount), isTransposed: false))
  }
}

/// Blocks of rows whose borders depend on the size of the work only, never on the number of threads.
struct BlockPartition {
  let count: Int
  let blockSize: Int
  let blockCount: Int

  /// - Parameters:
  ///   - count: how many rows there are.
  ///   - minimum: the rows of a block at the least, so that it is worth a thread.
  ///   - most: the blocks at the most.
  init(_ count: Int, minimum: Int, most: Int) {
    let size = max(minimum, (count + most - 1) / most)
    self.count = count
    blockSize = max(8, (size + 7) / 8 * 8)
    blockCount = (count + blockSize - 1) / blockSize
  }

  subscript(block: Int) -> Range<Int> {
    block * blockSize..<min(count, (block + 1) * blockSize)
  }
}
