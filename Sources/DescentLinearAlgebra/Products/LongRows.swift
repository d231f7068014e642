// Products with a few long rows: what methods with a memory of some vectors spend their time on. They are done by one
// thread, so that the bits never depend on their number, and allocate nothing.

/// Below this many elements in a row a loop is faster than the call of a routine.
private let shortRow = 64

extension Matrix<Double> {
  /// Row `index` ← x.
  ///
  /// - Precondition: x has as many elements as there are columns.
  package mutating func setRow(_ index: Int, to x: Vector<Double>) {
    guard index >= 0, index < rowCount else { trapIndex("The row", index, rowCount) }
    guard x.count == columnCount else { trapCount("setRow: columns, elements of the vector", columnCount, x.count) }
    let n = columnCount
    x.withUnsafeBufferPointer { x in
      withUnsafeMutableBufferPointer { rows in
        guard n > 0 else { return }
        (rows.baseAddress! + index * n).update(from: x.baseAddress!, count: n)
      }
    }
  }

  /// `products` ← the products of the first rows with x.
  ///
  /// - Precondition: x has as many elements as there are columns, `products` at least `count`.
  /// - Complexity: 2 `count` n flops; the rows are read once.
  package func multiplyFirstRows(_ count: Int, by x: Vector<Double>, into products: inout Vector<Double>) {
    requireFirstRows(count, x.count, products.count)
    let n = columnCount
    guard n > 0, count > 0 else {
      products.transformElements { _ in 0 }
      return
    }
    withUnsafeBufferPointer { rows in
      x.withUnsafeBufferPointer { x in
        products.withUnsafeMutableBufferPointer { products in
          let (rows, x, products) = (rows.baseAddress!, x.baseAddress!, products.baseAddress!)
          guard n < shortRow else {
            Double.blas.gemv(transposed: false, count, n, 1, rows, n, x, 1, 0, products, 1)
            return
          }
          for i in 0..<count {
            var sum = 0.0
            for j in 0..<n { sum += rows[i * n + j] * x[j] }
            products[i] = sum
          }
        }
      }
    }
  }

  /// y ← y + Σ factorᵢ · rowᵢ over the first rows.
  ///
  /// - Precondition: y has as many elements as there are columns, `factors` at least `count`.
  /// - Complexity: 2 `count` n flops; the rows are read once.
  package func addFirstRows(_ count: Int, _ factors: Vector<Double>, to y: inout Vector<Double>) {
    requireFirstRows(count, y.count, factors.count)
    let n = columnCount
    guard n > 0, count > 0 else { return }
    withUnsafeBufferPointer { rows in
      factors.withUnsafeBufferPointer { factors in
        y.withUnsafeMutableBufferPointer { y in
          let (rows, factors, y) = (rows.baseAddress!, factors.baseAddress!, y.baseAddress!)
          guard n < shortRow else {
            Double.blas.gemv(transposed: true, count, n, 1, rows, n, factors, 1, 1, y, 1)
            return
          }
          for i in 0..<count {
            let factor = factors[i]
            for j in 0..<n { y[j] += factor * rows[i * n + j] }
          }
        }
      }
    }
  }

  private func requireFirstRows(_ count: Int, _ long: Int, _ short: Int) {
    guard count >= 0, count <= rowCount else { trapCount("The first rows of a matrix", count, rowCount) }
    guard long == columnCount else { trapCount("Columns, elements of the vector", columnCount, long) }
    guard short >= count else { trapCount("Rows, elements of the vector", count, short) }
  }
}
