/// Why a run ended, noted where it happened.
public enum Termination: Sendable, Equatable, Codable {
  /// ‖g‖ fell to the limit asked for.
  case gradientTolerance(norm: Double, limit: Double)
  /// The value changed by no more than the limit in the last step.
  case valueTolerance(change: Double, limit: Double)
  /// The last step was no longer than the limit.
  case stepTolerance(length: Double, limit: Double)
  /// The value fell to the target.
  case target(value: Double, limit: Double)
  /// No value can be told from that of the point any more: the rounding of the objective is all that is left. The value
  /// is as low as it gets.
  case precisionFloor(gradientNorm: Double)
  /// The iterations allowed were taken.
  case iterationLimit(Int)
  /// The evaluations allowed were made.
  case evaluationLimit(Int)
  /// The time allowed has gone by, in seconds.
  case timeLimit(Double)
  /// The gradient and the value grew without bound; the best point seen is returned.
  case diverged(Breakdown)
  /// The value or the gradient became NaN or infinite; the best point seen is returned.
  case nonFinite(Breakdown)
  /// The step fell below the spacing of the numbers before a criterion was met: no further step moves the point.
  case stalled(iteration: Int)
  /// No step along the direction was good enough.
  case lineSearchFailed(LineSearchFailure)
  /// The value falls without bound: it is below any number that a minimum could be.
  case unbounded(value: Double)
  /// A criterion of convergence was met, but the objective has no minimum there; why.
  case noMinimum(String)
  /// The value at held-out data has not fallen for so many iterations; the point where it was lowest is returned.
  case earlyStopped(iteration: Int, best: Int, value: Double)
  /// The value has all but stopped falling, as that of stochastic descent does at the level of its noise.
  case settled(iterations: Int, fall: Double, value: Double, gradientNorm: Double)
  /// The violation of the constraints does not go to zero: they contradict each other, or there is no way from where the
  /// run is.
  case infeasible(violation: Double)
  /// A search has done all its work; `converged` says whether the lowest point it found is a converged one.
  case searchCompleted(runs: Int, basins: Int, converged: Bool)
  /// An observer ended the run.
  case observer(iteration: Int)
  /// A criterion of the caller's own was met.
  case custom(String, converged: Bool)

  /// Whether a criterion of convergence was met.
  public var converged: Bool {
    switch self {
    case .gradientTolerance, .valueTolerance, .stepTolerance, .target, .precisionFloor, .settled, .earlyStopped: true
    case .custom(_, let converged), .searchCompleted(_, _, let converged): converged
    case .iterationLimit, .evaluationLimit, .timeLimit, .diverged, .nonFinite, .stalled, .lineSearchFailed, .unbounded,
      .infeasible, .noMinimum, .observer:
      false
    }
  }

  /// The name of the case, for programs: `gradientTolerance`, `iterationLimit`, …
  public var name: String {
    switch self {
    case .gradientTolerance: "gradientTolerance"
    case .valueTolerance: "valueTolerance"
    case .stepTolerance: "stepTolerance"
    case .target: "target"
    case .precisionFloor: "precisionFloor"
    case .iterationLimit: "iterationLimit"
    case .evaluationLimit: "evaluationLimit"
    case .timeLimit: "timeLimit"
    case .diverged: "diverged"
    case .nonFinite: "nonFinite"
    case .stalled: "stalled"
    case .lineSearchFailed: "lineSearchFailed"
    case .unbounded: "unbounded"
    case .noMinimum: "noMinimum"
    case .earlyStopped: "earlyStopped"
    case .settled: "settled"
    case .infeasible: "infeasible"
    case .searchCompleted: "searchCompleted"
    case .observer: "observer"
    case .custom: "custom"
    }
  }

  /// What happened, in a sentence.
  public var message: String {
    switch self {
    case .gradientTolerance(let norm, let limit):
      "Converged: the gradient norm \(shortText(norm)) is at most \(shortText(limit))."
    case .valueTolerance(let change, let limit):
      "Converged: the value changed by \(shortText(change)), at most \(shortText(limit))."
    case .stepTolerance(let length, let limit):
      "Converged: the step was \(shortText(length)) long, at most \(shortText(limit))."
    case .target(let value, let limit):
      "The value \(shortText(value)) has reached the target \(shortText(limit))."
    case .precisionFloor(let norm):
      "Converged: the value cannot be lowered any further in double precision; the gradient norm there is "
        + "\(shortText(norm))."
    case .evaluationLimit(let count):
      "Stopped after \(count) evaluations, as many as were allowed."
    case .timeLimit(let seconds):
      "Stopped after \(shortText(seconds)) seconds, as long as was allowed."
    case .lineSearchFailed(let failure):
      failure.message
    case .unbounded(let value):
      "The objective seems to have no minimum: its value has fallen to \(shortText(value)) and falls on. "
        + "See whether its sign is right, or add a penalty."
    case .iterationLimit(let count):
      "Stopped after \(count) iterations, as many as were allowed."
    case .diverged(let breakdown):
      "Diverged: after \(breakdown.iteration) iterations the gradient norm had grown "
        + "\(shortText(breakdown.gradientGrowth)) times\(breakdown.reason)."
    case .nonFinite(let breakdown):
      breakdown.iteration == 0
        ? "The objective is not finite at the start (value \(shortText(breakdown.value))): start elsewhere."
        : "The objective stopped being finite in iteration \(breakdown.iteration) "
          + "(value \(shortText(breakdown.value)))\(breakdown.reason)."
    case .stalled(let iteration):
      "Stalled after \(iteration) iterations: the step is below the spacing of the numbers, so that no further step "
        + "moves the point."
    case .noMinimum(let reason):
      "There is no minimum here, though the gradient is small: \(reason)."
    case .earlyStopped(let iteration, let best, let value):
      "Stopped early after \(iteration) iterations: the value at the validation data was lowest, \(shortText(value)), in "
        + "iteration \(best), whose point is returned."
    case .settled(let iterations, let fall, let value, let norm):
      "Settled: in the last \(iterations) iterations the value fell by \(shortText(100 * fall)) % only; it is "
        + "\(shortText(value)), and the gradient norm \(shortText(norm))."
    case .infeasible(let violation):
      "No point was found that meets the constraints: the violation \(shortText(violation)) falls no further. "
        + "See whether they contradict each other, or start elsewhere."
    case .searchCompleted(let runs, let basins, let converged):
      "The search is complete: \(runs) \(runs == 1 ? "run" : "runs"), \(basins) \(basins == 1 ? "basin" : "basins") "
        + "found\(converged ? "" : "; the run to the lowest point did not converge")."
    case .observer(let iteration):
      "Stopped by an observer after \(iteration) iterations."
    case .custom(let message, _):
      message
    }
  }
}

/// What is known about a run that broke down.
public struct Breakdown: Sendable, Equatable, Codable {
  /// When it was noticed.
  public let iteration: Int
  /// The value then.
  public let value: Double
  /// The gradient norm then, relative to that at the start.
  public let gradientGrowth: Double
  /// The size of the last step.
  public let stepSize: Double?
  /// The largest stable step of the method on this objective, where it is known.
  public let limit: StepLimit?
  /// An eigenvalue of the Hessian that is negative, where one is known: then no step has a limit.
  public let negativeEigenvalue: Double?

  /// The end of the sentence: by how much the step exceeds the limit, or what to try.
  var reason: String {
    if let negativeEigenvalue {
      return "; the Hessian has the negative eigenvalue \(shortText(negativeEigenvalue)): there is no minimum"
    }
    guard let stepSize else { return "" }
    if let limit, let warning = limit.warning(forStep: stepSize) { return "; " + warning }
    if limit != nil { return "; the step \(shortText(stepSize)) is within its limit, so that the cause lies elsewhere" }
    return "; try a step smaller than \(shortText(stepSize))"
  }
}

extension Breakdown {
  /// Of a run that has got so far, as its method sees it.
  init(of progress: Progress) {
    self.init(
      iteration: progress.iteration, value: progress.value,
      gradientGrowth: progress.gradientNorm / progress.initialGradientNorm, stepSize: progress.stepSize, limit: nil,
      negativeEigenvalue: nil)
  }
}
