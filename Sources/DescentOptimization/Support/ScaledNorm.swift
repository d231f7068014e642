import DescentLinearAlgebra

/// √Σx² that neither overflows nor underflows, one number after the other.
///
/// - Note: the recurrence of S. Hammarling, as in `nrm2` of BLAS.
struct ScaledNorm {
  private var scale = 0.0
  private var sum = 1.0

  mutating func add(_ x: Double) {
    let magnitude = x.magnitude
    guard magnitude != 0 else { return }
    if magnitude > scale {
      let ratio = scale / magnitude
      sum = 1 + sum * (ratio * ratio)
      scale = magnitude
    } else {
      // An infinity after an infinity would make a NaN of their quotient.
      let ratio = magnitude == scale ? 1 : magnitude / scale
      sum += ratio * ratio
    }
  }

  var value: Double { scale * sum.squareRoot() }
}

/// ‖a − b‖₂.
func distance(_ a: Vector<Double>, _ b: Vector<Double>) -> Double {
  let (a, b) = (a.span, b.span)
  var norm = ScaledNorm()
  for i in a.indices { norm.add(a[i] - b[i]) }
  return norm.value
}
