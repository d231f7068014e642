import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Gradient descent with steps that are found anew in each iteration.
@Suite struct GradientDescentSearchTests {
  @Test func exactStepsAreThoseOfCauchy() throws {
    // On diag(1, κ) from (κ, 1) each step multiplies the value by ((κ − 1)/(κ + 1))².
    let f = try QuadraticForm([[1, 0], [0, 9]])
    let optimizer = GradientDescent(step: .exactLineSearch)
    var state = try optimizer.start(f, from: [9, 1])
    for _ in 0..<10 {
      let before = state.iterate.value
      #expect(optimizer.advance(&state, f) == .moved)
      #expect((state.iterate.value / before - 0.64).magnitude < 1e-13)
      #expect((state.stepSize - 0.2).magnitude < 1e-13)
    }
  }

  @Test func exactStepsAreTheSameByPassesAndByTheHessian() throws {
    let x = Matrix<Double>.random(9000, 12, seed: 801)
    let y = Vector<Double>.random(9000, seed: 802)
    let criteria = StoppingCriteria.relativeGradientNorm(below: 1e-10) || .iterations(500)
    let loss = try LeastSquares(x, y, ridge: 0.01)
    let passes = try GradientDescent(step: .exactLineSearch, evaluation: .passes).minimize(loss, until: criteria)
    let gram = try GradientDescent(step: .exactLineSearch, evaluation: .gram).minimize(loss, until: criteria)
    #expect(passes.converged && gram.converged)
    #expect(passes.minimizer.subtracting(gram.minimizer).norm() <= 1e-9 * passes.minimizer.norm())
    #expect((passes.iterations - gram.iterations).magnitude <= 2)
    // A pass for the step and one for the gradient.
    #expect(passes.passes == 2 * passes.iterations + 1)
    #expect(gram.passes <= 3)
  }

  @Test func exactStepsNeedAQuadratic() {
    #expect(throws: OptimizationError.notQuadratic(step: "exact", objective: "ClosureObjective")) {
      try GradientDescent(step: .exactLineSearch).minimize(parabola, from: [1])
    }
  }

  @Test func aQuadraticWithoutMinimumFallsWithoutBound() throws {
    let result = try GradientDescent(step: .exactLineSearch).minimize(
      QuadraticForm(.diagonal([1, -1])), from: [1e-3, 1])
    #expect(result.termination.name == "unbounded")
  }

  @Test(arguments: [StepSize.armijo, .strongWolfe])
  func searchesNeedNoCurvature(step: StepSize) throws {
    let loss = try LeastSquares(.random(80, 6, seed: 803), .random(80, seed: 804))
    let exact = try GradientDescent(step: .optimal).minimize(loss, until: .relativeGradientNorm(below: 1e-10))
    let result = try GradientDescent(step: step).minimize(
      loss, until: .relativeGradientNorm(below: 1e-10) || .iterations(5000))
    #expect(result.converged)
    #expect(result.minimizer.subtracting(exact.minimizer).norm() < 1e-8)
    #expect(result.value == loss.value(at: result.minimizer))
    #expect(result.state.stepSize > 0)
  }

  @Test func schedulesAreFollowed() throws {
    let f = try QuadraticForm([[2, 0], [0, 8]])
    let schedule = Schedule.inverseTime(from: 0.1, decay: 0.5)
    let result = try GradientDescent(step: .schedule(schedule)).minimize(f, from: [1, 1], until: .iterations(5))
    var expected = [1.0, 1.0]
    for t in 0..<5 {
      let rate = schedule.rate(at: t)
      expected[0] -= rate * 2 * expected[0]
      expected[1] -= rate * 8 * expected[1]
    }
    #expect((result.minimizer[0] - expected[0]).magnitude < 1e-15)
    #expect((result.minimizer[1] - expected[1]).magnitude < 1e-15)
    let constant = try GradientDescent(step: .schedule(0.1)).minimize(f, from: [1, 1], until: .iterations(9))
    #expect(constant.minimizer == (try constantStep(0.1).minimize(f, from: [1, 1], until: .iterations(9)).minimizer))
    #expect(throws: OptimizationError.self) { try GradientDescent(step: .schedule(-1)).minimize(f) }
    #expect(try GradientDescent(step: .schedule(0.3)).warnings(for: f).count == 1)
  }

  @Test(arguments: [StepSize.armijo, .strongWolfe, .exactLineSearch])
  func thereIsNoStepToPredictWith(step: StepSize) throws {
    let f = try QuadraticForm([[2, 0], [0, 8]])
    #expect(try GradientDescent(step: step).warnings(for: f).isEmpty)
    let prediction = try QuadraticPrediction(of: f, from: [1, 1])
    #expect(throws: OptimizationError.noFixedStep(step.description)) { try prediction.step(step) }
  }

  @Test func stepsAreWrittenAsInTheCommand() throws {
    let steps: [StepSize] = [
      .constant(0.5), .safe, .optimal, .exactLineSearch, .armijo, .strongWolfe, .schedule(.cosine(from: 1, over: 9)),
    ]
    #expect(steps.map(\.description) == ["0.5", "safe", "optimal", "exact", "armijo", "wolfe", "schedule"])
    for step in steps {
      #expect(try JSONDecoder().decode(StepSize.self, from: JSONEncoder().encode(step)) == step)
    }
  }

  @Test(.enabled(if: allocation_counter_works())) func exactStepsAllocateNothing() throws {
    func count(_ f: some Objective, _ iterations: Int) throws -> Int {
      let start = Vector<Double>(repeating: 1, count: f.parameterCount)
      let before = allocation_count()
      let run = try GradientDescent(step: .exactLineSearch).minimize(
        f, from: start, until: .gradientNorm(below: 0) || .iterations(iterations))
      let after = allocation_count()
      #expect(run.iterations == iterations)
      return Int(after - before)
    }
    let form = try QuadraticForm(Matrix<Double>.random(40, 30, seed: 805).gram())
    let loss = try LeastSquares(.random(50, 3, seed: 806), .random(50, seed: 807), ridge: 1e-6)
    _ = try (count(form, 5), count(loss, 3))
    #expect(try count(form, 50) == count(form, 5))
    #expect(try count(loss, 12) == count(loss, 3))
  }
}
