public import DescentLinearAlgebra

/// A convex function h that need not be smooth, given by its proximal operator
///
/// prox_αh(x) = argmin_z h(z) + ‖z − x‖²/(2α).
///
/// For the indicator of a convex set it is the projection onto it, see ``ConvexSet``. ``ProximalGradient`` minimizes f + h
/// with it.
///
/// - Note: J.-J. Moreau 1965; a catalogue of formulas is N. Parikh, S. Boyd, *Proximal Algorithms*, 2014.
public protocol ProximalOperator: Sendable, Codable, Equatable {
  /// h(x) at a point where h is finite, such as ``apply(_:step:)`` returns; NaN where the point has one.
  func value(at point: Span<Double>) -> Double

  /// x ← prox_αh(x). Allocates nothing. Where an element of x is not finite, the result need not be.
  ///
  /// - Parameters:
  ///   - point: x.
  ///   - step: α, positive.
  func apply(_ point: inout MutableSpan<Double>, step: Double)

  /// Moves a start to where h is finite; by default it is finite everywhere.
  func enterDomain(_ point: inout MutableSpan<Double>)

  /// - Throws: ``OptimizationError`` where a setting is out of its range, or does not fit so many parameters.
  func validate(parameterCount: Int) throws
}

extension ProximalOperator {
  public func enterDomain(_ point: inout MutableSpan<Double>) {}

  /// h(x).
  public func value(at point: Vector<Double>) -> Double { value(at: point.span) }

  /// prox_αh(x).
  ///
  /// - Precondition: α is positive.
  /// - Throws: ``OptimizationError`` where a setting is out of its range, or does not fit so many parameters.
  public func applied(to point: Vector<Double>, step: Double = 1) throws -> Vector<Double> {
    guard step > 0 else { trap("\(Self.self).applied: the step \(step) must be positive") }
    try validate(parameterCount: point.count)
    var result = point
    apply(&result, step: step)
    return result
  }

  /// x ← prox_αh(x).
  func apply(_ point: inout Vector<Double>, step: Double) {
    var span = point.mutableSpan
    apply(&span, step: step)
  }
}
