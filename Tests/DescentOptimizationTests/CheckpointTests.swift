import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// A state is a checkpoint: encoded, decoded and resumed it gives the same bits.
@Suite struct CheckpointTests {
  @Test(arguments: [0, 1, 17])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let loss = try LeastSquares(.random(60, 5, seed: 61), .random(60, seed: 62))
    let optimizer = GradientDescent(step: .optimal)
    let whole = try optimizer.minimize(loss, until: .relativeGradientNorm(below: 1e-9))
    let part = try optimizer.minimize(loss, until: .iterations(interruption))

    let saved = try JSONEncoder().encode(part.state)
    let state = try JSONDecoder().decode(GradientDescent.State.self, from: saved)
    let method = try JSONDecoder().decode(GradientDescent.self, from: JSONEncoder().encode(optimizer))
    let resumed = method.resume(state, on: loss, until: .relativeGradientNorm(below: 1e-9))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.value.bitPattern == whole.value.bitPattern)
    #expect(resumed.iterations == whole.iterations)
    #expect(resumed.evaluations == whole.evaluations)
    #expect(resumed.termination == whole.termination)
    #expect(resumed.state == whole.state)
  }

  @Test func aCopyOfAStateIsAFork() throws {
    let f = try QuadraticForm([[2, 0], [0, 8]])
    let optimizer = constantStep(0.1)
    var state = try optimizer.start(f, from: [2, 1])
    let fork = state
    #expect(optimizer.advance(&state, f) == .moved)
    #expect(fork.iterate.point == [2, 1])
    #expect(state.progress.iteration == 1)
    #expect(state.progress.valueChange! < 0)
  }

  @Test func statesThatContradictThemselvesAreRefused() throws {
    let state = try constantStep(0.1).start(QuadraticForm(.identity(2)), from: [2, 1])
    let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    let broken = text.replacingOccurrences(of: "\"point\":[2,1]", with: "\"point\":[2]")
    #expect(broken != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(GradientDescent.State.self, from: Data(broken.utf8))
    }
  }

  @Test func aStateOfAnotherObjectiveTraps() async {
    await #expect(processExitsWith: .failure) {
      let optimizer = GradientDescent(step: .constant(0.1))
      let state = try optimizer.start(QuadraticForm(.identity(2)), from: [2, 1])
      _ = optimizer.resume(state, on: try QuadraticForm(.identity(3)))
    }
  }

  @Test func anyOptimizerCanBeRunThroughAGenericFunction() throws {
    func run(_ optimizer: some Optimizer) throws -> Double { try optimizer.minimize(parabola, from: [5]).minimizer[0] }
    let optimizers: [any Optimizer] = [constantStep(0.4), constantStep(0.3)]
    for optimizer in optimizers { #expect(try run(optimizer).magnitude < 1e-7) }
  }
}
