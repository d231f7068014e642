public import DescentLinearAlgebra

/// A function of several variables that is to be made small, with its gradient.
///
/// Value and gradient come from one call, because most of their work is shared:
///
/// ```swift
/// struct Bowl: Objective {
///   let parameterCount = 2
///   func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
///     gradient[0] = 2 * point[0]
///     gradient[1] = 8 * point[1]
///     return point[0] * point[0] + 4 * point[1] * point[1]
///   }
/// }
/// ```
///
/// An objective never changes and may be evaluated by several threads at once. Where the function is not defined, return
/// NaN or infinity: optimizers take that as infeasible. For a function that needs no type of its own there is
/// ``ClosureObjective``.
public protocol Objective: Sendable {
  /// The number of parameters: the length of points and gradients.
  var parameterCount: Int { get }

  /// The value at a point; writes the gradient there to all elements of `gradient`.
  ///
  /// - Parameters:
  ///   - point: ``parameterCount`` numbers.
  ///   - gradient: room for ``parameterCount`` numbers, whose old content does not matter.
  func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double

  /// The value at a point. By default ``evaluate(at:gradient:)`` without its gradient; implement it where the value
  /// alone is cheaper.
  func value(at point: Span<Double>) -> Double

  /// What ``expansion()`` costs at its first call, in evaluations. Nil, as by default, where there is none, or a run is
  /// better off without it.
  var expansionCost: Double? { get }

  /// The objective as a quadratic with its Hessian as a matrix, where it is one whose evaluations cost more than the
  /// 2p² flops of a product with that matrix: least squares of many rows. Nil by default.
  ///
  /// Optimizers ask for it at each step: an objective keeps what it has formed.
  func expansion() -> QuadraticExpansion?

  /// Why a point that a run takes for a minimum is none, in a sentence; nil, as by default, where nothing is known against
  /// it. A run that converged asks once, at its end.
  func objection(toMinimum point: Span<Double>) -> String?

  /// dᵀHd where the objective is a quadratic; nil, as by default, where it is none. A ``QuadraticObjective`` has it.
  ///
  /// - Parameters:
  ///   - direction: d, ``parameterCount`` numbers.
  ///   - product: room for as many, to be used or not.
  func quadraticCurvature(along direction: Span<Double>, product: inout MutableSpan<Double>) -> Double?
}

extension Objective {
  public var expansionCost: Double? { nil }

  public func expansion() -> QuadraticExpansion? { nil }

  public func objection(toMinimum point: Span<Double>) -> String? { nil }

  public func quadraticCurvature(along direction: Span<Double>, product: inout MutableSpan<Double>) -> Double? { nil }

  public func value(at point: Span<Double>) -> Double {
    var gradient = Vector<Double>.zeros(parameterCount)
    var span = gradient.mutableSpan
    return evaluate(at: point, gradient: &span)
  }

  /// The value at a point; writes the gradient there to `gradient`.
  ///
  /// - Precondition: both have ``parameterCount`` elements.
  public func evaluate(at point: Vector<Double>, gradient: inout Vector<Double>) -> Double {
    requireCount(point.count)
    requireCount(gradient.count)
    var span = gradient.mutableSpan
    return evaluate(at: point.span, gradient: &span)
  }

  /// The value at a point.
  ///
  /// - Precondition: the point has ``parameterCount`` elements.
  public func value(at point: Vector<Double>) -> Double {
    requireCount(point.count)
    return value(at: point.span)
  }

  /// The gradient at a point.
  ///
  /// - Precondition: the point has ``parameterCount`` elements.
  public func gradient(at point: Vector<Double>) -> Vector<Double> {
    var gradient = Vector<Double>.zeros(parameterCount)
    _ = evaluate(at: point, gradient: &gradient)
    return gradient
  }

  func requireCount(_ count: Int) {
    guard count == parameterCount else {
      trapCount("\(Self.self): its parameters, the numbers given", parameterCount, count)
    }
  }
}
