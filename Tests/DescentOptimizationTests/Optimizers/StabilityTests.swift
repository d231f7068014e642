import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// The largest stable step of each method is one: below it runs converge, as fast as theory says, above it they diverge, and
/// that is known before the first step. `descent-bench stability` does the same for more problems.
@Suite struct StabilityTests {
  static let methods: [StableMethod] = [.gradientDescent, .momentum(0.9), .averaged(0.9), .nesterov(0.9)]

  /// Fewer problems where runs this near to the limit take thousands of steps.
  static let problems: [(StableMethod, Int)] =
    (1...40).flatMap { [(.momentum(0.9), $0), (.averaged(0.9), $0)] }
    + (1...12).flatMap { [(.gradientDescent, $0), (.nesterov(0.9), $0)] }

  @Test(arguments: problems)
  func theLimitIsSharp(method: StableMethod, seed: Int) throws {
    let problem = try StabilityProblem(seed: UInt64(1000 + seed), most: 3)
    #expect(try problem.violation(of: method) == nil)
  }

  @Test(arguments: [.momentum(0.5), .averaged(0.99), .nesterov(0.2)] as [StableMethod], 1...4)
  func theLimitIsSharpForOtherMomenta(method: StableMethod, seed: Int) throws {
    let problem = try StabilityProblem(seed: UInt64(1100 + seed), most: 3)
    #expect(try problem.violation(of: method) == nil)
  }

  @Test(arguments: methods)
  func withoutThePartThatGrowsARunConvergesAndIsWarnedAllTheSame(method: StableMethod) throws {
    // The steepest direction is a coordinate, whose gradient is exactly zero.
    let f = try QuadraticForm(.diagonal([10, 5, 1]), [0, 5, 1])
    let step = 1.001 * method.limit(try f.curvatureBounds())
    let run = method.optimizer(step: step)
    #expect(try method.warnings(step: step, f).count == 1)
    let found = try outcome(run, f, from: [0, 3, -2], limit: 100_000)
    guard case .gradientTolerance = found.termination else {
      Issue.record("\(found.termination)")
      return
    }
  }

  /// Eigenvalues 1 and 10, α = 0.15, from (1, 1).
  @Test func oneStepSizeThreeMethods() throws {
    let f = try QuadraticForm(.diagonal([1, 10]))
    let criteria = StoppingCriteria.relativeGradientNorm(below: 1e-8) || .iterations(20_000)
    #expect(try constantStep(0.15).minimize(f, from: [1, 1], until: criteria).converged)
    let nesterov = try Nesterov(rate: 0.15, momentum: 0.9).minimize(f, from: [1, 1], until: criteria)
    guard case .diverged(let breakdown) = nesterov.termination else {
      Issue.record("\(nesterov.termination)")
      return
    }
    #expect((try #require(breakdown.limit).maximum - 0.13571428571428573).magnitude < 1e-12)
    #expect(try Momentum(rate: 0.15, momentum: 0.9).minimize(f, from: [1, 1], until: criteria).converged)
    #expect(try Momentum(rate: 0.379, momentum: 0.9).minimize(f, from: [1, 1], until: criteria).converged)
    #expect(try !Momentum(rate: 0.381, momentum: 0.9).minimize(f, from: [1, 1], until: criteria).converged)
    #expect(try constantStep(0.15).warnings(for: f).isEmpty)
    #expect(try Momentum(rate: 0.15).warnings(for: f).isEmpty)
    let warning = try #require(try Nesterov(rate: 0.15).warnings(for: f).first)
    #expect(warning.contains("exceeds the largest stable step 0.1357"))
  }

  @Test func theLargestRateOfAScheduleIsWarnedOf() throws {
    let f = try QuadraticForm(.diagonal([1, 10]))
    #expect(try Momentum(rate: .cosine(from: 0.5, over: 10)).warnings(for: f).count == 1)
    #expect(try Momentum(rate: .warmUp(steps: 3, then: 0.3)).warnings(for: f).isEmpty)
    #expect(try Momentum(rate: 0.5).reducingOnPlateau().warnings(for: f).count == 1)
    // Of rules whose steps theory has no limit for, nothing is said.
    #expect(try Adam(rate: 100).warnings(for: f).isEmpty)
  }
}

/// A method with its momentum.
enum StableMethod: Sendable, CustomStringConvertible {
  case gradientDescent
  case momentum(Double)
  case averaged(Double)
  case nesterov(Double)

  func limit(_ bounds: CurvatureBounds) -> Double {
    switch self {
    case .gradientDescent: bounds.maximumStableStep
    case .momentum(let beta): bounds.stableSteps(momentum: beta).momentum
    case .averaged(let beta): bounds.stableSteps(momentum: beta).momentumAveraged
    case .nesterov(let beta): bounds.stableSteps(momentum: beta).nesterov
    }
  }

  func optimizer(step: Double) -> any Optimizer {
    switch self {
    case .gradientDescent: GradientDescent(step: .constant(step))
    case .momentum(let beta): Momentum(rate: .constant(step), momentum: beta)
    case .averaged(let beta): Momentum(rate: .constant(step), momentum: beta, convention: .averaged)
    case .nesterov(let beta): Nesterov(rate: .constant(step), momentum: beta)
    }
  }

  func warnings(step: Double, _ f: QuadraticForm) throws -> [String] { try optimizer(step: step).warnings(for: f) }

  /// The gradient along an eigenvector in the next step, from those of the last two, both divided by that at the start:
  /// gₜ₊₁ = agₜ + bgₜ₋₁.
  private func recurrence(_ lambda: Double, _ step: Double) -> (a: Double, b: Double) {
    let z = step * lambda
    switch self {
    case .gradientDescent: return (1 - z, 0)
    case .momentum(let beta): return (1 + beta - z, -beta)
    case .averaged(let beta): return (1 + beta - (1 - beta) * z, -beta)
    case .nesterov(let beta): return ((1 + beta) * (1 - z), -beta * (1 - z))
    }
  }

  /// The first step in which the gradient is at most a part of that at the start along each of the eigenvectors, whatever
  /// the start.
  func iterations(_ eigenvalues: [Double], step: Double, tolerance: Double) -> Int {
    let recurrences = eigenvalues.map { recurrence($0, step) }
    // From rest the point before the start is the start.
    var (now, before) = (
      [Double](repeating: 1, count: eigenvalues.count), [Double](repeating: 1, count: eigenvalues.count)
    )
    for t in 0..<1_000_000 {
      var largest = 0.0
      for i in 0..<eigenvalues.count {
        largest = max(largest, now[i].magnitude)
        (now[i], before[i]) = (recurrences[i].a * now[i] + recurrences[i].b * before[i], now[i])
      }
      if largest <= tolerance { return t }
    }
    return .max
  }

  var description: String {
    switch self {
    case .gradientDescent: "gradient descent"
    case .momentum(let beta): "momentum \(beta)"
    case .averaged(let beta): "averaged momentum \(beta)"
    case .nesterov(let beta): "Nesterov \(beta)"
    }
  }
}

/// A random quadratic with κ up to 1000, and a start with at least 1 % of its length along the steepest direction.
struct StabilityProblem {
  let known: KnownQuadratic
  let start: Vector<Double>

  init(seed: UInt64, most: Int) throws {
    var generator = DescentLinearAlgebra.SeededGenerator(seed: seed)
    let p = 1 + generator.index(below: most)
    let kappa = pow(10, 3 * generator.uniform())
    let scale = pow(10, 8 * generator.uniform() - 4)
    let spectrum = (0..<p).map { i in scale * (i == 0 ? kappa : i == 1 ? 1 : pow(kappa, generator.uniform())) }
    known = try KnownQuadratic(eigenvalues: spectrum, seed: generator.next())
    // The error at the start in the basis of eigenvectors.
    var error = Vector((0..<p).map { _ in generator.normal() })
    let least = 0.01 / (1 - 1e-4).squareRoot() * Vector(error.dropFirst()).norm()
    if error[0].magnitude < least { error[0] = least }
    start = known.minimizer.adding(known.vectors * error)
  }

  /// What goes against the theory; nil where nothing does.
  func violation(of method: StableMethod) throws -> String? {
    let f = known.objective
    let limit = method.limit(try f.curvatureBounds())
    let (below, above) = (0.999 * limit, 1.001 * limit)
    if let warning = try method.warnings(step: below, f).first { return "warned below the limit: \(warning)" }
    guard let warning = try method.warnings(step: above, f).first, warning.contains("exceeds the largest stable step")
    else { return "not warned above the limit" }
    let most = method.iterations(known.eigenvalues, step: below, tolerance: 1e-6)
    let stable = try outcome(method.optimizer(step: below), f, from: start, limit: most + 1)
    guard stable.termination.converged else { return "below the limit, \(most) iterations: \(stable.termination)" }
    let unstable = try outcome(method.optimizer(step: above), f, from: start, limit: 1_000_000)
    guard case .diverged(let breakdown) = unstable.termination else {
      return "above the limit: \(unstable.termination)"
    }
    guard breakdown.limit?.maximum == limit, breakdown.value.isFinite else { return "\(breakdown)" }
    return nil
  }
}

/// How a run to a relative gradient of 10⁻⁶ ends.
func outcome(
  _ optimizer: some Optimizer, _ f: QuadraticForm, from start: Vector<Double>, limit: Int
) throws -> (termination: Termination, iterations: Int) {
  let result = try optimizer.minimize(
    f, from: start, until: .relativeGradientNorm(below: 1e-6) || .iterations(limit))
  return (result.termination, result.iterations)
}
