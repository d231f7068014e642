/// Which norm of a vector is meant.
public enum VectorNorm: Sendable {
  /// Σ|xᵢ|
  case one
  /// √Σxᵢ²
  case two
  /// max|xᵢ|
  case infinity
}

extension Vector {
  /// The norm, by default the Euclidean one; 0 for an empty vector.
  ///
  /// The Euclidean norm neither overflows nor underflows on the way: where the plain sum of squares does, it is formed
  /// again with the elements scaled by a power of two. All sums are pairwise.
  ///
  /// - Complexity: 2 `count` flops, one pass (three for extreme elements).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func norm(_ kind: VectorNorm = .two) -> Scalar {
    switch kind {
    case .one: withUnsafeBufferPointer { pairwiseSum($0) { $0.magnitude } }
    case .infinity: maximumMagnitude()
    case .two: withUnsafeBufferPointer { euclideanNorm($0) }
    }
  }
}

/// √Σxᵢ² without overflow or underflow on the way.
func euclideanNorm<S: BLASScalar>(_ elements: UnsafeBufferPointer<S>) -> S {
  let squares = pairwiseSum(elements) { $0 * $0 }
  let safe = S.leastNormalMagnitude / (S.ulpOfOne * S.ulpOfOne)
  if squares.isFinite, squares > safe { return squares.squareRoot() }
  var largest: S = 0
  for element in elements {
    let magnitude = element.magnitude
    if !(magnitude <= largest) { largest = magnitude }
    if largest.isNaN { return largest }
  }
  guard largest > 0, largest.isFinite else { return largest }
  // A power of two, so that scaling is exact; the greatest one for subnormal elements.
  let exponent = min(-largest.exponent, S.greatestFiniteMagnitude.exponent)
  let scale = S(sign: .plus, exponent: exponent, significand: 1)
  return pairwiseSum(elements) { ($0 * scale) * ($0 * scale) }.squareRoot() / scale
}
