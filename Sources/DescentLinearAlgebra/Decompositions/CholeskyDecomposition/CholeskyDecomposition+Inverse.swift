extension CholeskyDecomposition {
  /// A⁻¹, exactly symmetric. To solve equations prefer `solve`: it is cheaper and more accurate.
  ///
  /// - Complexity: 2n³/3 flops (LAPACK `potri`).
  public func inverse() -> Matrix<Scalar> {
    var result = factor
    let n = size
    guard n > 0 else { return result }
    let blas = Scalar.blas
    result.withUnsafeMutableBufferPointer { elements in
      // `info` > 0 would mean a zero on the diagonal of R, which there is not.
      checkedInfo("potri", blas.potri(.lower, n, elements.baseAddress!, n))
      mirrorUpperTriangle(elements.baseAddress!, n)
    }
    return result
  }

  /// det A = Πrᵢᵢ²; 1 for an empty matrix. Infinite or 0 only where the determinant itself is beyond the range of
  /// numbers: ``logDeterminant`` is not.
  ///
  /// - Complexity: 2 n flops.
  public var determinant: Scalar { determinantProduct.value }

  /// log det A = 2 Σ log rᵢᵢ, for determinants of any size.
  ///
  /// - Complexity: 2 n flops and one logarithm.
  public var logDeterminant: Scalar { determinantProduct.logMagnitude }

  private var determinantProduct: ScaledProduct<Scalar> {
    var product = ScaledProduct<Scalar>()
    for i in 0..<size {
      product.multiply(by: factor[i, i])
      product.multiply(by: factor[i, i])
    }
    return product
  }
}
