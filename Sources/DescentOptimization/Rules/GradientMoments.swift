public import DescentLinearAlgebra
import Glibc

/// How the running means of Adam and its relatives are kept.
public struct MomentSettings: Sendable, Codable, Hashable {
  /// β₁, from 0 to below 1: how much of the mean gradient is kept in a step.
  public var beta1: Double
  /// β₂, from 0 to below 1: how much of the mean square is kept in a step.
  public var beta2: Double
  /// ε.
  public var epsilon: Double
  /// Where ε stands.
  public var epsilonPlacement: EpsilonPlacement
}

/// The running means m of the gradient and v of its square.
public struct GradientMoments: Sendable, Codable, Equatable {
  /// m.
  public internal(set) var mean: Vector<Double>
  /// v.
  public internal(set) var square: Vector<Double>
  /// The largest v̂ so far; empty where it is not kept.
  public internal(set) var largestSquare: Vector<Double>

  /// - Throws: ``OptimizationError`` where a setting is out of its range.
  init(count: Int, _ settings: MomentSettings, keepsLargest: Bool = false) throws {
    try requireFractionSetting(settings.beta1, "beta1")
    try requireFractionSetting(settings.beta2, "beta2")
    try requirePositiveSetting(settings.epsilon, "epsilon")
    (mean, square) = (.zeros(count), .zeros(count))
    largestSquare = .zeros(keepsLargest ? count : 0)
  }

  /// g ← m̂/(√v̂ + ε) in step t, counted from 1.
  mutating func divide(_ gradient: inout Vector<Double>, _ t: Int, _ settings: MomentSettings) {
    update(&mean, &square, &largestSquare, &gradient, Double(t), settings)
  }
}

/// The step of ``GradientMoments``, with the vectors apart.
private func update(
  _ mean: inout Vector<Double>, _ square: inout Vector<Double>, _ largest: inout Vector<Double>,
  _ gradient: inout Vector<Double>, _ t: Double, _ settings: MomentSettings
) {
  let (beta1, beta2) = (settings.beta1, settings.beta2)
  // 1 − βᵗ, of which a power of a β near 1 would leave few digits.
  let (meanBias, squareBias) = (-expm1(t * log(beta1)), -expm1(t * log(beta2)))
  let keepsLargest = !largest.isEmpty
  var m = mean.mutableSpan
  var v = square.mutableSpan
  var largest = largest.mutableSpan
  var g = gradient.mutableSpan
  for i in g.indices {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i]
    v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i])
    var freed = v[i] / squareBias
    if keepsLargest {
      freed = max(largest[i], freed)
      largest[i] = freed
    }
    g[i] = m[i] / meanBias / settings.epsilonPlacement.root(freed, settings.epsilon)
  }
}
