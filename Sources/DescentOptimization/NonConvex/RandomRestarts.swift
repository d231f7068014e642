public import DescentLinearAlgebra

/// Descents from many random starts, over any optimizer: which minima there are, and how often each is found.
///
/// The first descent begins at the start of the run, the others at points drawn from ``starts``. Descents of a round run
/// in parallel; which starts are drawn does not depend on that, and each descent gives the same bits on any number of
/// threads, so the answer is the same for any `Parallelism.threadCount`.
///
/// ```swift
/// let search = RandomRestarts(GradientDescent(step: .constant(0.01)), starts: .box(-5...5, count: 2), count: 40, seed: 1)
/// let result = try search.minimize(himmelblau, from: [0, 0])
/// for basin in result.basins { print(basin.minimizer, basin.value, basin.hits) }
/// ```
///
/// An iteration is a round of ``roundSize`` descents, and the iterate the lowest point so far. As each descent ends at a
/// stationary point, criteria about gradients, steps and changes of the value are not tested; the run ends when all
/// descents are done (``Termination/searchCompleted(runs:basins:converged:)``), at a limit, or at a target.
///
/// With the share q of starts that lead to the best basin, n descents miss it with the probability (1 − q)ⁿ.
///
/// - Complexity: that of the descents.
public struct RandomRestarts<Inner: Optimizer>: Optimizer {
  /// What descends.
  public var inner: Inner
  /// What starts are drawn from.
  public var starts: StartDistribution
  /// The number of descents.
  public var count: Int
  /// The number of descents in a round.
  public var roundSize: Int
  /// When a descent ends.
  public var limits: DescentLimits
  /// The distance within which two ends are the same, relative to their length or 1.
  public var tolerance: Double
  /// What the starts are drawn with.
  public var seed: UInt64

  /// Descents from random starts.
  public init(
    _ inner: Inner, starts: StartDistribution, count: Int = 100, roundSize: Int = 16,
    limits: DescentLimits = DescentLimits(), tolerance: Double = 1e-4, seed: UInt64 = 0
  ) {
    self.inner = inner
    self.starts = starts
    self.count = count
    self.roundSize = roundSize
    self.limits = limits
    self.tolerance = tolerance
    self.seed = seed
  }
}

extension RandomRestarts: Equatable where Inner: Equatable {}

/// What a run of ``RandomRestarts`` carries from one round to the next.
public struct RandomRestartsState: BasinSearchState, Equatable {
  public internal(set) var iterate: Iterate
  public internal(set) var progress: Progress
  public internal(set) var notes: [String] = []
  public var basins: [Basin] { list.basins }
  /// The descents done.
  public internal(set) var runs = 0
  /// The descents among them that could not begin, or whose end is not finite.
  public internal(set) var lostRuns = 0
  var list = BasinList()
  var generator: SeededGenerator
  /// Where the run was started.
  var start: Vector<Double>
}

extension RandomRestarts {
  public typealias State = RandomRestartsState

  /// - Throws: ``OptimizationError`` where a setting is out of its range, and what the inner optimizer throws at the start.
  public func start(_ objective: some Objective, from point: Vector<Double>) throws -> State {
    objective.requireCount(point.count)
    try starts.validate(parameterCount: point.count)
    try limits.validate()
    try requireCountSetting(count, "number of descents")
    try requireCountSetting(roundSize, "number of descents in a round")
    try requirePositiveSetting(tolerance, "distance between basins")
    let first = try inner.start(objective, from: point)
    return State(
      iterate: first.iterate, progress: Progress(startingAt: first.iterate, evaluations: first.progress.evaluations),
      notes: first.notes, generator: SeededGenerator(seed: seed), start: point)
  }

  public func isSearching(_ state: State) -> Bool { true }

  public func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome {
    guard state.runs < count else {
      return .ended(searchEnd(runs: state.runs, state.basins))
    }
    // All starts are drawn before the first descent, so that no thread has a say in them.
    let round = (0..<min(roundSize, count - state.runs)).map { index in
      state.runs + index == 0 ? state.start : starts.draw(&state.generator)
    }
    let (inner, criteria) = (inner, limits.criteria)
    let ends = Slots<OptimizationResult<Inner.State>>(round.count)
    Parallelism.forEach(round.count) { index in
      ends.set(index, try? inner.minimize(objective, from: round[index], until: criteria))
    }
    let before = state.iterate.point
    var evaluations = 0
    for index in round.indices {
      guard let end = ends[index], end.value.isFinite, end.minimizer.isFinite else {
        evaluations += ends[index]?.evaluations ?? 0
        state.lostRuns += 1
        continue
      }
      evaluations += end.evaluations
      state.list.add(end.minimizer, end.value, end.termination, tolerance: tolerance)
      if end.value < state.iterate.value {
        state.iterate = Iterate(point: end.minimizer, value: end.value, gradient: end.gradient)
      }
    }
    state.runs += round.count
    state.progress.record(
      state.iterate, stepSize: 1, stepLength: distance(state.iterate.point, before), evaluations: evaluations)
    return .moved
  }
}

/// The end of a search, converged where its lowest basin is.
func searchEnd(runs: Int, _ basins: [Basin]) -> Termination {
  .searchCompleted(runs: runs, basins: basins.count, converged: basins.first?.termination.converged ?? false)
}

/// One place for the result of each of several parallel calls.
private final class Slots<Element: Sendable>: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Element?>
  private let count: Int

  init(_ count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: nil, count: count)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// Each index is set by one call only.
  func set(_ index: Int, _ element: Element?) {
    guard index >= 0, index < count else { trapIndex("Slots: index", index, count) }
    base[index] = element
  }

  subscript(index: Int) -> Element? {
    guard index >= 0, index < count else { trapIndex("Slots: index", index, count) }
    return base[index]
  }
}
