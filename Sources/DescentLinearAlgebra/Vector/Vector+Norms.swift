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
  guard let base = elements.baseAddress, !elements.isEmpty else { return 0 }
  let squares = pairwiseSum(elements) { $0 * $0 }
  let safe = S.leastNormalMagnitude / (S.ulpOfOne * S.ulpOfOne)
  if squares.isFinite, squares > safe { return squares.squareRoot() }
  var largest: S = 0
  for i in 0..<elements.count {
    let magnitude = base[i].magnitude
    if !(magnitude <= largest) { largest = magnitude }
    if largest.isNaN { return largest }
  }
  guard largest > 0, largest.isFinite else { return largest }
  let scale = S(sign: .plus, exponent: -largest.exponent, significand: 1)
  let scaled = scale.isFinite ? pairwiseSum(elements) { ($0 * scale) * ($0 * scale) } : 0
  return scaled > 0 ? scaled.squareRoot() / scale : largest
}
