/// A look at a rectangular part of a matrix, or at a matrix transposed, without a copy.
///
/// Products take views, so that Xᵀr is `multiply(x.view.transposed, by: r, into: &g)`: no transposed matrix is made. Like
/// every view it cannot outlive the matrix; `Matrix(view)` makes a copy to keep.
public struct MatrixView<Scalar: BLASScalar>: ~Escapable {
  @usableFromInline let base: UnsafePointer<Scalar>

  /// The number of rows.
  public let rowCount: Int

  /// The number of columns.
  public let columnCount: Int

  /// The distance in elements from a row to the next.
  public let rowStride: Int

  /// The distance in elements from a column to the next.
  public let columnStride: Int

  @usableFromInline
  @_lifetime(immortal)
  init(base: UnsafePointer<Scalar>, rowCount: Int, columnCount: Int, rowStride: Int, columnStride: Int) {
    self.base = base
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The element in row `row` and column `column`, counted from 0.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    guard row >= 0, row < rowCount else { trapIndex("The row", row, rowCount) }
    guard column >= 0, column < columnCount else { trapIndex("The column", column, columnCount) }
    return base[row * rowStride + column * columnStride]
  }

  /// The same elements with rows and columns exchanged.
  @inlinable
  public var transposed: MatrixView {
    @_lifetime(copy self)
    get {
      let view = MatrixView(
        base: base, rowCount: columnCount, columnCount: rowCount, rowStride: columnStride, columnStride: rowStride)
      return unsafe _overrideLifetime(view, copying: self)
    }
  }

  /// The part in the given rows and columns.
  @inlinable
  public subscript(rows rows: Range<Int>, columns columns: Range<Int>) -> MatrixView {
    @_lifetime(copy self)
    get {
      guard rows.lowerBound >= 0, rows.upperBound <= rowCount else { trapRange("The rows", rows, rowCount) }
      guard columns.lowerBound >= 0, columns.upperBound <= columnCount else {
        trapRange("The columns", columns, columnCount)
      }
      let view = MatrixView(
        base: base + (rows.lowerBound * rowStride + columns.lowerBound * columnStride),
        rowCount: rows.count, columnCount: columns.count, rowStride: rowStride, columnStride: columnStride)
      return unsafe _overrideLifetime(view, copying: self)
    }
  }

  /// The row at `index`.
  @inlinable
  public subscript(row index: Int) -> VectorView<Scalar> {
    @_lifetime(copy self)
    get {
      guard index >= 0, index < rowCount else { trapIndex("The row", index, rowCount) }
      let view = VectorView(base: base + index * rowStride, count: columnCount, stride: columnStride)
      return unsafe _overrideLifetime(view, copying: self)
    }
  }

  /// The column at `index`.
  @inlinable
  public subscript(column index: Int) -> VectorView<Scalar> {
    @_lifetime(copy self)
    get {
      guard index >= 0, index < columnCount else { trapIndex("The column", index, columnCount) }
      let view = VectorView(base: base + index * columnStride, count: rowCount, stride: rowStride)
      return unsafe _overrideLifetime(view, copying: self)
    }
  }
}
