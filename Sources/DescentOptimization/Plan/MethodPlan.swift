/// What a method will cost on a problem.
public struct MethodPlan: Sendable, Codable, Hashable {
  /// The method.
  public let method: SolutionMethod
  /// The iterations after which it ends at the latest, from whatever start; nil for closed forms and where there is no
  /// guarantee.
  public let mostIterations: Int?
  /// The iterations that this problem takes from zero, known for gradient descent with fixed steps where the target is and p
  /// is small.
  public let expectedIterations: Int?
  /// The iterations that a run will take: ``expectedIterations``, or else ``mostIterations``, but no more than it may.
  public let iterations: Int?
  /// Whether its gradients come from XᵀX, with a pass over X now and then.
  public let usesGram: Bool
  /// What a run costs, nil where nothing limits it. Iterative methods need ``SolutionPlan/preparation`` besides.
  public let cost: Cost?
  /// Why it is not to be expected to get there; nil where it is.
  public let obstacle: Obstacle?

  /// What keeps a method from the minimum.
  public enum Obstacle: Sendable, Codable, Hashable {
    /// It needs an eigenvalue λmin that is known to be positive.
    case needsPositiveDefinite
    /// It converges, but nobody can say when.
    case noGuarantee
    /// It needs more iterations than it may take.
    case iterationLimit(Int)
    /// The columns, whatever their units, are too near to dependent for normal equations in double.
    case illConditioned
  }
}

extension MethodPlan.Obstacle: CustomStringConvertible {
  public var description: String {
    switch self {
    case .needsPositiveDefinite: "needs λmin > 0"
    case .noGuarantee: "no guarantee of an end"
    case .iterationLimit(let limit): "will stop at the limit of \(limit) iterations"
    case .illConditioned: "breaks down: columns nearly dependent"
    }
  }
}
