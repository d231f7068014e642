import DescentLinearAlgebra

extension Matrix<Double> {
  /// (A + Aᵀ)/2, exactly symmetric; A itself where it is.
  func symmetricPart() -> Self {
    guard !isSymmetric() else { return self }
    var result = self
    result.combineElements(with: transposed()) { 0.5 * $0 + 0.5 * $1 }
    return result
  }
}
