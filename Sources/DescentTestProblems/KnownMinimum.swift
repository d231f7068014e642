public import DescentLinearAlgebra

/// A minimum of a test problem, as published.
public struct KnownMinimum: Sendable, Equatable {
  /// What kind of minimum it is.
  public enum Kind: String, Sendable, Codable {
    /// No value is smaller.
    case global
    /// No value nearby is smaller.
    case local
    /// The value is approached, not reached, while parameters go to infinity.
    case atInfinity
  }

  /// The value there.
  public let value: Double
  /// What kind it is.
  public let kind: Kind
  /// Where it is, to the last digit or two; nil at infinity, or where it has no closed form and nobody tabulated it. There
  /// may be mirror images with the same value.
  public let minimizer: Vector<Double>?

  static func global(_ value: Double, at minimizer: Vector<Double>? = nil) -> Self {
    Self(value: value, kind: .global, minimizer: minimizer)
  }

  static func local(_ value: Double, at minimizer: Vector<Double>? = nil) -> Self {
    Self(value: value, kind: .local, minimizer: minimizer)
  }

  static func atInfinity(_ value: Double) -> Self { Self(value: value, kind: .atInfinity, minimizer: nil) }
}
