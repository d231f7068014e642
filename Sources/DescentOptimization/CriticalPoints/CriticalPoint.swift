public import DescentLinearAlgebra

/// What kind of critical point a point is, by the signs of the eigenvalues of the Hessian there.
///
/// ```swift
/// let found = try objective.criticalPoint(at: result.minimizer)
/// print(found.message)
/// if let way = found.descentDirection { point.add(way.direction, scaledBy: 0.1) }
/// ```
///
/// A sign is counted only where the eigenvalue exceeds ``eigenvalueError`` in magnitude, or where it is proven. Where the
/// objective gives its Hessian, proofs are tried (see ``signsAreCertified``); from a Hessian by differences nothing is
/// proven.
///
/// All is said about the Hessian at the very point. That the gradient is exactly zero somewhere near, and that the signs
/// are the same there, is not proven in any case: close to the minimum of x⁴ the second derivative is positive, at it zero.
/// The default of the tolerance shrinks with the Hessian, so that such a point is not taken for stationary by it.
public struct CriticalPoint: Sendable, Equatable, Codable {
  /// The kinds of points.
  public enum Kind: String, Sendable, Codable {
    /// All eigenvalues are positive: a strict local minimum.
    case minimum
    /// All eigenvalues are negative: a strict local maximum.
    case maximum
    /// There are positive and negative eigenvalues: neither minimum nor maximum, whatever the undecided ones are.
    case saddle
    /// Some eigenvalues cannot be told from zero, and the others, if any, have one sign: second derivatives do not
    /// decide. With positive ones it is no maximum, with negative ones no minimum.
    case degenerate
    /// The gradient is not small: not a critical point at all.
    case notStationary
  }

  /// What it is. Without any parameters the one point there is counts as a minimum.
  public let kind: Kind

  /// How many eigenvalues of the Hessian are positive, negative, and not to be told from zero.
  public let inertia: Inertia

  /// The eigenvalues of the Hessian as computed, ascending. One whose magnitude is below its error may have the wrong
  /// sign.
  public let eigenvalues: Vector<Double>

  /// How far each eigenvalue may be off: (p + 4) u ‖H‖ for the eigenvalue routine, an estimate, and the error of the
  /// Hessian.
  public let eigenvalueError: Double

  /// ‖g‖₂.
  public let gradientNorm: Double

  /// What ‖g‖₂ was compared with.
  public let gradientTolerance: Double

  /// The direction of the most negative curvature; nil where no direction is known to curve downwards.
  public let descentDirection: NegativeCurvature?

  /// Whether every sign counted in ``inertia`` is proven, all rounding included, for the Hessian that the objective gave
  /// with the error it states. Undecided ones count for nothing; where all are undecided this is false.
  public let signsAreCertified: Bool

  /// Whether ‖g‖ is within the tolerance.
  public var isStationary: Bool { kind != .notStationary }
}

/// How many eigenvalues of a symmetric matrix have which sign.
public struct Inertia: Sendable, Codable, Hashable {
  /// The number of positive eigenvalues.
  public let positive: Int
  /// The number of negative eigenvalues.
  public let negative: Int
  /// The number of those that cannot be told from zero.
  public let undecided: Int

  /// - Precondition: no count is negative.
  public init(positive: Int, negative: Int, undecided: Int) {
    guard positive >= 0, negative >= 0, undecided >= 0 else {
      trap("Inertia: the counts \(positive), \(negative) and \(undecided) must not be negative")
    }
    self.positive = positive
    self.negative = negative
    self.undecided = undecided
  }

  /// The number of all eigenvalues.
  public var count: Int { positive + negative + undecided }
}
