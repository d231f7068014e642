import Foundation

/// Where descent begins or ceases to be faster than a closed form, between two points of the grid.
struct Crossover: Encodable {
  /// What changes along the line.
  enum Axis: String, Encodable, CaseIterable {
    case columns, conditionNumber
  }

  /// What descent is compared with.
  enum Rival: String, Encodable, CaseIterable {
    case fastestClosedForm, defaultEngine
  }

  let axis: Axis
  let rival: Rival
  let tolerance: Double
  /// n, and p or κ where it is not the axis.
  let rows: Int
  let columns: Int?
  let conditionNumber: Double?
  /// The points of the grid on both sides.
  let lower, upper: Double
  /// The place in between where both take as long, on logarithmic scales; nil where one of them does not get there.
  let place: Double?
  /// Whether both are even at the place, an end of the grid, so that nothing is known beyond.
  let isEven: Bool
  /// Whether descent wins above, and not below.
  let descentWinsAbove: Bool
  /// The fastest descent where it wins, the fastest closed form where that does, and how many times faster descent is there.
  let descent, closedForm: RaceSide
  let ratio: Double?
}

/// The points of a grid with everything but one quantity held, in its order.
struct RaceLine {
  let axis: Crossover.Axis
  let points: [RaceResult]

  /// All lines of at least two points.
  static func all(_ results: [RaceResult], along axis: Crossover.Axis) -> [RaceLine] {
    var lines: [RaceLine] = []
    for first in results where !lines.contains(where: { $0.isOn(first) }) {
      let start = RaceLine(axis: axis, points: [first])
      let points = results.filter(start.isOn).sorted { axis.value(of: $0) < axis.value(of: $1) }
      lines.append(RaceLine(axis: axis, points: points))
    }
    return lines.filter { $0.points.count > 1 }
  }

  private func isOn(_ result: RaceResult) -> Bool {
    guard let first = points.first, first.rows == result.rows else { return false }
    return axis == .columns ? first.conditionNumber == result.conditionNumber : first.columns == result.columns
  }

  /// The crossovers on the way to a level: between points at which one side is clearly ahead and then the other, or between
  /// one at which descent is and an end of the line where both are even.
  func crossovers(to level: Int, from rival: Crossover.Rival) -> [Crossover] {
    let standings = points.map { $0.standing(to: level, beside: rival) }
    var clear = points.indices.filter { standings[$0].descentWins != nil }
    if let first = clear.first, first > 0 { clear.insert(first - 1, at: 0) }
    if let last = clear.last, last < points.count - 1 { clear.append(last + 1) }
    return zip(clear, clear.dropFirst()).compactMap { first, last in
      let winsAbove = standings[last].descentWins == true
      guard winsAbove != (standings[first].descentWins == true) else { return nil }
      let (winning, losing) = winsAbove ? (last, first) : (first, last)
      guard let descent = points[winning].fastestDescent(to: level)?.side,
        let closed = points[losing].rival(rival, to: level)?.side
      else { return nil }
      let (low, high) = (axis.value(of: points[first]), axis.value(of: points[last]))
      let isEven = standings[losing].descentWins == nil
      return Crossover(
        axis: axis, rival: rival, tolerance: descent.levels[level].tolerance, rows: points[first].rows,
        columns: axis == .columns ? nil : points[first].columns,
        conditionNumber: axis == .conditionNumber ? nil : points[first].conditionNumber, lower: low, upper: high,
        place: isEven ? axis.value(of: points[losing]) : place(first...last, standings.map(\.ratio)),
        isEven: isEven, descentWinsAbove: winsAbove, descent: descent.side, closedForm: closed.side,
        ratio: standings[winning].ratio)
    }
  }

  /// Where log ratio, a straight line from point to point over the logarithm of the axis, is 0 first.
  private func place(_ range: ClosedRange<Int>, _ ratios: [Double?]) -> Double? {
    for index in range.dropLast() {
      guard let left = ratios[index], let right = ratios[index + 1] else { return nil }
      guard (left > 1) != (right > 1) else { continue }
      let (low, high) = (axis.value(of: points[index]), axis.value(of: points[index + 1]))
      return exp(log(low) + log(left) / (log(left) - log(right)) * (log(high) - log(low)))
    }
    return nil
  }

  /// Whether descent is clearly ahead at all points, or nowhere; nil where that differs.
  func isSettled(at level: Int) -> Bool? {
    let wins = points.map { $0.standing(to: level, beside: .fastestClosedForm).descentWins == true }
    return wins.allSatisfy { $0 == wins[0] } ? wins[0] : nil
  }
}

extension Crossover.Axis {
  func value(of result: RaceResult) -> Double {
    self == .columns ? Double(result.columns) : result.conditionNumber
  }
}
