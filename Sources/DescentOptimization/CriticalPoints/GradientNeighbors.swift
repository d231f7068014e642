import DescentLinearAlgebra

/// The gradients of an objective at x ± heⱼ and x ± 2heⱼ, for one coordinate j at a time.
struct GradientNeighbors<Function: Objective> {
  private let objective: Function
  private let point: Vector<Double>
  private var neighbor: Vector<Double>

  /// At x − 2h, x − h, x + h, x + 2h.
  private var gradients: [Vector<Double>]
  /// Coordinate j of these, as it was rounded.
  private var coordinates = [0.0, 0, 0, 0]

  init(_ objective: Function, _ point: Vector<Double>) {
    self.objective = objective
    self.point = point
    neighbor = point
    gradients = Array(repeating: .zeros(point.count), count: 4)
  }

  /// Computes the four gradients for coordinate j.
  mutating func move(_ j: Int, by step: Double) throws(OptimizationError) {
    for (k, multiple) in [-2.0, -1, 1, 2].enumerated() {
      coordinates[k] = point[j] + multiple * step
      neighbor[j] = coordinates[k]
      let value = objective.evaluate(at: neighbor, gradient: &gradients[k])
      guard value.isFinite, gradients[k].isFinite else {
        throw .undefinedNearPoint(coordinate: j, step: multiple * step)
      }
    }
    neighbor[j] = point[j]
  }

  /// The difference of element i over ±h, or over ±2h, divided by the distance of the points.
  func difference(_ i: Int, wide: Bool) -> Double {
    let (low, high) = wide ? (0, 3) : (1, 2)
    return (gradients[high][i] - gradients[low][i]) / (coordinates[high] - coordinates[low])
  }

  /// The fourth difference of element i. Its smooth part is h⁴, far below rounding, so that it shows the noise alone.
  func fourthDifference(_ i: Int, center: Double) -> Double {
    let outer = (gradients[0][i] - center) + (gradients[3][i] - center)
    let inner = (gradients[1][i] - center) + (gradients[2][i] - center)
    return outer - 4 * inner
  }

  /// The largest magnitude of element i at the four points.
  func largestMagnitude(_ i: Int) -> Double { gradients.reduce(0) { max($0, $1[i].magnitude) } }
}
