public import DescentLinearAlgebra

/// An objective with constraints, each given as a function with its gradient.
///
/// ```swift
/// let circle = ClosureObjective(2) { x, gradient in
///   gradient[0] = 2 * x[0]
///   gradient[1] = 2 * x[1]
///   return x[0] * x[0] + x[1] * x[1] - 1
/// }
/// let problem = ConstrainedProblem(f, equalToZero: [circle])
/// let result = try AugmentedLagrangian().minimize(problem, from: [1, 0])
/// ```
public struct ConstrainedProblem<Base: Objective>: ConstrainedObjective {
  /// f.
  public let objective: Base
  /// cᵢ, to be zero.
  public let equalities: [any Objective]
  /// dⱼ, to be at most zero.
  public let inequalities: [any Objective]
  private let scratch = ScratchVectors()

  /// Minimize f where all c(x) = 0 and all d(x) ≤ 0.
  ///
  /// - Precondition: all functions have the same number of parameters.
  public init(
    _ objective: Base, equalToZero equalities: [any Objective] = [], atMostZero inequalities: [any Objective] = []
  ) {
    for constraint in equalities + inequalities where constraint.parameterCount != objective.parameterCount {
      trapCount(
        "ConstrainedProblem: parameters of the objective, of a constraint", objective.parameterCount,
        constraint.parameterCount)
    }
    self.objective = objective
    self.equalities = equalities
    self.inequalities = inequalities
  }

  public var parameterCount: Int { objective.parameterCount }
  public var equalityCount: Int { equalities.count }
  public var inequalityCount: Int { inequalities.count }

  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    objective.evaluate(at: point, gradient: &gradient)
  }

  public func value(at point: Span<Double>) -> Double { objective.value(at: point) }

  public func evaluateConstraints(at point: Span<Double>, into values: inout MutableSpan<Double>) {
    var gradient = scratch.take(parameterCount)
    do {
      // With its gradient, for which there is room: `value` might have to make some.
      var span = gradient.mutableSpan
      for (i, constraint) in equalities.enumerated() { values[i] = constraint.evaluate(at: point, gradient: &span) }
      for (i, constraint) in inequalities.enumerated() {
        values[equalities.count + i] = constraint.evaluate(at: point, gradient: &span)
      }
    }
    scratch.giveBack(gradient)
  }

  public func addConstraintGradients(
    at point: Span<Double>, weights: Span<Double>, to gradient: inout MutableSpan<Double>
  ) {
    var summand = scratch.take(parameterCount)
    do {
      var span = summand.mutableSpan
      for i in weights.indices where weights[i] != 0 {
        let constraint = i < equalities.count ? equalities[i] : inequalities[i - equalities.count]
        _ = constraint.evaluate(at: point, gradient: &span)
        for j in gradient.indices { gradient[j] += weights[i] * span[j] }
      }
    }
    scratch.giveBack(summand)
  }
}

/// aᵀx − b, a linear function: what most constraints are.
public struct LinearFunction: Objective {
  /// a.
  public let coefficients: Vector<Double>
  /// b.
  public let offset: Double

  /// aᵀx − b.
  public init(_ coefficients: Vector<Double>, minus offset: Double = 0) {
    self.coefficients = coefficients
    self.offset = offset
  }

  public var parameterCount: Int { coefficients.count }

  public func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let a = coefficients.span
    var sum = -offset
    for j in a.indices {
      sum += a[j] * point[j]
      gradient[j] = a[j]
    }
    return sum
  }
}
