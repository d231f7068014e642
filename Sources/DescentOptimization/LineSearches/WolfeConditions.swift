/// What a line search asks of a step: the strong Wolfe conditions.
///
/// With φ(α) = f(x + αd) they are φ(α) ≤ φ(0) + c₁αφ′(0), the sufficient decrease, and |φ′(α)| ≤ c₂|φ′(0)|, the curvature.
/// A smaller c₂ makes steps that are closer to a minimum along the line, and dearer.
///
/// - Note: P. Wolfe 1969; J. Nocedal, S. J. Wright, *Numerical Optimization*, 2006, section 3.1.
public struct WolfeConditions: Sendable, Codable, Hashable {
  /// c₁, above 0 and below ½.
  public var decrease: Double
  /// c₂, from c₁ to below 1.
  public var curvature: Double
  /// The most values and gradients that one search may ask for.
  public var mostEvaluations: Int

  /// The conditions for these c₁ and c₂.
  public init(decrease: Double = 1e-4, curvature: Double = 0.9, mostEvaluations: Int = 50) {
    self.decrease = decrease
    self.curvature = curvature
    self.mostEvaluations = mostEvaluations
  }

  /// c₁ = 10⁻⁴ and c₂ = 0.9, for directions whose natural step is 1: those of Newton and quasi-Newton methods.
  public static let quasiNewton = WolfeConditions()

  /// c₁ = 10⁻⁴ and c₂ = 0.1, for directions without a natural length: gradients and conjugate gradients.
  public static let gradients = WolfeConditions(curvature: 0.1)

  /// - Throws: ``OptimizationError/invalidSetting(name:value:range:)``.
  func validate() throws {
    try requireSetting(
      decrease > 0 && decrease < 0.5, "c₁ of the line search", decrease, "a number above 0 and below ½")
    try requireSetting(
      curvature >= decrease && curvature < 1, "c₂ of the line search", curvature, "a number from c₁ to below 1")
    try requireCountSetting(mostEvaluations, "number of evaluations of a line search")
  }
}
