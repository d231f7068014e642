import ArgumentParser
import Descent

/// When a run stops: shared by the commands that run an optimizer.
struct StoppingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The most iterations. Default: 10000.")
  var iterations: Int?

  @Option(
    parsing: .unconditional,
    help: "Stop at ‖g‖ ≤ tolerance · ‖g₀‖. Default: 1e-8, or none where only --iterations is given.")
  var tolerance: Double?

  @Option(name: .customLong("absolute-tolerance"), parsing: .unconditional, help: "Stop at ‖g‖ ≤ this.")
  var absoluteTolerance: Double?

  @Option(
    name: .customLong("value-tolerance"), parsing: .unconditional,
    help: "Stop where the value changes by no more than this in a step.")
  var valueTolerance: Double?

  @Option(
    name: .customLong("step-tolerance"), parsing: .unconditional, help: "Stop where a step is no longer than this.")
  var stepTolerance: Double?

  func validate() throws {
    if let iterations, iterations < 0 { throw ValidationError("--iterations must be a number from 0 on") }
    for (name, value) in [
      ("tolerance", tolerance), ("absolute-tolerance", absoluteTolerance), ("value-tolerance", valueTolerance),
      ("step-tolerance", stepTolerance),
    ] {
      if let value, !(value > 0 && value.isFinite) { throw ValidationError("--\(name) must be a positive number") }
    }
  }

  static let defaultTolerance = 1e-8

  /// Whether a run goes on to its last iteration whatever happens, divergence included.
  var isFixedCount: Bool {
    iterations != nil && tolerance == nil && absoluteTolerance == nil && valueTolerance == nil && stepTolerance == nil
  }

  /// The criteria of a run, as they were asked for.
  var criteria: StoppingCriteria {
    isFixedCount ? .iterations(iterations!) : criteriaWithTolerance
  }

  /// The criteria of a run that is to converge: with the default tolerance where none was asked for.
  var criteriaWithTolerance: StoppingCriteria {
    var criteria = StoppingCriteria.iterations(iterations ?? 10_000)
    if let absoluteTolerance { criteria = .gradientNorm(below: absoluteTolerance) || criteria }
    if let valueTolerance { criteria = .valueChange(below: valueTolerance) || criteria }
    if let stepTolerance { criteria = .stepSize(below: stepTolerance) || criteria }
    let isAlone = absoluteTolerance == nil && valueTolerance == nil && stepTolerance == nil
    if let relative = tolerance ?? (isAlone ? Self.defaultTolerance : nil) {
      criteria = .relativeGradientNorm(below: relative) || criteria
    }
    return criteria
  }
}
