import DescentLinearAlgebra
import Glibc

/// A step size for each step: a pure function of the number of the step, counted from 0.
///
/// ```swift
/// Adam(rate: 0.01)                                        // a number is a constant schedule
/// Adam(rate: .cosine(from: 0.1, over: 1000))
/// Adam(rate: .warmUp(steps: 100, then: .inverseTime(from: 0.1, decay: 0.01)))
/// ```
///
/// A schedule that reacts to the run is ``ReduceOnPlateau``.
public indirect enum Schedule: Sendable, Codable, Hashable {
  /// α always.
  case constant(Double)
  /// αγ^⌊t/k⌋: times the factor γ every k steps.
  case stepDecay(from: Double, factor: Double, every: Int)
  /// αγᵗ.
  case exponential(from: Double, factor: Double)
  /// α/(1 + kt).
  ///
  /// - Note: H. Robbins, S. Monro 1951: such steps make stochastic descent converge.
  case inverseTime(from: Double, decay: Double)
  /// e + ½(α − e)(1 + cos(πt/T)), and e from step T on.
  ///
  /// - Note: I. Loshchilov, F. Hutter 2017.
  case cosine(from: Double, to: Double = 0, over: Int)
  /// The cosine begun anew after its T steps, each time for `lengthening` times as many.
  ///
  /// - Note: I. Loshchilov, F. Hutter 2017 (SGDR).
  case cosineWithRestarts(from: Double, to: Double = 0, over: Int, lengthening: Int = 1)
  /// From low to high and back in straight lines, in `period` steps, again and again.
  ///
  /// - Note: L. N. Smith 2017.
  case cyclic(low: Double, high: Double, period: Int)
  /// From peak/25 up to the peak in the first 30 % of the steps and down to peak/250,000 in the rest, both along cosines.
  ///
  /// - Note: L. N. Smith, N. Topin 2019.
  case oneCycle(peak: Double, over: Int)
  /// In w steps along a straight line to the first rate of the other schedule, (t + 1)/w of it, then that one, counted
  /// from its own 0.
  case warmUp(steps: Int, then: Schedule)
  /// The first schedule for so many steps, then the other, counted from its own 0.
  case joined(Schedule, steps: Int, then: Schedule)
}

extension Schedule: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self = .constant(value) }
  public init(integerLiteral value: Int) { self = .constant(Double(value)) }
}

extension Schedule {
  /// α of step t, counted from 0.
  ///
  /// - Precondition: t is not negative, and the settings are those that a run would take.
  /// - Complexity: O(1) for each schedule in another, and O(log t) where cosine restarts lengthen.
  public func rate(at step: Int) -> Double {
    guard step >= 0 else { trap("Schedule.rate: the step \(step) must be at least 0") }
    let t = Double(step)
    switch self {
    case .constant(let rate):
      return rate
    case .stepDecay(let rate, let factor, let interval):
      return rate * pow(factor, Double(step / interval))
    case .exponential(let rate, let factor):
      return rate * pow(factor, t)
    case .inverseTime(let rate, let decay):
      return rate / (1 + decay * t)
    case .cosine(let rate, let end, let count):
      return step >= count ? end : arc(from: rate, to: end, t / Double(count))
    case .cosineWithRestarts(let rate, let end, var count, let lengthening):
      var step = step
      if lengthening == 1 { step %= count }
      while step >= count { (step, count) = (step - count, count.multipliedOrMost(by: lengthening)) }
      return arc(from: rate, to: end, Double(step) / Double(count))
    case .cyclic(let low, let high, let period):
      let phase = Double(step % period) / Double(period)
      return low + (high - low) * (1 - (2 * phase - 1).magnitude)
    case .oneCycle(let peak, let count):
      let rise = max(1, 0.3 * Double(count))
      if t < rise { return arc(from: peak / 25, to: peak, t / rise) }
      return arc(from: peak, to: peak / 250_000, min(1, (t - rise) / max(1, Double(count - 1) - rise)))
    case .warmUp(let count, let next):
      return step < count ? next.rate(at: 0) * (t + 1) / Double(count) : next.rate(at: step - count)
    case .joined(let first, let count, let next):
      return step < count ? first.rate(at: step) : next.rate(at: step - count)
    }
  }

  /// The largest rate of all steps: what must be stable.
  public var largestRate: Double {
    switch self {
    case .constant(let rate), .inverseTime(let rate, _): rate
    case .stepDecay(let rate, let factor, _), .exponential(let rate, let factor): factor > 1 ? .infinity : rate
    case .cosine(let rate, let end, _), .cosineWithRestarts(let rate, let end, _, _): max(rate, end)
    case .cyclic(let low, let high, _): max(low, high)
    case .oneCycle(let peak, _): peak
    case .warmUp(_, let next): next.largestRate
    case .joined(let first, _, let next): max(first.largestRate, next.largestRate)
    }
  }

  /// From a to b along half a cosine, of which `part` has gone by.
  private func arc(from a: Double, to b: Double, _ part: Double) -> Double {
    // Exactly a at the beginning and b at the end.
    let cosine = cos(.pi * part)
    return 0.5 * (a * (1 + cosine) + b * (1 - cosine))
  }

  /// - Throws: ``OptimizationError`` where a rate is negative or not finite, or a number of steps is not positive.
  func validate() throws {
    func rates(_ rates: Double...) throws {
      for rate in rates where !(rate >= 0 && rate.isFinite) { throw OptimizationError.invalidStep(rate) }
    }
    func count(_ count: Int, _ what: String) throws { try requireCountSetting(count, "\(what) of the schedule") }
    func number(_ value: Double, _ what: String) throws {
      try requireNonNegativeSetting(value, "\(what) of the schedule")
    }
    switch self {
    case .constant(let rate):
      guard rate > 0 else { throw OptimizationError.invalidStep(rate) }
      try rates(rate)
    case .stepDecay(let rate, let factor, let interval):
      try rates(rate)
      try number(factor, "factor")
      try count(interval, "interval")
    case .exponential(let rate, let factor):
      try rates(rate)
      try number(factor, "factor")
    case .inverseTime(let rate, let decay):
      try rates(rate)
      try number(decay, "decay")
    case .cosine(let rate, let end, let steps):
      try rates(rate, end)
      try count(steps, "length")
    case .cosineWithRestarts(let rate, let end, let steps, let lengthening):
      try rates(rate, end)
      try count(steps, "length")
      try count(lengthening, "lengthening")
    case .cyclic(let low, let high, let period):
      try rates(low, high)
      try count(period, "period")
    case .oneCycle(let peak, let steps):
      try rates(peak)
      try count(steps, "length")
    case .warmUp(let steps, let next):
      try count(steps, "warm-up")
      try next.validate()
    case .joined(let first, let steps, let next):
      try count(steps, "first part")
      try first.validate()
      try next.validate()
    }
  }
}

extension Int {
  fileprivate func multipliedOrMost(by factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
