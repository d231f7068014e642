import DescentLinearAlgebra
import DescentOptimization
import Testing

/// A run says truly why it ended, and returns what belongs together.
@Suite struct TerminationTests {
  private func valley() throws -> QuadraticForm { try QuadraticForm([[2, 0], [0, 50]], [6, 50], constant: 34) }

  private func expectConsistent(_ result: OptimizationResult<GradientDescent.State>, _ f: some Objective) {
    var gradient = Vector<Double>.zeros(f.parameterCount)
    #expect(f.evaluate(at: result.minimizer, gradient: &gradient) == result.value)
    #expect(gradient == result.gradient)
    #expect((gradient.norm() - result.gradientNorm).magnitude <= 1e-15 * gradient.norm())
  }

  @Test func aStartAtTheMinimumTakesNoStep() throws {
    let f = try valley()
    let result = try GradientDescent(step: .safe).minimize(f, from: [3, 1])
    #expect(result.iterations == 0)
    #expect(result.evaluations == 1)
    #expect(result.termination == .gradientTolerance(norm: 0, limit: 0))
    expectConsistent(result, f)
  }

  @Test func theTestComesBeforeTheStep() throws {
    let result = try constantStep(0.4).minimize(parabola, from: [5], until: .gradientNorm(below: 0.08))
    // 2·5·0.2ᵗ = 0.08 at t = 3
    #expect(result.iterations == 3)
    #expect(result.evaluations == 4)
  }

  @Test func theIterationLimitIsNoConvergence() throws {
    let result = try GradientDescent(step: .safe).minimize(
      valley(), from: [0, 0], until: .relativeGradientNorm(below: 1e-8) || .iterations(3))
    #expect(result.termination == .iterationLimit(3))
    #expect(!result.converged)
    #expect(result.termination.message == "Stopped after 3 iterations, as many as were allowed.")
  }

  @Test func divergenceNamesTheLimitAndASafeStep() throws {
    let f = try valley()
    let result = try constantStep(0.05).minimize(f, from: [-1, 4])
    guard case .diverged(let breakdown) = result.termination else {
      Issue.record("\(result.termination)")
      return
    }
    #expect(!result.converged)
    #expect(breakdown.gradientGrowth > 1e8)
    #expect(
      result.termination.message.contains(
        "the step 0.05 exceeds the largest stable step 0.04 (2/λmax) by 25 %: use at most 0.02 (1/λmax)"))
    // The best point seen is returned, with what belongs to it; the state is where the run stands.
    expectConsistent(result, f)
    #expect(result.value <= f.value(at: [-1, 4]))
    #expect(result.state.iterate.value > 1e10)
    #expect(result.iterations == result.state.progress.iteration)
  }

  @Test func aStepAboveTheLimitIsKnownBeforeTheRun() throws {
    let f = try valley()
    let warnings = try constantStep(0.041).warnings(for: f)
    #expect(warnings.count == 1)
    #expect(warnings[0].contains("by 2.5 %"))
    #expect(try constantStep(0.0399).warnings(for: f).isEmpty)
    #expect(try GradientDescent(step: .safe).warnings(for: f).isEmpty)
    #expect(try constantStep(3).warnings(for: parabola).isEmpty)
  }

  @Test func aClosureThatDivergesIsSeenToo() throws {
    let result = try constantStep(1.5).minimize(parabola, from: [5])
    #expect(result.termination.name == "diverged")
    #expect(result.termination.message.contains("try a step smaller than 1.5"))
    #expect(result.minimizer == [5])
  }

  @Test func divergenceIsAnOption() throws {
    let patient = try constantStep(1.5).minimize(
      parabola, from: [5], until: (.gradientNorm(below: 1e-8) || .iterations(60)).stoppingHopelessRuns(false))
    #expect(patient.termination == .iterationLimit(60))
    let strict = try constantStep(1.5).minimize(
      parabola, from: [5], until: .iterations(60).stoppingHopelessRuns(true))
    #expect(strict.termination.name == "diverged")
    #expect(!StoppingCriteria.iterations(60).stopsHopelessRuns)
    #expect((StoppingCriteria.iterations(60) || .iterations(50)).stopsHopelessRuns == false)
    #expect(StoppingCriteria.standard.stopsHopelessRuns)
    #expect((StoppingCriteria.iterations(9).stoppingHopelessRuns(true) && .target(0)).stopsHopelessRuns)
  }

  @Test func leavingASaddleIsNoDivergence() throws {
    let well = ClosureObjective(1) { point, gradient in
      let x = point[0]
      gradient[0] = x * x * x - x
      return 0.25 * x * x * x * x - 0.5 * x * x
    }
    let free = try constantStep(0.1).minimize(
      well, from: [1e-12], until: .gradientNorm(below: 1e-13) || .iterations(2000))
    #expect((free.minimizer[0] - 1).magnitude < 1e-12)
    #expect(free.converged)
  }

  @Test func overflowEndsTheRunAtTheBestPoint() throws {
    let f = try valley()
    let result = try constantStep(1).minimize(f, from: [-1, 4], until: .iterations(100_000))
    #expect(result.termination.name == "nonFinite")
    #expect(result.termination.message.contains("(2/λmax)"))
    #expect(result.iterations < 400)
    #expect(result.minimizer.isFinite)
    expectConsistent(result, f)
  }

  @Test func aDomainThatIsLeftEndsTheRunAtTheBestPoint() throws {
    // −log x + x: the step jumps to negative numbers.
    let f = ClosureObjective(1) { point, gradient in
      gradient[0] = 1 - 1 / point[0]
      return point[0] > 0 ? point[0] * point[0] : .nan
    }
    let result = try constantStep(10).minimize(f, from: [2], until: .iterations(10))
    #expect(result.termination.name == "nonFinite")
    #expect(result.iterations == 1)
    #expect(result.minimizer == [2])
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func aStartThatIsNotFiniteIsReported(start: Double) throws {
    let result = try constantStep(0.1).minimize(parabola, from: [start])
    #expect(result.termination.name == "nonFinite")
    #expect(result.iterations == 0)
    let constant = ClosureObjective(1) { _, gradient in
      gradient[0] = 0
      return 1
    }
    #expect(try constantStep(0.1).minimize(constant, from: [start]).termination.name == "nonFinite")
  }

  @Test func aStepBelowTheSpacingOfTheNumbersStalls() throws {
    let result = try constantStep(1e-30).minimize(parabola, from: [5])
    #expect(result.termination == .stalled(iteration: 1))
    #expect(!result.converged)
    let counted = try constantStep(1e-30).minimize(parabola, from: [5], until: .iterations(7))
    #expect(counted.iterations == 7)
  }

  @Test(arguments: [0, -0.1, .nan, .infinity])
  func stepsThatAreNoneAreRefused(step: Double) {
    #expect(throws: OptimizationError.self) { try constantStep(step).minimize(parabola, from: [1]) }
  }

  @Test func noOptimalStepFallsBackWithAWord() throws {
    let f = try QuadraticForm([[1, 1], [1, 1]], [2, 2])
    let result = try GradientDescent(step: .optimal).minimize(f)
    #expect(result.converged)
    #expect((result.state.stepSize - 0.5).magnitude < 1e-14)
    #expect(result.warnings.count == 1)
    #expect(result.warnings[0].contains("not known to be positive"))
    #expect("\(result)".contains("note: the smallest eigenvalue"))
    #expect(try GradientDescent(step: .optimal).warnings(for: f) == result.warnings)
  }

  @Test func formsWithoutMinimumAreNamed() throws {
    let result = try GradientDescent(step: .safe).minimize(
      QuadraticForm(.diagonal([1, -1])), from: [1, 1e-3], until: .gradientNorm(below: 1e-8) || .iterations(50))
    #expect(!result.converged)
    #expect(result.warnings[0].contains("there is no minimum"))
    #expect(result.value < 0)
    let flat = try GradientDescent(step: .safe).minimize(QuadraticForm(.zeros(1, 1)), from: [4])
    #expect(flat.converged)
    #expect(flat.warnings[0].contains("the Hessian is zero"))
  }

  @Test func noParametersAreDoneAtOnce() throws {
    let f = ClosureObjective(0) { _, _ in 42 }
    let result = try constantStep(1).minimize(f)
    #expect(result.converged)
    #expect(result.value == 42)
    #expect(result.minimizer.isEmpty)
    #expect(try constantStep(1).minimize(f, until: .iterations(3)).iterations == 3)
  }
}

/// Problems that have no answer end with the reason.
@Suite struct FailureTests {
  @Test func separatedClassesHaveNoMinimum() throws {
    let x: Matrix<Double> = [[1, -2], [1, -1], [1, 1], [1, 3]]
    let loss = try LogisticLoss(x, [0, 0, 1, 1])
    let result = try BarzilaiBorwein().minimize(loss, until: .gradientNorm(below: 1e-6) || .iterations(100_000))
    guard case .noMinimum = result.termination else {
      Issue.record("\(result.termination)")
      return
    }
    #expect(!result.converged)
    #expect(result.termination.message.contains("the classes are separated"))
    // With a penalty there is one, and where the classes overlap too.
    let penalized = try LogisticLoss(x, [0, 0, 1, 1], ridge: 1e-3)
    #expect(try GradientDescent(step: .safe).minimize(penalized, until: .gradientNorm(below: 1e-6)).converged)
    let mixed = try LogisticLoss(x, [0, 1, 0, 1])
    #expect(try GradientDescent(step: .safe).minimize(mixed, until: .gradientNorm(below: 1e-6)).converged)
  }

  @Test func aWallOfNaNIsNamed() throws {
    // √x has no value left of 0, where the step leads.
    let f = ClosureObjective(1) { x, gradient in
      gradient[0] = 0.5 / x[0].squareRoot()
      return x[0].squareRoot()
    }
    let result = try constantStep(10).minimize(f, from: [1])
    guard case .nonFinite(let breakdown) = result.termination else {
      Issue.record("\(result.termination)")
      return
    }
    #expect(breakdown.iteration == 1)
    #expect(result.minimizer == [1] && result.value == 1)
    #expect(result.termination.message.contains("try a step smaller than 10"))
  }

  @Test func aFunctionThatFallsForEverDoesNotConverge() throws {
    let line = ClosureObjective(1) { x, gradient in
      gradient[0] = -1
      return -x[0]
    }
    let result = try Adam(rate: 1).minimize(line, from: [0], until: .gradientNorm(below: 1e-8) || .iterations(100))
    #expect(result.termination == .iterationLimit(100))
    #expect(!result.converged)
  }

  @Test func limitsOfEvaluationsAndTimeAreNamed() throws {
    let f = try QuadraticForm([[1, 0], [0, 1000]])
    let counted = try constantStep(1e-3).minimize(f, from: [1, 1], until: .evaluations(7))
    #expect(counted.termination == .evaluationLimit(7))
    let timed = try constantStep(1e-9).minimize(f, from: [1, 1], until: .gradientNorm(below: 1e-9) || .seconds(0.01))
    guard case .timeLimit(let seconds) = timed.termination else {
      Issue.record("\(timed.termination)")
      return
    }
    #expect(seconds >= 0.01)
    #expect(!timed.converged)
  }
}
