import DescentLinearAlgebra
import DescentOptimization

/// The last steps: Gauss and Newton's with accurate Jacobians, judged by how far they lead, ‖J d‖, instead of by the sum of
/// squares, whose rounding hides the second half of the parameters' digits.
///
/// At a minimum with large residuals whole steps may go to and fro, or lead a small part of the way. The part of a step that
/// comes back in the next one tells by how much it was too long or too short, as in a search with secants along a line; it
/// is halved where the next one would not be shorter.
struct GaussNewtonSteps {
  private(set) var point: Vector<Double>
  private(set) var values: Vector<Double>
  private(set) var residuals: Vector<Double>
  /// The Jacobian at the point, accurate.
  private(set) var jacobian: Matrix<Double>
  /// The parameters that a bound does not hold.
  private(set) var free: [Int]
  /// d for the free parameters.
  private var direction: Vector<Double>
  /// J d.
  private var image: Vector<Double>
  /// ‖J d‖.
  private(set) var remaining: Double
  /// What of the residuals is rounding of the model.
  private(set) var rounding: Double

  private static let limit = 60

  /// ‖J d‖/‖r‖, the cosine of the angle between the residuals and the derivatives.
  var offset: Double { remaining == 0 ? 0 : remaining / residuals.norm() }
  /// Whether only rounding is left.
  var isAtFloor: Bool { remaining <= 4 * rounding }

  /// nil where the Jacobian at the point is not finite.
  init?(_ system: inout NonlinearResiduals, from point: Vector<Double>, _ values: Vector<Double>) throws {
    self.point = point
    self.values = values
    residuals = .zeros(values.count)
    jacobian = .zeros(values.count, point.count)
    (free, direction, image, remaining, rounding) = ([], [], [], .infinity, 0)
    guard try look(&system) else { return nil }
  }

  /// Goes on as long as the steps become shorter.
  mutating func run(_ system: inout NonlinearResiduals) throws {
    var length = 1.0
    for _ in 0..<Self.limit {
      guard remaining > 0.5 * rounding else { return }
      var next = self
      for attempt in 0..<6 {
        if attempt > 0 { length = min(1, length / 2) }
        next.point = point
        var hasMoved = false
        for (place, k) in free.enumerated() {
          var moved = point[k] + length * direction[place]
          if let bounds = system.bounds { moved = min(max(moved, bounds.lower[k]), bounds.upper[k]) }
          hasMoved = hasMoved || moved != point[k]
          next.point[k] = moved
        }
        guard hasMoved else { return }
        system.evaluate(at: next.point, into: &next.values)
        let isShorter = try next.look(&system) && next.remaining < 0.95 * remaining
        let limit = residuals.norm() * (1 + 1e-6) + 4 * rounding
        if isShorter, next.residuals.norm() <= limit { break }
        guard attempt < 5, remaining > 4 * rounding else { return }
      }
      let rest = next.image.count == image.count ? next.image.dot(image) / (remaining * remaining) : 0
      self = next
      // What is left of the step after a part of it: 1 − length · (1 + curvature).
      length = rest < 1 ? min(max(length / (1 - rest), 0x1p-6), 0x1p6) : 0x1p6
    }
  }

  /// Residuals, Jacobian and step at the point; false where one of them is not finite.
  private mutating func look(_ system: inout NonlinearResiduals) throws -> Bool {
    guard system.residuals(of: values, into: &residuals) else { return false }
    system.accurateJacobian(at: point, values: values, into: &jacobian)
    guard jacobian.isFinite else { return false }
    rounding = system.rounding(of: values)
    free = freeParameters(system.bounds)
    guard !free.isEmpty else {
      (direction, image, remaining) = ([], [], 0)
      return true
    }
    let columns = free.count == point.count ? jacobian : jacobian.selecting(columns: free)
    let solution: LeastSquaresSolution
    do {
      solution = try LeastSquaresSolver().solve(LeastSquaresProblem(columns, residuals))[0]
    } catch is LinearAlgebraError {
      return false
    }
    direction = solution.coefficients
    image = columns * direction
    remaining = image.norm()
    return remaining.isFinite && direction.isFinite
  }

  private func freeParameters(_ bounds: Box?) -> [Int] {
    guard let bounds else { return Array(0..<point.count) }
    return (0..<point.count).filter { k in
      let descent = jacobian[column: k].dot(residuals.view)
      return !(point[k] <= bounds.lower[k] && descent <= 0 || point[k] >= bounds.upper[k] && descent >= 0)
    }
  }
}
