import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Descent on the Gram matrix: the iterates, the end and the promises are those of passes over X.
@Suite struct AnchoredEvaluationTests {
  /// Columns that share a random one, so that κ of the Hessian is about `mixing`² · p, and y = Xβ + offset + noise.
  private func problem(
    _ n: Int, _ p: Int, mixing: Double = 0.5, offset: Double = 0, noise: Double = 0.1, seed: UInt64
  ) -> (x: Matrix<Double>, y: Vector<Double>) {
    var x = Matrix<Double>.random(n, p, seed: seed)
    let shared = Vector<Double>.random(n, seed: seed + 1)
    for i in 0..<n { for j in 0..<p { x[i, j] += mixing * shared[i] } }
    let fitted = x * Vector<Double>.random(p, seed: seed + 2)
    let deviation = Vector<Double>.random(n, seed: seed + 3)
    return (x, Vector((0..<n).map { fitted[$0] + offset + noise * deviation[$0] }))
  }

  private func closedForm(_ x: Matrix<Double>, _ y: Vector<Double>) throws -> Vector<Double> {
    try LeastSquaresSolver(method: .doubleDouble).solve(LeastSquaresProblem(x, y))[0].coefficients
  }

  private func distance(_ a: Vector<Double>, _ b: Vector<Double>) -> Double { a.subtracting(b).norm() / b.norm() }

  // MARK: The same iterates

  @Test(arguments: [(0.0, LeastSquares.Penalized.all), (0.3, .all), (0.3, .allButFirst)])
  func iteratesAreThoseOfPasses(ridge: Double, penalized: LeastSquares.Penalized) throws {
    let (x, y) = problem(300, 6, seed: 201)
    let loss = try LeastSquares(x, y, ridge: ridge, penalized: penalized)
    let start = Vector<Double>.random(6, seed: 202)
    for step in [StepSize.safe, .optimal, .constant(0.3)] {
      let runs = try [EvaluationMethod.passes, .gram].map {
        try GradientDescent(step: step, evaluation: $0).minimize(
          loss, from: start, until: .iterations(40), trace: .every(1))
      }
      #expect(distance(runs[1].minimizer, runs[0].minimizer) < 1e-14)
      for (a, b) in zip(runs[0].trace, runs[1].trace) {
        #expect((a.value - b.value).magnitude <= 1e-13 * runs[0].trace[0].value)
        #expect((a.gradientNorm - b.gradientNorm).magnitude <= 1e-13 * runs[0].trace[0].gradientNorm)
      }
      #expect(runs[0].passes == 41)
      #expect(runs[0].evaluations == 41)
      #expect(runs[1].passes <= 2)
      #expect(runs[1].evaluations == 41 + runs[1].passes)
    }
  }

  @Test func runsEndAtTheSameIteration() throws {
    let (x, y) = problem(500, 8, seed: 203)
    let loss = try LeastSquares(x, y)
    for tolerance in [1e-3, 1e-8, 1e-11] {
      let runs = try [EvaluationMethod.passes, .gram].map {
        try GradientDescent(step: .optimal, evaluation: $0).minimize(
          loss, until: .relativeGradientNorm(below: tolerance) || .iterations(10_000))
      }
      #expect(runs[0].converged && runs[1].converged)
      #expect(runs[0].iterations == runs[1].iterations)
    }
  }

  // MARK: The accuracy of the end

  @Test(arguments: [(0.0, 0.1), (0, 1e3), (1e6, 0.1), (0, 0)])
  func theEndIsAsCloseToTheClosedFormAsThatOfPasses(offset: Double, noise: Double) throws {
    let (x, y) = problem(60, 4, offset: offset, noise: noise, seed: 211)
    let exact = try closedForm(x, y)
    let loss = try LeastSquares(x, y)
    let criteria = StoppingCriteria.relativeGradientNorm(below: 1e-15) || .iterations(1000)
    let ends = try [EvaluationMethod.passes, .gram].map {
      let result = try GradientDescent(step: .optimal, evaluation: $0).minimize(loss, until: criteria)
      return (distance: distance(result.minimizer, exact), result: result)
    }
    #expect(ends[1].distance <= ends[0].distance + 4e-16)
    #expect(ends[1].result.passes < 20)
    let value = loss.value(at: ends[1].result.minimizer)
    #expect((ends[1].result.value - value).magnitude <= 1e-10 * value + 1e-28)
  }

  @Test(arguments: [(0.0, 1e-3), (1e4, 1), (10, 1e3), (0, 0)])
  func soItIsForIllConditionedColumns(offset: Double, noise: Double) throws {
    let (x, y) = problem(60, 4, mixing: 460, offset: offset, noise: noise, seed: 213)
    let exact = try closedForm(x, y)
    let loss = try LeastSquares(x, y)
    #expect(try loss.curvatureBounds().conditionNumber.lowerBound > 1e6)
    // Gradient descent would take 3 · 10⁷ steps to the last digit; the Chebyshev semi-iteration, on the same gradients,
    // is there after 2 · 10⁴.
    let ends = try [EvaluationMethod.passes, .gram].map {
      let result = try Chebyshev(evaluation: $0).minimize(loss, until: .iterations(20_000))
      return (distance: distance(result.minimizer, exact), passes: result.passes)
    }
    #expect(ends[0].distance < 1e-9)
    #expect(ends[1].distance <= ends[0].distance + 4e-16)
    #expect(ends[1].passes < 20)
  }

  @Test func aPassConfirmsConvergence() throws {
    let (x, y) = problem(400, 5, offset: 1e5, seed: 221)
    let loss = try LeastSquares(x, y)
    for criteria in [
      StoppingCriteria.standard, .gradientNorm(below: 1e-9) || .iterations(5000),
      .valueChange(below: 1e-9) || .iterations(5000), .target(1e12) || .iterations(5),
    ] {
      let result = try GradientDescent(step: .optimal, evaluation: .gram).minimize(
        loss, from: [1, 2, 3, 4, 5], until: criteria, trace: .every(1))
      #expect(result.converged)
      #expect(result.value == loss.value(at: result.minimizer))
      #expect(result.gradient == loss.gradient(at: result.minimizer))
      #expect(result.trace.last?.value == result.value)
      #expect(result.trace.last?.gradientNorm == result.gradientNorm)
      #expect(result.trace.map(\.iteration) == Array(0...result.iterations))
      #expect(result.passes >= 1 && result.passes < 8)
    }
  }

  @Test func aToleranceBelowAllRoundingCostsFewPasses() throws {
    let (x, y) = problem(400, 5, noise: 10, seed: 223)
    for stops in [true, false] {
      let result = try GradientDescent(step: .optimal, evaluation: .gram).minimize(
        LeastSquares(x, y), until: (.gradientNorm(below: 1e-30) || .iterations(20_000)).stoppingHopelessRuns(stops))
      #expect(!result.converged)
      #expect(result.passes <= 32)
    }
  }

  // MARK: What is promised of every run

  @Test(.enabled(if: allocation_counter_works())) func iterationsAllocateNothing() throws {
    let (x, y) = problem(400, 30, seed: 231)
    let loss = try LeastSquares(x, y)
    func count(_ iterations: Int) throws -> Int {
      let optimizer = GradientDescent(step: .constant(0.3), evaluation: .gram)
      let before = allocation_count()
      let result = try optimizer.minimize(loss, until: .gradientNorm(below: 0) || .iterations(iterations))
      let after = allocation_count()
      #expect(result.passes > 0)
      return Int(after - before)
    }
    // Both have set an anchor, for which there is memory from then on.
    _ = try count(500)
    #expect(try count(3000) == count(500))
  }

  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let (x, y) = problem(2000, 40, seed: 233)
    let results = try [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return try GradientDescent(step: .optimal).minimize(LeastSquares(x, y))
    }
    #expect(results[0].passes < 5)
    for result in results {
      #expect(result.minimizer.isBitIdentical(to: results[0].minimizer))
      #expect(result.value.bitPattern == results[0].value.bitPattern)
    }
  }

  @Test(arguments: [0, 1, 30, 130])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let (x, y) = problem(200, 5, mixing: 1, seed: 235)
    let optimizer = GradientDescent(step: .safe, evaluation: .gram)
    let criteria = StoppingCriteria.relativeGradientNorm(below: 1e-14) || .iterations(4000)
    let whole = try optimizer.minimize(LeastSquares(x, y), until: criteria)
    let part = try optimizer.minimize(LeastSquares(x, y), until: .iterations(interruption))
    let saved = try JSONEncoder().encode(part.state)
    let state = try JSONDecoder().decode(GradientDescent.State.self, from: saved)
    // The objective is new too: whatever it had formed is formed again.
    let resumed = optimizer.resume(state, on: try LeastSquares(x, y), until: criteria)
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
    #expect(resumed.termination == whole.termination)
    #expect(whole.passes > 1)
    // Nor does a looser tolerance on the way, whose convergence a pass has confirmed, change anything.
    let early = try optimizer.minimize(LeastSquares(x, y), until: .relativeGradientNorm(below: 1e-4))
    #expect(early.converged)
    #expect(optimizer.resume(early.state, on: try LeastSquares(x, y), until: criteria).state == whole.state)
  }

  @Test func valuesOfRunsThatDoNotConvergeAreTrueToo() throws {
    // The value falls to the 10⁻⁸th part of that at the start.
    let (x, y) = problem(300, 5, noise: 1e-4, seed: 225)
    let loss = try LeastSquares(x, y)
    for count in [3, 20, 50, 400] {
      let result = try GradientDescent(step: .optimal, evaluation: .gram).minimize(loss, until: .iterations(count))
      let value = loss.value(at: result.minimizer)
      #expect((result.value - value).magnitude <= 1e-12 * value)
    }
  }

  @Test func divergenceIsNamedAndTheBestPointReturned() throws {
    let (x, y) = problem(200, 5, seed: 237)
    let loss = try LeastSquares(x, y)
    let step = 1.3 * (try loss.curvatureBounds().maximumStableStep)
    let result = try GradientDescent(step: .constant(step), evaluation: .gram).minimize(loss)
    #expect(result.termination.name == "diverged")
    #expect(result.termination.message.contains("by 30 %"))
    #expect((result.value - loss.value(at: result.minimizer)).magnitude <= 1e-13 * result.value)
  }

  // MARK: The choice

  @Test func theGramIsUsedWhereItPays() throws {
    func passes(_ n: Int, _ p: Int, _ step: StepSize = .constant(0.01)) throws -> Int {
      try GradientDescent(step: step).minimize(
        LeastSquares(.random(n, p, seed: 241), .random(n, seed: 242)), until: .iterations(30)
      ).passes
    }
    #expect(try passes(100, 5) == 31)  // a pass takes no time
    #expect(try passes(250, 300) == 31)  // H is larger than X
    #expect(try passes(7000, 10) == 0)  // XᵀX costs no more than the pass that gives the first gradient
    #expect(try passes(500, 400) == 10)  // XᵀX costs as much as ten passes
    #expect(try passes(500, 400, .safe) == 0)  // and is there, where the step was made of it
  }

  @Test func aHessianThatOverflowsLeavesPasses() throws {
    let loss = try LeastSquares([[1e170], [1e170]], [1, 1])
    #expect(loss.expansion() == nil)
    let result = try GradientDescent(step: .constant(1e-300), evaluation: .gram).minimize(loss, until: .iterations(3))
    #expect(result.passes == 4)
  }

  @Test func otherObjectivesAreEvaluatedAsEver() throws {
    let result = try GradientDescent(step: .constant(0.1), evaluation: .gram).minimize(
      QuadraticForm([[2, 0], [0, 8]]), from: [1, 1], until: .iterations(9))
    #expect(result.passes == 10)
  }
}
