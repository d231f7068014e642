extension Vector {
  /// The inner product Σ xᵢ yᵢ. Both vectors must have the same length.
  ///
  /// By `dot` of BLAS on blocks of 4096 elements, whose results are added pairwise: the same bits for any number of
  /// threads, and an error of at most about (4096 + log₂ n) u Σ|xᵢyᵢ|, in practice far less.
  ///
  /// - Complexity: 2 `count` flops.
  public func dot(_ other: Vector) -> Scalar {
    guard count == other.count else { trapCount("dot", count, other.count) }
    return withUnsafeBufferPointer { x in
      other.withUnsafeBufferPointer { y in blockedDot(count, x.baseAddress!, 1, y.baseAddress!, 1, Scalar.blas) }
    }
  }

  /// The inner product with an array.
  public func dot(_ other: [Scalar]) -> Scalar {
    dot(Vector(other))
  }

  /// Adds `factor` · `other` (`axpy` of BLAS).
  ///
  /// - Complexity: 2 `count` flops.
  public mutating func addProduct(of factor: Scalar, _ other: Vector) {
    guard count == other.count else { trapCount("addProduct", count, other.count) }
    let blas = Scalar.blas
    other.withUnsafeBufferPointer { x in
      withUnsafeMutableBufferPointer { y in
        guard let source = x.baseAddress, let target = y.baseAddress, !x.isEmpty else { return }
        blas.axpy(x.count, factor, source, 1, target, 1)
      }
    }
  }
}

/// `dot` of BLAS on blocks of 4096 elements, added pairwise.
func blockedDot<S: BLASScalar>(
  _ count: Int, _ x: UnsafePointer<S>, _ xStride: Int, _ y: UnsafePointer<S>, _ yStride: Int,
  _ blas: any BLASRoutines<S>.Type
) -> S {
  guard count > 4096 else { return count == 0 ? 0 : blas.dot(count, x, xStride, y, yStride) }
  let half = (count / 2 + 4095) / 4096 * 4096
  return blockedDot(half, x, xStride, y, yStride, blas)
    + blockedDot(count - half, x + half * xStride, xStride, y + half * yStride, yStride, blas)
}
