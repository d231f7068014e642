extension Chart.Series {
  /// At most about `count` points that look the same: of each of many pieces the lowest and the highest.
  ///
  /// - Complexity: O(n).
  func thinned(to count: Int = 2000) -> [Chart.Point] {
    guard points.count > count, style != .errorBars else { return points }
    let pieces = max(1, count / 2)
    var kept: [Chart.Point] = [points[0]]
    for piece in 0..<pieces {
      let range = points.count * piece / pieces..<points.count * (piece + 1) / pieces
      let finite = range.filter { points[$0].isFinite }
      guard let low = finite.min(by: { points[$0].y < points[$1].y }),
        let high = finite.max(by: { points[$0].y < points[$1].y })
      else {
        if let first = range.first { kept.append(points[first]) }
        continue
      }
      kept.append(points[min(low, high)])
      if low != high { kept.append(points[max(low, high)]) }
    }
    if let last = points.last, kept.last != last { kept.append(last) }
    return kept
  }
}
