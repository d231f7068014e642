public import DescentLinearAlgebra

/// What starts of a search are drawn from.
public enum StartDistribution: Sendable, Codable, Equatable {
  /// The uniform distribution between bounds.
  case box(lower: Vector<Double>, upper: Vector<Double>)
  /// Normal numbers around a center, each with its standard deviation.
  case normal(center: Vector<Double>, deviations: Vector<Double>)

  /// The uniform distribution between two numbers in each of so many coordinates.
  public static func box(_ bounds: ClosedRange<Double>, count: Int) -> Self {
    .box(
      lower: Vector(repeating: bounds.lowerBound, count: count),
      upper: Vector(repeating: bounds.upperBound, count: count))
  }

  /// Draws a start.
  func draw(_ generator: inout SeededGenerator) -> Vector<Double> {
    switch self {
    case .box(let lower, let upper):
      Vector(lower.indices.map { lower[$0] + (upper[$0] - lower[$0]) * generator.uniform() })
    case .normal(let center, let deviations):
      Vector(center.indices.map { center[$0] + deviations[$0] * generator.normal() })
    }
  }

  /// - Throws: ``OptimizationError`` where a number is not finite, or their count is another one.
  func validate(parameterCount: Int) throws {
    let (first, second) =
      switch self {
      case .box(let lower, let upper): (lower, upper)
      case .normal(let center, let deviations): (center, deviations)
      }
    try requireSetting(
      first.count == parameterCount && second.count == parameterCount, "number of coordinates of starts",
      "\(first.count) and \(second.count)", "\(parameterCount), one for each parameter")
    for j in 0..<parameterCount {
      let isValid =
        switch self {
        case .box: first[j] <= second[j] && (second[j] - first[j]).isFinite
        case .normal: first[j].isFinite && second[j] >= 0 && second[j].isFinite
        }
      try requireSetting(
        isValid, "distribution of coordinate \(j + 1) of starts", "\(first[j]) and \(second[j])",
        "finite, a lower and an upper bound or a center and a deviation from 0 on")
    }
  }
}
