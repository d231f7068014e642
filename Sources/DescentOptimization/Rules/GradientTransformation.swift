public import DescentLinearAlgebra

/// A change of a gradient before a rule sees it, or of a direction after the rule has made it.
public protocol GradientTransformation: Sendable, Codable, Equatable {
  /// Changes the gradient or direction in place. Allocates nothing.
  func transform(_ vector: inout Vector<Double>, at point: Vector<Double>)

  /// - Throws: ``OptimizationError`` where a setting is out of its range.
  func validate() throws
}

/// g ← g · min(1, c/‖g‖₂): no gradient is longer than c, and its direction stays.
///
/// - Note: R. Pascanu, T. Mikolov, Y. Bengio 2013.
public struct ClipNorm: GradientTransformation, Hashable {
  /// c.
  public var limit: Double

  /// Clips at this norm.
  public init(_ limit: Double) { self.limit = limit }

  public func transform(_ vector: inout Vector<Double>, at point: Vector<Double>) {
    let norm = euclideanNorm(vector)
    if norm > limit { vector.scale(by: limit / norm) }
  }

  public func validate() throws {
    try requireSetting(limit > 0, "norm to clip at", limit, "a positive number")
  }
}

/// g ← max(−c, min(c, g)), element by element.
public struct ClipValue: GradientTransformation, Hashable {
  /// c.
  public var limit: Double

  /// Clips each element at this size.
  public init(_ limit: Double) { self.limit = limit }

  public func transform(_ vector: inout Vector<Double>, at point: Vector<Double>) {
    var g = vector.mutableSpan
    // NaN stays what it is.
    for i in g.indices { g[i] = g[i] > limit ? limit : g[i] < -limit ? -limit : g[i] }
  }

  public func validate() throws {
    try requireSetting(limit > 0, "value to clip at", limit, "a positive number")
  }
}

/// g ← g + λx.
///
/// Before a rule it is *coupled*: the gradient of an L2 term (λ/2)‖x‖², which the values of the run do not show. After a
/// rule it is *decoupled*: each step shrinks x by the factor 1 − αλ, whatever the rule does to the gradient.
///
/// - Note: I. Loshchilov, F. Hutter 2019.
public struct WeightDecay: GradientTransformation, Hashable {
  /// λ.
  public var weight: Double

  /// Decay of this weight.
  public init(_ weight: Double) { self.weight = weight }

  public func transform(_ vector: inout Vector<Double>, at point: Vector<Double>) {
    vector.add(point, scaledBy: weight)
  }

  public func validate() throws {
    try requireNonNegativeSetting(weight, "weight decay")
  }
}

extension UpdateRule {
  /// The rule on gradients that are transformed first: `Adam().preceded(by: ClipNorm(1))`.
  public func preceded<T>(by transformation: T) -> Preceded<T, Self> {
    Preceded(transformation: transformation, rule: self)
  }

  /// The rule with its directions transformed: `Momentum(rate: 0.1).followed(by: WeightDecay(0.01))`.
  public func followed<T>(by transformation: T) -> Followed<T, Self> {
    Followed(transformation: transformation, rule: self)
  }
}

/// A rule on transformed gradients. See ``UpdateRule/preceded(by:)``.
public struct Preceded<Transformation: GradientTransformation, Rule: UpdateRule>: UpdateRule {
  /// What happens to the gradient first.
  public var transformation: Transformation
  /// What makes a direction of it.
  public var rule: Rule

  public func memory(parameterCount: Int) throws -> Rule.Memory {
    try transformation.validate()
    return try rule.memory(parameterCount: parameterCount)
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout Rule.Memory
  ) -> Double {
    transformation.transform(&direction, at: point)
    return rule.turn(&direction, at: point, step, &memory)
  }

  public func extrapolation(_ step: RuleStep) -> Double? { rule.extrapolation(step) }

  public var largestRate: Double { rule.largestRate }
}

/// A rule whose directions are transformed. See ``UpdateRule/followed(by:)``.
public struct Followed<Transformation: GradientTransformation, Rule: UpdateRule>: UpdateRule {
  /// What happens to the direction at last.
  public var transformation: Transformation
  /// What makes it.
  public var rule: Rule

  public func memory(parameterCount: Int) throws -> Rule.Memory {
    try transformation.validate()
    return try rule.memory(parameterCount: parameterCount)
  }

  public func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout Rule.Memory
  ) -> Double {
    let rate = rule.turn(&direction, at: point, step, &memory)
    transformation.transform(&direction, at: point)
    return rate
  }

  public func extrapolation(_ step: RuleStep) -> Double? { rule.extrapolation(step) }

  public var largestRate: Double { rule.largestRate }
}

extension Preceded: Equatable where Rule: Equatable {}
extension Preceded: Hashable where Rule: Hashable, Transformation: Hashable {}
extension Followed: Equatable where Rule: Equatable {}
extension Followed: Hashable where Rule: Hashable, Transformation: Hashable {}
