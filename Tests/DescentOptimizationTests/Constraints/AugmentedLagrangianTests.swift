import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// A function of two or more numbers with its gradient, for short.
private func function(
  _ count: Int, _ body: @escaping @Sendable (Span<Double>, inout MutableSpan<Double>) -> Double
) -> ClosureObjective { ClosureObjective(count, body) }

/// Problems with known solutions; HS are those of W. Hock, K. Schittkowski 1981.
@Suite struct AugmentedLagrangianTests {
  static let criteria = StoppingCriteria.gradientNorm(below: 1e-8) || .iterations(100)

  /// x + y on the circle x² + y² = 2: the minimum (−1, −1) with λ = ½.
  static var circle: ConstrainedProblem<ClosureObjective> {
    let sum = function(2) { x, g in
      (g[0], g[1]) = (1, 1)
      return x[0] + x[1]
    }
    let constraint = function(2) { x, g in
      (g[0], g[1]) = (2 * x[0], 2 * x[1])
      return x[0] * x[0] + x[1] * x[1] - 2
    }
    return ConstrainedProblem(sum, equalToZero: [constraint])
  }

  private func expectOptimal(
    _ result: OptimizationResult<AugmentedLagrangianState>, at point: Vector<Double>, value: Double
  ) {
    #expect(result.converged, "\(result.termination)")
    #expect(result.minimizer.isClose(to: point, relativeTolerance: 1e-6, absoluteTolerance: 1e-6))
    #expect((result.value - value).magnitude <= 1e-6 * (1 + value.magnitude))
    #expect(result.constraintViolation <= 1e-8)
    #expect(result.optimalityResidual <= 1e-8)
    #expect(result.inequalityMultipliers.allSatisfy { $0 >= 0 })
  }

  @Test func aLineOnACircle() throws {
    let result = try AugmentedLagrangian().minimize(Self.circle, from: [-2, 0.5], until: Self.criteria)
    expectOptimal(result, at: [-1, -1], value: -2)
    #expect((result.equalityMultipliers[0] - 0.5).magnitude < 1e-7)
  }

  @Test func multipliersAreTheSlopesOfTheLeastValue() throws {
    // With c(x) = t the least value is −2√(1 + t/2): its slope at 0 is −λ.
    let base = Self.circle
    let shifted = function(2) { x, g in base.equalities[0].evaluate(at: x, gradient: &g) - 1e-3 }
    let near = try AugmentedLagrangian().minimize(
      ConstrainedProblem(base.objective, equalToZero: [shifted]), from: [-1, -1], until: Self.criteria)
    let result = try AugmentedLagrangian().minimize(base, from: [-1, -1], until: Self.criteria)
    #expect(((near.value - result.value) / 1e-3 + result.equalityMultipliers[0]).magnitude < 1e-3)
  }

  @Test func hockSchittkowski6() throws {
    let f = function(2) { x, g in
      (g[0], g[1]) = (-2 * (1 - x[0]), 0)
      return (1 - x[0]) * (1 - x[0])
    }
    let c = function(2) { x, g in
      (g[0], g[1]) = (-20 * x[0], 10)
      return 10 * (x[1] - x[0] * x[0])
    }
    let result = try AugmentedLagrangian().minimize(
      ConstrainedProblem(f, equalToZero: [c]), from: [-1.2, 1], until: Self.criteria)
    expectOptimal(result, at: [1, 1], value: 0)
  }

  @Test func hockSchittkowski7() throws {
    let f = function(2) { x, g in
      (g[0], g[1]) = (2 * x[0] / (1 + x[0] * x[0]), -1)
      return log(1 + x[0] * x[0]) - x[1]
    }
    let c = function(2) { x, g in
      let q = 1 + x[0] * x[0]
      (g[0], g[1]) = (4 * x[0] * q, 2 * x[1])
      return q * q + x[1] * x[1] - 4
    }
    let result = try AugmentedLagrangian().minimize(
      ConstrainedProblem(f, equalToZero: [c]), from: [2, 2], until: Self.criteria)
    expectOptimal(result, at: [0, 3.0.squareRoot()], value: -(3.0.squareRoot()))
    // −1 + 2λ√3 = 0
    #expect((result.equalityMultipliers[0] - 1 / (2 * 3.0.squareRoot())).magnitude < 1e-7)
  }

  @Test func hockSchittkowski28() throws {
    let f = function(3) { x, g in
      let (a, b) = (x[0] + x[1], x[1] + x[2])
      (g[0], g[1], g[2]) = (2 * a, 2 * (a + b), 2 * b)
      return a * a + b * b
    }
    let result = try AugmentedLagrangian().minimize(
      ConstrainedProblem(f, equalToZero: [LinearFunction([1, 2, 3], minus: 1)]), from: [-4, 1, 1], until: Self.criteria)
    expectOptimal(result, at: [0.5, -0.5, 0.5], value: 0)
    #expect(result.equalityMultipliers[0].magnitude < 1e-7)
  }

  @Test func hockSchittkowski71() throws {
    // x₁x₄(x₁ + x₂ + x₃) + x₃, product at least 25, squares of sum 40, all between 1 and 5.
    let f = function(4) { x, g in
      let sum = x[0] + x[1] + x[2]
      g[0] = x[3] * (sum + x[0])
      g[1] = x[0] * x[3]
      g[2] = x[0] * x[3] + 1
      g[3] = x[0] * sum
      return x[0] * x[3] * sum + x[2]
    }
    let squares = function(4) { x, g in
      var sum = -40.0
      for i in 0..<4 {
        g[i] = 2 * x[i]
        sum += x[i] * x[i]
      }
      return sum
    }
    let product = function(4) { x, g in
      g[0] = -x[1] * x[2] * x[3]
      g[1] = -x[0] * x[2] * x[3]
      g[2] = -x[0] * x[1] * x[3]
      g[3] = -x[0] * x[1] * x[2]
      return 25 - x[0] * x[1] * x[2] * x[3]
    }
    let problem = ConstrainedProblem(f, equalToZero: [squares], atMostZero: [product])
    let method = AugmentedLagrangian(inner: ProjectedGradient(onto: Box(1...5, count: 4)))
    let result = try method.minimize(
      problem, from: [1, 5, 5, 1], until: .gradientNorm(below: 1e-7) || .iterations(100))
    #expect(result.converged, "\(result.termination)")
    #expect((result.value - 17.0140173).magnitude < 1e-6)
    #expect(result.minimizer.isClose(to: [1, 4.7429994, 3.8211503, 1.3794082], relativeTolerance: 1e-6))
    #expect((result.equalityMultipliers[0].magnitude - 0.1614686).magnitude < 1e-5)
    #expect((result.inequalityMultipliers[0] - 0.5522937).magnitude < 1e-5)
    #expect(result.constraintViolation < 1e-7)
  }

  @Test func constraintsWithRoomHaveNoMultipliers() throws {
    // The nearest point of a half plane and a disk to (2, 2): the disk binds, the half plane does not.
    let f = try QuadraticForm([[2, 0], [0, 2]], [4, 4], constant: 8)
    let disk = function(2) { x, g in
      (g[0], g[1]) = (2 * x[0], 2 * x[1])
      return x[0] * x[0] + x[1] * x[1] - 1
    }
    let problem = ConstrainedProblem(f, atMostZero: [disk, LinearFunction([1, 0], minus: 5)])
    let result = try AugmentedLagrangian().minimize(problem, from: [0, 0], until: Self.criteria)
    let r = 0.5.squareRoot()
    expectOptimal(result, at: [r, r], value: 2 * (2 - r) * (2 - r))
    // 2(x − 2) + 2μx = 0
    #expect((result.inequalityMultipliers[0] - (2 - r) / r).magnitude < 1e-6)
    #expect(result.inequalityMultipliers[1] == 0)
  }

  @Test func quadraticsUnderEquationsAreThoseOfTheirSystem() throws {
    for seed in 0..<5 as Range<UInt64> {
      let (p, m) = (6, 2)
      let h = Matrix<Double>.random(9, p, seed: 6000 + seed).gram()
      let b = Vector<Double>.random(p, seed: 6100 + seed)
      let a = Matrix<Double>.random(m, p, seed: 6200 + seed)
      // [H Aᵀ; A 0] (x, λ) = (b, r)
      var system = Matrix<Double>.zeros(p + m, p + m)
      for i in 0..<p { for j in 0..<p { system[i, j] = h[i, j] } }
      for i in 0..<m {
        for j in 0..<p { (system[p + i, j], system[j, p + i]) = (a[i, j], a[i, j]) }
      }
      let solution = try LUDecomposition(system).solve(Vector(Array(b) + [1, -0.5]))
      let problem = ConstrainedProblem(
        try QuadraticForm(h, b),
        equalToZero: [
          LinearFunction(Vector(a[row: 0]), minus: 1), LinearFunction(Vector(a[row: 1]), minus: -0.5),
        ])
      let result = try AugmentedLagrangian().minimize(problem, until: Self.criteria)
      #expect(result.converged)
      #expect(
        result.minimizer.isClose(to: Vector(solution.prefix(p)), relativeTolerance: 1e-6, absoluteTolerance: 1e-7))
      #expect(
        result.equalityMultipliers.isClose(
          to: Vector(solution.dropFirst(p)), relativeTolerance: 1e-5, absoluteTolerance: 1e-6))
    }
  }

  @Test func contradictionsAreToldAsSuch() throws {
    let contradiction = ConstrainedProblem(
      try QuadraticForm([[2]]), equalToZero: [LinearFunction([1], minus: 1), LinearFunction([1], minus: 3)])
    let result = try AugmentedLagrangian().minimize(contradiction, until: Self.criteria)
    guard case .infeasible(let violation) = result.termination else {
      Issue.record("\(result.termination)")
      return
    }
    // The point between them violates both by 1.
    #expect((violation - 1).magnitude < 1e-3)
    #expect(!result.converged)
    #expect(result.termination.message.contains("contradict"))

    let impossible = function(1) { x, g in
      g[0] = 2 * x[0]
      return x[0] * x[0] + 1
    }
    let none = try AugmentedLagrangian().minimize(
      ConstrainedProblem(try QuadraticForm([[2]]), atMostZero: [impossible]), from: [3], until: Self.criteria)
    guard case .infeasible(let least) = none.termination else {
      Issue.record("\(none.termination)")
      return
    }
    #expect((least - 1).magnitude < 1e-3)
  }

  @Test func aRunReturnsItsLastIterateAndNotTheLowestValue() throws {
    // The start has a lower value than any point of the circle.
    let result = try AugmentedLagrangian().minimize(
      Self.circle, from: [-5, -5], until: .gradientNorm(below: 0) || .iterations(6))
    #expect(result.minimizer.isClose(to: [-1, -1], absoluteTolerance: 1e-3))
    #expect(result.value == Self.circle.objective.value(at: result.minimizer))
  }

  @Test func withoutConstraintsItIsTheInnerOptimizer() throws {
    let result = try AugmentedLagrangian().minimize(
      ConstrainedProblem(rosenbrock), from: [-1.2, 1], until: .gradientNorm(below: 1e-7) || .iterations(100))
    #expect(result.converged)
    #expect(result.minimizer.isClose(to: [1, 1], relativeTolerance: 1e-5))
    #expect(throws: OptimizationError.self) { try AugmentedLagrangian().minimize(rosenbrock) }
  }

  @Test func otherOptimizersServeAsWell() throws {
    let problem = ConstrainedProblem(
      try QuadraticForm([[2, 0], [0, 4]]), equalToZero: [LinearFunction([1, 1], minus: 3)])
    let method = AugmentedLagrangian(
      inner: GradientDescent(step: .constant(0.01)), initialPenalty: 10, largestPenalty: 10)
    let result = try method.minimize(problem, until: .gradientNorm(below: 1e-8) || .iterations(200))
    expectOptimal(result, at: [2, 1], value: 6)
    #expect((result.equalityMultipliers[0] + 4).magnitude < 1e-6)
  }

  @Test(arguments: [0, 1, 3])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let method = AugmentedLagrangian()
    let whole = try method.minimize(Self.circle, from: [-2, 0.5], until: .iterations(6))
    let part = try method.minimize(Self.circle, from: [-2, 0.5], until: .iterations(interruption))
    let saved = try JSONEncoder().encode(part.state)
    let state = try JSONDecoder().decode(AugmentedLagrangianState.self, from: saved)
    let resumed = method.resume(state, on: Self.circle, until: .iterations(6))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
  }

  @Test func badSettingsAreErrors() {
    let inner = ProjectedGradient(onto: WholeSpace())
    for method in [
      AugmentedLagrangian(inner: inner, initialPenalty: 0), AugmentedLagrangian(inner: inner, penaltyGrowth: 1),
      AugmentedLagrangian(inner: inner, violationPart: 1), AugmentedLagrangian(inner: inner, largestPenalty: .infinity),
      AugmentedLagrangian(inner: inner, innerIterations: 0),
    ] {
      #expect(throws: OptimizationError.self) { try method.minimize(Self.circle) }
    }
  }
}
