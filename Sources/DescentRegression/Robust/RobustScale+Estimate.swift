import DescentLinearAlgebra
import Foundation

extension RobustScale {
  /// Φ⁻¹(3/4).
  static let normalQuartile = 0.674489750196081743
  fileprivate static let cut = 1.345

  /// E min(Z², k²) for a standard normal Z.
  fileprivate static let expectation: Double = {
    let normal = NormalDistribution()
    let tail = 2 * normal.upperTail(cut)
    return 1 - tail + cut * cut * tail - 2 * cut * normal.density(cut)
  }()
}

/// Finds the scale of residuals again and again, with the memory that sorting them takes.
struct ScaleEstimator {
  private let kind: RobustScale
  private let counts: Vector<Double>?
  private let observationCount, columnCount: Int
  private var sorted: [Double]
  /// The rows in the order of their residuals, where they count more than once.
  private var order: [Int]

  init(_ kind: RobustScale, _ weights: RowWeights, rowCount: Int, columnCount: Int) {
    self.kind = kind
    counts = weights.counts
    observationCount = weights.observationCount
    self.columnCount = columnCount
    sorted = Array(repeating: 0, count: rowCount)
    order = weights.counts == nil ? [] : Array(0..<rowCount)
  }

  /// The median of the absolute residuals over that of the normal distribution.
  mutating func median(_ residuals: Vector<Double>) -> Double {
    for i in sorted.indices { sorted[i] = residuals[i].magnitude }
    let half = observationCount / 2
    if counts == nil {
      placeRanks(half == 0 ? [0] : [half - 1, half], in: &sorted)
    } else {
      order.sort { (sorted[$0], $0) < (sorted[$1], $1) }
    }
    let upper = element(half)
    return (observationCount % 2 == 1 ? upper : element(half - 1) / 2 + upper / 2) / RobustScale.normalQuartile
  }

  /// The element of a place, from 0, among the sorted observations.
  private func element(_ place: Int) -> Double {
    guard let counts else { return sorted[place] }
    var last = 0.0
    for row in order {
      last += counts[row]
      if last > Double(place) { return sorted[row] }
    }
    return sorted[order[order.count - 1]]
  }

  /// The scale of the residuals; for proposal 2 from the last one, to all its digits.
  mutating func estimate(_ residuals: Vector<Double>, last: Double) -> Double {
    switch kind {
    case .medianAbsoluteDeviation:
      return median(residuals)
    case .proposal2:
      let freedom = Double(observationCount - columnCount)
      var scale = last
      guard scale > 0 else { return 0 }
      for _ in 0..<500 {
        var sum = 0.0
        for i in residuals.indices {
          let u = min(residuals[i].magnitude / scale, RobustScale.cut)
          sum += (counts?[i] ?? 1) * (u * u)
        }
        let factor = (sum / (freedom * RobustScale.expectation)).squareRoot()
        scale *= factor
        guard scale > 0, (factor - 1).magnitude > 4 * Double.ulpOfOne else { break }
      }
      return scale
    }
  }
}
