extension LUDecomposition {
  /// A⁻¹. To solve equations prefer `solve`: it is cheaper and more accurate.
  ///
  /// - Throws: ``LinearAlgebraError/singular(column:)``.
  /// - Complexity: 4n³/3 flops (LAPACK `getri`).
  public func inverse() throws(LinearAlgebraError) -> Matrix<Scalar> {
    if let singularColumn { throw .singular(column: singularColumn) }
    let n = size
    guard n > 0 else { return factors }
    var columns = factors.transposed()
    let exchanges = pivots.map { Int32($0 + 1) }
    let blas = Scalar.blas
    columns.withUnsafeMutableBufferPointer { elements in
      _ = withWorkspace("getri", Scalar.self) { work, count in
        blas.getri(n, elements.baseAddress!, n, exchanges, work, count)
      }
    }
    return columns.transposed()
  }

  /// det A, with its sign; 0 for a singular matrix, 1 for an empty one. Infinite or 0 where the determinant itself is beyond the range of
  /// numbers: ``logDeterminant`` is not.
  ///
  /// - Complexity: n flops.
  public var determinant: Scalar { determinantProduct.value }

  /// The sign of det A (−1, 0 or 1) and log|det A| (−∞ for a singular matrix), for determinants of any size.
  ///
  /// - Complexity: n flops and one logarithm.
  public var logDeterminant: (sign: Int, logMagnitude: Scalar) {
    let product = determinantProduct
    return (product.sign, product.logMagnitude)
  }

  private var determinantProduct: ScaledProduct<Scalar> {
    var product = ScaledProduct<Scalar>()
    if isSingular { product.multiply(by: 0) }
    for i in 0..<size where !isSingular {
      product.multiply(by: factors[i, i])
      if pivots[i] != i { product.negate() }
    }
    return product
  }

  /// The condition number ‖A‖₁ ‖A⁻¹‖₁, estimated; infinite for a singular matrix, 1 for an empty one.
  ///
  /// The estimate of ‖A⁻¹‖₁ is a lower bound, hardly ever by more than a factor of 3 (Higham 1988).
  ///
  /// - Complexity: some 8 n² flops (LAPACK `gecon`).
  public var conditionNumber: Scalar { 1 / reciprocalConditionNumber }

  /// 1/``conditionNumber``, 0 for a singular matrix: what LAPACK calls `rcond`.
  public var reciprocalConditionNumber: Scalar {
    let n = size
    guard n > 0 else { return 1 }
    guard !isSingular else { return 0 }
    let blas = Scalar.blas
    var reciprocal: Scalar = 0
    var integers = [Int32](repeating: 0, count: n)
    let work = AlignedStorage<Scalar>.uninitialized(4 * n)
    factors.transposed().withUnsafeBufferPointer { columns in
      _ = checkedInfo("gecon", blas.gecon(n, columns.baseAddress!, n, norm, &reciprocal, work.base, &integers))
    }
    withExtendedLifetime(work) {}
    return reciprocal
  }
}
