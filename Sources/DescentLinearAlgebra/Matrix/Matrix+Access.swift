extension Matrix: DenseArray {
  // One guard, on local copies: with one for each index, loops that read and write elements crash the optimizer of
  // Swift 6.3.1 (“Found ownership error”).

  /// The element in row `row` and column `column`, counted from 0.
  ///
  /// - Complexity: O(1). Writing one element checks each time whether the memory is shared; in loops prefer
  ///   ``mutableSpan``.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    @inline(__always) get {
      let (rowCount, columnCount) = (rowCount, columnCount)
      guard row >= 0 && row < rowCount && column >= 0 && column < columnCount else {
        trapIndices(row, column, rowCount, columnCount)
      }
      return withUnsafeBufferPointer { $0.baseAddress.unsafelyUnwrapped[row &* columnCount + column] }
    }
    @inline(__always) set {
      let (rowCount, columnCount) = (rowCount, columnCount)
      guard row >= 0 && row < rowCount && column >= 0 && column < columnCount else {
        trapIndices(row, column, rowCount, columnCount)
      }
      withUnsafeMutableBufferPointer { $0.baseAddress.unsafelyUnwrapped[row &* columnCount + column] = newValue }
    }
  }

  /// The elements row by row, without a copy: element (i, j) has the index i · `columnCount` + j.
  @inlinable
  public var span: Span<Scalar> {
    @_lifetime(borrow self)
    borrowing get {
      let start = UnsafePointer(storage.base + offset)
      let span = unsafe Span(_unsafeStart: start, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The elements row by row, to be changed in place. Copies them first where they are shared.
  @inlinable
  public var mutableSpan: MutableSpan<Scalar> {
    @_lifetime(&self)
    mutating get {
      makeUnique()
      let start = storage.base + offset
      let span = unsafe MutableSpan(_unsafeStart: start, count: count)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// The whole matrix as a view, for products without a copy.
  @inlinable
  public var view: MatrixView<Scalar> {
    @_lifetime(borrow self)
    borrowing get {
      let start = UnsafePointer(storage.base + offset)
      let view = MatrixView(
        base: start, rowCount: rowCount, columnCount: columnCount, rowStride: columnCount, columnStride: 1)
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  /// A row as a view.
  @inlinable
  public subscript(row index: Int) -> VectorView<Scalar> {
    @_lifetime(borrow self)
    get {
      guard index >= 0, index < rowCount else { trapIndex("The row", index, rowCount) }
      let start = UnsafePointer(storage.base + (offset + index * columnCount))
      return unsafe _overrideLifetime(VectorView(base: start, count: columnCount, stride: 1), borrowing: self)
    }
  }

  /// A column as a view.
  @inlinable
  public subscript(column index: Int) -> VectorView<Scalar> {
    @_lifetime(borrow self)
    get {
      guard index >= 0, index < columnCount else { trapIndex("The column", index, columnCount) }
      let start = UnsafePointer(storage.base + (offset + index))
      let view = VectorView(base: start, count: rowCount, stride: max(1, columnCount))
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  /// The elements on the diagonal, as a view.
  @inlinable
  public var diagonal: VectorView<Scalar> {
    @_lifetime(borrow self)
    get {
      let start = UnsafePointer(storage.base + offset)
      let view = VectorView(base: start, count: min(rowCount, columnCount), stride: columnCount + 1)
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  /// A range of rows, which shares the memory until one of the two is changed.
  ///
  /// - Complexity: O(1).
  public subscript(rows range: Range<Int>) -> Matrix {
    guard range.lowerBound >= 0, range.upperBound <= rowCount else { trapRange("The rows", range, rowCount) }
    return Matrix(
      storage: storage, offset: offset + range.lowerBound * columnCount, rowCount: range.count,
      columnCount: columnCount)
  }

  /// A copy of a row.
  public func row(_ index: Int) -> Vector<Scalar> { Vector(self[row: index]) }

  /// A copy of a column.
  public func column(_ index: Int) -> Vector<Scalar> { Vector(self[column: index]) }

  /// Calls `body` with the view of each row, from the first to the last.
  @inlinable
  public func forEachRow(_ body: (borrowing VectorView<Scalar>) throws -> Void) rethrows {
    for i in 0..<rowCount { try body(self[row: i]) }
  }

  /// Calls `body` with the view of each column, from the first to the last.
  @inlinable
  public func forEachColumn(_ body: (borrowing VectorView<Scalar>) throws -> Void) rethrows {
    for j in 0..<columnCount { try body(self[column: j]) }
  }

  /// What `transform` makes of each row.
  @inlinable
  public func mapRows<T>(_ transform: (borrowing VectorView<Scalar>) throws -> T) rethrows -> [T] {
    try (0..<rowCount).map { try transform(self[row: $0]) }
  }

  /// What `transform` makes of each column.
  @inlinable
  public func mapColumns<T>(_ transform: (borrowing VectorView<Scalar>) throws -> T) rethrows -> [T] {
    try (0..<columnCount).map { try transform(self[column: $0]) }
  }

  /// The rows as arrays.
  public var rows: [[Scalar]] {
    withUnsafeBufferPointer { elements in
      (0..<rowCount).map { Array(elements[$0 * columnCount..<($0 + 1) * columnCount]) }
    }
  }

  @inlinable
  public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Scalar>) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.base + offset, count: count))
  }

  @inlinable
  public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    makeUnique()
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeMutableBufferPointer(start: storage.base + offset, count: count))
  }

  @inlinable
  public func requireSameShape(as other: Matrix, in operation: String) {
    guard rowCount == other.rowCount, columnCount == other.columnCount else {
      trapShape(operation, (rowCount, columnCount), (other.rowCount, other.columnCount))
    }
  }

  /// Whether both have the same shape and equal elements, in the sense of IEEE 754: NaN equals nothing, −0 equals 0.
  @inlinable
  public static func == (left: Matrix, right: Matrix) -> Bool {
    guard left.rowCount == right.rowCount, left.columnCount == right.columnCount else { return false }
    return left.withUnsafeBufferPointer { l in right.withUnsafeBufferPointer { r in l.elementsEqual(r) } }
  }
}
