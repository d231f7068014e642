import Descent
import DescentReport

/// A plan with what finding the bounds took, as people and programs read it.
struct PlannedProblem {
  let plan: SolutionPlan
  /// The time that finding the bounds took.
  let boundsSeconds: Double
  /// Whether the problem is a quadratic form.
  let isForm: Bool

  /// The table of all methods.
  var lines: [String] {
    let matrix = isForm ? "A" : "X"
    var table = TextTable(
      ["method", "iterations", "passes over \(matrix)", "flops", "time", ""],
      alignments: [.left, .right, .right, .right, .right, .left])
    for method in plan.methods {
      let cost = method.cost
      table.addRow([
        method.method.rawValue, Self.iterations(method), cost.map { Self.count($0.passes) } ?? "–",
        cost.map { Self.flops($0.flops) } ?? "–",
        cost.map { Self.seconds($0.seconds) } ?? "–", note(method),
      ])
    }
    let known = plan.methods.contains { $0.expectedIterations != nil }
    let counting =
      known ? "Iterations with ≤ are for the worst start and target, those without for this one." : nil
    return ["Plan until ‖g‖ ≤ \(plan.tolerance) · ‖g₀‖, in the time that this machine will take:", ""] + table.lines + [
      ""
    ]
      + [counting, preparation].compactMap(\.self)
  }

  /// What has been spent before.
  private var preparation: String {
    let cost = plan.preparation
    let what =
      isForm
      ? "The bounds of A"
      : plan.bounds.isCertified ? "XᵀX and the bounds of its eigenvalues" : "The estimate of λmax"
    let passes = isForm ? "" : cost.passes == 1 ? ", one pass" : ", \(NumberFormat.count(cost.passes)) passes"
    return "\(what), which all iterations need, took \(NumberFormat.seconds(boundsSeconds))\(passes)."
  }

  /// The recommendation as a line.
  func recommendation(_ word: String) -> String {
    let recommendation = plan.recommendation
    return "\(word): \(recommendation.method?.rawValue ?? "none"), because \(recommendation.reason)."
  }

  /// The count, with ≤ where it is that of the worst case.
  static func iterations(_ method: MethodPlan) -> String {
    guard method.method.isIterative else { return "–" }
    if let expected = method.expectedIterations { return count(expected) }
    return method.mostIterations.map { "≤ \(count($0))" } ?? (method.obstacle == .needsPositiveDefinite ? "–" : "?")
  }

  /// A count, in powers of ten where nobody would read the digits.
  static func count(_ value: Int) -> String {
    value < 100_000_000 ? NumberFormat.count(value) : NumberFormat.significant(Double(value), 2)
  }

  /// A number of flops to two digits, with the prefixes of the units.
  static func flops(_ value: Double) -> String {
    for (size, prefix) in [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= 0.995 * size {
      return "\(NumberFormat.plain(value / size, 2)) \(prefix)"
    }
    return NumberFormat.plain(value, 2)
  }

  /// A duration to two digits, in years and days where seconds say nothing.
  static func seconds(_ value: Double) -> String {
    switch value {
    case 3e7...: "\(NumberFormat.plain(value / 3.15576e7, 2)) years"
    case 172_800...: "\(NumberFormat.plain(value / 86400, 2)) days"
    case 7200...: "\(NumberFormat.plain(value / 3600, 2)) h"
    case 180...: "\(NumberFormat.plain(value / 60, 2)) min"
    case 1...: "\(NumberFormat.plain(value, 2)) s"
    case 1e-3...: "\(NumberFormat.plain(value * 1e3, 2)) ms"
    default: "\(NumberFormat.plain(value * 1e6, 2)) µs"
    }
  }

  /// What stands in the way, or by which command the method is run.
  private func note(_ method: MethodPlan) -> String {
    if case .iterationLimit(let limit)? = method.obstacle { return "stops at \(NumberFormat.count(limit))" }
    if let obstacle = method.obstacle { return obstacle.description }
    switch method.method {
    case .doubleDouble: return "fit --method double-double"
    case .normalEquations: return "fit --method cholesky"
    case .householderQR: return "fit --method qr"
    case .cholesky: return ""
    case .chebyshev: return "descend --optimizer chebyshev"
    case .gradientDescentOptimal: return "descend --step optimal"
    case .gradientDescentSafe: return "descend"
    case .heavyBall: return "descend --optimizer momentum --step optimal"
    case .nesterov: return "descend --optimizer nesterov --step optimal"
    case .conjugateGradient: return "descend --optimizer conjugate-gradient"
    }
  }
}

/// A method's plan as JSON has it.
struct PlannedMethodReport: Encodable {
  var method: String
  /// Those until the tolerance is reached; `null` for closed forms and where nobody knows.
  var iterations: Nullable<Int>
  /// Those of a run, which a limit may end.
  var runIterations: Nullable<Int>
  var mostIterations: Nullable<Int>
  var passes: Nullable<Int>
  var flops, bytes, seconds: Figure
  var usesGram: Bool
  var obstacle: Nullable<String>

  init(_ plan: MethodPlan) {
    method = plan.method.rawValue
    iterations = Nullable(plan.expectedIterations ?? plan.mostIterations)
    runIterations = Nullable(plan.iterations)
    mostIterations = Nullable(plan.mostIterations)
    passes = Nullable(plan.cost?.passes)
    flops = Figure(plan.cost?.flops)
    bytes = Figure(plan.cost?.bytes)
    seconds = Figure(plan.cost?.seconds)
    usesGram = plan.usesGram
    obstacle = Nullable(plan.obstacle?.description)
  }
}

/// What the bounds took, as JSON has it.
struct PreparationReport: Encodable {
  var passes: Int
  var flops: Figure
  var plannedSeconds, seconds: Figure

  init(_ planned: PlannedProblem) {
    let cost = planned.plan.preparation
    passes = cost.passes
    flops = Figure(cost.flops)
    plannedSeconds = Figure(cost.seconds)
    seconds = Figure(planned.boundsSeconds)
  }
}
