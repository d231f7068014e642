public import DescentLinearAlgebra

/// Everything that a run carries from one step to the next.
///
/// A state is a value: a copy is a fork of the run, an encoded state is a checkpoint, and a run resumed from it gives the
/// same bits as one that was never interrupted. (Numbers that are not finite, which only a broken run has, are refused by
/// `JSONEncoder` unless it is told how to write them.)
public protocol OptimizerState: Sendable, Codable {
  /// The current point with its value and gradient.
  var iterate: Iterate { get }
  /// Where the run stands.
  var progress: Progress { get }
  /// What the user should know about how the run was set up.
  var notes: [String] { get }
}

/// What became of a step.
public enum StepOutcome: Sendable, Equatable {
  /// The point has moved.
  case moved
  /// The point has not moved, and no further step would move it: the step is below the spacing of the numbers.
  case stalled
  /// The method ends the run, for a reason of its own. Where it moved before, the iterate says so.
  case ended(Termination)
}

/// Where value and gradient of a state come from.
public enum EvaluationAccuracy: Sendable, Equatable {
  /// From the objective itself.
  case exact
  /// From somewhere else, with nearly all the digits that the objective gives.
  case close
  /// From somewhere else, with a value that has lost digits.
  case rough
}

/// A method that makes an objective small, step by step.
///
/// An optimizer is a value of hyper-parameters that a run never changes; what a run changes is its
/// ``OptimizerState``. Methods implement ``start(_:from:)`` and ``advance(_:_:)``; the loop around them,
/// `minimize` and `resume`, is the same for all.
public protocol Optimizer<State>: Sendable, Codable {
  /// What this method carries from one step to the next.
  associatedtype State: OptimizerState

  /// The state before the first step: evaluates the objective at the point and settles the step size.
  ///
  /// - Throws: where the step size cannot be settled.
  /// - Precondition: the point has as many elements as the objective has parameters.
  func start(_ objective: some Objective, from point: Vector<Double>) throws -> State

  /// Takes one step.
  func advance(_ state: inout State, _ objective: some Objective) -> StepOutcome

  /// Where value and gradient come from; by default from the objective itself.
  ///
  /// Convergence counts only where the objective itself confirms it, and a result whose value would be rough is evaluated
  /// once more: the loop sees to both. It leaves the state alone, so that a run that is resumed gives the same bits.
  func accuracy(of state: State) -> EvaluationAccuracy

  /// The iterate of a state, found anew by the objective itself: what ``accuracy(of:)`` calls for. By default value and
  /// gradient of the objective; a method that minimizes more than the objective adds that.
  func evaluate(_ state: State, on objective: some Objective) -> Iterate

  /// Whether the method goes on from a stationary point, so that a small gradient or a short step means nothing yet:
  /// criteria about gradient, step and change of value then wait. False by default. Asked only where such a criterion is
  /// met, so that the answer may be dear: ``Newton`` looks for negative curvature.
  func isSearching(_ state: State) -> Bool

  /// Whether of two iterates the one of lower value is the better one, as by default. Under constraints it is not: a run
  /// then returns its last iterate.
  var comparesValues: Bool { get }

  /// The largest step with which this method is stable on a quadratic of this curvature; nil, as by default, where
  /// theory knows none.
  func stepLimit(for curvature: CurvatureBounds) -> StepLimit?

  /// What the user should know before the first step is taken: a step above the limit, and what the result will repeat
  /// as its ``OptimizationResult/warnings``. Empty by default.
  ///
  /// It may be as dear as many iterations, because it asks the objective for its curvature; so a run does not ask by
  /// itself.
  ///
  /// - Throws: where the curvature cannot be found, or the step size not be settled.
  func warnings(for objective: some Objective) throws -> [String]
}

extension Optimizer {
  public func accuracy(of state: State) -> EvaluationAccuracy { .exact }

  public func evaluate(_ state: State, on objective: some Objective) -> Iterate {
    Iterate(objective, at: state.iterate.point)
  }

  public func isSearching(_ state: State) -> Bool { false }

  public var comparesValues: Bool { true }

  public func stepLimit(for curvature: CurvatureBounds) -> StepLimit? { nil }

  public func warnings(for objective: some Objective) throws -> [String] { [] }
}
