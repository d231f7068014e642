/// The group lasso, h(x) = λ Σ w_G ‖x_G‖₂ over disjoint groups of coordinates. Those in no group are not penalized.
///
/// Its proximal operator is x_G ← max(1 − αλw_G/‖x_G‖, 0) x_G: a group is zero as a whole or not at all.
///
/// - Note: M. Yuan, Y. Lin 2006, whose weights w_G = √|G| are the default.
public struct GroupLassoPenalty: ProximalOperator, Hashable {
  /// λ, at least 0.
  public var weight: Double
  /// The coordinates of each group, counted from 0.
  public var groups: [[Int]]
  /// w_G of each group, at least 0.
  public var weights: [Double]

  /// λ Σ w_G ‖x_G‖₂.
  ///
  /// - Parameters:
  ///   - weight: λ.
  ///   - groups: the coordinates of each group, counted from 0; none in two groups.
  ///   - weights: w_G of each group; √|G| by default.
  public init(_ weight: Double, groups: [[Int]], weights: [Double]? = nil) {
    self.weight = weight
    self.groups = groups
    self.weights = weights ?? groups.map { Double($0.count).squareRoot() }
  }

  public func value(at point: Span<Double>) -> Double {
    var sum = 0.0
    for k in groups.indices { sum += weights[k] * norm(point, groups[k]) }
    return weight * sum
  }

  /// - Complexity: O(p).
  public func apply(_ point: inout MutableSpan<Double>, step: Double) {
    for k in groups.indices {
      let group = groups[k]
      let (length, threshold) = (norm(point.span, group), step * weight * weights[k])
      // (length − threshold)/length keeps the digits that 1 − threshold/length would lose.
      let factor = length <= threshold ? 0 : (length - threshold) / length
      for i in group.indices { point[group[i]] = factor == 0 ? 0 : factor * point[group[i]] }
    }
  }

  /// ‖x_G‖₂. By index: an iterator of an array may allocate where it is not optimized.
  private func norm(_ point: Span<Double>, _ group: [Int]) -> Double {
    var norm = ScaledNorm()
    for i in group.indices { norm.add(point[group[i]]) }
    return norm.value
  }

  public func validate(parameterCount: Int) throws {
    try requirePenalty(weight)
    try requireSetting(
      weights.count == groups.count, "number of group weights", weights.count, "\(groups.count), one for each group")
    for weight in weights { try requirePenalty(weight) }
    var isTaken = [Bool](repeating: false, count: parameterCount)
    for j in groups.joined() {
      try requireSetting(
        j >= 0 && j < parameterCount && !isTaken[j], "coordinate of a group", j,
        "from 0 to \(parameterCount - 1), and in one group only")
      isTaken[j] = true
    }
  }
}
