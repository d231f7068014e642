import DescentOptimization
import Foundation
import Testing

/// Schedules at steps worked out by hand.
@Suite struct ScheduleTests {
  private func expect(
    _ schedule: Schedule, _ rates: [Int: Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (step, rate) in rates {
      #expect(
        (schedule.rate(at: step) - rate).magnitude <= 1e-15 * rate.magnitude,
        "step \(step): \(schedule.rate(at: step))",
        sourceLocation: sourceLocation)
    }
  }

  @Test func constant() {
    expect(0.3, [0: 0.3, 1: 0.3, 1_000_000: 0.3])
    expect(2, [0: 2])
  }

  @Test func decays() {
    expect(.stepDecay(from: 0.8, factor: 0.5, every: 10), [0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2, 35: 0.1])
    expect(.exponential(from: 3, factor: 0.5), [0: 3, 1: 1.5, 4: 0.1875])
    expect(.inverseTime(from: 0.5, decay: 0.25), [0: 0.5, 4: 0.25, 12: 0.125])
  }

  @Test func cosine() {
    // (1 + cos(π/4))/2 = 0.85355339059327376.
    expect(
      .cosine(from: 1, over: 4), [0: 1, 1: 0.85355339059327376, 2: 0.5, 3: 0.14644660940672624, 4: 0, 9: 0])
    expect(.cosine(from: 3, to: 1, over: 2), [0: 3, 1: 2, 2: 1, 3: 1])
  }

  @Test func cosineWithRestarts() {
    expect(.cosineWithRestarts(from: 1, over: 2), [0: 1, 1: 0.5, 2: 1, 3: 0.5, 1001: 0.5])
    // Periods of 2, 4, 8 steps: they begin at 0, 2, 6 and 14.
    let lengthening = Schedule.cosineWithRestarts(from: 1, over: 2, lengthening: 2)
    expect(lengthening, [0: 1, 1: 0.5, 2: 1, 3: 0.85355339059327376, 4: 0.5, 6: 1, 10: 0.5, 14: 1])
    #expect(lengthening.rate(at: .max).isFinite)
  }

  @Test func cyclic() {
    expect(.cyclic(low: 1, high: 3, period: 4), [0: 1, 1: 2, 2: 3, 3: 2, 4: 1, 402: 3])
    expect(.cyclic(low: 1, high: 3, period: 1), [0: 1, 5: 1])
  }

  @Test func oneCycle() {
    // Up in 3 steps of 10, down in the other 6 intervals.
    let schedule = Schedule.oneCycle(peak: 1, over: 10)
    expect(schedule, [0: 0.04, 3: 1, 6: 0.500002, 9: 4e-6, 100: 4e-6])
    for step in 0..<10 { #expect(schedule.rate(at: step) <= 1) }
    #expect(Schedule.oneCycle(peak: 1, over: 1).rate(at: 0) == 0.04)
  }

  @Test func chains() {
    let warm = Schedule.warmUp(steps: 4, then: .exponential(from: 2, factor: 0.5))
    expect(warm, [0: 0.5, 1: 1, 2: 1.5, 3: 2, 4: 2, 5: 1])
    expect(.joined(0.1, steps: 3, then: .exponential(from: 1, factor: 0.5)), [0: 0.1, 2: 0.1, 3: 1, 4: 0.5])
  }

  @Test(
    arguments: [
      0.7, .stepDecay(from: 0.8, factor: 0.5, every: 3), .exponential(from: 3, factor: 0.9),
      .inverseTime(from: 0.5, decay: 0.25), .cosine(from: 1, to: 0.25, over: 7), .cosine(from: 0.25, to: 1, over: 7),
      .cosineWithRestarts(from: 1, over: 5, lengthening: 3), .cyclic(low: 1, high: 3, period: 8),
      .cyclic(low: 3, high: 1, period: 8), .oneCycle(peak: 2, over: 10), .warmUp(steps: 4, then: 0.5),
      .joined(0.5, steps: 3, then: .exponential(from: 1, factor: 0.5)),
    ] as [Schedule])
  func theLargestRateIsNeverExceededAndReached(schedule: Schedule) throws {
    let largest = (0..<60).map { schedule.rate(at: $0) }.max()!
    #expect((largest - schedule.largestRate).magnitude <= 1e-15 * largest)
    let decoded = try JSONDecoder().decode(Schedule.self, from: JSONEncoder().encode(schedule))
    #expect(decoded == schedule)
  }

  @Test func ratesThatGrowHaveNoLargest() {
    #expect(Schedule.exponential(from: 1, factor: 1.1).largestRate == .infinity)
    #expect(Schedule.stepDecay(from: 1, factor: 2, every: 5).largestRate == .infinity)
  }

  @Test(
    arguments: [
      0, -1, .constant(.nan), .constant(.infinity), .stepDecay(from: -1, factor: 0.5, every: 1),
      .exponential(from: .nan, factor: 1),
      .inverseTime(from: .infinity, decay: 0), .cosine(from: 1, to: -1, over: 4), .cyclic(low: -1, high: 1, period: 4),
      .oneCycle(peak: -1, over: 4), .warmUp(steps: 3, then: 0), .joined(0.1, steps: 3, then: -1),
      .joined(-1, steps: 3, then: 1),
    ] as [Schedule])
  func badRatesAreRefused(schedule: Schedule) throws {
    let error = #expect(throws: OptimizationError.self) { try Adam(rate: schedule).minimize(parabola, from: [1]) }
    guard case .invalidStep = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    arguments: [
      .stepDecay(from: 1, factor: 0.5, every: 0), .stepDecay(from: 1, factor: -0.5, every: 1),
      .exponential(from: 1, factor: .nan), .inverseTime(from: 1, decay: -1), .cosine(from: 1, over: 0),
      .cosineWithRestarts(from: 1, over: 0), .cosineWithRestarts(from: 1, over: 2, lengthening: 0),
      .cyclic(low: 0, high: 1, period: 0), .oneCycle(peak: 1, over: 0), .warmUp(steps: 0, then: 1),
      .joined(1, steps: 0, then: 1),
    ] as [Schedule])
  func badNumbersOfStepsAreRefused(schedule: Schedule) throws {
    let error = #expect(throws: OptimizationError.self) { try Momentum(rate: schedule).minimize(parabola, from: [1]) }
    guard case .invalidSetting(_, _, let range) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect("\(error!)".contains("but it must be \(range)"))
  }

  @Test func aNegativeStepTraps() async {
    await #expect(processExitsWith: .failure) { _ = Schedule.cyclic(low: 0, high: 1, period: 2).rate(at: -1) }
  }
}
