import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct PerturbedGradientDescentTests {
  @Test func descentAloneEndsAtTheSaddle() throws {
    let result = try constantStep(0.1).minimize(saddle, from: [0, 1], until: .gradientNorm(below: 1e-10))
    #expect(result.iterations == 219)
    #expect(result.minimizer[0] == 0)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func noiseLeavesTheSaddle(seed: UInt64) throws {
    for start in [[0, 1], [0, 0]] as [[Double]] {
      let method = PerturbedGradientDescent(step: .constant(0.1), seed: seed)
      let result = try method.minimize(saddle, from: start, until: .gradientNorm(below: 1e-10) || .iterations(5000))
      #expect(result.converged)
      #expect((result.minimizer[0].magnitude - 1).magnitude < 1e-9)
      #expect((result.value + 0.25).magnitude < 1e-15)
      #expect(result.state.isVerified)
      #expect(result.state.perturbationCount == 2)
      #expect(result.warnings.count == 1 && result.warnings[0].contains("minimum"))
    }
  }

  @Test func bothMinimaAreReached() throws {
    let ends = try (0..<20 as Range<UInt64>).map {
      try PerturbedGradientDescent(step: .constant(0.1), seed: $0).minimize(saddle, from: [0, 1]).minimizer[0]
    }
    #expect(ends.contains { $0 > 0 } && ends.contains { $0 < 0 })
  }

  @Test func aLooseCriterionDoesNotEndARunAtTheSaddle() throws {
    let method = PerturbedGradientDescent(step: .constant(0.1), seed: 3)
    let result = try method.minimize(saddle, from: [0, 1e-2], until: .gradientNorm(below: 0.5) || .iterations(5000))
    #expect(result.converged)
    #expect((result.value + 0.25).magnitude < 1e-6)
  }

  @Test func aConvexFunctionIsMinimizedAllTheSame() throws {
    let known = try KnownQuadratic(eigenvalues: [0.1, 1, 3], seed: 7000)
    let result = try PerturbedGradientDescent(step: .safe, seed: 1).minimize(
      known.objective, until: .gradientNorm(below: 1e-10) || .iterations(20_000))
    #expect(result.converged)
    #expect(result.minimizer.isClose(to: known.minimizer, relativeTolerance: 0, absoluteTolerance: 1e-8))
  }

  @Test func limitsEndARunHonestly() throws {
    let method = PerturbedGradientDescent(step: .constant(0.1), seed: 3)
    let result = try method.minimize(saddle, from: [0, 1], until: .gradientNorm(below: 1e-3) || .iterations(100))
    #expect(result.termination == .iterationLimit(100))
    #expect(!result.state.isVerified)
  }

  @Test func theSettingsOfTheTheoremAreItsFormulas() {
    let method = PerturbedGradientDescent(
      smoothness: 2, hessianLipschitz: 6, accuracy: 0.01, failureProbability: 0.1, valueGap: 1, parameterCount: 2)
    let chi = 3 * max(log(2 * 2 * 1 / (0.01 * 0.01 * 0.1)), 4)
    #expect(method.step == .constant(0.5))
    #expect((method.gradientThreshold / (0.01 / (chi * chi)) - 1).magnitude < 1e-14)
    #expect((method.radius / (0.005 / (chi * chi)) - 1).magnitude < 1e-14)
    #expect(method.interval == Int((chi * 2 / 0.06.squareRoot()).rounded(.up)))
    #expect((method.requiredDecrease * chi * chi * chi / (1e-6 / 6).squareRoot() - 1).magnitude < 1e-14)
  }

  @Test(arguments: [0, 100, 250])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let method = PerturbedGradientDescent(step: .constant(0.1), seed: 11)
    let whole = try method.minimize(saddle, from: [0, 1], until: .iterations(700))
    let part = try method.minimize(saddle, from: [0, 1], until: .iterations(interruption))
    let saved = try JSONEncoder().encode(part.state)
    let state = try JSONDecoder().decode(PerturbedGradientDescent.State.self, from: saved)
    let resumed = method.resume(state, on: saddle, until: .iterations(700))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
  }

  @Test(.enabled(if: allocation_counter_works())) func iterationsAllocateNothing() throws {
    func count(_ iterations: Int) throws -> Int {
      let before = allocation_count()
      let method = PerturbedGradientDescent(step: .constant(0.1), interval: 1_000, seed: 2)
      _ = try method.minimize(saddle, from: [0, 1], until: .iterations(iterations))
      return Int(allocation_count() - before)
    }
    _ = try count(5)
    // Noise is added in the 68th iteration.
    #expect(try count(500) == count(5))
  }

  @Test func badSettingsAreErrors() {
    for method in [
      PerturbedGradientDescent(step: .constant(0.1), gradientThreshold: 0),
      PerturbedGradientDescent(step: .constant(0.1), radius: -1),
      PerturbedGradientDescent(step: .constant(0.1), interval: 0), PerturbedGradientDescent(step: .constant(0)),
    ] {
      #expect(throws: OptimizationError.self) { try method.minimize(saddle) }
    }
  }
}
