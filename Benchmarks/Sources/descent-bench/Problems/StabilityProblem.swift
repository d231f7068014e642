import Descent
import Foundation

/// A random quadratic with a condition number of up to 1000, and a start of which at least 1 % of the way to the minimum lies
/// along the steepest direction.
struct StabilityProblem {
  let objective: QuadraticForm
  let eigenvalues: [Double]
  let start: Vector<Double>

  /// The relative gradient norm that stable runs must reach.
  static let tolerance = 1e-6
  /// A run that grows by 0.1 % a step has left the range of the numbers long before.
  private static let mostIterations = 2_000_000

  init(mostParameters: Int, using generator: inout SeededGenerator) throws {
    let p = 1 + generator.index(below: mostParameters)
    let condition = pow(10, 3 * generator.uniform())
    let scale = pow(10, 8 * generator.uniform() - 4)
    eigenvalues = (0..<p).map { i in
      scale * (i == 0 ? condition : i == 1 ? 1 : pow(condition, generator.uniform()))
    }
    // Two reflections, which make an orthogonal matrix without a preferred direction.
    let vectors = Self.reflection(p, using: &generator) * Self.reflection(p, using: &generator)
    let matrix = vectors * Matrix.diagonal(Vector(eigenvalues)) * vectors.transposed()
    let minimizer = Vector((0..<p).map { _ in generator.normal() })
    objective = try QuadraticForm(matrix, matrix * minimizer)

    var error = Vector((0..<p).map { _ in generator.normal() })
    let least = 0.01 / (1 - 1e-4).squareRoot() * Vector(error.dropFirst()).norm()
    if error[0].magnitude < least { error[0] = least }
    start = minimizer.adding(vectors * error)
  }

  private static func reflection(_ size: Int, using generator: inout SeededGenerator) -> Matrix<Double> {
    let v = Vector((0..<size).map { _ in generator.normal() })
    let factor = 2 / v.dot(v)
    var result = Matrix<Double>.identity(size)
    for i in 0..<size { for j in 0..<size { result[i, j] -= factor * v[i] * v[j] } }
    return result
  }

  /// Runs a method at 0.999 and 1.001 times its largest stable step.
  func check(_ method: StableMethod) throws -> StabilityOutcome {
    let limit = method.limit(try objective.curvatureBounds())
    let (below, above) = (method.optimizer(step: 0.999 * limit), method.optimizer(step: 1.001 * limit))
    var found = StabilityOutcome(predicted: method.iterations(eigenvalues, step: 0.999 * limit))
    if try !below.warnings(for: objective).isEmpty { found.violations.append("warned below the limit") }
    if try below.warnings(for: objective) == above.warnings(for: objective) {
      found.violations.append("not warned above the limit")
    }
    let stable = try run(below, limit: found.predicted + 1)
    found.stable = stable.iterations
    if !stable.termination.converged { found.violations.append("below the limit: \(stable.termination.message)") }
    let unstable = try run(above, limit: Self.mostIterations)
    found.unstable = unstable.iterations
    if case .diverged = unstable.termination {
    } else {
      found.violations.append("above the limit: \(unstable.termination.message)")
    }
    return found
  }

  private func run(
    _ optimizer: some Optimizer, limit: Int
  ) throws -> (termination: Termination, iterations: Int) {
    let result = try optimizer.minimize(
      objective, from: start, until: .relativeGradientNorm(below: Self.tolerance) || .iterations(limit))
    return (result.termination, result.iterations)
  }
}

/// What came out of the two runs of a problem.
struct StabilityOutcome {
  /// The iterations after which the stable run must have converged, from whatever start.
  let predicted: Int
  /// The iterations of both runs.
  var stable = 0
  var unstable = 0
  /// What went against the theory.
  var violations: [String] = []

  init(predicted: Int) { self.predicted = predicted }
}

/// A method of constant steps with its momentum.
enum StableMethod {
  case gradientDescent
  case momentum(Double)
  case averagedMomentum(Double)
  case nesterov(Double)

  var name: String {
    switch self {
    case .gradientDescent: "gradient descent"
    case .momentum(let beta): "momentum, v ← βv + g, β = \(beta)"
    case .averagedMomentum(let beta): "momentum, v ← βv + (1 − β)g, β = \(beta)"
    case .nesterov(let beta): "Nesterov, β = \(beta)"
    }
  }

  func limit(_ bounds: CurvatureBounds) -> Double {
    switch self {
    case .gradientDescent: bounds.maximumStableStep
    case .momentum(let beta): bounds.stableSteps(momentum: beta).momentum
    case .averagedMomentum(let beta): bounds.stableSteps(momentum: beta).momentumAveraged
    case .nesterov(let beta): bounds.stableSteps(momentum: beta).nesterov
    }
  }

  func optimizer(step: Double) -> any Optimizer {
    switch self {
    case .gradientDescent: GradientDescent(step: .constant(step))
    case .momentum(let beta): Momentum(rate: .constant(step), momentum: beta)
    case .averagedMomentum(let beta): Momentum(rate: .constant(step), momentum: beta, convention: .averaged)
    case .nesterov(let beta): Nesterov(rate: .constant(step), momentum: beta)
    }
  }

  /// The first step in which the gradient has shrunk to the tolerance along each eigenvector, by the recurrence
  /// gₜ₊₁ = agₜ + bgₜ₋₁ from rest.
  func iterations(_ eigenvalues: [Double], step: Double) -> Int {
    let recurrences = eigenvalues.map { recurrence(step * $0) }
    var gradients = [(now: Double, before: Double)](repeating: (1, 1), count: eigenvalues.count)
    var t = 0
    while !gradients.allSatisfy({ $0.now.magnitude <= StabilityProblem.tolerance }), t < 1 << 24 {
      for i in gradients.indices {
        let (now, before) = gradients[i]
        gradients[i] = (recurrences[i].a * now + recurrences[i].b * before, now)
      }
      t += 1
    }
    return t
  }

  private func recurrence(_ z: Double) -> (a: Double, b: Double) {
    switch self {
    case .gradientDescent: (1 - z, 0)
    case .momentum(let beta): (1 + beta - z, -beta)
    case .averagedMomentum(let beta): (1 + beta - (1 - beta) * z, -beta)
    case .nesterov(let beta): ((1 + beta) * (1 - z), -beta * (1 - z))
    }
  }
}
