/// A dense vector: a copy-on-write value of `Float` or `Double`.
///
/// ```swift
/// var v: Vector = [3.0, 4.0]
/// v[0] = 6
/// v.norm()          // 7.2111…
/// v.dot([1, 1])     // 10
/// ```
///
/// A vector is a `RandomAccessCollection`: it can be iterated, mapped and sliced like an array. Copies share their
/// memory until one of them is changed. Products, `solve` and `fit` take an array in place of a vector.
public struct Vector<Scalar: BLASScalar>: Sendable {
  @usableFromInline var storage: AlignedStorage<Scalar>
  @usableFromInline var offset: Int

  /// The number of elements.
  public let count: Int

  @usableFromInline
  init(storage: AlignedStorage<Scalar>, offset: Int, count: Int) {
    self.storage = storage
    self.offset = offset
    self.count = count
  }

  /// A vector of `count` elements, each equal to `value`.
  public init(repeating value: Scalar, count: Int) {
    self.init(count: count) { $0.initialize(repeating: value) }
  }

  /// A vector of `count` zeros.
  public static func zeros(_ count: Int) -> Vector {
    Vector(storage: .zeros(elementCount(count, 1)), offset: 0, count: count)
  }

  /// The elements of a sequence, in order.
  public init(_ elements: some Sequence<Scalar>) {
    self = ContiguousArray(elements).withUnsafeBufferPointer { Vector(copying: $0) }
  }

  /// A vector whose `count` elements `initialize` fills in; it must set all of them.
  public init(count: Int, initializingWith initialize: (UnsafeMutableBufferPointer<Scalar>) throws -> Void) rethrows {
    self.init(storage: .uninitialized(elementCount(count, 1)), offset: 0, count: count)
    try initialize(UnsafeMutableBufferPointer(start: storage.base, count: count))
  }

  /// A copy of the elements that a view looks at.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public init(_ view: borrowing VectorView<Scalar>) {
    let (base, stride) = (view.base, view.stride)
    self.init(count: view.count) { elements in
      for i in elements.indices { elements[i] = base[i * stride] }
    }
  }

  init(copying elements: UnsafeBufferPointer<Scalar>) {
    self.init(count: elements.count) { _ = $0.initialize(from: elements) }
  }

  @inlinable
  mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage) && storage.isWritable { return }
    storage = storage.copy(offset: offset, count: count)
    offset = 0
  }
}

// MARK: Access

extension Vector: RandomAccessCollection, MutableCollection {
  /// 0.
  @inlinable public var startIndex: Int { 0 }
  /// `count`.
  @inlinable public var endIndex: Int { count }

  /// The element at `index`, counted from 0.
  ///
  /// - Complexity: O(1). Writing one element checks each time whether the memory is shared; in loops prefer
  ///   ``mutableSpan``.
  @inlinable
  public subscript(index: Int) -> Scalar {
    @inline(__always) get {
      let count = count
      guard index >= 0 && index < count else { trapIndex("The index", index, count) }
      return withUnsafeBufferPointer { $0.baseAddress.unsafelyUnwrapped[index] }
    }
    @inline(__always) set {
      let count = count
      guard index >= 0 && index < count else { trapIndex("The index", index, count) }
      withUnsafeMutableBufferPointer { $0.baseAddress.unsafelyUnwrapped[index] = newValue }
    }
  }

  @inlinable
  public func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<Scalar>) throws -> R) rethrows -> R? {
    try withUnsafeBufferPointer(body)
  }

  @inlinable
  public mutating func withContiguousMutableStorageIfAvailable<R>(
    _ body: (inout UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R? {
    try withUnsafeMutableBufferPointer { elements in
      var elements = elements
      return try body(&elements)
    }
  }
}

extension Vector: DenseArray {
  /// The elements as a span, without a copy.
  @inlinable
  public var span: Span<Scalar> {
    @_lifetime(borrow self)
    borrowing get {
      let start = UnsafePointer(storage.base + offset)
      let span = unsafe Span(_unsafeStart: start, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The elements to be changed in place. Copies them first where they are shared.
  @inlinable
  public var mutableSpan: MutableSpan<Scalar> {
    @_lifetime(&self)
    mutating get {
      makeUnique()
      let start = storage.base + offset
      let span = unsafe MutableSpan(_unsafeStart: start, count: count)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// The elements as a view, for products and reductions without a copy.
  @inlinable
  public var view: VectorView<Scalar> {
    @_lifetime(borrow self)
    borrowing get {
      let start = UnsafePointer(storage.base + offset)
      return unsafe _overrideLifetime(VectorView(base: start, count: count, stride: 1), borrowing: self)
    }
  }

  @inlinable
  public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Scalar>) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.base + offset, count: count))
  }

  @inlinable
  public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    makeUnique()
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeMutableBufferPointer(start: storage.base + offset, count: count))
  }

  @inlinable
  public func requireSameShape(as other: Vector, in operation: String) {
    if count != other.count { trapCount(operation, count, other.count) }
  }

  /// Whether both have equal elements, in the sense of IEEE 754: NaN equals nothing, −0 equals 0.
  @inlinable
  public static func == (left: Vector, right: Vector) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBufferPointer { l in right.withUnsafeBufferPointer { r in l.elementsEqual(r) } }
  }
}

extension Vector: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Scalar...) {
    self.init(elements)
  }
}

extension Vector: Codable {
  /// Reads the elements from an unkeyed list.
  public init(from decoder: any Decoder) throws {
    try self.init([Scalar](from: decoder))
  }

  /// Writes the elements as an unkeyed list.
  public func encode(to encoder: any Encoder) throws {
    try Array(self).encode(to: encoder)
  }
}
