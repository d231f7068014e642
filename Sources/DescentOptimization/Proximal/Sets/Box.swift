public import DescentLinearAlgebra

/// The points between bounds, lⱼ ≤ xⱼ ≤ uⱼ. Bounds may be infinite.
///
/// The projection is xⱼ ← min(max(xⱼ, lⱼ), uⱼ), without rounding.
public struct Box: ConvexSet {
  /// l.
  public var lower: Vector<Double>
  /// u.
  public var upper: Vector<Double>

  /// The points with l ≤ x ≤ u.
  public init(lower: Vector<Double>, upper: Vector<Double>) {
    self.lower = lower
    self.upper = upper
  }

  /// The points with so many elements, all between two numbers.
  public init(_ bounds: ClosedRange<Double>, count: Int) {
    lower = Vector(repeating: bounds.lowerBound, count: count)
    upper = Vector(repeating: bounds.upperBound, count: count)
  }

  /// - Complexity: O(p).
  public func project(_ point: inout MutableSpan<Double>) {
    let (l, u) = (lower.span, upper.span)
    for j in point.indices { point[j] = point[j] < l[j] ? l[j] : point[j] > u[j] ? u[j] : point[j] }
  }

  public func contains(_ point: Span<Double>, tolerance: Double) -> Bool {
    for j in point.indices {
      let slack = tolerance * max(1, point[j].magnitude)
      guard point[j] >= lower[j] - slack, point[j] <= upper[j] + slack else { return false }
    }
    return true
  }

  public func validate(parameterCount: Int) throws {
    try requireSetting(
      lower.count == parameterCount && upper.count == parameterCount, "number of bounds",
      "\(lower.count) and \(upper.count)", "\(parameterCount), one for each parameter")
    for j in 0..<parameterCount {
      try requireSetting(
        lower[j] <= upper[j] && lower[j] < .infinity && upper[j] > -.infinity, "range of parameter \(j + 1)",
        "\(lower[j]) to \(upper[j])", "from a lower to an upper bound, with a number between them")
    }
  }
}

/// The points without negative elements. The projection is xⱼ ← max(xⱼ, 0), without rounding.
public struct NonNegativeOrthant: ConvexSet, Hashable {
  /// The points with x ≥ 0.
  public init() {}

  /// - Complexity: O(p).
  public func project(_ point: inout MutableSpan<Double>) {
    for j in point.indices where point[j] < 0 { point[j] = 0 }
  }

  public func contains(_ point: Span<Double>, tolerance: Double) -> Bool {
    for j in point.indices { guard point[j] >= -tolerance else { return false } }
    return true
  }

  public func validate(parameterCount: Int) throws {}
}
