import DescentLinearAlgebra

// Loops over vectors that an iteration makes each time: four elements side by side, no allocation, always the same bits.

extension Span<Double> {
  /// The four elements from one on.
  @inline(__always)
  func four(from i: Int) -> SIMD4<Double> { SIMD4(self[i], self[i + 1], self[i + 2], self[i + 3]) }

  /// Σ aᵢbᵢ over the elements of b and as many of these from `start` on.
  @inline(__always)
  func innerProduct(from start: Int = 0, _ b: Span<Double>) -> Double {
    var sums = SIMD4<Double>()
    var i = 0
    while i + 4 <= b.count {
      sums += four(from: start + i) * b.four(from: i)
      i += 4
    }
    var sum = sums.sum()
    while i < b.count {
      sum += self[start + i] * b[i]
      i += 1
    }
    return sum
  }
}

/// Σ aᵢbᵢ.
func innerProduct(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
  guard a.count == b.count else { trapCount("innerProduct", a.count, b.count) }
  return a.span.innerProduct(b.span)
}

/// result ← origin + step · direction; whether any element has other bits than that of the origin.
func moveAlong(
  _ result: inout Vector<Double>, _ origin: Vector<Double>, _ step: Double, _ direction: Vector<Double>
) -> Bool {
  var x = result.mutableSpan
  let (start, d) = (origin.span, direction.span)
  guard x.count == start.count, x.count == d.count else { trapCount("moveAlong", start.count, d.count) }
  var changedBits: UInt64 = 0
  for i in start.indices {
    let old = start[i]
    let new = old + step * d[i]
    x[i] = new
    changedBits |= new.bitPattern ^ old.bitPattern
  }
  return changedBits != 0
}

/// result ← −vector.
func negate(_ vector: Vector<Double>, into result: inout Vector<Double>) {
  var y = result.mutableSpan
  let x = vector.span
  guard x.count == y.count else { trapCount("negate", x.count, y.count) }
  for i in x.indices { y[i] = -x[i] }
}

/// x ← x + factor · direction; returns whether an element changed.
@discardableResult
func shift(_ x: inout Vector<Double>, by factor: Double, _ direction: Vector<Double>) -> Bool {
  var x = x.mutableSpan
  let d = direction.span
  guard x.count == d.count else { trapCount("shift", x.count, d.count) }
  var hasMoved = false
  for i in x.indices {
    let new = x[i] + factor * d[i]
    hasMoved = hasMoved || new != x[i]
    x[i] = new
  }
  return hasMoved
}

/// result ← a − b.
func subtract(_ result: inout Vector<Double>, _ a: Vector<Double>, _ b: Vector<Double>) {
  var r = result.mutableSpan
  let (a, b) = (a.span, b.span)
  for i in r.indices { r[i] = a[i] - b[i] }
}

/// result ← a + c(a − b).
func extrapolate(_ result: inout Vector<Double>, _ a: Vector<Double>, _ b: Vector<Double>, _ factor: Double) {
  var r = result.mutableSpan
  let (a, b) = (a.span, b.span)
  for i in r.indices { r[i] = a[i] + factor * (a[i] - b[i]) }
}
