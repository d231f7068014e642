import DescentLinearAlgebra

/// The two rows of plane rotations by which LSMR brings the bidiagonal matrix to the form in which the normal equations are
/// solved, after Fong and Saunders (2011).
struct LSMRRotations: Sendable, Codable, Equatable {
  private var alphaBar: Double
  private var zetaBar: Double
  private var rho = 1.0
  private var rhoBar = 1.0
  private var cosineBar = 1.0
  private var sineBar = 0.0

  init(_ start: Bidiagonalization) {
    alphaBar = start.alpha
    zetaBar = start.alpha * start.beta
  }

  /// What the vectors of a step are multiplied by.
  struct Turn {
    /// h̄ ← h − stepFactor · h̄.
    let stepFactor: Double
    /// x ← x + stepSize · h̄.
    let stepSize: Double
    /// h ← v − directionFactor · h.
    let directionFactor: Double
    /// Xᵀr ← gradientFactor · Xᵀr + gradientPart · v, with the v of after the step.
    let gradientFactor: Double
    let gradientPart: Double
  }

  /// The rotations for the next elements of the bidiagonal matrix.
  mutating func turn(alpha: Double, beta: Double) -> Turn {
    let (lastRho, lastRhoBar) = (rho, rhoBar)
    rho = length(alphaBar, beta)
    let (cosine, sine) = rho > 0 ? (alphaBar / rho, beta / rho) : (1, 0)
    let theta = sine * alpha
    alphaBar = cosine * alpha

    let thetaBar = sineBar * rho
    let diagonal = cosineBar * rho
    rhoBar = length(diagonal, theta)
    (cosineBar, sineBar) = rhoBar > 0 ? (diagonal / rhoBar, theta / rhoBar) : (1, 0)
    let zeta = cosineBar * zetaBar
    zetaBar = -sineBar * zetaBar
    // Where nothing is left to do a factor would be 0/0.
    return Turn(
      stepFactor: lastRho > 0 && lastRhoBar > 0 ? thetaBar / lastRho * (rho / lastRhoBar) : 0,
      stepSize: rho > 0 && rhoBar > 0 ? zeta / rho / rhoBar : 0, directionFactor: rho > 0 ? theta / rho : 0,
      gradientFactor: sineBar * sineBar, gradientPart: cosineBar * zetaBar)
  }

  private func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
}
