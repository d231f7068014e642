import Glibc

/// What a trace shows about how a run went, and what to do about it.
public enum Diagnosis: Sendable, Equatable {
  /// A criterion of convergence was met.
  case converged
  /// The gradient grows by this factor in each iteration; the largest stable step, where it is known.
  case diverging(growth: Double, stepSize: Double?, limit: Double?)
  /// The Hessian has this negative eigenvalue: no step leads to a minimum, because there is none.
  case noMinimum(eigenvalue: Double)
  /// At its rate the run needs so many further iterations, more than twice those of the best method that theory has a count
  /// for, or where it has none, more than as many again and a thousand. The step and the fewer iterations that theory
  /// would allow, where the curvature is known.
  case tooSlow(remaining: Double, stepSize: Double?, better: BetterStep?)
  /// The value went up in this part of the later steps, though it fell on the whole.
  case oscillating(part: Double)
  /// The gradient has shrunk to this part of the first one, while the value has hardly fallen: a plateau.
  case vanishingGradients(part: Double)
  /// The gradient was for a time so many times the first one.
  case explodingGradients(factor: Double)
  /// The validation value was lowest in this iteration and has risen by this part since, while the training value fell.
  case overfitting(since: Int, rise: Double)
  /// The run ended well, but the value has fallen by this part of the first one only.
  case underfitting(fall: Double)

  /// A step that theory would allow.
  public struct BetterStep: Sendable, Equatable {
    /// α.
    public let step: Double
    /// The iterations that it needs at most, from the start.
    public let iterations: Int?
  }
}

extension Diagnosis {
  /// What is the matter and what to do, in a sentence.
  public var message: String {
    switch self {
    case .converged:
      return "The run converged."
    case .diverging(let growth, let stepSize, let limit):
      let step = stepSize.map { " with the step \(shortText($0))" } ?? ""
      let advice = limit.map { "take a step below \(shortText($0))" } ?? "take a smaller step"
      return "The run diverges: the gradient grows by \(percent(growth - 1)) an iteration\(step); \(advice)."
    case .noMinimum(let eigenvalue):
      return "The Hessian has the negative eigenvalue \(shortText(eigenvalue)): there is no minimum."
    case .tooSlow(let remaining, let stepSize, let better):
      var text = "The run is slow: at its rate it needs about \(shortText(remaining)) further iterations"
      if let better {
        text += stepSize.map { "; its step is \(shortText($0))" } ?? ""
        text += ", and theory allows \(shortText(better.step))"
        if let count = better.iterations { text += ", which needs at most \(count) in all" }
      } else {
        text += "; try a larger step, a faster method, or scaled columns"
      }
      return text + "."
    case .oscillating(let part):
      return "The run oscillates: the value went up in \(percent(part)) of the later steps; take a smaller step, less "
        + "momentum, or a schedule that decays."
    case .vanishingGradients(let part):
      return
        "The gradient has shrunk to \(percent(part)) of the first one while the value has hardly fallen: the run is on "
        + "a plateau; start elsewhere, or scale the parameters."
    case .explodingGradients(let factor):
      return "The gradient was \(shortText(factor)) times the first one for a time: clip it, or take a smaller step."
    case .overfitting(let iteration, let rise):
      return "Overfitting: the validation value was lowest in iteration \(iteration) and has risen by \(percent(rise)) "
        + "since, while the training value fell; stop early (patience), or add a penalty."
    case .underfitting(let fall):
      return "The value has fallen by \(percent(fall)) of the first one only: the start is nearly as good as the end, "
        + "or the model lacks what would explain the data."
    }
  }
}

private func percent(_ part: Double) -> String { "\(shortText(100 * part)) %" }

extension OptimizationResult {
  /// What the trace shows about the run: one or more of ``Diagnosis``, the gravest first; empty where nothing stands out or
  /// the trace has fewer than four records. What compares with the start is left out of a trace that begins later, as that
  /// of a resumed run does.
  ///
  /// - Parameters:
  ///   - curvature: bounds of the curvature, where they are known: then a better step is named.
  ///   - tolerance: the part of the first gradient norm that the run was to reach.
  /// - Complexity: O(records).
  public func diagnosis(curvature: CurvatureBounds? = nil, tolerance: Double = 1e-8) -> [Diagnosis] {
    guard trace.count >= 4 else { return converged ? [.converged] : [] }
    if !converged, let curvature, curvature.isIndefinite {
      return [.noMinimum(eigenvalue: curvature.lambdaMin.upperBound)]
    }
    let reader = TraceReader(trace, curvature, goal: tolerance * state.progress.initialGradientNorm, tolerance)
    if let divergence = reader.divergence(termination) { return [divergence] }
    var found = converged ? [.converged] : [reader.plateau, reader.slowness].compactMap { $0 }
    found += [reader.explosion, converged ? nil : reader.oscillation, reader.overfitting].compactMap { $0 }
    if converged, let underfitting = reader.underfitting { found.append(underfitting) }
    return found
  }
}

/// The measures that diagnoses are made of. "Later" is the second half of the trace.
private struct TraceReader {
  private let trace: Trace
  private let curvature: CurvatureBounds?
  /// The gradient norm that the run was to reach, and the part of that at its start.
  private let goal, tolerance: Double
  private var beginsAtStart: Bool { first.iteration == 0 }
  private var first: TraceRecord { trace[0] }
  private var middle: TraceRecord { trace[trace.count / 2] }
  private var last: TraceRecord { trace[trace.count - 1] }

  init(_ trace: Trace, _ curvature: CurvatureBounds?, goal: Double, _ tolerance: Double) {
    (self.trace, self.curvature, self.goal, self.tolerance) = (trace, curvature, goal, tolerance)
  }

  /// The factor of the gradient norm in an iteration of the later half.
  private var factor: Double {
    let count = Double(last.iteration - middle.iteration)
    guard count > 0, middle.gradientNorm > 0 else { return .nan }
    return pow(last.gradientNorm / middle.gradientNorm, 1 / count)
  }

  func divergence(_ termination: Termination) -> Diagnosis? {
    let isGrowing = factor > 1 && last.gradientNorm > 10 * first.gradientNorm && last.value > first.value
    switch termination {
    case .diverged, .nonFinite: break
    default: guard isGrowing else { return nil }
    }
    return .diverging(growth: factor, stepSize: last.stepSize, limit: curvature?.maximumStableStep)
  }

  var slowness: Diagnosis? {
    guard factor < 1, last.gradientNorm > 0, goal > 0 else { return nil }
    let remaining = log(goal / last.gradientNorm) / log(factor)
    let predicted = curvature?.predictedIterations(tolerance: tolerance)
    let counts = [predicted?.gradientDescentOptimal, predicted?.heavyBall, predicted?.nesterov, predicted?.chebyshev]
    let fewest = counts.compactMap(\.self).min()
    guard remaining > fewest.map({ 2 * Double($0) }) ?? max(1000, Double(last.iteration)) else { return nil }
    var better: Diagnosis.BetterStep?
    if let curvature, let step = curvature.optimalStep ?? Optional(curvature.safeStep), step.isFinite,
      step > 2 * (last.stepSize ?? .infinity)
    {
      better = Diagnosis.BetterStep(
        step: step,
        iterations: curvature.optimalStep == nil ? predicted?.gradientDescentSafe : predicted?.gradientDescentOptimal)
    }
    return .tooSlow(remaining: remaining.rounded(.up), stepSize: last.stepSize, better: better)
  }

  var plateau: Diagnosis? {
    let part = last.gradientNorm / first.gradientNorm
    guard beginsAtStart, part < 1e-3, (first.value - last.value).magnitude <= 0.01 * first.value.magnitude else {
      return nil
    }
    return .vanishingGradients(part: part)
  }

  var explosion: Diagnosis? {
    let factor = (trace.map(\.gradientNorm).max() ?? 0) / first.gradientNorm
    return factor > 1e4 && factor < .infinity ? .explodingGradients(factor: factor) : nil
  }

  var oscillation: Diagnosis? {
    let later = trace[(trace.count / 2)...]
    let rises = zip(later, later.dropFirst()).count { $1.value > $0.value }
    let part = Double(rises) / Double(max(1, later.count - 1))
    return part >= 0.3 ? .oscillating(part: part) : nil
  }

  var overfitting: Diagnosis? {
    guard let lowest = trace.min(by: { ($0.validationValue ?? .nan) < ($1.validationValue ?? .nan) }),
      let least = lowest.validationValue, let now = last.validationValue, lowest.iteration < last.iteration,
      now > least + 0.02 * least.magnitude, last.value < lowest.value
    else { return nil }
    return .overfitting(since: lowest.iteration, rise: (now - least) / least.magnitude)
  }

  var underfitting: Diagnosis? {
    let fall = (first.value - last.value) / first.value.magnitude
    return beginsAtStart && fall >= 0 && fall < 0.1 ? .underfitting(fall: fall) : nil
  }
}
