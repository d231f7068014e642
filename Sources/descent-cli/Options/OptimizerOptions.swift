import ArgumentParser
import Descent
import Foundation

/// Which method runs, with its settings. They can be kept in a checkpoint, and read again from there.
struct OptimizerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The method.", valueName: "name"))
  var optimizer: OptimizerName = .gradientDescent

  @Option(
    parsing: .unconditional,
    help: """
      A number, safe (1/λmax) or optimal (2/(λmax + λmin), with momentum its best step and momentum); for \
      gradient-descent also exact, armijo and wolfe. Default: safe, or what is usual for the method.
      """,
    completion: StepArgument.defaultCompletionKind, transform: StepArgument.init(checking:))
  var step: StepArgument?

  @Option(
    help: """
      How the step changes, from --step on: step-decay:FACTOR:EVERY, exponential:FACTOR, inverse-time:DECAY, \
      cosine:STEPS, cosine-restarts:STEPS[:LENGTHENING], cyclic:LOW:PERIOD, one-cycle:STEPS; warm-up:STEPS before any \
      of them after a comma, as in warm-up:100,cosine:1000.
      """)
  var schedule: ScheduleArgument?

  @Option(parsing: .unconditional, help: "β of momentum and nesterov. Default: 0.9.")
  var momentum: Double?

  @Option(parsing: .unconditional, help: "No gradient longer than this enters a step.")
  var clip: Double?

  @Option(name: .customLong("clip-value"), parsing: .unconditional, help: "No element of a gradient larger than this.")
  var clipValue: Double?

  @Option(
    name: .customLong("weight-decay"), parsing: .unconditional,
    help: "Each step shrinks the coefficients by step · this, whatever the method does with the gradient.")
  var weightDecay: Double?

  @Option(
    name: .customLong("reduce-on-plateau"), parsing: .unconditional,
    help: "Multiply the step by 0.1 whenever the value has not fallen for so many steps.")
  var plateau: Int?

  @Option(name: .customLong("batch-size"), parsing: .unconditional, help: "Stochastic: rows in a batch. Default: 32.")
  var batchSize: Int?

  @Flag(
    name: .customLong("variance-reduction"), help: "Stochastic: free the gradients of batches of their noise (SVRG).")
  var reducesVariance = false

  @Option(
    parsing: .unconditional,
    help: "So many descents, the first from --start, the others from random points around it; the basins are counted.")
  var restarts: Int?

  @Option(parsing: .unconditional, help: "The standard deviation of the random points of --restarts. Default: 1.")
  var spread: Double?

  @Option(parsing: .unconditional, help: "What random numbers are drawn from.")
  var seed: UInt64 = 1

  func validate() throws {
    if step?.needsLineSearch ?? false, optimizer != .gradientDescent {
      throw ValidationError("--step \(step!.description) goes with gradient-descent")
    }
    if optimizer.findsStep {
      for (name, isGiven) in [
        ("step", step != nil), ("schedule", schedule != nil), ("clip", clip != nil), ("clip-value", clipValue != nil),
        ("weight-decay", weightDecay != nil), ("reduce-on-plateau", plateau != nil),
      ] where isGiven {
        throw ValidationError("--\(name) does not go with \(optimizer.rawValue), which finds its steps itself")
      }
    }
    if momentum != nil, !optimizer.hasMomentum {
      throw ValidationError("--momentum goes with momentum, momentum-averaged and nesterov")
    }
    if optimizer != .sgd, batchSize != nil || reducesVariance {
      throw ValidationError("--\(batchSize != nil ? "batch-size" : "variance-reduction") goes with --optimizer sgd")
    }
    if let restarts, restarts < 1 { throw ValidationError("--restarts must be at least 1") }
    if let spread, !(spread > 0 && spread.isFinite) { throw ValidationError("--spread must be a positive number") }
    if spread != nil, restarts == nil { throw ValidationError("--spread goes with --restarts") }
    if let batchSize, batchSize < 1 { throw ValidationError("--batch-size must be at least 1") }
  }
}

/// The methods by the names of their types.
enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
  case gradientDescent = "gradient-descent"
  case momentum
  case momentumAveraged = "momentum-averaged"
  case nesterov
  case adaGrad = "ada-grad"
  case rmsProp = "rms-prop"
  case adam
  case adamW = "adam-w"
  case amsGrad = "ams-grad"
  case sgd
  case chebyshev
  case barzilaiBorwein = "barzilai-borwein"
  case conjugateGradient = "conjugate-gradient"
  case lsmr
  case nonlinearConjugateGradient = "nonlinear-conjugate-gradient"
  case bfgs
  case lbfgs = "l-bfgs"
  case newton

  /// Other spellings are understood too.
  init?(argument: String) {
    let plain = { (text: String) in text.lowercased().filter { $0 != "-" && $0 != "_" } }
    let others = [
      "gd": Self.gradientDescent, "heavyball": .momentum, "stochasticgradientdescent": .sgd, "nag": .nesterov,
      "cg": .conjugateGradient, "bb": .barzilaiBorwein, "ncg": .nonlinearConjugateGradient,
    ]
    guard let name = Self.allCases.first(where: { plain($0.rawValue) == plain(argument) }) ?? others[plain(argument)]
    else { return nil }
    self = name
  }

  /// The name in a sentence.
  var title: String {
    switch self {
    case .gradientDescent: "gradient descent"
    case .momentum: "gradient descent with momentum"
    case .momentumAveraged: "gradient descent with averaged momentum"
    case .nesterov: "Nesterov's method"
    case .adaGrad: "AdaGrad"
    case .rmsProp: "RMSProp"
    case .adam: "Adam"
    case .adamW: "AdamW"
    case .amsGrad: "AMSGrad"
    case .sgd: "stochastic gradient descent"
    case .chebyshev: "the Chebyshev method"
    case .barzilaiBorwein: "the Barzilai–Borwein method"
    case .conjugateGradient: "conjugate gradients"
    case .lsmr: "LSMR"
    case .nonlinearConjugateGradient: "nonlinear conjugate gradients"
    case .bfgs: "BFGS"
    case .lbfgs: "L-BFGS"
    case .newton: "Newton's method"
    }
  }

  /// Whether the method has no step to be set.
  var findsStep: Bool {
    switch self {
    case .chebyshev, .barzilaiBorwein, .conjugateGradient, .lsmr, .nonlinearConjugateGradient, .bfgs, .lbfgs, .newton:
      true
    default: false
    }
  }

  var hasMomentum: Bool { self == .momentum || self == .momentumAveraged || self == .nesterov }
}

// MARK: Checkpoints

extension OptimizerOptions {
  /// The options as they would be written on the command line: what a checkpoint keeps.
  var arguments: [String] {
    var arguments = ["--optimizer", optimizer.rawValue]
    func add(_ name: String, _ value: String?) { if let value { arguments += ["--" + name, value] } }
    add("step", step?.description)
    add("schedule", schedule?.text)
    add("momentum", momentum.map { "\($0)" })
    add("clip", clip.map { "\($0)" })
    add("clip-value", clipValue.map { "\($0)" })
    add("weight-decay", weightDecay.map { "\($0)" })
    add("reduce-on-plateau", plateau.map { "\($0)" })
    add("batch-size", batchSize.map { "\($0)" })
    if reducesVariance { arguments.append("--variance-reduction") }
    add("restarts", restarts.map { "\($0)" })
    add("spread", spread.map { "\($0)" })
    add("seed", "\(seed)")
    return arguments
  }

  /// Whether the run depends on random numbers.
  var isRandom: Bool { optimizer == .sgd || restarts != nil }

  /// The options by name, as a report has them.
  var dictionary: [String: String] {
    var options: [String: String] = [:]
    let list = arguments.filter { $0 != "--variance-reduction" }
    for i in stride(from: 0, to: list.count, by: 2) { options[String(list[i].dropFirst(2))] = list[i + 1] }
    if reducesVariance { options["variance-reduction"] = "true" }
    if !isRandom { options["seed"] = nil }
    if optimizer == .gradientDescent, step == nil { options["step"] = "safe" }
    return options
  }

  /// The options that a checkpoint holds. None may be given beside it.
  func resumed(from path: String) throws -> OptimizerOptions {
    guard arguments == ["--optimizer", OptimizerName.gradientDescent.rawValue, "--seed", "1"] else {
      throw Failure(
        status: .usage,
        message: "--resume takes the method and its settings from \(path): leave out --optimizer, --step "
          + "and the like")
    }
    let notes = try CheckpointHeader(contentsOf: path).notes
    guard let text = notes[Self.noteName], let saved = try? JSONDecoder().decode([String].self, from: Data(text.utf8)),
      let options = try? OptimizerOptions.parse(saved)
    else {
      throw Failure(
        status: .badData, message: "\(path) was not written by descend --checkpoint: it does not say with which options"
      )
    }
    return options
  }

  static let noteName = "arguments"

  /// What a checkpoint keeps beside the run.
  var notes: [String: String] {
    let data = (try? JSONEncoder().encode(arguments)) ?? Data()
    return [Self.noteName: String(decoding: data, as: UTF8.self)]
  }
}

// MARK: The optimizer

extension OptimizerOptions {
  /// The method with its settings, for an objective that steps may be derived from.
  ///
  /// - Parameter patience: the epochs without a fall after which sgd ends.
  func make(for objective: any Objective, patience: Int?) throws -> any Optimizer {
    let method = try single(for: objective, patience: patience)
    guard let restarts else { return method }
    let count = objective.parameterCount
    let starts = StartDistribution.normal(
      center: .zeros(count), deviations: Vector(repeating: spread ?? 1, count: count))
    func search(_ inner: some Optimizer) -> any Optimizer {
      RandomRestarts(inner, starts: starts, count: restarts, seed: seed)
    }
    return search(method)
  }

  private func single(for objective: any Objective, patience: Int?) throws -> any Optimizer {
    switch optimizer {
    case .gradientDescent where !changesSteps: GradientDescent(step: step?.step ?? defaultStep(for: objective))
    case .chebyshev: Chebyshev()
    case .barzilaiBorwein: BarzilaiBorwein()
    case .conjugateGradient: ConjugateGradient()
    case .lsmr: LSMR()
    case .nonlinearConjugateGradient: NonlinearConjugateGradient()
    case .bfgs: BFGS()
    case .lbfgs: LBFGS()
    case .newton: Newton()
    case .sgd where !changesSteps && step == nil && clip == nil:
      StochasticGradientDescent(
        batchSize: batchSize ?? 32, reducesVariance: reducesVariance, patience: patience ?? 10, seed: seed)
    case .sgd:
      try stochastic(chained(Momentum(rate: rate(for: objective, usually: 0.01), momentum: 0)), patience)
    default: try chained(rule(for: objective))
    }
  }

  /// Whether something is chained to the plain step.
  private var changesSteps: Bool {
    schedule != nil || clip != nil || clipValue != nil || weightDecay != nil || plateau != nil
  }

  /// Without curvature there is no safe step: a line search finds one.
  private func defaultStep(for objective: any Objective) -> Descent.StepSize {
    objective is any CurvatureProviding ? .safe : .armijo
  }

  private func rule(for objective: any Objective) throws -> any UpdateRule {
    let usual = { (number: Double?) in try rate(for: objective, usually: number) }
    switch optimizer {
    case .momentum, .nesterov:
      if step?.step == .optimal { return try optimalMomentum(for: objective) }
      let rate = try usual(nil)
      return optimizer == .momentum
        ? Momentum(rate: rate, momentum: momentum ?? 0.9) : Nesterov(rate: rate, momentum: momentum ?? 0.9)
    case .momentumAveraged: return Momentum(rate: try usual(nil), momentum: momentum ?? 0.9, convention: .averaged)
    case .adaGrad: return AdaGrad(rate: try usual(0.01))
    case .rmsProp: return RMSProp(rate: try usual(0.001))
    case .adam: return Adam(rate: try usual(0.001))
    case .adamW: return AdamW(rate: try usual(0.001))
    case .amsGrad: return AMSGrad(rate: try usual(0.001))
    default: return Momentum(rate: try usual(nil), momentum: 0)
    }
  }

  /// The step of --step, or a usual one, or where there is none a safe one, changed by --schedule.
  private func rate(for objective: any Objective, usually usual: Double?) throws -> Schedule {
    let number: Double
    switch step?.step {
    case .constant(let step): number = step
    case .none where usual != nil: number = usual!
    case let other: number = try derivedStep(other ?? .safe, objective)
    }
    return schedule?.schedule(from: number) ?? .constant(number)
  }

  private func derivedStep(_ step: Descent.StepSize, _ objective: any Objective) throws -> Double {
    guard let curved = objective as? any CurvatureProviding else {
      throw Failure(
        status: .usage,
        message:
          "\(optimizer.rawValue) needs a number as --step here: the loss does not bound its curvature, so that no "
          + "step can be derived from it")
    }
    let bounds = try curved.curvatureBounds()
    let derived = step == .optimal ? bounds.optimalStep ?? bounds.safeStep : bounds.safeStep
    guard optimizer == .nesterov else { return derived }
    return min(derived, 0.75 * bounds.stableSteps(momentum: momentum ?? 0.9).nesterov)
  }

  private func optimalMomentum(for objective: any Objective) throws -> any UpdateRule {
    guard let curved = objective as? any CurvatureProviding,
      let parameters = optimizer == .momentum
        ? try curved.curvatureBounds().heavyBallParameters : try curved.curvatureBounds().nesterovParameters
    else {
      throw Failure(
        status: .usage,
        message: "--step optimal needs a smallest curvature that is known to be positive: give --step and --momentum")
    }
    return optimizer == .momentum ? Momentum(parameters) : Nesterov(parameters)
  }

  /// The rule with what is to happen to its gradients and steps.
  private func chained(_ rule: any UpdateRule) throws -> any UpdateRule {
    func precede(_ rule: some UpdateRule, _ transformation: some GradientTransformation) -> any UpdateRule {
      rule.preceded(by: transformation)
    }
    func follow(_ rule: some UpdateRule, _ transformation: some GradientTransformation) -> any UpdateRule {
      rule.followed(by: transformation)
    }
    func reduce(_ rule: some UpdateRule, _ patience: Int) -> any UpdateRule {
      rule.reducingOnPlateau(patience: patience)
    }
    var rule = rule
    if let clipValue { rule = precede(rule, ClipValue(clipValue)) }
    if let clip { rule = precede(rule, ClipNorm(clip)) }
    if let weightDecay { rule = follow(rule, WeightDecay(weightDecay)) }
    if let plateau { rule = reduce(rule, plateau) }
    return rule
  }

  private func stochastic(_ rule: any UpdateRule, _ patience: Int?) -> any Optimizer {
    func make(_ rule: some UpdateRule) -> any Optimizer {
      StochasticGradientDescent(
        rule, batchSize: batchSize ?? 32, reducesVariance: reducesVariance, standardizes: true,
        patience: patience ?? 10, seed: seed)
    }
    return make(rule)
  }
}

/// A schedule on the command line, but for the step that it begins with.
struct ScheduleArgument: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    text = argument
    guard Self.parse(argument, from: 1) != nil else { return nil }
  }

  /// The schedule that begins with this step.
  func schedule(from step: Double) -> Schedule { Self.parse(text, from: step)! }

  private static func parse(_ text: String, from step: Double) -> Schedule? {
    let parts = text.split(separator: ",", maxSplits: 1).map(String.init)
    let words = parts[0].split(separator: ":").map(String.init)
    let number = { (index: Int) in index < words.count ? Double(words[index]) : nil }
    let count = { (index: Int) in index < words.count ? Int(words[index]).flatMap { $0 >= 1 ? $0 : nil } : nil }
    if words[0] == "warm-up" {
      guard let steps = count(1) else { return nil }
      let next = parts.count > 1 ? parse(parts[1], from: step) : .constant(step)
      return next.map { .warmUp(steps: steps, then: $0) }
    }
    guard parts.count == 1 else { return nil }
    switch words[0] {
    case "constant": return .constant(step)
    case "step-decay":
      guard let factor = number(1), let every = count(2) else { return nil }
      return .stepDecay(from: step, factor: factor, every: every)
    case "exponential": return number(1).map { .exponential(from: step, factor: $0) }
    case "inverse-time": return number(1).map { .inverseTime(from: step, decay: $0) }
    case "cosine": return count(1).map { .cosine(from: step, over: $0) }
    case "cosine-restarts":
      return count(1).map { .cosineWithRestarts(from: step, over: $0, lengthening: count(2) ?? 1) }
    case "cyclic":
      guard let low = number(1), let period = count(2) else { return nil }
      return .cyclic(low: low, high: step, period: period)
    case "one-cycle": return count(1).map { .oneCycle(peak: step, over: $0) }
    default: return nil
    }
  }
}
