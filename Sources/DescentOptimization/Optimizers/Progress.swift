/// Where a run stands: what stopping criteria and observers look at.
public struct Progress: Sendable, Codable, Hashable {
  /// The steps taken so far, t.
  public private(set) var iteration = 0
  /// The values and gradients found so far, in whatever way.
  public private(set) var evaluations: Int
  /// The evaluations for which the objective itself was called: for least squares passes over X. Those on an
  /// ``Objective/expansion()`` are not among them, nor is the pass that forms it.
  public private(set) var passes: Int
  /// f at the point of this iteration.
  public private(set) var value: Double
  /// ‖g‖₂ there; for methods with constraints, the whole residual of the conditions of optimality.
  public private(set) var gradientNorm: Double
  /// f at the start.
  public let initialValue: Double
  /// ‖g‖₂ at the start.
  public let initialGradientNorm: Double
  /// The step size α of the last step; nil before the first.
  public private(set) var stepSize: Double?
  /// ‖xₜ − xₜ₋₁‖₂; nil before the first step.
  public private(set) var stepLength: Double?
  /// f(xₜ) − f(xₜ₋₁); nil before the first step.
  public private(set) var valueChange: Double?
  /// The seconds since the call of `minimize` or `resume`, read where a criterion asks for them and 0 elsewhere. They are
  /// no part of a checkpoint.
  public internal(set) var seconds = 0.0

  /// The beginning of a run.
  ///
  /// - Parameters:
  ///   - iterate: the start.
  ///   - evaluations: how often it was evaluated.
  ///   - passes: how often by the objective itself; by default each time.
  ///   - residual: what takes the place of ‖g‖₂ where that alone does not tell an optimum.
  public init(startingAt iterate: Iterate, evaluations: Int = 1, passes: Int? = nil, residual: Double? = nil) {
    self.evaluations = evaluations
    self.passes = passes ?? evaluations
    value = iterate.value
    gradientNorm = residual ?? euclideanNorm(iterate.gradient)
    initialValue = value
    initialGradientNorm = gradientNorm
  }

  /// Notes a step that has been taken.
  ///
  /// - Parameters:
  ///   - iterate: where it led to.
  ///   - stepSize: α.
  ///   - stepLength: the distance moved.
  ///   - evaluations: how often value and gradient were found for it.
  ///   - passes: how often by the objective itself; by default each time.
  ///   - residual: what takes the place of ‖g‖₂ where that alone does not tell an optimum.
  public mutating func record(
    _ iterate: Iterate, stepSize: Double, stepLength: Double, evaluations: Int = 1, passes: Int? = nil,
    residual: Double? = nil
  ) {
    iteration += 1
    self.evaluations += evaluations
    self.passes += passes ?? evaluations
    valueChange = iterate.value - value
    value = iterate.value
    gradientNorm = residual ?? euclideanNorm(iterate.gradient)
    self.stepSize = stepSize
    self.stepLength = stepLength
  }

  /// Notes evaluations of points of this run by the objective itself that led to no step.
  mutating func count(passes: Int) {
    evaluations += passes
    self.passes += passes
  }

  /// Notes that the point of this iteration was evaluated once more. What is known of the last step stays: a difference
  /// of values that were found in two ways would be one of their rounding.
  mutating func renew(_ iterate: Iterate) {
    value = iterate.value
    gradientNorm = euclideanNorm(iterate.gradient)
  }

  /// What criteria see of a method that goes on from stationary points: a gradient that is never small, no step.
  var withoutStationarity: Self {
    var progress = self
    progress.gradientNorm = .infinity
    progress.stepLength = nil
    progress.valueChange = nil
    return progress
  }

  private enum CodingKeys: CodingKey {
    case iteration, evaluations, passes, value, gradientNorm, initialValue, initialGradientNorm, stepSize, stepLength
    case valueChange
  }

  /// Whether value and gradient are numbers.
  public var isFinite: Bool { value.isFinite && gradientNorm.isFinite }
}
