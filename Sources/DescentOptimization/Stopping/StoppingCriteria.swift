/// When a run stops.
///
/// Criteria are combined with `||` and `&&`:
///
/// ```swift
/// let criteria: StoppingCriteria = .gradientNorm(below: 1e-8) && .valueChange(below: 1e-12) || .iterations(500)
/// let result = try LBFGS().minimize(loss, until: criteria)      // without them until: .standard
/// ```
///
/// They are tested at each iteration t ≥ 0 **before** the step is taken: a run that starts at a minimum takes no step.
/// Criteria about the last step are not met before the first. NaN never meets a criterion.
///
/// Runs without hope are stopped too: those that diverge (the gradient norm above 10⁸ times that at the start, and the
/// value above the one at the start), and those whose steps no longer move the point. This is off where the criteria
/// ask for nothing but a number of iterations, and can be set by ``stoppingHopelessRuns(_:)``. Numbers that are not
/// finite always end a run.
public struct StoppingCriteria: Sendable {
  fileprivate indirect enum Test: Sendable {
    case gradientNorm(Double)
    case relativeGradientNorm(Double)
    case stepLength(Double)
    case valueChange(Double)
    case target(Double)
    case iterations(Int)
    case evaluations(Int)
    case seconds(Double)
    case custom(@Sendable (Progress) -> Termination?)
    case any(Test, Test)
    case all(Test, Test)
  }

  private let test: Test
  private var stopsHopelessRunsIfSet: Bool?

  private init(_ test: Test, stopsHopelessRunsIfSet: Bool? = nil) {
    self.test = test
    self.stopsHopelessRunsIfSet = stopsHopelessRunsIfSet
  }
}

// MARK: The criteria

extension StoppingCriteria {
  /// ‖g‖ ≤ 10⁻⁸ ‖g₀‖, or 10,000 iterations.
  public static var standard: StoppingCriteria { .relativeGradientNorm(below: 1e-8) || .iterations(10_000) }

  /// ‖g‖₂ ≤ `tolerance`.
  public static func gradientNorm(below tolerance: Double) -> Self { Self(.gradientNorm(tolerance)) }

  /// ‖g‖₂ ≤ `tolerance` · ‖g₀‖₂, with g₀ the gradient at the start.
  public static func relativeGradientNorm(below tolerance: Double) -> Self { Self(.relativeGradientNorm(tolerance)) }

  /// ‖xₜ − xₜ₋₁‖₂ ≤ `tolerance`.
  public static func stepSize(below tolerance: Double) -> Self { Self(.stepLength(tolerance)) }

  /// |f(xₜ) − f(xₜ₋₁)| ≤ `tolerance`.
  public static func valueChange(below tolerance: Double) -> Self { Self(.valueChange(tolerance)) }

  /// f(x) ≤ `value`.
  public static func target(_ value: Double) -> Self { Self(.target(value)) }

  /// `count` iterations have been taken, counted from the first start of the run.
  public static func iterations(_ count: Int) -> Self { Self(.iterations(count)) }

  /// `count` values and gradients have been found, counted from the first start of the run. A step that needs several may
  /// exceed it.
  public static func evaluations(_ count: Int) -> Self { Self(.evaluations(count)) }

  /// The run has taken so many seconds, counted from the call of `minimize` or `resume`. Such a run is not the same twice.
  public static func seconds(_ seconds: Double) -> Self { Self(.seconds(seconds)) }

  /// A test of the caller's own, which returns why to stop, or nil to go on.
  public static func custom(_ test: @escaping @Sendable (Progress) -> Termination?) -> Self { Self(.custom(test)) }

  /// Stops where either criterion is met. Where both are, a criterion of convergence is named before a limit, else the
  /// left one.
  public static func || (left: Self, right: Self) -> Self {
    Self(.any(left.test, right.test), stopsHopelessRunsIfSet: choice(left, right))
  }

  /// Stops where both criteria are met. A criterion of convergence is named before a limit, else the left one.
  public static func && (left: Self, right: Self) -> Self {
    Self(.all(left.test, right.test), stopsHopelessRunsIfSet: choice(left, right))
  }

  private static func choice(_ left: Self, _ right: Self) -> Bool? {
    left.stopsHopelessRunsIfSet ?? right.stopsHopelessRunsIfSet
  }

  /// These criteria, with runs that diverge or no longer move stopped or not, whatever is the rule.
  public func stoppingHopelessRuns(_ stops: Bool) -> Self {
    Self(test, stopsHopelessRunsIfSet: stops)
  }
}

// MARK: Testing

extension StoppingCriteria {
  /// Why the run stops at this progress, or nil where it goes on.
  public func termination(_ progress: Progress) -> Termination? { test.termination(progress) }

  /// Whether the clock is to be read at each iteration.
  var readsClock: Bool { test.readsClock }

  /// Whether runs that diverge or no longer move are stopped.
  public var stopsHopelessRuns: Bool { stopsHopelessRunsIfSet ?? !test.isIterationsOnly }

  /// The iterations after which the run stops in any case, where there is such a number.
  public var iterationLimit: Int? { test.iterationLimit }

  /// The growth of the gradient norm that is taken for divergence. Under a stable step it never grows on a quadratic; the
  /// transients of momentum methods and valleys of general functions stay far below.
  static let divergenceFactor = 1e8

  /// The gradient has grown beyond measure and the value is above that at the start by more than rounding: leaving a
  /// saddle, where the gradient grows and the value falls, is no divergence.
  func isDivergence(_ progress: Progress) -> Bool {
    progress.gradientNorm > Self.divergenceFactor * progress.initialGradientNorm
      && progress.value > progress.initialValue + 1e-6 * progress.initialValue.magnitude
  }
}

extension StoppingCriteria.Test {
  func termination(_ progress: Progress) -> Termination? {
    switch self {
    case .gradientNorm(let limit):
      return progress.gradientNorm <= limit ? .gradientTolerance(norm: progress.gradientNorm, limit: limit) : nil
    case .relativeGradientNorm(let tolerance):
      let limit = tolerance * progress.initialGradientNorm
      return progress.gradientNorm <= limit ? .gradientTolerance(norm: progress.gradientNorm, limit: limit) : nil
    case .stepLength(let limit):
      guard let length = progress.stepLength, length <= limit else { return nil }
      return .stepTolerance(length: length, limit: limit)
    case .valueChange(let limit):
      guard let change = progress.valueChange?.magnitude, change <= limit else { return nil }
      return .valueTolerance(change: change, limit: limit)
    case .target(let limit):
      return progress.value <= limit ? .target(value: progress.value, limit: limit) : nil
    case .iterations(let count):
      return progress.iteration >= count ? .iterationLimit(progress.iteration) : nil
    case .evaluations(let count):
      return progress.evaluations >= count ? .evaluationLimit(progress.evaluations) : nil
    case .seconds(let limit):
      return progress.seconds >= limit ? .timeLimit(progress.seconds) : nil
    case .custom(let test):
      return test(progress)
    case .any(let left, let right):
      guard let first = left.termination(progress) else { return right.termination(progress) }
      guard !first.converged, let second = right.termination(progress), second.converged else { return first }
      return second
    case .all(let left, let right):
      guard let first = left.termination(progress), let second = right.termination(progress) else { return nil }
      return !first.converged && second.converged ? second : first
    }
  }

  var readsClock: Bool {
    switch self {
    case .seconds: true
    case .any(let left, let right), .all(let left, let right): left.readsClock || right.readsClock
    default: false
    }
  }

  var isIterationsOnly: Bool {
    switch self {
    case .iterations: true
    case .any(let left, let right), .all(let left, let right): left.isIterationsOnly && right.isIterationsOnly
    default: false
    }
  }

  var iterationLimit: Int? {
    switch self {
    case .iterations(let count):
      return count
    case .any(let left, let right):
      guard let first = left.iterationLimit, let second = right.iterationLimit else {
        return left.iterationLimit ?? right.iterationLimit
      }
      return min(first, second)
    case .all(let left, let right):
      guard let first = left.iterationLimit, let second = right.iterationLimit else { return nil }
      return max(first, second)
    default:
      return nil
    }
  }
}
