import DescentLinearAlgebra

/// The gradients of a run of conjugate gradients, of length 1 and orthogonal to each other with respect to M⁻¹.
struct GradientBasis: Sendable, Codable, Equatable {
  /// Whether gradients are kept at all.
  let isKept: Bool
  /// p.
  private let size: Int
  /// One after the other; room for p of them.
  private var elements: Vector<Double>
  private var count = 0

  init(count: Int, isKept: Bool) {
    self.isKept = isKept
    size = count
    elements = .zeros(isKept ? count * count : 0)
  }

  /// Whether there is no room for another: no gradient but rounding is orthogonal to p others.
  var isFull: Bool { isKept && count == size }

  mutating func removeAll() { count = 0 }

  /// Adds a gradient whose length is given; one of length 0 has no direction to keep.
  mutating func append(_ gradient: Vector<Double>, length: Double) {
    guard isKept, !isFull, length > 0 else { return }
    write(gradient, length, to: &elements, at: count * size)
    count += 1
  }

  /// Subtracts from a gradient its parts along all that are kept, twice: once would leave rounding of the first part.
  func orthogonalize(_ gradient: inout Vector<Double>, _ weights: Vector<Double>) {
    guard count > 0 else { return }
    var g = gradient.mutableSpan
    let (q, w) = (elements.span, weights.span)
    for k in 0..<2 * count {
      let first = k % count * size
      var part = 0.0
      if w.isEmpty {
        for i in 0..<size { part += q[first + i] * g[i] }
      } else {
        for i in 0..<size { part += q[first + i] * (w[i] * g[i]) }
      }
      for i in 0..<size { g[i] -= part * q[first + i] }
    }
  }
}

private func write(_ vector: Vector<Double>, _ length: Double, to elements: inout Vector<Double>, at first: Int) {
  var elements = elements.mutableSpan
  let vector = vector.span
  for i in vector.indices { elements[first + i] = vector[i] / length }
}
