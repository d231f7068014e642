import Descent
import DescentReport

/// A run with all its iterates.
struct RecordedRun {
  let points: [[Double]]
  let trace: Trace
  let minimizer: Vector<Double>
  let value: Double
  let gradientNorm: Double
  let iterations: Int
  let termination: Termination

  init(
    _ optimizer: some Optimizer, _ objective: some Objective, from start: [Double],
    until criteria: StoppingCriteria = .standard
  ) throws {
    var points: [[Double]] = []
    let result = try optimizer.minimize(
      objective, from: start, until: criteria, trace: .every(1),
      observers: [
        { _, point in
          points.append(point.indices.map { point[$0] })
          return .proceed
        }
      ])
    self.points = points
    trace = result.trace
    minimizer = result.minimizer
    value = result.value
    gradientNorm = result.gradientNorm
    iterations = result.iterations
    termination = result.termination
  }

  /// Gradient descent with the same step throughout.
  init(
    step: Double, _ objective: some Objective, from start: [Double], until criteria: StoppingCriteria = .standard
  ) throws {
    try self.init(GradientDescent(step: .constant(step)), objective, from: start, until: criteria)
  }

  /// Coordinate `j` of each iterate.
  func coordinate(_ j: Int) -> [Double] { points.map { $0[j] } }

  /// ‖xₜ − x‖ of each iterate.
  func distances(to point: [Double]) -> [Double] {
    points.map { Vector($0).subtracting(Vector(point)).norm() }
  }

  /// The iterates as points of a plane.
  var plane: [(Double, Double)] { points.map { ($0[0], $0[1]) } }
}

extension Chart.Series {
  /// Values against their places 0, 1, 2, ….
  init(_ name: String?, against values: [Double], style: Chart.Style = .line) {
    self.init(name, values.enumerated().map { .init(Double($0.offset), $0.element) }, style: style)
  }
}
