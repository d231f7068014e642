public import DescentLinearAlgebra

/// A closed convex set, given by the projection onto it: the point of the set that is nearest to x.
///
/// As a ``ProximalOperator`` it is its indicator function, 0 on the set and infinite elsewhere, whose proximal operator is
/// the projection for any step.
public protocol ConvexSet: ProximalOperator {
  /// x ← argmin ‖z − x‖ over the set. Allocates nothing. Where an element of x is not finite, the result need not be.
  func project(_ point: inout MutableSpan<Double>)

  /// Whether the point lies in the set up to this much, relative to the sizes of the numbers.
  func contains(_ point: Span<Double>, tolerance: Double) -> Bool
}

extension ConvexSet {
  /// 0: the value is asked for at projected points only, which rounding leaves within or beside the set. See
  /// ``contains(_:tolerance:)``.
  public func value(at point: Span<Double>) -> Double { 0 }

  public func apply(_ point: inout MutableSpan<Double>, step: Double) { project(&point) }

  public func enterDomain(_ point: inout MutableSpan<Double>) { project(&point) }

  /// The point of the set that is nearest to x.
  ///
  /// - Throws: ``OptimizationError`` where a setting is out of its range, or does not fit so many parameters.
  public func projection(of point: Vector<Double>) throws -> Vector<Double> { try applied(to: point) }

  /// Whether the point lies in the set up to this much, relative to the sizes of the numbers.
  public func contains(_ point: Vector<Double>, tolerance: Double = 1e-12) -> Bool {
    contains(point.span, tolerance: tolerance)
  }

  /// x ← its projection.
  func project(_ point: inout Vector<Double>) {
    var span = point.mutableSpan
    project(&span)
  }
}

/// All points: no constraint at all.
public struct WholeSpace: ConvexSet, Hashable {
  /// All points.
  public init() {}

  public func project(_ point: inout MutableSpan<Double>) {}
  public func contains(_ point: Span<Double>, tolerance: Double) -> Bool { true }
  public func validate(parameterCount: Int) throws {}
}
