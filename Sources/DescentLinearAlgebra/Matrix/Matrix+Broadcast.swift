extension Matrix {
  /// Replaces each element by `combine` of it and the element of `vector` that belongs to its column.
  @inlinable
  public mutating func combineEachRow(
    with vector: Vector<Scalar>, _ combine: (Scalar, Scalar) throws -> Scalar
  ) rethrows {
    guard vector.count == columnCount else { trapCount("A vector for each row", vector.count, columnCount) }
    let (rowCount, columnCount) = (rowCount, columnCount)
    try vector.withUnsafeBufferPointer { vector in
      try withUnsafeMutableBufferPointer { elements in
        for i in 0..<rowCount {
          for j in 0..<columnCount {
            elements[i &* columnCount + j] = try combine(elements[i &* columnCount + j], vector[j])
          }
        }
      }
    }
  }

  /// Replaces each element by `combine` of it and the element of `vector` that belongs to its row.
  @inlinable
  public mutating func combineEachColumn(
    with vector: Vector<Scalar>, _ combine: (Scalar, Scalar) throws -> Scalar
  ) rethrows {
    guard vector.count == rowCount else { trapCount("A vector for each column", vector.count, rowCount) }
    let (rowCount, columnCount) = (rowCount, columnCount)
    try vector.withUnsafeBufferPointer { vector in
      try withUnsafeMutableBufferPointer { elements in
        for i in 0..<rowCount {
          for j in 0..<columnCount {
            elements[i &* columnCount + j] = try combine(elements[i &* columnCount + j], vector[i])
          }
        }
      }
    }
  }

  /// The matrix with `vector` added to each row.
  @inlinable
  public func addingToEachRow(_ vector: Vector<Scalar>) -> Matrix {
    var result = self
    result.combineEachRow(with: vector) { $0 + $1 }
    return result
  }

  /// The matrix with `vector` subtracted from each row, such as the means of the columns.
  @inlinable
  public func subtractingFromEachRow(_ vector: Vector<Scalar>) -> Matrix {
    var result = self
    result.combineEachRow(with: vector) { $0 - $1 }
    return result
  }

  /// The matrix with each column multiplied by its element of `factors`: A · diag(factors).
  @inlinable
  public func scalingColumns(by factors: Vector<Scalar>) -> Matrix {
    var result = self
    result.combineEachRow(with: factors) { $0 * $1 }
    return result
  }

  /// The matrix with each row multiplied by its element of `factors`: diag(factors) · A.
  @inlinable
  public func scalingRows(by factors: Vector<Scalar>) -> Matrix {
    var result = self
    result.combineEachColumn(with: factors) { $0 * $1 }
    return result
  }

  /// The matrix with `vector` added to each column.
  @inlinable
  public func addingToEachColumn(_ vector: Vector<Scalar>) -> Matrix {
    var result = self
    result.combineEachColumn(with: vector) { $0 + $1 }
    return result
  }
}
