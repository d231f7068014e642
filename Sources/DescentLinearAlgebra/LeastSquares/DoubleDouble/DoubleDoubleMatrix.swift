internal import CDescentKernels

/// A matrix of double-doubles: two matrices of doubles.
struct DoubleDoubleMatrix: Sendable, Equatable {
  var high: Matrix<Double>
  var low: Matrix<Double>

  static func zeros(_ rowCount: Int, _ columnCount: Int) -> DoubleDoubleMatrix {
    DoubleDoubleMatrix(high: .zeros(rowCount, columnCount), low: .zeros(rowCount, columnCount))
  }

  subscript(row: Int, column: Int) -> DoubleDouble {
    get { DoubleDouble(high: high[row, column], low: low[row, column]) }
    set {
      high[row, column] = newValue.high
      low[row, column] = newValue.low
    }
  }

  /// The elements of a row.
  subscript(row row: Int) -> [DoubleDouble] { (0..<high.columnCount).map { self[row, $0] } }

  /// The same elements in other rows.
  func reshaped(_ rowCount: Int, _ columnCount: Int) -> DoubleDoubleMatrix {
    DoubleDoubleMatrix(high: high.reshaped(rowCount, columnCount), low: low.reshaped(rowCount, columnCount))
  }

  /// The rows and columns given.
  func selecting(rows: [Int], columns: [Int]) -> DoubleDoubleMatrix {
    var result = Self.zeros(rows.count, columns.count)
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() { result[i, j] = self[row, column] }
    }
    return result
  }

  func selecting(_ indices: [Int]) -> DoubleDoubleMatrix { selecting(rows: indices, columns: indices) }

  func withUnsafePointers<R>(_ body: (UnsafePointer<Double>?, UnsafePointer<Double>?) -> R) -> R {
    high.withUnsafeBufferPointer { high in
      low.withUnsafeBufferPointer { low in body(high.baseAddress, low.baseAddress) }
    }
  }

  mutating func withUnsafeMutablePointers<R>(
    _ body: (UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?) -> R
  ) -> R {
    high.withUnsafeMutableBufferPointer { high in
      low.withUnsafeMutableBufferPointer { low in body(high.baseAddress, low.baseAddress) }
    }
  }
}

/// An upper triangle R of double-doubles.
struct DoubleDoubleTriangle: Sendable {
  private(set) var elements: DoubleDoubleMatrix

  var count: Int { elements.high.rowCount }
  /// R rounded to doubles.
  var rounded: Matrix<Double> { elements.high }

  /// R with RᵀR = A, from the upper half of A, in the order of the columns.
  ///
  /// A column is dropped, its row of R left zero, where the square of its distance from the kept columns before it is at
  /// most `tolerance` times the square of its length.
  ///
  /// - Complexity: p³/3 multiplications in double-double.
  static func factorizing(
    _ matrix: DoubleDoubleMatrix, tolerance: Double
  ) -> (triangle: DoubleDoubleTriangle, kept: [Int]) {
    var elements = matrix
    let p = matrix.high.rowCount
    var isKept = [UInt8](repeating: 0, count: p)
    elements.withUnsafeMutablePointers { descent_dd_cholesky($0, $1, p, tolerance, &isKept) }
    return (DoubleDoubleTriangle(elements: elements), (0..<p).filter { isKept[$0] != 0 })
  }

  /// The triangle of a matrix whose upper half it is.
  init(elements: DoubleDoubleMatrix) { self.elements = elements }

  /// The triangle of the kept columns alone.
  func selecting(_ indices: [Int]) -> DoubleDoubleTriangle {
    DoubleDoubleTriangle(elements: elements.selecting(indices))
  }

  /// Each dropped column with the kept ones before it whose combination it is.
  func dependencies(kept: [Int]) -> [ColumnDependency] {
    let r = rounded
    return (0..<count).filter { !kept.contains($0) }.map { dropped in
      let before = kept.filter { $0 < dropped }
      let square = r.selecting(columns: before).selecting(rows: before)
      let weights = square.solvingTriangular(.upper, Vector(before.map { r[$0, dropped] }))
      let sizes = zip(weights, before).map { $0.magnitude * r.column($1).norm() }
      let largest = sizes.max() ?? 0
      return ColumnDependency(
        column: dropped, dependsOn: zip(before, sizes).filter { $0.1 > 1e-6 * largest }.map(\.0))
    }
  }

  /// R · S.
  func multiplied(by other: DoubleDoubleTriangle) -> DoubleDoubleTriangle {
    var product = DoubleDoubleMatrix.zeros(count, count)
    let p = count
    elements.withUnsafePointers { a, aLow in
      other.elements.withUnsafePointers { b, bLow in
        product.withUnsafeMutablePointers { descent_dd_multiply_triangles(a, aLow, b, bLow, p, $0, $1) }
      }
    }
    return DoubleDoubleTriangle(elements: product)
  }

  /// R⁻¹.
  func inverse() -> DoubleDoubleTriangle {
    var inverse = DoubleDoubleMatrix.zeros(count, count)
    let p = count
    let all = [UInt8](repeating: 1, count: p)
    elements.withUnsafePointers { r, rLow in
      inverse.withUnsafeMutablePointers { descent_dd_invert_triangle(r, rLow, all, p, $0, $1) }
    }
    return DoubleDoubleTriangle(elements: inverse)
  }

  /// b ← R⁻ᵀ b.
  func solveTransposed(_ b: inout [DoubleDouble]) {
    for i in 0..<count {
      b[i] = b[i] / elements[i, i]
      for j in i + 1..<max(i + 1, count) { b[j] = b[j] - elements[i, j] * b[i] }
    }
  }

  /// b ← R⁻¹ b.
  func solve(_ b: inout [DoubleDouble]) {
    for i in (0..<count).reversed() {
      for j in i + 1..<max(i + 1, count) { b[i] = b[i] - elements[i, j] * b[j] }
      b[i] = b[i] / elements[i, i]
    }
  }
}

extension Matrix {
  /// The same elements, row by row, in a matrix of another shape.
  fileprivate func reshaped(_ rowCount: Int, _ columnCount: Int) -> Matrix {
    guard rowCount * columnCount == count else {
      trapShape("reshaped", (self.rowCount, self.columnCount), (rowCount, columnCount))
    }
    return Matrix(storage: storage, offset: offset, rowCount: rowCount, columnCount: columnCount)
  }
}
