import DescentLinearAlgebra

// Loops over vectors that an iteration makes each time: four elements side by side, no allocation, always the same bits.

/// Σ aᵢbᵢ.
func innerProduct(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
  let (x, y) = (a.span, b.span)
  guard x.count == y.count else { trapCount("innerProduct", x.count, y.count) }
  var sums = SIMD4<Double>()
  var i = 0
  while i + 4 <= x.count {
    let left = SIMD4(x[i], x[i + 1], x[i + 2], x[i + 3])
    let right = SIMD4(y[i], y[i + 1], y[i + 2], y[i + 3])
    sums += left * right
    i += 4
  }
  var sum = sums.sum()
  while i < x.count {
    sum += x[i] * y[i]
    i += 1
  }
  return sum
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
