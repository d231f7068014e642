public import DescentLinearAlgebra

/// How a gradient becomes a step: x ← x − αd, with the direction d made of the gradient and of what the rule remembers.
///
/// Each rule is an ``Optimizer``, by the same few lines for all: see ``RuleState``. Stochastic descent runs over any of
/// them, and ``UpdateRule/preceded(by:)`` and ``UpdateRule/followed(by:)`` chain transformations around them.
///
/// A rule of one's own:
///
/// ```swift
/// struct SignDescent: UpdateRule {
///   var rate: Schedule
///   func memory(parameterCount: Int) -> None { None() }
///   func turn(_ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout None) -> Double {
///     direction.transformElements { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
///     return rate.rate(at: step.index)
///   }
///   var largestRate: Double { rate.largestRate }
///   struct None: Sendable, Codable, Equatable {}
/// }
/// ```
public protocol UpdateRule<Memory>: Optimizer where State == RuleState<Self> {
  /// What the rule carries from step to step: velocities, sums of squares.
  associatedtype Memory: Sendable, Codable, Equatable

  /// The memory before the first step, all zeros.
  ///
  /// - Throws: ``OptimizationError`` where a setting of the rule is out of its range.
  func memory(parameterCount: Int) throws -> Memory

  /// Turns a gradient into the direction d, in place, and returns the step size α of x ← x − αd. Allocates nothing.
  ///
  /// - Parameters:
  ///   - direction: the gradient at the point, or at its ``UpdateRule/extrapolation(_:)``; afterwards d.
  ///   - point: x.
  ///   - step: which step it is.
  ///   - memory: what the rule remembers.
  func turn(
    _ direction: inout Vector<Double>, at point: Vector<Double>, _ step: RuleStep, _ memory: inout Memory
  ) -> Double

  /// c, where the gradient is to be taken at xₜ + c(xₜ − xₜ₋₁); nil, as by default, where it is taken at xₜ.
  func extrapolation(_ step: RuleStep) -> Double?

  /// The largest step size that the rule will take: what ``Optimizer/stepLimit(for:)`` is compared with.
  var largestRate: Double { get }
}

/// What a rule is told about a step.
public struct RuleStep: Sendable, Hashable {
  /// The number of the step, from 0 on.
  public let index: Int
  /// The value of the objective, or of a batch, before the step.
  public let value: Double

  /// A step.
  public init(index: Int, value: Double) {
    self.index = index
    self.value = value
  }
}

extension UpdateRule {
  public func extrapolation(_ step: RuleStep) -> Double? { nil }

  /// Warns of rates above the largest stable step, on objectives that know their curvature.
  public func warnings(for objective: some Objective) throws -> [String] {
    guard let objective = objective as? any CurvatureProviding,
      let limit = stepLimit(for: try objective.curvatureBounds())
    else { return [] }
    return limit.warning(forStep: largestRate).map { [$0] } ?? []
  }
}
