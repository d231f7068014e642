import DescentLinearAlgebra

/// What a computation costs.
public struct Cost: Sendable, Codable, Hashable {
  /// How often X is read, or the matrix of a quadratic form.
  public var passes: Int
  /// Additions and multiplications; an addition and a multiplication in double-double arithmetic count as 20.
  public var flops: Double
  /// Bytes that are read from or written to matrices of the size of X.
  public var bytes: Double
  /// How long that takes at the speed of a machine.
  public var seconds: Double

  /// A cost of these parts.
  public init(passes: Int = 0, flops: Double = 0, bytes: Double = 0, seconds: Double = 0) {
    self.passes = passes
    self.flops = flops
    self.bytes = bytes
    self.seconds = seconds
  }

  /// One after the other.
  public func adding(_ other: Cost) -> Cost {
    let (sum, overflows) = passes.addingReportingOverflow(other.passes)
    return Cost(
      passes: overflows ? .max : sum, flops: flops + other.flops, bytes: bytes + other.bytes,
      seconds: seconds + other.seconds)
  }

  /// So many times.
  ///
  /// - Precondition: the count is at least 0.
  public func repeated(_ count: Int) -> Cost {
    guard count >= 0 else { trap("Cost.repeated: the count \(count) must be at least 0") }
    let (product, overflows) = passes.multipliedReportingOverflow(by: count)
    return Cost(
      passes: overflows ? .max : product, flops: flops * Double(count), bytes: bytes * Double(count),
      seconds: seconds * Double(count))
  }
}
