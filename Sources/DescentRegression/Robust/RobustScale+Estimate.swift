import DescentLinearAlgebra
import Foundation

extension RobustScale {
  /// Φ⁻¹(3/4).
  static let normalQuartile = 0.674489750196081743
  private static let cut = 1.345

  /// E min(Z², k²) for a standard normal Z.
  private static let expectation: Double = {
    let normal = NormalDistribution()
    let tail = 2 * normal.upperTail(cut)
    return 1 - tail + cut * cut * tail - 2 * cut * normal.density(cut)
  }()

  /// The median of the absolute residuals over that of the normal distribution.
  ///
  /// - Parameter order: memory for n numbers.
  static func median(_ residuals: Vector<Double>, _ order: inout [Double]) -> Double {
    for i in order.indices { order[i] = residuals[i].magnitude }
    let half = order.count / 2
    placeRanks(order.count % 2 == 1 ? [half] : [half - 1, half], in: &order)
    let middle = order.count % 2 == 1 ? order[half] : order[half - 1] / 2 + order[half] / 2
    return middle / normalQuartile
  }

  /// The scale of the residuals; for proposal 2 from the last one, to all its digits.
  func estimate(_ residuals: Vector<Double>, last: Double, columnCount: Int, _ order: inout [Double]) -> Double {
    switch self {
    case .medianAbsoluteDeviation:
      return Self.median(residuals, &order)
    case .proposal2:
      let freedom = Double(residuals.count - columnCount)
      var scale = last
      guard scale > 0 else { return 0 }
      for _ in 0..<500 {
        var sum = 0.0
        for r in residuals {
          let u = min(r.magnitude / scale, Self.cut)
          sum += u * u
        }
        let factor = (sum / (freedom * Self.expectation)).squareRoot()
        scale *= factor
        guard scale > 0, (factor - 1).magnitude > 4 * Double.ulpOfOne else { break }
      }
      return scale
    }
  }
}
