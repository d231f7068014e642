public import DescentLinearAlgebra

/// The points within a distance, ‖x − c‖₂ ≤ r.
///
/// The projection is x ← c + (x − c) r/‖x − c‖ for points outside, to a few units in the last place of x and c.
public struct EuclideanBall: ConvexSet {
  /// c; nil for the origin.
  public var center: Vector<Double>?
  /// r, at least 0.
  public var radius: Double

  /// The points with ‖x − c‖₂ ≤ r.
  public init(radius: Double, center: Vector<Double>? = nil) {
    self.radius = radius
    self.center = center
  }

  /// - Complexity: O(p).
  public func project(_ point: inout MutableSpan<Double>) {
    var norm = ScaledNorm()
    for j in point.indices { norm.add(point[j] - (center?[j] ?? 0)) }
    let length = norm.value
    guard !(length <= radius) else { return }
    for j in point.indices {
      let c = center?[j] ?? 0
      point[j] = c + radius * ((point[j] - c) / length)
    }
  }

  public func contains(_ point: Span<Double>, tolerance: Double) -> Bool {
    var distance = ScaledNorm()
    var size = ScaledNorm()
    for j in point.indices {
      distance.add(point[j] - (center?[j] ?? 0))
      size.add(center?[j] ?? 0)
    }
    return distance.value <= radius + tolerance * max(radius, size.value)
  }

  public func validate(parameterCount: Int) throws {
    try requireSetting(radius >= 0 && radius.isFinite, "radius of the ball", radius, "a finite number from 0 on")
    guard let center else { return }
    try requireSetting(
      center.count == parameterCount, "number of coordinates of the center", center.count, "\(parameterCount)")
    if let j = center.firstIndex(where: { !$0.isFinite }) {
      throw OptimizationError.nonFinite(what: "The center of the ball", row: j, column: nil, value: center[j])
    }
  }
}
