public import DescentLinearAlgebra

/// AdaGrad: steps for each coordinate by all the gradients it has seen.
///
/// G ← G + g², x ← x − αg/√(G + ε), element by element, with G = 0 at first.
///
/// - Complexity: O(p) beside the evaluation.
/// - Note: J. Duchi, E. Hazan, Y. Singer 2011; ε inside the root as I. Goodfellow, Y. Bengio, A. Courville 2016 do not
///   have it, but most texts: ``EpsilonPlacement`` is the caller's choice.
public struct AdaGrad: UpdateRule, Hashable {
  /// α.
  public var rate: Schedule
  /// ε.
  public var epsilon: Double
  /// Where ε stands.
  public var epsilonPlacement: EpsilonPlacement

  /// AdaGrad with its usual settings.
  public init(rate: Schedule = 0.01, epsilon: Double = 1e-8, epsilonPlacement: EpsilonPlacement = .insideRoot) {
    self.rate = rate
    self.epsilon = epsilon
    self.epsilonPlacement = epsilonPlacement
  }

  public func memory(parameterCount: Int) throws -> SquaredGradients {
    try rate.validate()
    try requirePositiveSetting(epsilon, "epsilon")
    return SquaredGradients(squares: .zeros(parameterCount))
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout SquaredGradients
  ) -> Double {
    memory.divide(&direction, keeping: 1, adding: 1, epsilon, epsilonPlacement)
    return rate.rate(at: step.index)
  }

  public var largestRate: Double { rate.largestRate }
}

/// RMSprop: steps for each coordinate by a running mean of its squared gradients.
///
/// v ← ρv + (1 − ρ)g², x ← x − αg/√(v + ε), element by element, with v = 0 at first.
///
/// - Complexity: O(p) beside the evaluation.
/// - Note: T. Tieleman, G. Hinton 2012, lecture 6.5.
public struct RMSProp: UpdateRule, Hashable {
  /// α.
  public var rate: Schedule
  /// ρ, from 0 to below 1.
  public var decay: Double
  /// ε.
  public var epsilon: Double
  /// Where ε stands.
  public var epsilonPlacement: EpsilonPlacement

  /// RMSprop with its usual settings.
  public init(
    rate: Schedule = 0.001, decay: Double = 0.9, epsilon: Double = 1e-8,
    epsilonPlacement: EpsilonPlacement = .insideRoot
  ) {
    self.rate = rate
    self.decay = decay
    self.epsilon = epsilon
    self.epsilonPlacement = epsilonPlacement
  }

  public func memory(parameterCount: Int) throws -> SquaredGradients {
    try rate.validate()
    try requireFractionSetting(decay, "decay")
    try requirePositiveSetting(epsilon, "epsilon")
    return SquaredGradients(squares: .zeros(parameterCount))
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout SquaredGradients
  ) -> Double {
    memory.divide(&direction, keeping: decay, adding: 1 - decay, epsilon, epsilonPlacement)
    return rate.rate(at: step.index)
  }

  public var largestRate: Double { rate.largestRate }
}

/// Where the ε stands that keeps adaptive rules from dividing by zero.
public enum EpsilonPlacement: String, Sendable, Codable, CaseIterable {
  /// g/√(v + ε).
  case insideRoot
  /// g/(√v + ε).
  case outsideRoot

  /// √(v + ε) or √v + ε.
  func root(_ v: Double, _ epsilon: Double) -> Double {
    self == .insideRoot ? (v + epsilon).squareRoot() : v.squareRoot() + epsilon
  }
}

/// A sum or running mean of squared gradients.
public struct SquaredGradients: Sendable, Codable, Equatable {
  /// For each coordinate.
  public internal(set) var squares: Vector<Double>

  /// v ← keep · v + share · g², g ← g/√(v + ε).
  mutating func divide(
    _ gradient: inout Vector<Double>, keeping keep: Double, adding share: Double, _ epsilon: Double,
    _ placement: EpsilonPlacement
  ) {
    var v = squares.mutableSpan
    var g = gradient.mutableSpan
    for i in g.indices {
      v[i] = keep * v[i] + share * (g[i] * g[i])
      g[i] /= placement.root(v[i], epsilon)
    }
  }
}
