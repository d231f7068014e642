import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Restarts, hops and annealing find the minima that there are, and say which.
@Suite(.serialized) struct GlobalSearchTests {
  @Test func restartsFindBothMinimaOfTheDoubleWell() throws {
    let search = RandomRestarts(constantStep(0.03), starts: .box(-1.5...1.5, count: 1), count: 40, seed: 1)
    let result = try search.minimize(doubleWell, from: [0.4])
    #expect(result.basins.count == 2)
    #expect((result.basins[0].minimizer[0] + 1.4729976011).magnitude < 1e-7)
    #expect((result.basins[0].value + 5.4441920668).magnitude < 1e-9)
    #expect((result.basins[1].minimizer[0] - 1.3469974074).magnitude < 1e-7)
    #expect((result.basins[1].value + 2.6185559808).magnitude < 1e-9)
    #expect(result.basins.map(\.hits).reduce(0, +) == 40)
    #expect(result.basins.allSatisfy { $0.termination.converged })
    #expect(result.termination == .searchCompleted(runs: 40, basins: 2, converged: true))
    #expect(result.termination.message == "The search is complete: 40 runs, 2 basins found.")
    #expect(result.value == result.basins[0].value)
    #expect(result.minimizer == result.basins[0].minimizer)
  }

  @Test func restartsFindAllFourMinimaOfHimmelblau() throws {
    let starts = [
      StartDistribution.box(-5...5, count: 2), .normal(center: [0, 0], deviations: [4, 4]),
    ]
    for starts in starts {
      let result = try RandomRestarts(spectral, starts: starts, count: 60, seed: 2).minimize(himmelblau, from: [0, 0])
      let minima = result.basins.filter { $0.value < 1e-9 }
      #expect(minima.count == 4)
      for expected in himmelblauMinima {
        #expect(minima.contains { $0.minimizer.isClose(to: Vector(expected), relativeTolerance: 1e-6) })
      }
      #expect(result.basins.map(\.hits).reduce(0, +) == 60)
      #expect(result.basins.map(\.value) == result.basins.map(\.value).sorted())
    }
  }

  @Test func restartsFindTheLowestMinimumOfStyblinskiTang() throws {
    let result = try RandomRestarts(spectral, starts: .box(-5...5, count: 2), count: 60, seed: 3).minimize(
      styblinskiTang, from: [4, 4])
    #expect(result.minimizer.isClose(to: [-2.903534027771177, -2.903534027771177], relativeTolerance: 1e-7))
    #expect((result.value + 2 * 39.16616570377142).magnitude < 1e-11)
    #expect(result.basins.filter { $0.hits > 1 }.count == 4)
  }

  @Test func theAnswerIsTheSameOnAnyNumberOfThreads() throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let search = RandomRestarts(spectral, starts: .box(-5...5, count: 2), count: 50, roundSize: 7, seed: 4)
    let states = try [1, 2, 5].map { threads in
      Parallelism.threadCount = threads
      return try search.minimize(himmelblau, from: [1, 1]).state
    }
    #expect(states[0] == states[1] && states[0] == states[2])
  }

  @Test func targetsAndLimitsEndASearch() throws {
    let search = RandomRestarts(spectral, starts: .box(-5...5, count: 2), count: 1000, roundSize: 4, seed: 5)
    let hit = try search.minimize(himmelblau, from: [0, 0], until: .target(1e-6) || .iterations(100))
    guard case .target = hit.termination else {
      Issue.record("\(hit.termination)")
      return
    }
    #expect(hit.converged)
    let limited = try search.minimize(himmelblau, from: [0, 0], until: .gradientNorm(below: 1) || .iterations(3))
    #expect(limited.termination == .iterationLimit(3))
    #expect(limited.state.runs == 12)
  }

  @Test func descentsThatAreLostAreCounted() throws {
    // Defined for positive numbers only; half of the starts are not.
    let half = ClosureObjective(1) { x, g in
      g[0] = 1 - 1 / x[0]
      return x[0] > 0 ? x[0] - log(x[0]) : .nan
    }
    let result = try RandomRestarts(spectral, starts: .box(-2...2, count: 1), count: 40, seed: 6).minimize(
      half, from: [1.5])
    #expect(result.state.lostRuns > 5 && result.state.lostRuns < 35)
    #expect(result.basins.count == 1)
    #expect(result.basins[0].hits == 40 - result.state.lostRuns)
    #expect((result.minimizer[0] - 1).magnitude < 1e-6)
  }

  @Test func hopsFindTheOriginOfRastrigin() throws {
    for seed in 0..<5 as Range<UInt64> {
      let search = BasinHopping(spectral, hops: 150, jump: 1, temperature: 2, seed: seed)
      let result = try search.minimize(Rastrigin(), from: [3.1, -2.2])
      #expect(result.minimizer.norm() < 1e-7)
      #expect(result.value < 1e-12)
      #expect(result.basins.count > 3)
      #expect(result.basins[0].value == result.value)
      guard case .searchCompleted(let runs, let basins, let converged) = result.termination else {
        Issue.record("\(result.termination)")
        return
      }
      #expect(runs == 151 && basins == result.basins.count && converged)
      #expect(result.basins.map(\.hits).reduce(0, +) == 151)
    }
  }

  @Test func hopsWithoutHeatOnlyGoDown() throws {
    let search = BasinHopping(spectral, hops: 60, jump: 1.2, temperature: 0, seed: 8)
    let result = try search.minimize(styblinskiTang, from: [2.7, 2.7], until: .iterations(1000), trace: .every(1))
    for (before, after) in zip(result.trace, result.trace.dropFirst()) { #expect(after.value <= before.value) }
    #expect(!result.basins.isEmpty)
  }

  @Test func annealingFindsTheOriginOfRastrigin() throws {
    for seed in 0..<5 as Range<UInt64> {
      let search = SimulatedAnnealing(
        temperature: .exponential(from: 20, factor: 0.97), steps: 1000, sweeps: 40,
        within: Box(-5.12...5.12, count: 2), seed: seed)
      let result = try search.minimize(Rastrigin(), from: [4, -4])
      #expect(result.minimizer.norm() < 1e-2)
      #expect(result.converged, "\(result.termination)")
      #expect(result.basins.count == 1)
      // Value and gradient are the objective's at the point, though none was formed on the way.
      #expect(result.value == Rastrigin().value(at: result.minimizer))
      #expect(result.gradient == Rastrigin().gradient(at: result.minimizer))
    }
  }

  @Test func annealingFindsTheLowestMinimumOfStyblinskiTang() throws {
    let search = SimulatedAnnealing(
      temperature: .exponential(from: 50, factor: 0.9), steps: 400, sweeps: 40, initialMove: 2, seed: 9)
    let result = try search.minimize(styblinskiTang, from: [2.7, 2.7])
    #expect(result.minimizer.isClose(to: [-2.9035, -2.9035], relativeTolerance: 1e-2))
    let polished = try spectral.minimize(styblinskiTang, from: result.minimizer)
    #expect(polished.minimizer.isClose(to: [-2.903534027771177, -2.903534027771177], relativeTolerance: 1e-7))
  }

  @Test func annealingStaysWithinItsBounds() throws {
    struct Watched: Objective {
      let parameterCount = 2
      func evaluate(at point: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
        (gradient[0], gradient[1]) = (-1, 1)
        return value(at: point)
      }
      func value(at point: Span<Double>) -> Double {
        point[0] >= 1 && point[0] <= 2 && point[1] >= 0 ? point[1] - point[0] : .nan
      }
    }
    let bounds = Box(lower: [1, 0], upper: [2, .infinity])
    let search = SimulatedAnnealing(
      temperature: .exponential(from: 1, factor: 0.8), steps: 200, within: bounds, seed: 1)
    let result = try search.minimize(Watched(), from: [9, 5])
    #expect(result.minimizer.isClose(to: [2, 0], relativeTolerance: 1e-3, absoluteTolerance: 1e-3))
    #expect(result.minimizer[0] <= 2 && result.minimizer[1] >= 0)
  }

  @Test func anAnnealingCutShortHasNotConverged() throws {
    let search = SimulatedAnnealing(temperature: 5, steps: 10, seed: 2)
    let result = try search.minimize(Rastrigin(), from: [2, 2])
    #expect(result.termination == .searchCompleted(runs: 1, basins: 1, converged: false))
    #expect(!result.converged)
  }

  private func expectSameBits<Method: Optimizer>(_ method: Method, interruption: Int, iterations: Int) throws
  where Method.State: Equatable {
    let whole = try method.minimize(Rastrigin(), from: [3, 2], until: .iterations(iterations))
    let part = try method.minimize(Rastrigin(), from: [3, 2], until: .iterations(interruption))
    let saved = try JSONEncoder().encode(part.state)
    let state = try JSONDecoder().decode(Method.State.self, from: saved)
    let decoded = try JSONDecoder().decode(Method.self, from: JSONEncoder().encode(method))
    let resumed = decoded.resume(state, on: Rastrigin(), until: .iterations(iterations))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
    #expect(resumed.termination == whole.termination)
  }

  @Test(arguments: [0, 1, 4])
  func resumedSearchesHaveTheSameBits(interruption: Int) throws {
    try expectSameBits(
      RandomRestarts(spectral, starts: .box(-5...5, count: 2), count: 30, roundSize: 3, seed: 1),
      interruption: interruption, iterations: 8)
    try expectSameBits(
      RandomRestarts(spectral, starts: .box(-5...5, count: 2), count: 12, roundSize: 3, seed: 1),
      interruption: interruption, iterations: 8)
    try expectSameBits(BasinHopping(spectral, hops: 50, seed: 2), interruption: interruption, iterations: 25)
    try expectSameBits(
      SimulatedAnnealing(temperature: .exponential(from: 5, factor: 0.9), seed: 3), interruption: interruption,
      iterations: 12)
  }

  @Test func seedsDecideAlone() throws {
    func end(_ seed: UInt64) throws -> Vector<Double> {
      try SimulatedAnnealing(temperature: 1, steps: 5, seed: seed).minimize(Rastrigin(), from: [3, 2]).minimizer
    }
    #expect(try end(1).isBitIdentical(to: end(1)))
    #expect(try end(1) != end(2))
  }

  @Test(.enabled(if: allocation_counter_works())) func annealingAllocatesNothing() throws {
    func count(_ iterations: Int) throws -> Int {
      let before = allocation_count()
      let search = SimulatedAnnealing(
        temperature: .exponential(from: 5, factor: 0.9), steps: 1000, within: Box(-5...5, count: 2), seed: 3)
      _ = try search.minimize(Rastrigin(), from: [3, 2], until: .iterations(iterations))
      return Int(allocation_count() - before)
    }
    _ = try count(3)
    #expect(try count(40) == count(3))
  }

  @Test func badSettingsAreErrors() {
    func expectError(_ method: some Optimizer) {
      #expect(throws: OptimizationError.self) { try method.minimize(Rastrigin()) }
    }
    let box = StartDistribution.box(-5...5, count: 2)
    expectError(RandomRestarts(spectral, starts: .box(-5...5, count: 3)))
    expectError(RandomRestarts(spectral, starts: .box(lower: [0, 1], upper: [1, 0])))
    expectError(RandomRestarts(spectral, starts: .normal(center: [0, 0], deviations: [1, -1])))
    expectError(RandomRestarts(spectral, starts: box, count: 0))
    expectError(RandomRestarts(spectral, starts: box, roundSize: 0))
    expectError(RandomRestarts(spectral, starts: box, limits: DescentLimits(relativeGradientNorm: 1)))
    expectError(RandomRestarts(spectral, starts: box, tolerance: 0))
    expectError(BasinHopping(spectral, hops: 0))
    expectError(BasinHopping(spectral, jump: 0))
    expectError(BasinHopping(spectral, temperature: -1))
    expectError(SimulatedAnnealing(temperature: -1))
    expectError(SimulatedAnnealing(temperature: 1, steps: 0))
    expectError(SimulatedAnnealing(temperature: 1, sweeps: 0))
    expectError(SimulatedAnnealing(temperature: 1, within: Box(0...1, count: 3)))
    expectError(SimulatedAnnealing(temperature: 1, initialMove: 0))
    expectError(SimulatedAnnealing(temperature: 1, valueTolerance: -1))
  }
}
