public import DescentLinearAlgebra

/// The method of multipliers for min f(x) with c(x) = 0 and d(x) ≤ 0.
///
/// Each iteration has another optimizer make the augmented Lagrangian
///
/// f(x) + ½ρ ‖c(x) + λ/ρ‖² + ½ρ ‖max(0, d(x) + μ/ρ)‖²
///
/// small, then learns from the point that was found: λ ← λ + ρc(x), μ ← max(0, μ + ρd(x)). Unlike a mere penalty it needs
/// no ρ without bound; ρ grows tenfold only where the violation has not halved.
///
/// ```swift
/// let problem = ConstrainedProblem(f, equalToZero: [circle], atMostZero: [halfPlane])
/// let result = try AugmentedLagrangian().minimize(problem, from: [1, 0], until: .gradientNorm(below: 1e-8))
/// result.equalityMultipliers
/// result.constraintViolation
/// ```
///
/// Simple constraints belong to the inner optimizer: `AugmentedLagrangian(inner: ProjectedGradient(onto: box))` keeps each
/// iterate in the box, without multipliers.
///
/// **What a run reports.** An iteration is one of the outer ones. The value is f(x), the gradient that of the Lagrangian,
/// ∇f + Σλᵢ∇cᵢ + Σμⱼ∇dⱼ (as the inner optimizer has it: projected, where it projects). ``Progress/gradientNorm``, and with
/// it the criteria about gradients, is the residual of the conditions of Karush, Kuhn and Tucker,
///
/// √(‖gradient‖² + ‖c‖² + ‖min(μ, −d)‖²).
///
/// As a low value means nothing where constraints are violated, a run returns its last iterate. It ends by itself where
/// the violation stays, see ``Termination/infeasible(violation:)``. Criteria about steps and changes of the value do not
/// look at constraints.
///
/// - Complexity: the evaluations of the inner optimizer, each with all constraints. Each iteration starts the inner
///   optimizer anew, which makes its state.
/// - Note: M. R. Hestenes 1969, M. J. D. Powell 1969, R. T. Rockafellar 1973 for inequalities; safeguards and the first ρ
///   as E. G. Birgin, J. M. Martínez, *Practical Augmented Lagrangian Methods*, 2014, have them.
public struct AugmentedLagrangian<Inner: Optimizer>: Optimizer {
  /// What makes the augmented Lagrangian small.
  public var inner: Inner
  /// The first ρ; nil to have it from the sizes of f and the violation at the start.
  public var initialPenalty: Double?
  /// What ρ is multiplied by.
  public var penaltyGrowth: Double
  /// The part of the last violation above which ρ grows.
  public var violationPart: Double
  /// The largest ρ.
  public var largestPenalty: Double
  /// The most iterations of the inner optimizer in one of the outer ones.
  public var innerIterations: Int

  /// The method of multipliers over an optimizer.
  public init(
    inner: Inner, initialPenalty: Double? = nil, penaltyGrowth: Double = 10, violationPart: Double = 0.5,
    largestPenalty: Double = 1e12, innerIterations: Int = 5_000
  ) {
    self.inner = inner
    self.initialPenalty = initialPenalty
    self.penaltyGrowth = penaltyGrowth
    self.violationPart = violationPart
    self.largestPenalty = largestPenalty
    self.innerIterations = innerIterations
  }
}

extension AugmentedLagrangian where Inner == ProjectedGradient<WholeSpace> {
  /// The method of multipliers over spectral gradient steps.
  public init() {
    self.init(inner: ProjectedGradient(onto: WholeSpace()))
  }
}

extension AugmentedLagrangian: Equatable where Inner: Equatable {}

/// What a run of ``AugmentedLagrangian`` carries from one step to the next.
public struct AugmentedLagrangianState: OptimizerState, Equatable {
  /// x, f(x) and the gradient of the Lagrangian.
  public internal(set) var iterate: Iterate
  public internal(set) var progress: Progress
  public internal(set) var notes: [String] = []
  /// λ.
  public var equalityMultipliers: Vector<Double> { Vector(multipliers.prefix(equalityCount)) }
  /// μ, never negative.
  public var inequalityMultipliers: Vector<Double> { Vector(multipliers.dropFirst(equalityCount)) }
  /// ρ.
  public internal(set) var penalty: Double
  /// c(x) and behind it d(x).
  public internal(set) var constraints: Vector<Double>
  /// The largest of |cᵢ(x)| and max(dⱼ(x), 0).
  public internal(set) var constraintViolation: Double
  /// The first gradient norm of the inner problem that is accepted, and then a part of it.
  var innerTolerance: Double
  var equalityCount: Int
  var multipliers: Vector<Double>
  /// ‖(c, max(d, −μ/ρ))‖∞, what decides about ρ.
  var progressMeasure = Double.greatestFiniteMagnitude
  /// The smallest residual and violation so far, and the iterations since one of them fell.
  var leastResidual = Double.greatestFiniteMagnitude
  var leastViolation = Double.greatestFiniteMagnitude
  var idleIterations = 0
}

extension OptimizationResult where State == AugmentedLagrangianState {
  /// λ of the constraints c(x) = 0: by how much the least value of f falls per unit by which c is let go above 0.
  public var equalityMultipliers: Vector<Double> { state.equalityMultipliers }
  /// μ ≥ 0 of the constraints d(x) ≤ 0; 0 where a constraint has room.
  public var inequalityMultipliers: Vector<Double> { state.inequalityMultipliers }
  /// The largest of |cᵢ(x)| and max(dⱼ(x), 0).
  public var constraintViolation: Double { state.constraintViolation }
  /// √(‖gradient‖² + ‖c‖² + ‖min(μ, −d)‖²), the residual of the conditions of Karush, Kuhn and Tucker.
  public var optimalityResidual: Double { state.progress.gradientNorm }
}
