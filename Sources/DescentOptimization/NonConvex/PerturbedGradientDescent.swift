import DescentLinearAlgebra

/// Gradient descent that shakes itself off saddles: where the gradient has become small it adds noise, goes on, and looks
/// whether the value falls.
///
/// x ← x − α∇f(x), and where ‖∇f(x)‖ ≤ ``gradientThreshold`` and no noise was added for ``interval`` steps, first x ← x + ξ
/// with ξ uniform in the ball of ``radius``. Where ``interval`` steps after that the value has not fallen by
/// ``requiredDecrease``, no direction leads down from there: the run returns to the point before the noise, or stays where
/// it is if that is lower, and adds no more noise.
///
/// Along a direction of curvature −γ noise grows by 1 + αγ a step. In ``interval`` steps it leaves any saddle whose γ is
/// well above log(1/radius)/(α · interval); flatter ones are taken for minima. So a run that converges is at a minimum
/// with high probability, in the sense of that γ, and never for certain: see `criticalPoint(at:)` for a proof.
///
/// **Criteria** about gradients, steps and changes of the value are not tested as long as the point has not stood that
/// test: a run does not end at a saddle because the gradient is small there. Relative ones take the norm at the start for no
/// less than ``gradientThreshold``.
///
/// ```swift
/// let result = try PerturbedGradientDescent(step: .constant(0.1), seed: 7).minimize(f, from: [0, 1])
/// ```
///
/// - Complexity: one evaluation and O(p) an iteration; no allocation after the first.
/// - Note: C. Jin, R. Ge, P. Netrapalli, S. M. Kakade, M. I. Jordan 2017, algorithm 2, which returns where this goes on to
///   the tolerance asked for.
public struct PerturbedGradientDescent: Optimizer, Hashable {
  /// How α is found.
  public var step: StepSize
  /// The gradient norm from which on noise is added.
  public var gradientThreshold: Double
  /// The largest length of the noise.
  public var radius: Double
  /// The steps that noise has to show an effect.
  public var interval: Int
  /// By how much the value must fall in them.
  public var requiredDecrease: Double
  /// What the noise is drawn from.
  public var seed: UInt64

  /// Perturbed gradient descent.
  ///
  /// - Parameters:
  ///   - step: how α is found.
  ///   - gradientThreshold: the gradient norm from which on noise is added. Criteria below it make sense.
  ///   - radius: the largest length of the noise.
  ///   - interval: the steps that noise has to show an effect.
  ///   - requiredDecrease: by how much the value must fall in them; by default `gradientThreshold` · `radius`.
  ///   - seed: what the noise is drawn from.
  public init(
    step: StepSize, gradientThreshold: Double = 1e-3, radius: Double = 1e-2, interval: Int = 200,
    requiredDecrease: Double? = nil, seed: UInt64 = 0
  ) {
    self.step = step
    self.gradientThreshold = gradientThreshold
    self.radius = radius
    self.interval = interval
    self.requiredDecrease = requiredDecrease ?? gradientThreshold * radius
    self.seed = seed
  }

  /// The settings of the theorem: with the probability 1 − δ a point with ‖∇f‖ ≤ ε and λmin ≥ −√(ρε) is found.
  ///
  /// With χ = 3 max(log(pℓΔ/(cε²δ)), 4): α = c/ℓ, radius √c/χ² · ε/ℓ, threshold √c/χ² · ε, decrease c/χ³ · √(ε³/ρ), interval
  /// χ/c² · ℓ/√(ρε). They are far more careful than practice needs.
  ///
  /// - Parameters:
  ///   - smoothness: ℓ, the Lipschitz constant of the gradient.
  ///   - hessianLipschitz: ρ, that of the Hessian.
  ///   - accuracy: ε.
  ///   - failureProbability: δ.
  ///   - valueGap: Δ, a bound of f(x₀) − min f.
  ///   - parameterCount: p.
  ///   - constant: c, at most 1; the theorem only says that there is one.
  ///   - seed: what the noise is drawn from.
  /// - Precondition: all numbers are positive and finite.
  public init(
    smoothness: Double, hessianLipschitz: Double, accuracy: Double, failureProbability: Double, valueGap: Double,
    parameterCount: Int, constant: Double = 1, seed: UInt64 = 0
  ) {
    for number in [smoothness, hessianLipschitz, accuracy, failureProbability, valueGap, constant] {
      guard number > 0, number.isFinite else {
        trap("PerturbedGradientDescent: \(number) must be a positive finite number")
      }
    }
    let count = Double(parameterCount)
    let chi =
      3 * max(4, logarithm(count * smoothness * valueGap / (constant * accuracy * accuracy * failureProbability)))
    let root = constant.squareRoot() / (chi * chi)
    let steps = chi / (constant * constant) * smoothness / (hessianLipschitz * accuracy).squareRoot()
    self.init(
      step: .constant(constant / smoothness), gradientThreshold: root * accuracy, radius: root * accuracy / smoothness,
      interval: Int(min(steps.rounded(.up), 0x1p53)),
      requiredDecrease: constant / (chi * chi * chi) * (accuracy * accuracy * accuracy / hessianLipschitz).squareRoot(),
      seed: seed)
  }

  /// What a run carries from one step to the next.
  public struct State: OptimizerState, Equatable {
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String]
    /// α.
    public internal(set) var stepSize: Double
    /// How often noise was added.
    public internal(set) var perturbationCount = 0
    /// Whether noise around the point has shown that nothing leads down from there.
    public internal(set) var isVerified = false
    var generator: SeededGenerator
    /// The iteration in which noise was added last.
    var noiseIteration: Int?
    /// The point before it.
    var anchor: Iterate
    var noise: Vector<Double>
  }
}
