import DescentLinearAlgebra

extension Matrix<Double> {
  /// (A + Aᵀ)/2, exactly symmetric; A itself where it is.
  func symmetricPart() -> Self {
    guard !isSymmetric() else { return self }
    var result = self
    result.symmetrize()
    return result
  }

  /// A ← (A + Aᵀ)/2, in place. A pair that is equal stays as it is.
  mutating func symmetrize() {
    let p = rowCount
    withUnsafeMutableBufferPointer { a in
      for i in 0..<p {
        for j in 0..<i where a[i * p + j] != a[j * p + i] {
          let mean = 0.5 * a[i * p + j] + 0.5 * a[j * p + i]
          (a[i * p + j], a[j * p + i]) = (mean, mean)
        }
      }
    }
  }
}
