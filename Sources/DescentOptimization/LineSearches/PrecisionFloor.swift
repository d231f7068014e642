/// Watches for the end of what double precision can tell: a run whose value no longer falls, and whose gradient no longer
/// shrinks, has arrived.
struct PrecisionFloor: Sendable, Codable, Equatable {
  private var value: Double
  private var gradientNorm: Double
  private var iteration: Int

  /// The iterations without progress after which a run is over.
  private static let patience = 15
  /// The part of the value that counts as a change.
  private static let change = 0x1p-51
  /// The part of the gradient norm that it must fall to.
  private static let shrinkage = 0.7
  /// The decrease, relative to the value, below which a search that failed had nothing left to find.
  private static let decrease = 0x1p-44
  /// The step, relative to the point, below which a search had nothing left to find.
  private static let stepLength = 0x1p-50

  init(_ progress: Progress) {
    (value, gradientNorm, iteration) = (progress.value, progress.gradientNorm, progress.iteration)
  }

  /// Notes an iteration; whether the run has come to an end.
  mutating func isReached(_ progress: Progress) -> Bool {
    let falls = progress.value < value - Self.change * value.magnitude
    if falls || progress.gradientNorm < Self.shrinkage * gradientNorm {
      value = min(value, progress.value)
      gradientNorm = min(gradientNorm, progress.gradientNorm)
      iteration = progress.iteration
    }
    return progress.iteration - iteration >= Self.patience
  }

  /// Whether a search from a point had nothing to find: the decrease that its slope promised for the first step, or that
  /// step itself, is less than rounding.
  static func hides(
    slope: Double, first: Double, value: Double, directionNorm: Double, pointNorm: Double
  ) -> Bool {
    (slope * first).magnitude <= decrease * value.magnitude || first * directionNorm <= stepLength * pointNorm
  }
}
