import Descent

/// Looks at each iterate of a run and notes when its error first reaches each level.
///
/// The clock stands still while it looks: the seconds are those of the run alone. A look reads p numbers, which is less than
/// a thousandth of a step.
final class LevelWatch {
  /// When a level was reached.
  struct Arrival {
    let iteration, passes: Int
    let seconds: Double
  }

  private let reference: Vector<Double>
  /// The squares of the errors at which levels are reached, falling.
  private let squares: [Double]
  private let limit: Double
  private let iterationLimit: Int
  private var began = 0
  private var looking = 0

  /// One for each level that was reached.
  private(set) var arrivals: [Arrival] = []
  /// ‖β − β*‖ / ‖β*‖ of the last iterate.
  private(set) var error = 1.0
  private(set) var iterations = 0
  private(set) var passes = 0
  /// Seconds of the run so far.
  private(set) var seconds = 0.0

  /// - Parameters:
  ///   - reference: β*.
  ///   - levels: relative errors, falling.
  ///   - limit: the seconds after which the run is ended.
  ///   - iterationLimit: the iterations after which the run is ended.
  init(reference: Vector<Double>, levels: [Double], limit: Double, iterationLimit: Int) {
    self.reference = reference
    let norm = reference.norm()
    squares = levels.map { $0 * norm * ($0 * norm) }
    self.limit = limit
    self.iterationLimit = iterationLimit
  }

  /// Starts the clock.
  func start() { began = monotonicNanoseconds() }

  /// What the run calls with each iterate; ends it where nothing is left to see.
  func look(_ progress: Progress, _ point: Span<Double>) -> ObserverDecision {
    let now = monotonicNanoseconds()
    seconds = Double(now - began - looking) / 1e9
    iterations = progress.iteration
    passes = progress.passes
    let distance = squaredDistance(point)
    while arrivals.count < squares.count, distance <= squares[arrivals.count] {
      arrivals.append(Arrival(iteration: iterations, passes: passes, seconds: seconds))
    }
    error = distance.squareRoot() / reference.norm()
    let isOver = arrivals.count == squares.count || seconds > limit || iterations >= iterationLimit
    looking += monotonicNanoseconds() - now
    return isOver ? .stop : .proceed
  }

  private func squaredDistance(_ point: Span<Double>) -> Double {
    let vector = reference
    let truth = vector.span
    var sum = 0.0
    for i in point.indices {
      let difference = point[i] - truth[i]
      sum += difference * difference
    }
    return sum
  }
}
