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
      other.withUnsafeBufferPointer { y in blockedDot(x, y, Scalar.blas) }
    }
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

private func blockedDot<S: BLASScalar>(
  _ x: UnsafeBufferPointer<S>, _ y: UnsafeBufferPointer<S>, _ blas: any BLASRoutines<S>.Type
) -> S {
  guard x.count > 4096 else {
    return x.isEmpty ? 0 : blas.dot(x.count, x.baseAddress!, 1, y.baseAddress!, 1)
  }
  let half = (x.count / 2 + 4095) / 4096 * 4096
  return blockedDot(UnsafeBufferPointer(rebasing: x[..<half]), UnsafeBufferPointer(rebasing: y[..<half]), blas)
    + blockedDot(UnsafeBufferPointer(rebasing: x[half...]), UnsafeBufferPointer(rebasing: y[half...]), blas)
}
