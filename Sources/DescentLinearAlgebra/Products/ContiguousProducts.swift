/// The two products that coordinate descent lives on, of numbers that stand one behind the other. One thread, no
/// allocation.
package enum ContiguousProducts {
  /// Below this many elements a loop is faster than the call of a routine.
  private static let shortCount = 24

  /// To be called once before the others.
  package static func prepare() { BLASRuntime.prepare() }

  /// Σ xᵢyᵢ.
  package static func dot(_ count: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>) -> Double {
    guard count < shortCount else { return DoubleBLAS.dot(count, x, 1, y, 1) }
    var sum = 0.0
    for i in 0..<count { sum += x[i] * y[i] }
    return sum
  }

  /// y ← y + `factor` · x.
  package static func addProduct(
    _ count: Int, of factor: Double, _ x: UnsafePointer<Double>, to y: UnsafeMutablePointer<Double>
  ) {
    guard count < shortCount else { return DoubleBLAS.axpy(count, factor, x, 1, y, 1) }
    for i in 0..<count { y[i] += factor * x[i] }
  }
}
