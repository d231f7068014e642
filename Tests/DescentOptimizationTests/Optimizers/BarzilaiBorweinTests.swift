import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct BarzilaiBorweinTests {
  /// (1 − x)² + 100 (y − x²)².
  static let rosenbrock = ClosureObjective(2) { point, gradient in
    let (x, y) = (point[0], point[1])
    let rest = y - x * x
    gradient[0] = -2 * (1 - x) - 400 * x * rest
    gradient[1] = 200 * rest
    return (1 - x) * (1 - x) + 100 * rest * rest
  }

  @Test(arguments: BarzilaiBorwein.Formula.allCases)
  func theStepsAreThoseOfTheFormulas(formula: BarzilaiBorwein.Formula) throws {
    let f = try QuadraticForm([[2, 0.5], [0.5, 1]], [1, -1])
    var (x, old) = ([2.0, -1.0], [0.0, 0.0])
    var step = 0.0
    let points = try iterates(BarzilaiBorwein(formula: formula), f, from: x, count: 5)
    for (t, point) in points.enumerated() {
      let g = UpdateRuleTests.gradient(x)
      if t == 0 {
        let curvature = 2 * g[0] * g[0] + g[0] * g[1] + g[1] * g[1]
        step = (g[0] * g[0] + g[1] * g[1]) / curvature
      } else {
        let s = [-step * old[0], -step * old[1]]
        let y = [g[0] - old[0], g[1] - old[1]]
        let (ss, sy, yy) = (s[0] * s[0] + s[1] * s[1], s[0] * y[0] + s[1] * y[1], y[0] * y[0] + y[1] * y[1])
        step = formula == .long || (formula == .alternating && t % 2 == 1) ? ss / sy : sy / yy
      }
      (x, old) = ([x[0] - step * g[0], x[1] - step * g[1]], g)
      for (value, wanted) in zip(point, x) { #expect((value - wanted).magnitude <= 1e-12, "step \(t + 1)") }
    }
  }

  @Test(arguments: BarzilaiBorwein.Formula.allCases, 1...10)
  func quadraticsWithoutAnyConstant(formula: BarzilaiBorwein.Formula, seed: Int) throws {
    let known = try KnownQuadratic(
      eigenvalues: (0..<12).map { pow(10, Double($0) / 11 * 3) }, seed: UInt64(800 + seed))
    let result = try BarzilaiBorwein(formula: formula).minimize(
      known.objective, until: .relativeGradientNorm(below: 1e-9) || .iterations(1500))
    #expect(result.converged)
    let best = try #require(
      try known.objective.curvatureBounds().predictedIterations(tolerance: 1e-9).gradientDescentOptimal)
    #expect(result.iterations < best / 10)
  }

  @Test(arguments: EvaluationMethod.allCases)
  func leastSquares(method: EvaluationMethod) throws {
    let loss = try LeastSquares(.random(9000, 8, seed: 820), .random(9000, seed: 821))
    let result = try BarzilaiBorwein(evaluation: method).minimize(loss, until: .relativeGradientNorm(below: 1e-12))
    #expect(result.converged)
    #expect(result.gradientNorm <= 1.0001e-12 * loss.gradient(at: .zeros(8)).norm())
  }

  @Test(arguments: BarzilaiBorwein.Formula.allCases)
  func generalFunctions(formula: BarzilaiBorwein.Formula) throws {
    let banana = try BarzilaiBorwein(formula: formula).minimize(
      Self.rosenbrock, from: [-1.2, 1], until: .gradientNorm(below: 1e-8) || .iterations(20_000))
    #expect(banana.converged)
    #expect(banana.minimizer.isClose(to: [1, 1], relativeTolerance: 1e-6))
    for start in [-0.4, 0.4, 30, -1000] {
      let well = try BarzilaiBorwein(formula: formula).minimize(
        doubleWell, from: [start], until: .gradientNorm(below: 1e-9) || .iterations(1000))
      #expect(well.converged)
    }
  }

  @Test func whereTheFunctionIsNotDefinedTheStepIsShortened() throws {
    // −log x + x, NaN left of 0, infinite at 0.
    let barrier = ClosureObjective(1) { point, gradient in
      gradient[0] = 1 - 1 / point[0]
      return point[0] - log(point[0])
    }
    for start in [1e-3, 0.5, 50] {
      let result = try BarzilaiBorwein().minimize(
        barrier, from: [start], until: .gradientNorm(below: 1e-10) || .iterations(200))
      #expect(result.converged && (result.minimizer[0] - 1).magnitude < 1e-9)
    }
  }

  @Test func aFunctionThatIsNeverLowerEndsTheSearch() throws {
    // Its gradient has the wrong sign.
    let wrong = ClosureObjective(1) { point, gradient in
      gradient[0] = -2 * point[0]
      return point[0] * point[0]
    }
    let result = try BarzilaiBorwein().minimize(wrong, from: [3], until: .gradientNorm(below: 1e-8) || .iterations(50))
    #expect(!result.converged && result.value <= 9)
  }

  @Test func quadraticsWithoutAMinimum() throws {
    for (matrix, start) in [([[1, 0], [0, -1]], [1, 1]), ([[-1]], [1])] as [(Matrix<Double>, [Double])] {
      let result = try BarzilaiBorwein().minimize(QuadraticForm(matrix), from: start)
      guard case .unbounded = result.termination else {
        Issue.record("\(result.termination)")
        continue
      }
    }
  }

  @Test func extremeScales() throws {
    for scale in [1e-200, 1e-160, 1e160, 1e200] {
      let f = try QuadraticForm([[2 * scale, scale], [scale, 3 * scale]], [scale, -scale])
      let result = try BarzilaiBorwein().minimize(f, until: .relativeGradientNorm(below: 1e-10) || .iterations(100))
      #expect(result.minimizer.isClose(to: [0.8, -0.6], relativeTolerance: 1e-9), "\(result)")
    }
  }

  @Test(arguments: [0, 1, 2, 30])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    func check(_ objective: some Objective, _ start: Vector<Double>) throws {
      let method = BarzilaiBorwein(formula: .alternating)
      let whole = try method.minimize(objective, from: start, until: .iterations(60))
      let part = try method.minimize(objective, from: start, until: .iterations(interruption))
      let state = try JSONDecoder().decode(BarzilaiBorwein.State.self, from: JSONEncoder().encode(part.state))
      #expect(state == part.state)
      let resumed = method.resume(state, on: objective, until: .iterations(60))
      #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
      #expect(resumed.state == whole.state)
    }
    try check(LeastSquares(.random(60, 2, seed: 61), .random(60, seed: 62)), [0, 0])
    try check(Self.rosenbrock, [-1.2, 1])
  }

  @Test(.enabled(if: allocation_counter_works()))
  func iterationsAllocateNothing() throws {
    #expect(try allocations(of: BarzilaiBorwein(), on: Self.rosenbrock, from: [-1.2, 1]) == 0)
    let known = try KnownQuadratic(eigenvalues: (0..<12).map { pow(10, Double($0) / 11 * 4) }, seed: 830)
    #expect(try allocations(of: BarzilaiBorwein(), on: known.objective) == 0)
    let loss = try LeastSquares(.random(300, 60, seed: 831), .random(300, seed: 832))
    #expect(try allocations(of: BarzilaiBorwein(), on: loss) == 0)
  }
}
