public import DescentLinearAlgebra

/// Which coordinates a penalty applies to, and how much.
public enum PenaltyWeights: Sendable, Codable, Equatable {
  /// All alike.
  case all
  /// All but the first, which is the intercept.
  case allButFirst
  /// A weight of at least 0 for each coordinate; those of weight 0 are not penalized.
  case each(Vector<Double>)

  /// wⱼ.
  @inline(__always)
  func weight(_ j: Int) -> Double {
    switch self {
    case .all: 1
    case .allButFirst: j == 0 ? 0 : 1
    case .each(let weights): weights[j]
    }
  }

  /// - Throws: where a weight is negative or not finite, or their number is another one.
  func validate(parameterCount: Int) throws {
    guard case .each(let weights) = self else { return }
    try requireSetting(
      weights.count == parameterCount, "number of penalty weights", weights.count,
      "\(parameterCount), one for each parameter")
    for (j, weight) in weights.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw OptimizationError.invalidSetting(
        name: "penalty weight of parameter \(j + 1)", value: "\(weight)", range: "a finite number from 0 on")
    }
  }
}

/// - Throws: where the weight of a penalty is negative or not finite.
func requirePenalty(_ weight: Double) throws {
  try requireSetting(weight >= 0 && weight.isFinite, "weight of the penalty", weight, "a finite number from 0 on")
}

/// sign(x) max(|x| − t, 0), and NaN for NaN.
@inline(__always)
func softThreshold(_ x: Double, _ threshold: Double) -> Double {
  x > threshold ? x - threshold : x < -threshold ? x + threshold : x.isNaN ? x : 0
}
