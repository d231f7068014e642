extension CholeskyDecomposition {
  /// The condition number ‖A‖₁ ‖A⁻¹‖₁, estimated; 1 for an empty matrix.
  ///
  /// The estimate of ‖A⁻¹‖₁ is a lower bound, hardly ever by more than a factor of 3 (Higham 1988). Of XᵀX it is about
  /// the square of the condition number of X.
  ///
  /// - Complexity: some 8 n² flops (LAPACK `pocon`).
  public var conditionNumber: Scalar { 1 / reciprocalConditionNumber }

  /// 1/``conditionNumber``: what LAPACK calls `rcond`; next to u, a solution has no correct digit.
  public var reciprocalConditionNumber: Scalar {
    let n = size
    guard n > 0 else { return 1 }
    let blas = Scalar.blas
    var reciprocal: Scalar = 0
    var integers = [Int32](repeating: 0, count: n)
    let work = AlignedStorage<Scalar>.uninitialized(3 * n)
    factor.withUnsafeBufferPointer { r in
      _ = checkedInfo("pocon", blas.pocon(.lower, n, r.baseAddress!, n, norm, &reciprocal, work.base, &integers))
    }
    withExtendedLifetime(work) {}
    return reciprocal
  }

  /// ‖RᵀR‖₁ from R alone, by at most five products with RᵀR and its sign vectors: a lower bound and nearly always the
  /// norm itself (Hager 1984).
  func estimatedNorm() -> Scalar {
    guard size > 0 else { return 0 }
    var x = Vector<Scalar>(repeating: 1 / Scalar(size), count: size)
    var best: Scalar = 0
    for _ in 0..<5 {
      let y = multiplied(by: x)
      let value = y.norm(.one)
      guard value > best else { break }
      best = value
      let z = multiplied(by: y.mapElements { $0 < 0 ? -1 : 1 })
      let peak = z.indices.max { z[$0].magnitude < z[$1].magnitude }!
      x = .zeros(size)
      x[peak] = 1
    }
    return min(best, Scalar.greatestFiniteMagnitude)
  }

  private func multiplied(by x: Vector<Scalar>) -> Vector<Scalar> {
    let y = factor * x
    var z = Vector<Scalar>.zeros(size)
    multiply(factor.view.transposed, by: y.view, into: &z)
    return z
  }
}
