/// Where a run stands: what stopping criteria and observers look at.
public struct Progress: Sendable, Codable, Hashable {
  /// The steps taken so far, t.
  public private(set) var iteration = 0
  /// The evaluations of the objective so far.
  public private(set) var evaluations: Int
  /// f at the point of this iteration.
  public private(set) var value: Double
  /// ‖g‖₂ there.
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

  /// The beginning of a run.
  public init(startingAt iterate: Iterate, evaluations: Int = 1) {
    self.evaluations = evaluations
    value = iterate.value
    gradientNorm = euclideanNorm(iterate.gradient)
    initialValue = value
    initialGradientNorm = gradientNorm
  }

  /// Notes a step that has been taken.
  ///
  /// - Parameters:
  ///   - iterate: where it led to.
  ///   - stepSize: α.
  ///   - stepLength: the distance moved.
  ///   - evaluations: how often the objective was evaluated for it.
  public mutating func record(_ iterate: Iterate, stepSize: Double, stepLength: Double, evaluations: Int = 1) {
    iteration += 1
    self.evaluations += evaluations
    valueChange = iterate.value - value
    value = iterate.value
    gradientNorm = euclideanNorm(iterate.gradient)
    self.stepSize = stepSize
    self.stepLength = stepLength
  }

  /// Whether value and gradient are numbers.
  public var isFinite: Bool { value.isFinite && gradientNorm.isFinite }
}
