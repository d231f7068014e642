import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct PolyakStepTests {
  @Test func halfTheWayEachStep() throws {
    // f = θ²: α = θ²/4θ² = ¼, and 1 − 2α = ½.
    let points = try iterates(PolyakStep(minimum: .known(0)), parabola, from: [8], count: 4)
    #expect(points == [[4], [2], [1], [0.5]])
    let relaxed = try iterates(PolyakStep(minimum: .known(0), relaxation: 1.5), parabola, from: [8], count: 2)
    #expect(relaxed == [[2], [0.5]])
  }

  @Test func aFunctionWithCorners() throws {
    // |x| + 2|y|: no gradient method with a fixed step gets there.
    let corners = ClosureObjective(2) { point, gradient in
      gradient[0] = point[0] > 0 ? 1 : point[0] < 0 ? -1 : 0
      gradient[1] = point[1] > 0 ? 2 : point[1] < 0 ? -2 : 0
      return point[0].magnitude + 2 * point[1].magnitude
    }
    let known = try PolyakStep(minimum: .known(0)).minimize(
      corners, from: [5, 3], until: .target(1e-10) || .iterations(1000))
    #expect(known.converged)
    let estimated = try PolyakStep(minimum: .estimated(gap: 5, leastGap: 1e-6)).minimize(
      corners, from: [5, 3], until: .iterations(3000))
    #expect(estimated.state.progress.value < 1 && estimated.state.gap >= 1e-6)
    let best = try PolyakStep(minimum: .estimated(gap: 5, leastGap: 1e-6)).minimize(
      corners, from: [5, 3], until: .target(1e-5) || .iterations(30_000))
    #expect(best.converged)
  }

  @Test(arguments: 1...5)
  func eachStepComesNearer(seed: Int) throws {
    let known = try KnownQuadratic(eigenvalues: [1, 4, 9, 30], seed: UInt64(840 + seed))
    let minimum = known.objective.value(at: known.minimizer)
    var distance = Double.infinity
    for point in try iterates(
      PolyakStep(minimum: .known(minimum)), known.objective, from: [3, -2, 1, 5], count: 60)
    {
      let next = Vector(point).subtracting(known.minimizer).norm()
      #expect(next <= distance)
      distance = next
    }
    #expect(distance < 0.1)
  }

  @Test func aMinimumGivenTooHighIsATarget() throws {
    let result = try PolyakStep(minimum: .known(1)).minimize(
      parabola, from: [5], until: .gradientNorm(below: 1e-12) || .iterations(10_000))
    guard case .target(let value, 1) = result.termination else {
      Issue.record("\(result.termination)")
      return
    }
    #expect(value <= 1)
  }

  @Test func badSettingsAreRefused() throws {
    for method in [
      PolyakStep(minimum: .known(.nan)), PolyakStep(minimum: .known(0), relaxation: 2),
      PolyakStep(minimum: .known(0), relaxation: 0), PolyakStep(minimum: .estimated(gap: 0, leastGap: 0)),
      PolyakStep(minimum: .estimated(gap: 1, leastGap: 2)),
      PolyakStep(minimum: .estimated(gap: .infinity, leastGap: 1)),
    ] {
      #expect(throws: OptimizationError.self) { try method.minimize(parabola, from: [1]) }
    }
  }

  @Test(arguments: [0, 1, 7])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let loss = try LeastSquares(.random(60, 5, seed: 61), .random(60, seed: 62))
    let method = PolyakStep(minimum: .estimated(gap: 0.5, leastGap: 1e-6))
    let whole = try method.minimize(loss, until: .iterations(40))
    let part = try method.minimize(loss, until: .iterations(interruption))
    let state = try JSONDecoder().decode(PolyakStep.State.self, from: JSONEncoder().encode(part.state))
    let resumed = method.resume(state, on: loss, until: .iterations(40))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
  }

  @Test(.enabled(if: allocation_counter_works()))
  func iterationsAllocateNothing() throws {
    let loss = try LeastSquares(.random(300, 9, seed: 850), .random(300, seed: 851))
    #expect(try allocations(of: PolyakStep(minimum: .known(0)), on: loss) == 0)
    #expect(try allocations(of: PolyakStep(minimum: .estimated(gap: 1, leastGap: 1e-9)), on: loss) == 0)
  }
}
