/// The ways to the minimum of a quadratic, those with the most digits first.
public enum SolutionMethod: String, Sendable, Codable, CaseIterable {
  /// The normal equations in double-double arithmetic: all digits, and a decision on the rank.
  case doubleDouble = "normal equations (double-double)"
  /// The normal equations in double, refined until no digit changes.
  case normalEquations = "normal equations (Cholesky)"
  /// Householder QR of X with a step of refinement.
  case householderQR = "Householder QR"
  /// The Cholesky decomposition of the matrix of a quadratic form.
  case cholesky = "Cholesky decomposition"
  /// The Chebyshev semi-iteration.
  case chebyshev = "Chebyshev steps"
  /// Gradient descent with the step 2/(λmax + λmin).
  case gradientDescentOptimal = "gradient descent, optimal step"
  /// Gradient descent with the step 1/λmax.
  case gradientDescentSafe = "gradient descent, safe step"
  /// The heavy ball.
  case heavyBall = "heavy ball"
  /// Nesterov's method.
  case nesterov = "Nesterov"
  /// Conjugate gradients.
  case conjugateGradient = "conjugate gradients"

  /// Whether its time depends on the condition number, and its digits on the tolerance.
  public var isIterative: Bool {
    switch self {
    case .doubleDouble, .normalEquations, .householderQR, .cholesky: false
    default: true
    }
  }
}

extension SolutionMethod: CustomStringConvertible {
  public var description: String { rawValue }
}
