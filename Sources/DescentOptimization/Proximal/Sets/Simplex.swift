/// The points x ≥ 0 with Σxⱼ = s: for s = 1 the probabilities.
///
/// The projection is xⱼ ← max(xⱼ − τ, 0) with the one τ that makes the sum s. τ is found by Newton's method on the convex
/// piecewise linear Σ max(xⱼ − τ, 0) − s, which from the left reaches the root itself in finitely many steps; each only
/// drops coordinates for good. A step can drop few of many only where the elements grow like factorials, so that there
/// are some ten at most in practice, where a sort would need log₂ p. All is done on xⱼ − max x, so that neither large
/// elements nor large differences cost digits: the elements are right to p u s.
///
/// - Note: the formula is that of J. C. Duchi, S. Shalev-Shwartz, Y. Singer, T. Chandra 2008; the steps are those of
///   C. Michelot 1986.
public struct Simplex: ConvexSet, Hashable {
  /// s, positive.
  public var total: Double

  /// The points x ≥ 0 with Σxⱼ = s.
  public init(total: Double = 1) {
    self.total = total
  }

  /// - Complexity: O(p) for each step of Newton's method; no sort, no memory.
  public func project(_ point: inout MutableSpan<Double>) {
    guard let largest = largest(&point) else { return }
    // τ relative to the largest element lies between −s and −s/p.
    var threshold = -total
    var activeCount = Int.max
    while true {
      var sum = 0.0
      var rounding = 0.0
      var count = 0
      for j in point.indices {
        let x = point[j] - largest
        guard x > threshold else { continue }
        let next = sum + x
        // What rounding takes off the sum (Knuth 1969).
        let taken = next - sum
        rounding += (sum - (next - taken)) + (x - taken)
        sum = next
        count += 1
      }
      guard count < activeCount, count > 0 else { break }
      activeCount = count
      threshold = ((sum - total) + rounding) / Double(count)
    }
    for j in point.indices {
      let excess = (point[j] - largest) - threshold
      point[j] = excess > 0 ? excess : 0
    }
  }

  /// The largest element; where one is not finite, all are made NaN, because there is no nearest point.
  private func largest(_ point: inout MutableSpan<Double>) -> Double? {
    var largest = -Double.infinity
    var isFinite = true
    for j in point.indices {
      isFinite = isFinite && point[j].isFinite
      largest = max(largest, point[j])
    }
    guard !isFinite else { return point.isEmpty ? nil : largest }
    for j in point.indices { point[j] = .nan }
    return nil
  }

  public func contains(_ point: Span<Double>, tolerance: Double) -> Bool {
    var sum = 0.0
    for j in point.indices {
      guard point[j] >= -tolerance * total else { return false }
      sum += point[j]
    }
    return (sum - total).magnitude <= tolerance * total
  }

  public func validate(parameterCount: Int) throws {
    try requirePositiveSetting(total, "sum of a simplex")
    try requireSetting(parameterCount > 0, "number of parameters on a simplex", "0", "at least 1")
  }
}
