public import DescentLinearAlgebra

/// Simulated annealing: random moves that may lead uphill, the less so the lower the temperature. It needs no gradient.
///
/// At each temperature T, ``sweeps`` times for each coordinate, xⱼ′ = xⱼ + vⱼ · (a uniform number in −1…1), which is taken with
/// the probability min(1, exp((f(x) − f(x′))/T)). A coordinate that would leave its bounds is drawn anew between them. Each
/// temperature begins at the lowest point so far. Afterwards vⱼ is adapted so that about half of the moves are taken: with the share a taken, v ← v(1 + 2(a − 0.6)/0.4)
/// above 0.6 and v ← v/(1 + 2(0.4 − a)/0.4) below 0.4.
///
/// ```swift
/// let search = SimulatedAnnealing(
///   temperature: .exponential(from: 10, factor: 0.9), steps: 120, within: Box(-5...5, count: 2), seed: 5)
/// let result = try search.minimize(rastrigin, from: [4, 4])
/// ```
///
/// An iteration is one temperature, T of step t being `temperature.rate(at: t)`, and the iterate the lowest point so far.
/// It is as near to a minimum as the last moves are short: descend from there for more digits. While the run lasts no
/// gradient is formed, and zeros stand in its place; the result has that at its point, by one evaluation at the end.
/// Criteria about gradients, steps and changes of the value are not tested; the run ends when the value has stayed within
/// ``valueTolerance`` of the lowest at four temperatures, which is convergence, when all temperatures are done, at a limit,
/// or at a target.
///
/// - Complexity: p · ``sweeps`` values an iteration. No allocation after the first, where ``Objective/value(at:)`` makes none
///   (its default does).
/// - Note: S. Kirkpatrick, C. D. Gelatt, M. P. Vecchi 1983; moves and their adaptation as A. Corana, M. Marchesi, C. Martini,
///   S. Ridella 1987.
public struct SimulatedAnnealing: Optimizer {
  /// T of each step, in units of the value.
  public var temperature: Schedule
  /// The number of temperatures.
  public var steps: Int
  /// The moves of each coordinate at a temperature.
  public var sweeps: Int
  /// The bounds of the coordinates; nil for none.
  public var bounds: Box?
  /// vⱼ at the start: a part of the width of the bounds, or the length itself where there are none.
  public var initialMove: Double
  /// The change of the value from one temperature to the next, and its distance from the lowest, below which the walk is
  /// at rest.
  public var valueTolerance: Double
  /// What moves are drawn with.
  public var seed: UInt64

  /// The temperatures one after the other at which the walk must be at rest to end.
  static let mostStillSteps = 4

  /// Simulated annealing.
  public init(
    temperature: Schedule, steps: Int = 100, sweeps: Int = 20, within bounds: Box? = nil, initialMove: Double = 0.5,
    valueTolerance: Double = 1e-6, seed: UInt64 = 0
  ) {
    self.temperature = temperature
    self.steps = steps
    self.sweeps = sweeps
    self.bounds = bounds
    self.initialMove = initialMove
    self.valueTolerance = valueTolerance
    self.seed = seed
  }

  /// What a run carries from one temperature to the next.
  public struct State: BasinSearchState, Equatable {
    /// The lowest point so far, with zeros for its gradient.
    public internal(set) var iterate: Iterate
    public internal(set) var progress: Progress
    public internal(set) var notes: [String] = []
    /// v.
    public internal(set) var moves: Vector<Double>
    /// The share of the moves taken at the last temperature.
    public internal(set) var acceptance = 1.0
    /// The lowest point: the one basin that a walk can tell of.
    public var basins: [Basin] {
      let end = Termination.searchCompleted(runs: 1, basins: 1, converged: isFrozen)
      return [Basin(minimizer: iterate.point, value: iterate.value, hits: 1, termination: end)]
    }
    /// Whether the walk has come to rest at its lowest point.
    public var isFrozen: Bool { stillSteps >= SimulatedAnnealing.mostStillSteps }
    /// The temperatures one after the other at which the value has not changed.
    var stillSteps = 0
    var generator: SeededGenerator
    var current: Vector<Double>
    var currentValue: Double
    var takenMoves: Vector<Double>
  }
}

extension SimulatedAnnealing: Equatable {}
