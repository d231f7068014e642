public import DescentLinearAlgebra
import Glibc

/// Adam: running means of the gradient and of its square, freed of their bias towards the zero they begin with.
///
/// In step t = 1, 2, …, element by element,
///
/// m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  m̂ = m/(1 − β₁ᵗ),  v̂ = v/(1 − β₂ᵗ),  x ← x − αm̂/(√v̂ + ε).
///
/// - Complexity: O(p) beside the evaluation.
/// - Note: D. P. Kingma, J. Ba 2015, with their defaults.
public struct Adam: UpdateRule, Hashable {
  /// α.
  public var rate: Schedule
  /// β₁, β₂ and ε.
  public var moments: MomentSettings

  /// Adam with its usual settings.
  public init(
    rate: Schedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    epsilonPlacement: EpsilonPlacement = .outsideRoot
  ) {
    self.rate = rate
    moments = MomentSettings(beta1: beta1, beta2: beta2, epsilon: epsilon, epsilonPlacement: epsilonPlacement)
  }

  public func memory(parameterCount: Int) throws -> GradientMoments {
    try rate.validate()
    return try GradientMoments(count: parameterCount, moments)
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout GradientMoments
  ) -> Double {
    memory.divide(&direction, step.index + 1, moments)
    return rate.rate(at: step.index)
  }

  public var largestRate: Double { rate.largestRate }
}

/// Adam with decoupled weight decay: beside Adam's step, x ← x − αλx.
///
/// The decay does not pass through Adam's scaling, so that all coordinates shrink alike; an L2 term in the gradient, as
/// ``WeightDecay`` before ``Adam``, would not do that.
///
/// - Complexity: O(p) beside the evaluation.
/// - Note: I. Loshchilov, F. Hutter 2019; λ is multiplied by the rate α, as in most implementations.
public struct AdamW: UpdateRule, Hashable {
  /// α.
  public var rate: Schedule
  /// λ.
  public var weightDecay: Double
  /// β₁, β₂ and ε.
  public var moments: MomentSettings

  /// AdamW with its usual settings.
  public init(
    rate: Schedule = 0.001, weightDecay: Double = 0.01, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, epsilonPlacement: EpsilonPlacement = .outsideRoot
  ) {
    self.rate = rate
    self.weightDecay = weightDecay
    moments = MomentSettings(beta1: beta1, beta2: beta2, epsilon: epsilon, epsilonPlacement: epsilonPlacement)
  }

  public func memory(parameterCount: Int) throws -> GradientMoments {
    try rate.validate()
    try WeightDecay(weightDecay).validate()
    return try GradientMoments(count: parameterCount, moments)
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout GradientMoments
  ) -> Double {
    memory.divide(&direction, step.index + 1, moments)
    WeightDecay(weightDecay).transform(&direction, at: point)
    return rate.rate(at: step.index)
  }

  public var largestRate: Double { rate.largestRate }
}

/// Adam that divides by the largest v̂ so far, so that its steps do not grow again.
///
/// As ``Adam``, with v̂max ← max(v̂max, v̂) and x ← x − αm̂/(√v̂max + ε). The maximum is taken of v̂, after the bias is
/// removed; the paper takes that of v and removes none.
///
/// - Complexity: O(p) beside the evaluation.
/// - Note: S. J. Reddi, S. Kale, S. Kumar 2018.
public struct AMSGrad: UpdateRule, Hashable {
  /// α.
  public var rate: Schedule
  /// β₁, β₂ and ε.
  public var moments: MomentSettings

  /// AMSGrad with its usual settings.
  public init(
    rate: Schedule = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    epsilonPlacement: EpsilonPlacement = .outsideRoot
  ) {
    self.rate = rate
    moments = MomentSettings(beta1: beta1, beta2: beta2, epsilon: epsilon, epsilonPlacement: epsilonPlacement)
  }

  public func memory(parameterCount: Int) throws -> GradientMoments {
    try rate.validate()
    return try GradientMoments(count: parameterCount, moments, keepsLargest: true)
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout GradientMoments
  ) -> Double {
    memory.divide(&direction, step.index + 1, moments)
    return rate.rate(at: step.index)
  }

  public var largestRate: Double { rate.largestRate }
}
