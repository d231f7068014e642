import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Glibc
import Testing

@Suite struct NewtonTests {
  @Test(arguments: [1, 2, 7, 30])
  func aQuadraticTakesOneStep(size: Int) throws {
    let known = try KnownQuadratic(eigenvalues: (1...size).map(Double.init), seed: 701)
    let run = try minimize(Newton(), known.objective, from: .random(size, seed: 702))
    #expect(run.iterations == 1)
    #expect(run.point.subtracting(known.minimizer).norm() < 1e-12 * Double(size))
  }

  @Test(arguments: [[0.0, 0], [0, 1], [1e-9, 0.5], [0, -2]])
  func aSaddleIsLeft(start: [Double]) throws {
    let run = try minimize(Newton(), TestProblem.saddle, from: Vector(start))
    #expect(run.termination.converged)
    #expect((run.value + 0.25).magnitude < 1e-12)
    #expect((run.point[0].magnitude - 1).magnitude < 1e-6)
  }

  @Test func aMaximumIsLeft() throws {
    let hill = TwiceDifferentiableClosure(2) { x, gradient in
      let r = x[0] * x[0] + 2 * x[1] * x[1]
      gradient[0] = 2 * x[0] * (r - 1)
      gradient[1] = 4 * x[1] * (r - 1)
      return 0.5 * (r - 1) * (r - 1)
    } hessian: { x in
      let r = x[0] * x[0] + 2 * x[1] * x[1]
      return [
        [2 * (r - 1) + 4 * x[0] * x[0], 8 * x[0] * x[1]], [8 * x[0] * x[1], 4 * (r - 1) + 16 * x[1] * x[1]],
      ]
    }
    let run = try minimize(Newton(), hill, from: [0, 0])
    #expect(run.termination.converged)
    #expect(run.value < 1e-14, "\(run.termination)")
  }

  /// The gradient has no part along the lowest eigenvector: the step must have one.
  @Test func theHardCaseIsSolved() throws {
    let f = TwiceDifferentiableClosure(2) { x, gradient in
      gradient[0] = 4 * x[0] * x[0] * x[0] - 4 * x[0]
      gradient[1] = 2 * x[1] - 2
      return x[0] * x[0] * x[0] * x[0] - 2 * x[0] * x[0] + x[1] * x[1] - 2 * x[1]
    } hessian: { x in
      [[12 * x[0] * x[0] - 4, 0], [0, 2]]
    }
    let run = try minimize(Newton(), f, from: [0, 5])
    #expect(run.termination.converged)
    #expect((run.value + 2).magnitude < 1e-12)
  }

  @Test func limitsEndRunsThatTolerancesMayNot() throws {
    // −x⁴ at 0: no eigenvalue is negative, the tolerance holds. −x²: the run goes on to its limit.
    let flat = function { x in (-x * x * x * x, -4 * x * x * x, -12 * x * x) }
    #expect(try minimize(Newton(), flat, from: [0]).iterations == 0)
    let hill = function { x in (-x * x, -2 * x, -2) }
    let run = try minimize(Newton(), hill, from: [0], until: .gradientNorm(below: 1) || .iterations(3))
    #expect(run.termination == .iterationLimit(3))
    #expect(run.value < 0)
  }

  @Test func otherObjectivesAreRefused() {
    #expect(throws: OptimizationError.hessianUnknown(method: "Newton", objective: "ClosureObjective")) {
      try Newton().minimize(parabola, from: [1])
    }
  }

  @Test(arguments: [Double.nan, .infinity])
  func aHessianThatIsNoneLeavesTheGradient(element: Double) throws {
    let f = TwiceDifferentiableClosure(1) { x, gradient in
      gradient[0] = 2 * x[0]
      return x[0] * x[0]
    } hessian: { _ in
      Matrix(1, 1, [element])
    }
    let run = try minimize(Newton(), f, from: [3], until: .gradientNorm(below: 1e-6) || .iterations(200))
    #expect(run.termination.converged)
  }

  @Test func aHessianWithoutMirrorImagesIsTakenInTheMiddle() throws {
    let f = TwiceDifferentiableClosure(2) { x, gradient in
      gradient[0] = 2 * x[0] + x[1]
      gradient[1] = x[0] + 2 * x[1]
      return x[0] * x[0] + x[0] * x[1] + x[1] * x[1]
    } hessian: { _ in
      [[2, 2], [0, 2]]
    }
    #expect(try minimize(Newton(), f, from: [3, -1]).iterations == 1)
  }
}

/// Steps allocate nothing where the objective writes its Hessian, whether the radius holds them back or not.
@Suite(.enabled(if: allocation_counter_works())) struct NewtonAllocationTests {
  @Test func stepsAllocateNothing() throws {
    let start = Vector(repeating: -6, count: 12)
    // Far away the radius holds steps back, and trials fail.
    var state = try Newton().start(Exponentials(), from: start)
    var (shortened, rejected) = (0, 0)
    for _ in 0..<3 { _ = Newton().advance(&state, Exponentials()) }
    let before = allocation_count()
    for _ in 0..<12 {
      let evaluations = state.progress.evaluations
      if Newton().advance(&state, Exponentials()) != .moved { break }
      if state.progress.evaluations > evaluations + 1 { rejected += 1 }
      if let radius = state.radius, radius < 4 { shortened += 1 }
    }
    let count = allocation_count() - before
    #expect(count == 0)
    #expect(shortened + rejected > 0)
    #expect(state.progress.gradientNorm < 1e-8)
  }

  @Test func quadraticsAllocateNothing() throws {
    let form = try QuadraticForm([[4, 1], [1, 3]], [1, 2])
    #expect(try allocations(of: Newton(), on: form, from: [1e9, -1e9], steps: 1) == 0)
  }

  /// Σ (exp xᵢ − xᵢ) + ½ Σ (xᵢ − xᵢ₊₁)², with its minimum at 0.
  private struct Exponentials: TwiceDifferentiableObjective {
    let parameterCount = 12

    func evaluate(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
      var value = 0.0
      for i in x.indices {
        value += exp(x[i]) - x[i]
        gradient[i] = exp(x[i]) - 1
      }
      for i in 1..<x.count {
        let difference = x[i - 1] - x[i]
        value += 0.5 * difference * difference
        gradient[i - 1] += difference
        gradient[i] -= difference
      }
      return value
    }

    func hessian(at x: Span<Double>) -> Matrix<Double> {
      var result = Matrix<Double>.zeros(x.count, x.count)
      evaluateHessian(at: x, into: &result)
      return result
    }

    func evaluateHessian(at x: Span<Double>, into hessian: inout Matrix<Double>) {
      for i in 0..<x.count {
        for j in 0..<x.count { hessian[i, j] = 0 }
        hessian[i, i] = exp(x[i]) + (i == 0 || i == x.count - 1 ? 1 : 2)
      }
      for i in 1..<x.count {
        hessian[i - 1, i] = -1
        hessian[i, i - 1] = -1
      }
    }
  }
}
