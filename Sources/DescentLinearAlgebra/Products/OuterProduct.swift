extension Matrix {
  /// Adds `factor` · x yᵀ (`ger` of BLAS).
  ///
  /// - Precondition: x has as many elements as there are rows, y as many as there are columns.
  /// - Complexity: 2 m n flops.
  public mutating func addOuterProduct(_ x: Vector<Scalar>, _ y: Vector<Scalar>, scaledBy factor: Scalar = 1) {
    guard x.count == rowCount, y.count == columnCount else {
      trapShape("addOuterProduct", (rowCount, columnCount), (x.count, y.count))
    }
    guard count > 0 else { return }
    let blas = Scalar.blas
    let (m, n) = (rowCount, columnCount)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        withUnsafeMutableBufferPointer { a in
          blas.ger(m, n, factor, x.baseAddress!, 1, y.baseAddress!, 1, a.baseAddress!, n)
        }
      }
    }
  }

  /// The matrix x yᵀ.
  public static func outerProduct(_ x: Vector<Scalar>, _ y: Vector<Scalar>) -> Matrix {
    var result = zeros(x.count, y.count)
    result.addOuterProduct(x, y)
    return result
  }
}
