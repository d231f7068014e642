internal import CDescentKernels

/// Sums in three parts, about 150 bits together: for gradients, which cancel only when the last row has been added.
struct TripleSums: Sendable, Equatable {
  private(set) var high: [Double]
  private(set) var middle: [Double]
  private(set) var low: [Double]

  init(count: Int) {
    high = Array(repeating: 0, count: count)
    middle = high
    low = high
  }

  var count: Int { high.count }

  /// The sum in two parts.
  subscript(index: Int) -> DoubleDouble { DoubleDouble(high: high[index], middle: middle[index], low: low[index]) }

  mutating func clear() {
    for i in high.indices { (high[i], middle[i], low[i]) = (0, 0, 0) }
  }

  mutating func withUnsafeMutablePointers(
    _ body: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) {
    high.withUnsafeMutableBufferPointer { high in
      middle.withUnsafeMutableBufferPointer { middle in
        low.withUnsafeMutableBufferPointer { low in
          body(high.baseAddress!, middle.baseAddress!, low.baseAddress!)
        }
      }
    }
  }

  /// Adds as many sums, each in three parts.
  mutating func add(
    _ high: UnsafePointer<Double>, _ middle: UnsafePointer<Double>, _ low: UnsafePointer<Double>
  ) {
    descent_dd_add_three(&self.high, &self.middle, &self.low, high, middle, low, count)
  }

  mutating func add(_ other: TripleSums) { add(other.high, other.middle, other.low) }
}

extension DoubleDouble {
  /// Three parts in two.
  init(high: Double, middle: Double, low: Double) {
    let first = DoubleDouble.sum(high, middle)
    self = DoubleDouble.sum(first.high, first.low + low)
  }
}
