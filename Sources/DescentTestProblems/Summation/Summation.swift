/// What a ``SummedFunction`` is added up in: its value alone, the gradient too, or the Hessian.
///
/// The summands come one after another, each with its derivatives:
///
/// ```
/// f.square(10 * (x2 - x1 * x1))     // r, which contributes r²
/// f.slope(0, -20 * x1)              // ∂r/∂x₁
/// f.slope(1, 10)                    // ∂r/∂x₂
/// f.curvature(0, 0, -20)            // ∂²r/∂x₁²
/// ```
protocol Summation {
  /// Whether slopes matter: loops that form nothing else are skipped where they do not.
  var needsSlopes: Bool { get }

  /// Whether curvatures matter.
  var needsCurvatures: Bool { get }

  /// The next summand is the square of this residual, the slopes and curvatures that follow are the residual's.
  mutating func square(_ residual: Double)

  /// The next summand is this, the slopes and curvatures that follow are its own.
  mutating func term(_ value: Double)

  /// A derivative with respect to parameter j, counted from 0. Several for the same j add up.
  mutating func slope(_ j: Int, _ derivative: Double)

  /// A second derivative with respect to the parameters j and k, in either order; its mirror image is implied. Several for
  /// the same pair add up.
  mutating func curvature(_ j: Int, _ k: Int, _ derivative: Double)
}

extension Summation {
  var needsSlopes: Bool { true }
  var needsCurvatures: Bool { false }
  mutating func curvature(_ j: Int, _ k: Int, _ derivative: Double) {}
}
