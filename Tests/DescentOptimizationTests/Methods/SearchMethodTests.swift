import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Foundation
import Testing

/// What all methods with searches have in common.
@Suite struct SearchMethodTests {
  private static let chain = TestProblem.extendedRosenbrock(20)

  @Test(arguments: SearchMethod.fast)
  func theValleyIsFollowedToItsEnd(method: SearchMethod) throws {
    let problem = TestProblem.rosenbrock
    let run = try minimize(method.optimizer, problem, from: problem.start)
    #expect(run.termination.converged)
    #expect(run.point.subtracting([1, 1]).norm() < 1e-6)
    #expect(run.value == problem.value(at: run.point))
    #expect(run.evaluations < 90)
  }

  @Test(arguments: SearchMethod.allCases, [[1.0, 10], [1, 2, 3, 50], [0.5, 0.5, 4]])
  func quadraticsAreSolved(method: SearchMethod, spectrum: [Double]) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: 501)
    let run = try minimize(
      method.optimizer, known.objective, from: .zeros(spectrum.count),
      until: .relativeGradientNorm(below: 1e-9) || .iterations(2000))
    #expect(run.termination.converged)
    #expect(run.point.subtracting(known.minimizer).norm() < 1e-7)
  }

  @Test(arguments: SearchMethod.allCases, [0, 1, 7])
  func aResumedRunHasTheSameBits(method: SearchMethod, interruption: Int) throws {
    func check<O: Optimizer>(_ optimizer: O) throws {
      let start = Self.chain.perturbedStart(seed: 3)
      let criteria = StoppingCriteria.relativeGradientNorm(below: 1e-9) || .iterations(40)
      let whole = try optimizer.minimize(Self.chain, from: start, until: criteria)
      let part = try optimizer.minimize(Self.chain, from: start, until: .iterations(interruption))
      let state = try JSONDecoder().decode(O.State.self, from: JSONEncoder().encode(part.state))
      let resumed = try JSONDecoder().decode(O.self, from: JSONEncoder().encode(optimizer))
        .resume(state, on: Self.chain, until: criteria)
      #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
      #expect(resumed.gradient.isBitIdentical(to: whole.gradient))
      #expect(resumed.value.bitPattern == whole.value.bitPattern)
      #expect(resumed.iterations == whole.iterations)
      #expect(resumed.evaluations == whole.evaluations)
      #expect(resumed.termination == whole.termination)
    }
    try check(method.optimizer)
  }

  @Test(.enabled(if: allocation_counter_works()), arguments: SearchMethod.allocationFree)
  func iterationsAllocateNothing(method: SearchMethod) throws {
    let problem = TestProblem.extendedPowellSingular(20)
    let start = problem.perturbedStart(seed: 4)
    func count(_ optimizer: some Optimizer, _ iterations: Int) throws -> Int {
      let before = allocation_count()
      let run = try optimizer.minimize(problem, from: start, until: .gradientNorm(below: 0) || .iterations(iterations))
      let after = allocation_count()
      #expect(run.iterations == iterations)
      return Int(after - before)
    }
    _ = try count(method.optimizer, 45)
    let (few, many) = try (count(method.optimizer, 2), count(method.optimizer, 45))
    #expect(many == few)
  }

  @Test(arguments: SearchMethod.allCases)
  func aStartAtTheMinimumTakesNoStep(method: SearchMethod) throws {
    let run = try minimize(method.optimizer, TestProblem.rosenbrock, from: [1, 1])
    #expect(run.iterations == 0)
    #expect(run.evaluations == 1)
    #expect(run.termination.converged)
  }

  @Test(arguments: SearchMethod.allCases)
  func aGradientOfTheWrongSignIsNamed(method: SearchMethod) throws {
    let wrong = function { x in (x * x, -2 * x, 2) }
    let run = try minimize(method.optimizer, wrong, from: [3])
    guard case .lineSearchFailed(.noDecrease) = run.termination else {
      Issue.record("\(run.termination)")
      return
    }
    #expect(run.termination.message.contains("the gradient may be wrong"))
    #expect(run.value == 9)
    #expect(run.evaluations < 130)
  }

  @Test(arguments: SearchMethod.allCases)
  func aFallWithoutEndIsNamed(method: SearchMethod) throws {
    let falls = [
      function { x in (-x, -1, 0) }, function { x in (-x * x, -2 * x, -2) },
      function { x in (x * x * x, 3 * x * x, 6 * x) },
    ]
    for (index, fall) in falls.enumerated() {
      // Steps of backtracking only double.
      let run = try minimize(
        method.optimizer, fall, from: [index == 2 ? -1 : 1], until: .gradientNorm(below: 1e-9) || .iterations(3000))
      #expect(run.termination.name == "unbounded", "\(index)")
      #expect(run.value < -1e9)
    }
  }

  @Test(arguments: SearchMethod.allCases)
  func aWallIsSurvived(method: SearchMethod) throws {
    // x − log x, which is NaN for x < 0, from where a long step leads out.
    let barrier = function { x in (x - log(x), 1 - 1 / x, 1 / (x * x)) }
    for start in [10, 1e-3] {
      let run = try minimize(
        method.optimizer, barrier, from: [start], until: .gradientNorm(below: 1e-9) || .iterations(1000))
      #expect(run.termination.converged, "\(start)")
      #expect((run.point[0] - 1).magnitude < 1e-8)
    }
  }

  @Test(arguments: SearchMethod.allCases)
  func thePrecisionFloorIsNoFailure(method: SearchMethod) throws {
    // No gradient is 0 here: the minimizer 1/3 is no number of the machine.
    let f = function { x in
      (1000 + (3 * x - 1) * (3 * x - 1) + exp(x - 0.1), 6 * (3 * x - 1) + exp(x - 0.1), 18 + exp(x - 0.1))
    }
    let run = try minimize(method.optimizer, f, from: [40], until: .gradientNorm(below: 0) || .evaluations(2000))
    #expect(run.termination.converged)
    #expect(run.gradientNorm < 1e-6)
  }

  @Test(arguments: SearchMethod.allCases)
  func aStartThatIsNotFiniteIsReported(method: SearchMethod) throws {
    let f = function { x in (x * x, 2 * x, 2) }
    #expect(try minimize(method.optimizer, f, from: [.nan]).termination.name == "nonFinite")
  }

  @Test(arguments: SearchMethod.allCases)
  func noParametersAreDoneAtOnce(method: SearchMethod) throws {
    let f = TwiceDifferentiableClosure(0) { _, _ in
      42
    } hessian: { _ in
      .zeros(0, 0)
    }
    let run = try minimize(method.optimizer, f, from: [])
    #expect(run.termination.converged)
    #expect(run.value == 42)
  }

  @Test(arguments: SearchMethod.fast)
  func valuesNearTheEndsOfTheRangeAreBorne(method: SearchMethod) throws {
    for size in [1e-150, 1e150] {
      let f = TwiceDifferentiableClosure(2) { x, gradient in
        gradient[0] = 2 * size * (x[0] - 1)
        gradient[1] = 20 * size * (x[1] + 2)
        return size * ((x[0] - 1) * (x[0] - 1) + 10 * (x[1] + 2) * (x[1] + 2))
      } hessian: { _ in
        [[2 * size, 0], [0, 20 * size]]
      }
      let run = try minimize(
        method.optimizer, f, from: [5, 5], until: .relativeGradientNorm(below: 1e-8) || .iterations(200))
      #expect(run.termination.converged, "\(size)")
      #expect(run.point.subtracting([1, -2]).norm() < 1e-6)
    }
  }
}
