/// A search for a step that fulfils the strong Wolfe conditions.
///
/// It goes on from the first step while the value falls, then closes in on a minimum between the best trial and one that
/// is worse or has a slope of the other sign. Trials are minima of cubics and parabolas, chosen by the rules of Moré and
/// Thuente (1994): near the best trial, and no slower than bisection. Where values differ by rounding alone, slopes
/// decide what is better (the approximate Wolfe conditions of Hager and Zhang 2005), so that a search comes to its end at
/// the precision floor too. A trial that is not finite is too far.
package struct WolfeSearch: StepSearch, Sendable {
  private let start: LinePoint
  private let conditions: WolfeConditions
  private let noise: Double
  /// The best trial; at first the start.
  private var low: LinePoint
  /// The other end of the bracket. Its value is infinite where the function is not defined there.
  private var high: LinePoint?
  /// Widths of the bracket, now and before.
  private var widths = (Double.infinity, Double.infinity)
  private var evaluations = 0
  private var walls = 0
  private var hasRisen = false
  /// Trials whose value cannot be told from that of the start.
  private var flatTrials = 0

  private static let flatness = 0x1p-50
  private static let mostFlatTrials = 6

  /// A search from a point whose slope is negative.
  package init(from start: LinePoint, _ conditions: WolfeConditions) {
    self.start = start
    self.conditions = conditions
    noise = searchNoise * start.value.magnitude
    low = start
  }

  package mutating func observe(_ trial: LinePoint) -> SearchVerdict {
    evaluations += 1
    guard trial.isFinite else {
      walls += 1
      high = LinePoint(step: trial.step, value: .infinity, slope: .nan)
      return verdict(wallStep(), kept: false)
    }
    if (trial.value - start.value).magnitude <= Self.flatness * start.value.magnitude { flatTrials += 1 }
    let isSufficient = conditions.isSufficient(trial, from: start, trustsSlopes: !hasRisen)
    if isSufficient, trial.slope.magnitude <= -conditions.curvature * start.slope { return .accept }
    let isLower = trial.value <= low.value || (trial.value - low.value).magnitude <= noise
    guard isSufficient, isLower else {
      hasRisen = hasRisen || trial.value > start.value + noise
      high = trial
      return verdict(insideStep(low, trial), kept: false)
    }
    let before = low
    low = trial
    let outward = high.map { $0.step - before.step } ?? 1
    if trial.slope * outward >= 0 {
      high = before
      return verdict(turnedStep(before, trial), kept: true)
    }
    guard let high else { return verdict(outwardStep(before, trial), kept: true) }
    let next = high.value.isFinite ? onwardStep(before, trial, high) : min(outwardStep(before, trial), wallStep())
    return verdict(next, kept: true)
  }

  // MARK: The next trial

  /// The value has risen: the minimum of the cubic where it is nearer to the best than that of the parabola, else the
  /// middle of both.
  private func insideStep(_ low: LinePoint, _ trial: LinePoint) -> Double {
    guard !isNoise(low, trial) else { return Interpolation.secant(low, trial) }
    let cubic = Interpolation.cubic(low, trial)
    let quadratic = Interpolation.quadratic(low, trial)
    guard !cubic.isNaN else { return quadratic }
    if !((quadratic - low.step).magnitude <= (cubic - low.step).magnitude) { return cubic }
    return cubic + 0.5 * (quadratic - cubic)
  }

  /// The slope has changed its sign: of the cubic and the secant the one that is farther from the trial.
  private func turnedStep(_ before: LinePoint, _ trial: LinePoint) -> Double {
    let secant = Interpolation.secant(before, trial)
    guard !isNoise(before, trial) else { return secant }
    let cubic = Interpolation.cubic(before, trial)
    return (cubic - trial.step).magnitude >= (secant - trial.step).magnitude ? cubic : secant
  }

  /// The value still falls towards the other end of the bracket: of the cubic and the secant the one that is nearer to the
  /// trial, at most two thirds of the way.
  private func onwardStep(_ before: LinePoint, _ trial: LinePoint, _ high: LinePoint) -> Double {
    let way = high.step - trial.step
    let most = trial.step + 0.66 * way
    guard trial.slope.magnitude < before.slope.magnitude else { return insideStep(trial, high) }
    let secant = Interpolation.secant(before, trial)
    let cubic = isNoise(before, trial) ? .nan : Interpolation.cubic(before, trial)
    let isAhead = (cubic - trial.step) * way > 0
    let step = isAhead && (cubic - trial.step).magnitude < (secant - trial.step).magnitude ? cubic : secant
    return (step - trial.step) * way > 0 ? (way > 0 ? min(step, most) : max(step, most)) : most
  }

  /// Nothing has risen yet: the farther of cubic and secant, within limits.
  private func outwardStep(_ before: LinePoint, _ trial: LinePoint) -> Double {
    let moved = trial.step - before.step
    let most = trial.step + 10 * moved
    let secant = Interpolation.secant(before, trial)
    let cubic = isNoise(before, trial) ? .nan : Interpolation.cubic(before, trial)
    var step = most
    if trial.slope.magnitude < before.slope.magnitude {
      step = secant
      if cubic > trial.step, cubic > secant { step = cubic }
    }
    return min(max(step, trial.step + 1.1 * moved), most)
  }

  /// Back from where the function is not defined: half of the way, or ever less of it where no trial was any good.
  private func wallStep() -> Double {
    guard let high else { return low.step }
    return low.step + (low.step == 0 ? wallShare(walls) : 0.5) * (high.step - low.step)
  }

  private func isNoise(_ a: LinePoint, _ b: LinePoint) -> Bool { (a.value - b.value).magnitude <= noise }

  // MARK: The end

  /// The verdict for a step that is proposed, kept inside of the bracket and away from its ends.
  private mutating func verdict(_ proposed: Double, kept: Bool) -> SearchVerdict {
    var step = proposed
    if let high {
      let width = high.step - low.step
      let share = !high.value.isFinite ? 0 : low.step == 0 ? 1e-3 : 1e-2
      let least = low.step + share * width
      let most = low.step + 0.99 * width
      let (lower, upper) = width > 0 ? (least, most) : (most, least)
      step = step >= lower ? min(step, upper) : lower
      if proposed.isNaN || !(width.magnitude <= 0.66 * widths.1) && low.step > 0 { step = low.step + 0.5 * width }
      widths = (width.magnitude, widths.0)
      // A bracket that has closed up.
      if step == low.step || step == high.step { return ending(kept: kept) }
    }
    guard flatTrials < Self.mostFlatTrials else { return ending(kept: kept) }
    guard evaluations < conditions.mostEvaluations else {
      return high == nil && kept ? .acceptUnbounded : ending(kept: kept)
    }
    return kept ? .keep(next: step) : .next(step)
  }

  /// Takes the best trial, where it is lower than the start, or no higher than rounding.
  private func ending(kept: Bool) -> SearchVerdict {
    guard low.step > 0, low.value <= start.value + Self.flatness * start.value.magnitude else { return .fail }
    return kept ? .accept : .acceptKept
  }
}
