import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
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
