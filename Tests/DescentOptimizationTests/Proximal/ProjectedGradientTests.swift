import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

let rosenbrock = ClosureObjective(2) { x, g in
  let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
  g[0] = -2 * a - 400 * x[0] * b
  g[1] = 200 * b
  return a * a + 100 * b * b
}

@Suite struct ProjectedGradientTests {
  @Test func rosenbrockIsMinimized() throws {
    let result = try ProjectedGradient(onto: WholeSpace()).minimize(
      rosenbrock, from: [-1.2, 1], until: .gradientNorm(below: 1e-9) || .iterations(1000))
    #expect(result.converged)
    #expect(result.minimizer.isClose(to: [1, 1], relativeTolerance: 1e-7))
    #expect(result.evaluations < 300)
  }

  @Test func boundsHoldWhereTheyMatter() throws {
    // Rosenbrock with x₁ ≤ 0.8: the minimum is (0.8, 0.64).
    let box = Box(lower: [-2, -2], upper: [0.8, 2])
    let result = try ProjectedGradient(onto: box).minimize(
      rosenbrock, from: [-1.2, 1], until: .gradientNorm(below: 1e-9) || .iterations(1000))
    #expect(result.converged)
    #expect(result.minimizer[0] == 0.8)
    #expect(result.minimizer.isClose(to: [0.8, 0.64], relativeTolerance: 1e-9))
    // Inside, the bounds play no part.
    let free = try ProjectedGradient(onto: Box(-3...3, count: 2)).minimize(
      rosenbrock, from: [-1.2, 1], until: .gradientNorm(below: 1e-9) || .iterations(1000))
    #expect(free.minimizer.isClose(to: [1, 1], relativeTolerance: 1e-7))
  }

  @Test(arguments: [2, 5, 30])
  func quadraticsOverTheSimplexAndTheBallAreOptimal(count: Int) throws {
    let a = Matrix<Double>.random(count + 3, count, seed: 5000)
    let f = try QuadraticForm(a.gram(), .random(count, seed: 5001).scaled(by: 3))
    func check(_ set: some ConvexSet) throws {
      let result = try ProjectedGradient(onto: set).minimize(f, until: .gradientNorm(below: 1e-9) || .iterations(5000))
      #expect(result.converged)
      #expect(set.contains(result.minimizer))
      let gradient = f.gradient(at: result.minimizer)
      // gᵀ(z − x) ≥ 0 for all z of the set.
      for k in 0..<50 {
        let z = try set.projection(of: .random(count, seed: 5100 + UInt64(k)).scaled(by: 5))
        #expect(gradient.dot(z.subtracting(result.minimizer)) >= -1e-7)
      }
      let proximal = try ProximalGradient(set).minimize(f, until: .gradientNorm(below: 1e-9) || .iterations(50_000))
      #expect(proximal.converged)
      #expect((proximal.value - result.value).magnitude <= 1e-9 * (1 + result.value.magnitude))
    }
    try check(Simplex())
    try check(EuclideanBall(radius: 0.5))
    try check(AffineSet(.random(1, count, seed: 5002), equals: [0.7]))
  }

  @Test func theStartIsMovedOntoTheSet() throws {
    let result = try ProjectedGradient(onto: Box(0...1, count: 2)).minimize(
      rosenbrock, from: [7, -9], until: .iterations(0))
    #expect(result.minimizer == [1, 0])
  }

  @Test func theFloorOfRoundingIsNoFailure() throws {
    let lifted = ClosureObjective(2) { x, g in rosenbrock.evaluate(at: x, gradient: &g) + 1e8 }
    let result = try ProjectedGradient(onto: WholeSpace()).minimize(
      lifted, from: [-1.2, 1], until: .gradientNorm(below: 0) || .iterations(100_000))
    #expect(result.converged, "\(result.termination)")
    #expect(result.minimizer.isClose(to: [1, 1], relativeTolerance: 1e-3))
  }

  @Test func undefinedPointsAreSteppedBackFrom() throws {
    // −log x + x, defined for positive x, with its minimum at 1.
    let barrier = ClosureObjective(1) { x, g in
      g[0] = 1 - 1 / x[0]
      return x[0] - log(x[0])
    }
    let result = try ProjectedGradient(onto: WholeSpace()).minimize(barrier, from: [40])
    #expect(result.converged)
    #expect((result.minimizer[0] - 1).magnitude < 1e-6)
  }

  @Test func wrongGradientsAreNoticed() throws {
    let wrong = ClosureObjective(1) { x, g in
      g[0] = -2 * x[0]
      return x[0] * x[0]
    }
    let result = try ProjectedGradient(onto: WholeSpace(), memory: 1).minimize(wrong, from: [3])
    guard case .lineSearchFailed = result.termination else {
      Issue.record("\(result.termination)")
      return
    }
  }

  @Test(arguments: [0, 1, 20])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let method = ProjectedGradient(onto: Box(lower: [-2, -2], upper: [0.8, 2]))
    let whole = try method.minimize(rosenbrock, from: [-1.2, 1], until: .iterations(40))
    let part = try method.minimize(rosenbrock, from: [-1.2, 1], until: .iterations(interruption))
    let saved = try JSONEncoder().encode(part.state)
    let state = try JSONDecoder().decode(ProjectedGradient<Box>.State.self, from: saved)
    let resumed = method.resume(state, on: rosenbrock, until: .iterations(40))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
  }

  @Test(.enabled(if: allocation_counter_works()))
  func iterationsAllocateNothing() throws {
    let f = try QuadraticForm(Matrix<Double>.random(40, 30, seed: 5200).gram(), .random(30, seed: 5201))
    func count(_ iterations: Int) throws -> Int {
      let before = allocation_count()
      _ = try ProjectedGradient(onto: Simplex()).minimize(
        f, until: .iterations(iterations) || .gradientNorm(below: -1))
      return Int(allocation_count() - before)
    }
    _ = try count(5)
    let (few, many) = (try count(5), try count(30))
    #expect(few == many)
  }
}
