/// A look at elements that lie at equal distances in the memory of a vector or matrix: a row, a column, a diagonal.
///
/// A view copies nothing and cannot outlive what it looks at: it serves as a parameter and inside expressions, and the
/// compiler refuses to store it. `Vector(view)` makes a copy to keep.
public struct VectorView<Scalar: BLASScalar>: ~Escapable {
  @usableFromInline let base: UnsafePointer<Scalar>

  /// The number of elements.
  public let count: Int

  /// The distance from one element to the next, in elements.
  public let stride: Int

  @usableFromInline
  @_lifetime(immortal)
  init(base: UnsafePointer<Scalar>, count: Int, stride: Int) {
    self.base = base
    self.count = count
    self.stride = stride
  }

  /// The element at `index`, counted from 0.
  @inlinable
  public subscript(index: Int) -> Scalar {
    guard index >= 0, index < count else { trapIndex("The index", index, count) }
    return base[index * stride]
  }

  /// Calls `body` with each element in order.
  @inlinable
  public func forEach(_ body: (Scalar) throws -> Void) rethrows {
    for i in 0..<count { try body(base[i * stride]) }
  }

  /// Σ xᵢ yᵢ. Both must have the same length.
  ///
  /// - Complexity: 2 `count` flops (`dot` of BLAS on blocks, see `Vector.dot`).
  public func dot(_ other: borrowing VectorView<Scalar>) -> Scalar {
    guard count == other.count else { trapCount("dot", count, other.count) }
    return blockedDot(count, base, stride, other.base, other.stride, Scalar.blas)
  }

  /// Σ xᵢ, pairwise as ``DenseArray/sum()``, of a copy.
  public func sum() -> Scalar {
    Vector(self).sum()
  }

  /// √Σxᵢ², without overflow or underflow on the way as ``Vector/norm(_:)``, of a copy.
  public func norm() -> Scalar {
    Vector(self).norm()
  }
}
