import ArgumentParser
import Descent

/// When a run stops: shared by the commands that run an optimizer.
struct StoppingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The most iterations. Default: 10000.")
  var iterations: Int?

  @Option(
    parsing: .unconditional, help: "The same, by the name it has for sgd, whose iterations are passes over all rows.")
  var epochs: Int?

  @Option(parsing: .unconditional, help: "The most evaluations of the objective.")
  var evaluations: Int?

  @Option(name: .customLong("time-limit"), parsing: .unconditional, help: "The most seconds.")
  var timeLimit: Double?

  @Option(
    name: .customLong("target-value"), parsing: .unconditional, help: "Stop where the value is no more than this.")
  var targetValue: Double?

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
    if iterations != nil, epochs != nil { throw ValidationError("Give either --iterations or --epochs") }
    if let epochs, epochs < 0 { throw ValidationError("--epochs must be a number from 0 on") }
    if let evaluations, evaluations < 1 { throw ValidationError("--evaluations must be at least 1") }
    if let timeLimit, !(timeLimit > 0) { throw ValidationError("--time-limit must be a positive number of seconds") }
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
    count != nil && !hasTolerance && targetValue == nil && evaluations == nil && timeLimit == nil
  }

  /// Whether a run ends at a tolerance that nobody has asked for.
  var hasDefaultTolerance: Bool { !isFixedCount && !hasTolerance }

  private var hasTolerance: Bool {
    tolerance != nil || absoluteTolerance != nil || valueTolerance != nil || stepTolerance != nil
  }

  private var count: Int? { iterations ?? epochs }

  /// The criteria of a run, as they were asked for.
  var criteria: StoppingCriteria {
    isFixedCount ? .iterations(count!) : criteriaWithTolerance
  }

  /// The most iterations of a run that is to converge.
  var limit: Int { count ?? 10_000 }

  /// The criteria of a run that is to converge: with the default tolerance where none was asked for.
  var criteriaWithTolerance: StoppingCriteria {
    var criteria = StoppingCriteria.iterations(limit)
    if let evaluations { criteria = .evaluations(evaluations) || criteria }
    if let timeLimit { criteria = .seconds(timeLimit) || criteria }
    if let targetValue { criteria = .target(targetValue) || criteria }
    if let absoluteTolerance { criteria = .gradientNorm(below: absoluteTolerance) || criteria }
    if let valueTolerance { criteria = .valueChange(below: valueTolerance) || criteria }
    if let stepTolerance { criteria = .stepSize(below: stepTolerance) || criteria }
    if let relative = tolerance ?? (hasTolerance ? nil : Self.defaultTolerance) {
      criteria = .relativeGradientNorm(below: relative) || criteria
    }
    return criteria
  }
}
