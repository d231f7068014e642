import Foundation

/// How residuals count in M-estimation: ρ(u) of u = r/s, ψ = ρ′, and the weight ψ(u)/u.
public enum RobustLoss: Sendable, Equatable, Codable {
  /// ρ = u²/2 up to k, and k|u| − k²/2 beyond: large residuals count, with a bounded pull (Huber 1964). Convex.
  case huber(k: Double)
  /// ψ = u(1 − (u/c)²)² up to c, and 0 beyond: large residuals do not count at all (Beaton, Tukey 1974). Not convex.
  case bisquare(c: Double)

  /// Huber's with k = 1.345: 95 % efficient for normal errors.
  public static let huber = huber(k: 1.345)
  /// Tukey's bisquare with c = 4.685: 95 % efficient for normal errors.
  public static let bisquare = bisquare(c: 4.685)

  /// The tuning constant.
  public var constant: Double {
    switch self {
    case .huber(let constant), .bisquare(let constant): constant
    }
  }

  /// ψ(u)/u, 1 at 0.
  public func weight(_ u: Double) -> Double {
    switch self {
    case .huber(let k):
      return u.magnitude <= k ? 1 : k / u.magnitude
    case .bisquare(let c):
      let rest = 1 - (u / c) * (u / c)
      return rest > 0 ? rest * rest : 0
    }
  }

  /// ψ′(u).
  public func slope(_ u: Double) -> Double {
    switch self {
    case .huber(let k):
      return u.magnitude <= k ? 1 : 0
    case .bisquare(let c):
      let square = (u / c) * (u / c)
      return square < 1 ? (1 - square) * (1 - 5 * square) : 0
    }
  }
}

/// How the scale s of the residuals is found, anew in each iteration.
public enum RobustScale: String, Sendable, Codable, CaseIterable {
  /// The median of |rᵢ| over Φ⁻¹(3/4): up to half of the rows may be wrong.
  case medianAbsoluteDeviation
  /// The s with Σ min((rᵢ/s)², k²) = (n − p) E min(Z², k²), k = 1.345: Huber's proposal 2 (1964). More efficient, and less
  /// robust.
  case proposal2
}
