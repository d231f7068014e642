extension Matrix {
  /// The matrix with rows and columns exchanged, as a copy. Products need none: they take `view.transposed`.
  ///
  /// - Complexity: one pass, by tiles.
  public func transposed() -> Matrix {
    Matrix(view.transposed)
  }

  /// A copy of a range of columns.
  public subscript(columns range: Range<Int>) -> Matrix {
    Matrix(view[rows: 0..<rowCount, columns: range])
  }

  /// A copy of the part in the given rows and columns.
  public subscript(rows rows: Range<Int>, columns columns: Range<Int>) -> Matrix {
    Matrix(view[rows: rows, columns: columns])
  }

  /// The rows with these indices, in this order; an index may occur more than once.
  public func selecting(rows indices: some Collection<Int>) -> Matrix {
    Matrix(indices.count, columnCount) { target in
      for (i, index) in indices.enumerated() {
        guard index >= 0, index < rowCount else { trapIndex("The row", index, rowCount) }
        let source = storage.base + (offset + index * columnCount)
        (target.baseAddress! + i * columnCount).initialize(from: source, count: columnCount)
      }
    }
  }

  /// The columns with these indices, in this order; an index may occur more than once.
  public func selecting(columns indices: some Collection<Int>) -> Matrix {
    selecting(columnIndices: Array(indices))
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func selecting(columnIndices indices: [Int]) -> Matrix {
    if let wrong = indices.first(where: { $0 < 0 || $0 >= columnCount }) {
      trapIndex("The column", wrong, columnCount)
    }
    return Matrix(rowCount, indices.count) { target in
      var next = 0
      for i in 0..<rowCount {
        let row = storage.base + (offset + i * columnCount)
        for index in indices {
          target[next] = row[index]
          next += 1
        }
      }
    }
  }

  /// The matrix with a row put in before row `index`, or after the last one where `index` is `rowCount`.
  public func insertingRow(_ row: Vector<Scalar>, at index: Int) -> Matrix {
    guard row.count == columnCount else { trapCount("insertingRow", row.count, columnCount) }
    guard index >= 0, index <= rowCount else { trap("insertingRow: \(index) is not between 0 and \(rowCount)") }
    let inserted = Matrix(1, columnCount) { _ = $0.initialize(from: row) }
    return .concatenating(rowsOf: [self[rows: 0..<index], inserted, self[rows: index..<rowCount]])
  }

  /// The matrix with a column put in before column `index`, or after the last one where `index` is `columnCount`.
  public func insertingColumn(_ column: Vector<Scalar>, at index: Int) -> Matrix {
    guard column.count == rowCount else { trapCount("insertingColumn", column.count, rowCount) }
    guard index >= 0, index <= columnCount else {
      trap("insertingColumn: \(index) is not between 0 and \(columnCount)")
    }
    let width = columnCount + 1
    return Matrix(rowCount, width) { target in
      column.withUnsafeBufferPointer { column in
        for i in 0..<rowCount {
          let source = storage.base + (offset + i * columnCount)
          let row = target.baseAddress! + i * width
          row.initialize(from: source, count: index)
          row[index] = column[i]
          (row + index + 1).initialize(from: source + index, count: columnCount - index)
        }
      }
    }
  }

  /// The matrix with a column of ones before the first: the design matrix of a model with an intercept.
  public func prependingOnes() -> Matrix {
    insertingColumn(Vector(repeating: 1, count: rowCount), at: 0)
  }

  /// The matrix without row `index`.
  public func removingRow(_ index: Int) -> Matrix {
    guard index >= 0, index < rowCount else { trapIndex("The row", index, rowCount) }
    return .concatenating(rowsOf: [self[rows: 0..<index], self[rows: index + 1..<rowCount]])
  }

  /// The matrix without column `index`.
  public func removingColumn(_ index: Int) -> Matrix {
    guard index >= 0, index < columnCount else { trapIndex("The column", index, columnCount) }
    return selecting(columns: (0..<columnCount).filter { $0 != index })
  }

  /// The rows of all matrices, one below the other. None make a 0×0 matrix.
  public static func concatenating(rowsOf matrices: [Matrix]) -> Matrix {
    guard let first = matrices.first else { return zeros(0, 0) }
    if let odd = matrices.first(where: { $0.columnCount != first.columnCount }) {
      trapShape("concatenating(rowsOf:)", (first.rowCount, first.columnCount), (odd.rowCount, odd.columnCount))
    }
    return Matrix(matrices.reduce(0) { $0 + $1.rowCount }, first.columnCount) { target in
      var next = target.baseAddress!
      for matrix in matrices {
        next.initialize(from: matrix.storage.base + matrix.offset, count: matrix.count)
        next += matrix.count
      }
    }
  }

  /// The columns of all matrices, one beside the other. None make a 0×0 matrix.
  public static func concatenating(columnsOf matrices: [Matrix]) -> Matrix {
    guard let first = matrices.first else { return zeros(0, 0) }
    if let odd = matrices.first(where: { $0.rowCount != first.rowCount }) {
      trapShape("concatenating(columnsOf:)", (first.rowCount, first.columnCount), (odd.rowCount, odd.columnCount))
    }
    return Matrix(first.rowCount, matrices.reduce(0) { $0 + $1.columnCount }) { target in
      var next = target.baseAddress!
      for i in 0..<first.rowCount {
        for matrix in matrices {
          let row = matrix.storage.base + (matrix.offset + i * matrix.columnCount)
          next.initialize(from: row, count: matrix.columnCount)
          next += matrix.columnCount
        }
      }
    }
  }
}
