/// At which iteration a run will stop, and how sure that is.
public struct PredictedCount: Sendable, Codable, Hashable {
  /// The first t ≥ 0 with ‖gₜ‖ ≤ ε‖g₀‖; nil where there is none.
  public let count: Int?
  /// By how many iterations a real run may differ, an estimate. Nil where it cannot be said: rounding may keep the run from
  /// the tolerance, or bring it there where exact arithmetic does not.
  public let uncertainty: Int?
  /// Whether the tolerance lies below the estimated rounding of a run's gradient, so that no run is expected to reach it.
  public let isBelowRounding: Bool
}
