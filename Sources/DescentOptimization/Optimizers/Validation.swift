import DescentLinearAlgebra

/// Data that a run does not learn from, to see how well what it learned holds elsewhere.
///
/// ```swift
/// let held = try LeastSquares(otherX, otherY)
/// let result = try LBFGS().minimize(loss, validation: Validation(held, patience: 10))
/// result.termination      // earlyStopped(…) where the value at the other data began to rise
/// result.trace            // has the validation values too
/// ```
public struct Validation: Sendable {
  /// The objective over the held-out data.
  public let objective: any Objective
  /// The iterations without a new lowest value after which the run stops; nil to look only.
  public let patience: Int?

  /// Validation by another objective of the same parameters.
  ///
  /// - Precondition: the patience is at least 1.
  public init(_ objective: any Objective, patience: Int? = nil) {
    if let patience, patience < 1 { trap("Validation: the patience \(patience) must be at least 1") }
    self.objective = objective
    self.patience = patience
  }
}

/// What is known of the validation in the course of a run.
struct ValidationRecord {
  private let validation: Validation
  /// The iterate with the lowest validation value.
  private(set) var best: Iterate
  private(set) var bestIteration = 0
  private(set) var lowest = Double.infinity
  private(set) var value = Double.nan

  init(_ validation: Validation, _ start: Iterate) {
    self.validation = validation
    best = start
  }

  /// Evaluates the held-out data; why the run is to stop, or nil. NaN counts as no fall.
  mutating func note(_ iterate: Iterate, _ progress: Progress) -> Termination? {
    value = validation.objective.value(at: iterate.point)
    if value < lowest {
      (lowest, bestIteration) = (value, progress.iteration)
      best.assign(iterate)
    }
    guard let patience = validation.patience, progress.iteration - bestIteration >= patience else { return nil }
    return .earlyStopped(iteration: progress.iteration, best: bestIteration, value: lowest)
  }
}
