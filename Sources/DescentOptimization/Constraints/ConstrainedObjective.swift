/// A function that is to be made small under constraints c(x) = 0 and d(x) ≤ 0.
///
/// Constraints are counted in one row: first the equalities c, then the inequalities d. ``ConstrainedProblem`` puts one
/// together from functions.
public protocol ConstrainedObjective: Objective {
  /// The number of constraints cᵢ(x) = 0.
  var equalityCount: Int { get }

  /// The number of constraints dⱼ(x) ≤ 0.
  var inequalityCount: Int { get }

  /// Writes c(x) and behind it d(x).
  ///
  /// - Parameters:
  ///   - point: ``Objective/parameterCount`` numbers.
  ///   - values: room for ``constraintCount`` numbers.
  func evaluateConstraints(at point: Span<Double>, into values: inout MutableSpan<Double>)

  /// gradient ← gradient + Σ wᵢ ∇cᵢ(x), over all constraints whose weight is not 0.
  ///
  /// - Parameters:
  ///   - point: ``Objective/parameterCount`` numbers.
  ///   - weights: ``constraintCount`` numbers.
  ///   - gradient: ``Objective/parameterCount`` numbers.
  func addConstraintGradients(at point: Span<Double>, weights: Span<Double>, to gradient: inout MutableSpan<Double>)
}

extension ConstrainedObjective {
  /// The number of all constraints.
  public var constraintCount: Int { equalityCount + inequalityCount }
}
