/// What vectors and matrices have in common: elements one after the other in memory, and operations on each of them.
///
/// Element-wise operations are named methods, never operators: `a.multiplyingElements(by: b)` cannot be mistaken for a
/// matrix product. Both operands must have the same shape; anything else is a mistake of the programmer and traps.
public protocol DenseArray<Scalar>: Equatable, Sendable {
  /// The type of the elements.
  associatedtype Scalar: BLASScalar

  /// The number of elements.
  var count: Int { get }

  /// Calls `body` with the elements, a matrix row by row.
  func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Scalar>) throws -> R) rethrows -> R

  /// Calls `body` with the elements to be changed, after making sure that nobody else sees them.
  mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R

  /// Traps, naming the operation and both shapes, unless `other` has the shape of this.
  func requireSameShape(as other: Self, in operation: String)
}

// MARK: Element by element

extension DenseArray {
  /// Replaces each element by what `transform` makes of it.
  ///
  /// - Complexity: `count` calls, one pass.
  @inlinable
  public mutating func transformElements(_ transform: (Scalar) throws -> Scalar) rethrows {
    try withUnsafeMutableBufferPointer { elements in
      for i in elements.indices { elements[i] = try transform(elements[i]) }
    }
  }

  /// The elements that `transform` makes of these.
  ///
  /// - Complexity: `count` calls, one pass.
  @inlinable
  public func mapElements(_ transform: (Scalar) throws -> Scalar) rethrows -> Self {
    var result = self
    try result.transformElements(transform)
    return result
  }

  /// Replaces each element a by `combine(a, b)` with its counterpart b in `other`.
  @inlinable
  public mutating func combineElements(
    with other: Self, _ combine: (Scalar, Scalar) throws -> Scalar
  ) rethrows {
    requireSameShape(as: other, in: "An element-wise operation")
    try other.withUnsafeBufferPointer { right in
      try withUnsafeMutableBufferPointer { left in
        for i in left.indices { left[i] = try combine(left[i], right[i]) }
      }
    }
  }

  /// Adds `factor` · `other`, element by element.
  ///
  /// - Complexity: 2 `count` flops.
  @inlinable
  public mutating func add(_ other: Self, scaledBy factor: Scalar = 1) {
    combineElements(with: other) { $0 + factor * $1 }
  }

  /// This plus `factor` · `other`.
  @inlinable
  public func adding(_ other: Self, scaledBy factor: Scalar = 1) -> Self {
    var result = self
    result.add(other, scaledBy: factor)
    return result
  }

  /// Subtracts `other`, element by element.
  @inlinable
  public mutating func subtract(_ other: Self) {
    combineElements(with: other) { $0 - $1 }
  }

  /// This minus `other`.
  @inlinable
  public func subtracting(_ other: Self) -> Self {
    var result = self
    result.subtract(other)
    return result
  }

  /// The products of the elements with their counterparts (the Hadamard product).
  @inlinable
  public func multiplyingElements(by other: Self) -> Self {
    var result = self
    result.combineElements(with: other) { $0 * $1 }
    return result
  }

  /// The quotients of the elements and their counterparts. A zero divisor gives ±∞ or NaN, as IEEE 754 has it.
  @inlinable
  public func dividingElements(by other: Self) -> Self {
    var result = self
    result.combineElements(with: other) { $0 / $1 }
    return result
  }

  /// Multiplies each element by `factor`. A factor of 0 keeps NaN and turns infinities into NaN.
  @inlinable
  public mutating func scale(by factor: Scalar) {
    transformElements { $0 * factor }
  }

  /// The elements times `factor`.
  @inlinable
  public func scaled(by factor: Scalar) -> Self {
    mapElements { $0 * factor }
  }

  /// The elements plus `constant`.
  @inlinable
  public func adding(constant: Scalar) -> Self {
    mapElements { $0 + constant }
  }
}

// MARK: Reductions

extension DenseArray {
  /// The sum of all elements, 0 where there are none.
  ///
  /// Pairwise above 128 elements: the error is at most about (128 + log₂ n) u Σ|x| (Higham 1993).
  ///
  /// - Complexity: `count` flops, one pass.
  @inlinable
  public func sum() -> Scalar {
    withUnsafeBufferPointer { pairwiseSum($0) { $0 } }
  }

  /// The mean of all elements; NaN where there are none.
  @inlinable
  public func mean() -> Scalar {
    count == 0 ? .nan : sum() / Scalar(count)
  }

  /// The least element. NaN where any element is; traps where there are none.
  @inlinable
  public func minimum() -> Scalar {
    extreme("minimum") { $1 < $0 }
  }

  /// The greatest element. NaN where any element is; traps where there are none.
  @inlinable
  public func maximum() -> Scalar {
    extreme("maximum") { $1 > $0 }
  }

  /// The greatest absolute value, 0 where there are no elements, NaN where any element is.
  @inlinable
  public func maximumMagnitude() -> Scalar {
    withUnsafeBufferPointer { elements in
      var result: Scalar = 0
      for element in elements {
        let magnitude = element.magnitude
        if !(magnitude <= result) {
          if magnitude.isNaN { return magnitude }
          result = magnitude
        }
      }
      return result
    }
  }

  @inlinable
  func extreme(_ name: String, _ isBeyond: (Scalar, Scalar) -> Bool) -> Scalar {
    withUnsafeBufferPointer { elements in
      guard var result = elements.first else { trap("There is no \(name) of no elements") }
      for element in elements {
        if element.isNaN { return element }
        if isBeyond(result, element) { result = element }
      }
      return result
    }
  }

  /// Whether no element is NaN or infinite.
  @inlinable
  public var isFinite: Bool {
    // x − x is 0 for finite x and NaN otherwise, so one sum tells.
    withUnsafeBufferPointer { pairwiseSum($0) { $0 - $0 } == 0 }
  }

  /// Whether each element lies within `absoluteTolerance` + `relativeTolerance` · max(|a|, |b|) of its counterpart.
  ///
  /// Equal infinities are close to each other; NaN is close to nothing.
  @inlinable
  public func isClose(
    to other: Self, relativeTolerance: Scalar = Scalar.ulpOfOne.squareRoot(), absoluteTolerance: Scalar = 0
  ) -> Bool {
    requireSameShape(as: other, in: "isClose(to:)")
    return withUnsafeBufferPointer { left in
      other.withUnsafeBufferPointer { right in
        for i in left.indices where left[i] != right[i] {
          let scale = max(left[i].magnitude, right[i].magnitude)
          let bound = absoluteTolerance + relativeTolerance * scale
          guard scale.isFinite, (left[i] - right[i]).magnitude <= bound else { return false }
        }
        return true
      }
    }
  }
}

/// Σ f(xᵢ), pairwise above 128 elements.
@inlinable
func pairwiseSum<S: BLASScalar>(_ elements: UnsafeBufferPointer<S>, _ value: (S) -> S) -> S {
  if elements.count <= 128 {
    // Eight sums that do not wait for each other.
    var (s0, s1, s2, s3, s4, s5, s6, s7): (S, S, S, S, S, S, S, S) = (0, 0, 0, 0, 0, 0, 0, 0)
    var i = 0
    while i &+ 8 <= elements.count {
      s0 += value(elements[i])
      s1 += value(elements[i &+ 1])
      s2 += value(elements[i &+ 2])
      s3 += value(elements[i &+ 3])
      s4 += value(elements[i &+ 4])
      s5 += value(elements[i &+ 5])
      s6 += value(elements[i &+ 6])
      s7 += value(elements[i &+ 7])
      i &+= 8
    }
    while i < elements.count {
      s0 += value(elements[i])
      i &+= 1
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
  }
  let half = elements.count / 2
  return pairwiseSum(UnsafeBufferPointer(rebasing: elements[..<half]), value)
    + pairwiseSum(UnsafeBufferPointer(rebasing: elements[half...]), value)
}
