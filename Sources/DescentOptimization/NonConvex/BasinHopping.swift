public import DescentLinearAlgebra

/// A walk over minima: from the current one a random jump, a descent, and the new minimum is taken or refused by its value.
///
/// x′ = descent from x + s·(uniform numbers in −1…1); it is taken with the probability min(1, exp((f(x) − f(x′))/T)). For
/// low T the walk sees the function as a staircase of its minima, without the barriers between them. The length s of the
/// jumps is adapted every 20 of them, so that about half of the minima are taken.
///
/// ```swift
/// let result = try BasinHopping(ProjectedGradient(onto: WholeSpace()), hops: 100, jump: 1, seed: 3)
///   .minimize(rastrigin, from: [3, 2])
/// ```
///
/// An iteration is a hop, and the iterate the lowest minimum so far. Criteria about gradients, steps and changes of the
/// value are not tested; the run ends when all hops are done, at a limit, or at a target.
///
/// - Complexity: that of the descents.
/// - Note: D. J. Wales, J. P. K. Doye 1997; the acceptance is that of N. Metropolis et al. 1953.
public struct BasinHopping<Inner: Optimizer>: Optimizer {
  /// What descends.
  public var inner: Inner
  /// The number of hops.
  public var hops: Int
  /// s at the start.
  public var jump: Double
  /// T, in units of the value.
  public var temperature: Double
  /// Whether s is adapted.
  public var adaptsJump: Bool
  /// When a descent ends.
  public var limits: DescentLimits
  /// The distance within which two ends are the same, relative to their length or 1.
  public var tolerance: Double
  /// What jumps are drawn with.
  public var seed: UInt64

  /// Basin hopping.
  public init(
    _ inner: Inner, hops: Int = 100, jump: Double = 0.5, temperature: Double = 1, adaptsJump: Bool = true,
    limits: DescentLimits = DescentLimits(), tolerance: Double = 1e-4, seed: UInt64 = 0
  ) {
    self.inner = inner
    self.hops = hops
    self.jump = jump
    self.temperature = temperature
    self.adaptsJump = adaptsJump
    self.limits = limits
    self.tolerance = tolerance
    self.seed = seed
  }
}

extension BasinHopping: Equatable where Inner: Equatable {}

/// What a run of ``BasinHopping`` carries from one hop to the next.
public struct BasinHoppingState: BasinSearchState, Equatable {
  /// The lowest minimum so far.
  public internal(set) var iterate: Iterate
  public internal(set) var progress: Progress
  public internal(set) var notes: [String] = []
  public var basins: [Basin] { list.basins }
  /// s.
  public internal(set) var jump: Double
  /// The hops whose minimum was taken, of those since s was last adapted.
  public internal(set) var acceptedHops = 0
  var list = BasinList()
  var generator: SeededGenerator
  /// The minimum the walk is at.
  var current: Vector<Double>
  var currentValue: Double?
}

extension BasinHopping {
  public typealias State = BasinHoppingState

  /// Hops between two adaptations of s.
  private static var adaptationInterval: Int { 20 }
  private static var adaptation: Double { 0.9 }

  /// - Throws: ``OptimizationError`` where a setting is out of its range, and what the inner optimizer throws at the start.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try limits.validate()
    try requireCountSetting(hops, "number of hops")
    try requirePositiveSetting(jump, "length of the jumps")
    try requirePositiveSetting(tolerance, "distance between basins")
    try requireSetting(
      temperature >= 0 && temperature.isFinite, "temperature", temperature, "a finite number from 0 on")
    let start = try inner.start(objective, from: point)
    return State(
      iterate: start.iterate, progress: Progress(startingAt: start.iterate, evaluations: start.progress.evaluations),
      notes: start.notes, jump: jump, generator: SeededGenerator(seed: seed), current: point)
  }

  public func isSearching(_ state: State) -> Bool { true }

  /// The first iteration descends from the start, each of the others is a hop.
  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    guard state.progress.iteration <= hops else {
      return .ended(searchEnd(runs: state.progress.iteration, state.basins))
    }
    var point = state.current
    if state.progress.iteration > 0 {
      for i in point.indices { point[i] += state.jump * (2 * state.generator.uniform() - 1) }
    }
    let draw = state.generator.uniform()
    let found = try? inner.minimize(objective, from: point, until: limits.criteria)
    let before = state.iterate.point
    if let found, found.value.isFinite, found.minimizer.isFinite {
      state.list.add(found.minimizer, found.value, found.termination, tolerance: tolerance)
      if found.value < state.iterate.value {
        state.iterate = Iterate(point: found.minimizer, value: found.value, gradient: found.gradient)
      }
      if isTaken(found.value, state.currentValue, draw) {
        state.current = found.minimizer
        state.currentValue = found.value
        state.acceptedHops += 1
      }
    }
    state.progress.record(
      state.iterate, stepSize: state.jump, stepLength: distance(state.iterate.point, before),
      evaluations: found?.evaluations ?? 0)
    adapt(&state)
    return .moved
  }

  private func isTaken(_ new: Double, _ old: Double?, _ draw: Double) -> Bool {
    guard let old else { return true }
    return new <= old || (temperature > 0 && draw < exponential((old - new) / temperature))
  }

  /// Longer jumps where more than half of the minima were taken, shorter ones where fewer.
  private func adapt(_ state: inout State) {
    guard adaptsJump, state.progress.iteration % Self.adaptationInterval == 0 else { return }
    state.jump *= 2 * state.acceptedHops > Self.adaptationInterval ? 1 / Self.adaptation : Self.adaptation
    state.acceptedHops = 0
  }
}
