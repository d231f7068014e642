import DescentLinearAlgebra

/// How far a gradient that is carried on from step to step may have come from that of the point: the rounding of both adds
/// up to about u(‖H‖‖x‖ + ‖g‖) a step (van der Vorst, Ye 2000), in double precision u = 2⁻⁵³.
struct GradientDrift: Sendable, Codable, Equatable {
  /// The largest ‖Hd‖/‖d‖ seen, which ‖H‖ is no less than.
  private(set) var curvature = 0.0
  private var estimate = 0.0
  /// The value where the objective was last evaluated.
  private var value: Double
  private var iteration = 0
  private var count = 0
  /// Whether the estimate was small beside the gradient in the step before.
  private var wasSmall = true

  /// Once the estimate exceeds this part of the gradient, the objective is asked: conjugate gradients bear a change of
  /// such a part without losing their speed.
  private static let smallShare = 0x1p-26
  /// The same where a new gradient means a new start.
  private static let largeShare = 0x1p-4
  /// Rounding is taken for a multiple of its estimate.
  private static let margin = 1024.0
  /// What has lost no more than this part is close.
  private static let closeShare = 0x1p-10

  init(value: Double) { self.value = value }

  mutating func note(curvature: Double) { self.curvature = max(self.curvature, curvature) }

  mutating func grow(_ pointNorm: Double, _ gradientNorm: Double) {
    estimate += 4 * 0x1p-53 * (curvature * pointNorm + gradientNorm)
  }

  /// Whether a gradient of this norm may be nothing but rounding.
  func explains(_ gradientNorm: Double) -> Bool { gradientNorm <= Self.margin * estimate }

  /// Whether the objective is to be evaluated: in the step in which rounding gets more than a small part of the gradient,
  /// and where it is half of it. As then a new gradient is rounding too, the k-th evaluation comes no earlier than 2ᵏ − 1
  /// iterations after the one before.
  mutating func asksForEvaluation(_ gradientNorm: Double, iteration: Int, _ meansNewStart: Bool) -> Bool {
    let share = meansNewStart ? Self.largeShare : Self.smallShare
    let isSmall = estimate <= share * gradientNorm
    let crosses = wasSmall && !isSmall
    wasSmall = isSmall
    return (crosses || estimate > 0.5 * gradientNorm) && iteration - self.iteration >= (1 << min(count, 60)) - 1
  }

  /// The objective was evaluated.
  mutating func restart(_ iterate: Iterate, iteration: Int) {
    value = iterate.value
    self.iteration = iteration
    count += 1
    estimate = 0
    grow(euclideanNorm(iterate.point), euclideanNorm(iterate.gradient))
  }

  /// How good a value and a gradient are that were carried on from the last evaluation.
  func accuracy(of iterate: Iterate) -> EvaluationAccuracy {
    let isClose =
      iterate.value.magnitude >= Self.closeShare * value.magnitude
      && estimate <= Self.closeShare * euclideanNorm(iterate.gradient)
    return isClose ? .close : .rough
  }
}
