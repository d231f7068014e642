import DescentLinearAlgebra

/// Asks the objective itself whether a run has converged whose values and gradients come from somewhere else.
///
/// A gradient whose criterion lies below the rounding of the objective would be asked about in each iteration: after k
/// answers that did not end the run, the next question is put 2ᵏ − 1 iterations later, so that T iterations see at most
/// log₂ T + 2 of them.
struct ConvergenceCheck {
  private var count = 0
  private var lastIteration = 0

  /// Whether it is time to ask, which it always is at the last iteration.
  func isDue(_ progress: Progress, limit: Int?) -> Bool {
    progress.iteration - lastIteration >= (1 << min(count, 60)) - 1 || progress.iteration >= limit ?? .max
  }

  /// Evaluates the point of a state anew, and leaves the state alone.
  mutating func evaluate<Method: Optimizer>(
    _ objective: some Objective, _ state: Method.State, by method: Method
  ) -> (iterate: Iterate, progress: Progress) {
    count += 1
    lastIteration = state.progress.iteration
    let iterate = method.evaluate(state, on: objective)
    var progress = counted(state.progress)
    progress.renew(iterate)
    return (iterate, progress)
  }

  /// A progress with the evaluations of the checks.
  func counted(_ progress: Progress) -> Progress {
    var progress = progress
    progress.count(passes: count)
    return progress
  }
}
