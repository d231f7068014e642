import DescentOptimization
import Glibc
import Testing

/// Functions along a line, with their slopes.
private typealias Line = @Sendable (Double) -> (value: Double, slope: Double)

/// What a search did.
private struct Outcome {
  var verdict: SearchVerdict
  var trials: [LinePoint] = []
  var kept: LinePoint?

  /// The step that it took.
  var taken: LinePoint? {
    switch verdict {
    case .accept, .acceptUnbounded: trials.last
    case .acceptKept: kept
    default: nil
    }
  }
}

private func run<S: StepSearch>(
  _ make: (LinePoint, WolfeConditions) -> S, _ conditions: WolfeConditions, from first: Double, _ line: Line
) -> Outcome {
  let (value, slope) = line(0)
  var search = make(LinePoint(step: 0, value: value, slope: slope), conditions)
  var outcome = Outcome(verdict: .fail)
  var step = first
  while true {
    let (value, slope) = line(step)
    let trial = LinePoint(step: step, value: value, slope: slope)
    outcome.trials.append(trial)
    outcome.verdict = search.observe(trial)
    switch outcome.verdict {
    case .keep(let next): (outcome.kept, step) = (trial, next)
    case .next(let next): step = next
    default: return outcome
    }
  }
}

@Suite struct StepSearchTests {
  private static let strict = WolfeConditions(decrease: 1e-3, curvature: 0.1)

  /// The functions of Moré, Thuente 1994, section 5, but for the third, with the most trials from any of the first steps.
  private static let functions: [Line] = [
    { a in (-a / (a * a + 2), (a * a - 2) / ((a * a + 2) * (a * a + 2))) },
    { a in
      let t = a + 0.004
      return (pow(t, 5) - 2 * pow(t, 4), 5 * pow(t, 4) - 8 * pow(t, 3))
    },
    yanai(0.001, 0.001), yanai(0.01, 0.001), yanai(0.001, 0.01),
  ]

  private static func yanai(_ b1: Double, _ b2: Double) -> Line {
    let (g1, g2) = ((1 + b1 * b1).squareRoot() - b1, (1 + b2 * b2).squareRoot() - b2)
    return { a in
      let (r1, r2) = (((1 - a) * (1 - a) + b2 * b2).squareRoot(), (a * a + b1 * b1).squareRoot())
      return (g1 * r1 + g2 * r2, g1 * (a - 1) / r1 + g2 * a / r2)
    }
  }

  @Test(arguments: functions.indices, [1e-3, 1e-1, 1e1, 1e3])
  func theConditionsOfWolfeAreMet(index: Int, first: Double) throws {
    let line = Self.functions[index]
    let outcome = run(WolfeSearch.init, Self.strict, from: first, line)
    let taken = try #require(outcome.taken)
    let start = line(0)
    #expect(taken.value <= start.value + 1e-3 * taken.step * start.slope)
    #expect(taken.slope.magnitude <= 0.1 * start.slope.magnitude)
    #expect(outcome.trials.count <= 14)
  }

  @Test(arguments: functions.indices, [1e-3, 1e-1, 1e1, 1e3])
  func backtrackingFindsADecrease(index: Int, first: Double) throws {
    let line = Self.functions[index]
    let taken = try #require(run(ArmijoSearch.init, Self.strict, from: first, line).taken)
    let start = line(0)
    #expect(taken.value <= start.value + 1e-3 * taken.step * start.slope)
    #expect(taken.step <= first)
  }

  @Test(arguments: [1e-8, 1.0, 1e10])
  func aParabolaTakesOneInterpolation(first: Double) throws {
    let outcome = run(WolfeSearch.init, Self.strict, from: first) { a in ((a - 1) * (a - 1), 2 * (a - 1)) }
    #expect(try #require(outcome.taken).slope.magnitude <= 0.2)
    // Trials are at most 10 times as far, and at least a thousandth, from one to the next.
    #expect(outcome.trials.count <= 11)
  }

  @Test(arguments: [0.99, 1.0, 2.0, 1e6, 1e300])
  func aWallIsTooFar(first: Double) throws {
    let barrier: Line = { a in a < 1 ? (-a - 0.01 * log(1 - a), -1 + 0.01 / (1 - a)) : (.nan, .nan) }
    for outcome in [
      run(WolfeSearch.init, .quasiNewton, from: first, barrier),
      run(ArmijoSearch.init, .quasiNewton, from: first, barrier),
    ] {
      let taken = try #require(outcome.taken)
      #expect(taken.value < barrier(0).value)
      #expect(taken.step < 1)
    }
    // Infinite values, and slopes that are none where the value is a number.
    let steep: Line = { a in a < 1 ? (-a, -1) : (-.infinity, -1) }
    #expect(try #require(run(WolfeSearch.init, .quasiNewton, from: first, steep).taken).step < 1)
    let torn: Line = { a in a < 1 ? (-a, -1) : (-a, .nan) }
    #expect(try #require(run(WolfeSearch.init, .quasiNewton, from: first, torn).taken).step < 1)
  }

  @Test func aSlopeThatLiesIsFoundOut() {
    let outcome = run(WolfeSearch.init, .quasiNewton, from: 1) { a in (a, -1) }
    #expect(outcome.verdict == .fail)
    #expect(outcome.taken == nil)
    #expect(run(ArmijoSearch.init, .quasiNewton, from: 1) { a in (a, -1) }.verdict == .fail)
  }

  @Test func aFallWithoutEndIsTold() {
    let outcome = run(WolfeSearch.init, .quasiNewton, from: 1) { a in (-a, -1) }
    #expect(outcome.verdict == .acceptUnbounded)
    #expect(outcome.trials.count == WolfeConditions.quasiNewton.mostEvaluations)
  }

  @Test func aFlatLineEndsSoon() {
    let outcome = run(WolfeSearch.init, .quasiNewton, from: 1) { _ in (7, -1e-30) }
    #expect(outcome.trials.count <= 8)
  }

  /// Where the value is rounding, slopes lead to the minimum: φ = 10⁸ + (α − 1)²·10⁻⁹, of which no digit is left.
  @Test(arguments: [1e-2, 0.5, 3.0])
  func atThePrecisionFloorSlopesDecide(first: Double) throws {
    let line: Line = { a in (1e8 + (a - 1) * (a - 1) * 1e-9, 2e-9 * (a - 1)) }
    let outcome = run(WolfeSearch.init, Self.strict, from: first, line)
    #expect((try #require(outcome.taken).step - 1).magnitude <= 0.1)
    #expect(outcome.trials.count <= 4)
  }

  /// Values with an error of ±10⁻¹³ of their own, as sums have it: searches do not fail, and take few trials.
  @Test(arguments: 0..<40)
  func noisyValuesDoNotFail(seed: UInt64) throws {
    let line: Line = { a in
      var generator = SeededGenerator(seed: seed &+ a.bitPattern)
      let noise = 1e-13 * generator.uniform()
      return (88 + (a - 1) * (a - 1) * 1e-13 + noise, 2e-13 * (a - 1))
    }
    let outcome = run(WolfeSearch.init, .quasiNewton, from: 1, line)
    #expect(outcome.taken != nil)
    #expect(outcome.trials.count <= 3)
  }

  /// Trials of searches that have gone wrong elsewhere: a first trial that is nearly a minimum but not low enough, and a
  /// bracket whose cubic has no minimum inside.
  @Test func capturedTrials() {
    var search = WolfeSearch(from: LinePoint(step: 0, value: 1, slope: -1e-3), .quasiNewton)
    guard case .next(let next) = search.observe(LinePoint(step: 1, value: 1.5, slope: 1e-9)) else {
      Issue.record("a trial that is too high must not be taken")
      return
    }
    #expect(next >= 1e-3 && next < 1)
    var other = WolfeSearch(from: LinePoint(step: 0, value: 0, slope: -1), Self.strict)
    guard case .keep(let first) = other.observe(LinePoint(step: 1, value: -1, slope: -1)) else {
      Issue.record("a trial that is lower must be kept")
      return
    }
    #expect(first == 11)
    guard case .next(let second) = other.observe(LinePoint(step: 11, value: 5, slope: -1)) else {
      Issue.record("a trial that is too high must not be kept")
      return
    }
    #expect(second > 1 && second < 11)
    #expect(other.observe(LinePoint(step: second, value: -3, slope: 0)) == .accept)
  }

  @Test func settingsAreChecked() throws {
    for conditions in [
      WolfeConditions(decrease: 0), WolfeConditions(decrease: 0.5), WolfeConditions(decrease: .nan),
      WolfeConditions(curvature: 1), WolfeConditions(decrease: 0.1, curvature: 0.05),
      WolfeConditions(mostEvaluations: 0),
    ] {
      #expect(throws: OptimizationError.self) { try BFGS(conditions: conditions).minimize(parabola, from: [1]) }
    }
    #expect(throws: OptimizationError.self) { try LBFGS(memory: 0).minimize(parabola, from: [1]) }
  }
}
