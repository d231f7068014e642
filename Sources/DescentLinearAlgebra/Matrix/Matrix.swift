/// A dense matrix: a copy-on-write value of `Float` or `Double`, stored row by row.
///
/// ```swift
/// let x: Matrix = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]   // 3×2
/// x[2, 0]                  // 5
/// x * [1, 1]               // [3, 7, 11]
/// x.gram()                 // xᵀx, 2×2
/// x[rows: 1..<3]           // the last two rows, sharing the memory
/// ```
///
/// Row by row, because observations arrive so, a block of rows is the unit of every algorithm that reads the data once,
/// and mini-batches are then contiguous. Copies and ranges of rows share memory until one of them is changed.
public struct Matrix<Scalar: BLASScalar>: Sendable {
  @usableFromInline var storage: AlignedStorage<Scalar>
  @usableFromInline var offset: Int

  /// The number of rows.
  public let rowCount: Int

  /// The number of columns.
  public let columnCount: Int

  /// The number of elements, `rowCount` · `columnCount`.
  @inlinable public var count: Int { rowCount &* columnCount }

  @usableFromInline
  init(storage: AlignedStorage<Scalar>, offset: Int, rowCount: Int, columnCount: Int) {
    self.storage = storage
    self.offset = offset
    self.rowCount = rowCount
    self.columnCount = columnCount
  }

  @inlinable
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage) && storage.isWritable { return }
    storage = storage.copy(offset: offset, count: count)
    offset = 0
  }
}

// MARK: Making a matrix

extension Matrix {
  /// A matrix whose elements `initialize` fills in, row by row; it must set all of them.
  public init(
    _ rowCount: Int, _ columnCount: Int,
    initializingWith initialize: (UnsafeMutableBufferPointer<Scalar>) throws -> Void
  ) rethrows {
    let count = elementCount(rowCount, columnCount)
    self.init(storage: .uninitialized(count), offset: 0, rowCount: rowCount, columnCount: columnCount)
    try initialize(UnsafeMutableBufferPointer(start: storage.base, count: count))
  }

  /// A matrix of zeros.
  public static func zeros(_ rowCount: Int, _ columnCount: Int) -> Matrix {
    let count = elementCount(rowCount, columnCount)
    return Matrix(storage: .zeros(count), offset: 0, rowCount: rowCount, columnCount: columnCount)
  }

  /// A matrix whose elements all equal `value`.
  public init(repeating value: Scalar, _ rowCount: Int, _ columnCount: Int) {
    self.init(rowCount, columnCount) { $0.initialize(repeating: value) }
  }

  /// The identity matrix with `size` rows and columns.
  public static func identity(_ size: Int) -> Matrix {
    diagonal(Vector(repeating: 1, count: size))
  }

  /// The square matrix with these elements on its diagonal and zeros elsewhere.
  public static func diagonal(_ elements: Vector<Scalar>) -> Matrix {
    let result = zeros(elements.count, elements.count)
    for i in 0..<elements.count { result.storage.base[i * (elements.count + 1)] = elements[i] }
    return result
  }

  /// The matrix with these elements, given row by row.
  ///
  /// - Precondition: there are `rowCount` · `columnCount` of them.
  public init(_ rowCount: Int, _ columnCount: Int, _ elements: [Scalar]) {
    guard elements.count == elementCount(rowCount, columnCount) else {
      trap("\(elements.count) elements do not make a matrix of \(rowCount) rows and \(columnCount) columns")
    }
    self.init(rowCount, columnCount) { _ = $0.initialize(from: elements) }
  }

  /// The matrix with these rows. No rows make a 0×0 matrix.
  ///
  /// - Precondition: all rows have the same length.
  public init(rows: [[Scalar]]) {
    let columnCount = rows.first?.count ?? 0
    if let odd = rows.firstIndex(where: { $0.count != columnCount }) {
      trap("Matrix(rows:): row \(odd) has \(rows[odd].count) elements, row 0 has \(columnCount)")
    }
    self.init(rows.count, columnCount) { elements in
      for (i, row) in rows.enumerated() {
        _ = UnsafeMutableBufferPointer(rebasing: elements[i * columnCount..<(i + 1) * columnCount]).initialize(
          from: row)
      }
    }
  }

  /// The matrix with these columns. No columns make a 0×0 matrix.
  ///
  /// - Precondition: all columns have the same length.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(columns: [Vector<Scalar>]) {
    let rowCount = columns.first?.count ?? 0
    if let odd = columns.firstIndex(where: { $0.count != rowCount }) {
      trap("Matrix(columns:): column \(odd) has \(columns[odd].count) elements, column 0 has \(rowCount)")
    }
    self.init(rowCount, columns.count) { elements in
      for (j, column) in columns.enumerated() {
        column.withUnsafeBufferPointer { source in
          for i in 0..<rowCount { elements[i * columns.count + j] = source[i] }
        }
      }
    }
  }

  /// A copy of the elements that a view looks at.
  public init(_ view: borrowing MatrixView<Scalar>) {
    let (base, rowStride, columnStride) = (view.base, view.rowStride, view.columnStride)
    let (rowCount, columnCount) = (view.rowCount, view.columnCount)
    self.init(rowCount, columnCount) { elements in
      copyElements(
        from: base, rowStride: rowStride, columnStride: columnStride, rowCount: rowCount, columnCount: columnCount,
        to: elements.baseAddress!)
    }
  }

  /// The matrix with the elements of another precision, each rounded to this one.
  @specialized(where Scalar == Double, Other == Float)
  @specialized(where Scalar == Float, Other == Double)
  public init<Other: BLASScalar>(rounding other: Matrix<Other>) {
    self.init(other.rowCount, other.columnCount) { target in
      other.withUnsafeBufferPointer { source in
        for i in target.indices { target[i] = Scalar(source[i]) }
      }
    }
  }
}

extension Matrix: ExpressibleByArrayLiteral {
  public init(arrayLiteral rows: [Scalar]...) {
    self.init(rows: rows)
  }
}
