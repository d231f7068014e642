import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Testing

/// Iterations allocate nothing after the first: a thousand of them as much as ten.
@Suite(.enabled(if: allocation_counter_works())) struct AllocationTests {
  private func count(
    _ objective: some Objective, _ iterations: Int, trace: TraceOption = .off
  ) throws -> Int {
    let start = Vector<Double>(repeating: 1, count: objective.parameterCount)
    let optimizer = constantStep(1e-4)
    let before = allocation_count()
    let result = try optimizer.minimize(
      objective, from: start, until: .gradientNorm(below: 0) || .iterations(iterations), trace: trace)
    let after = allocation_count()
    #expect(result.iterations == iterations)
    return Int(after - before)
  }

  private func expectNoGrowth(_ objective: some Objective, trace: TraceOption = .off) throws {
    _ = try count(objective, 10, trace: trace)
    #expect(try count(objective, 1000, trace: trace) == count(objective, 10, trace: trace))
  }

  @Test func quadraticForms() throws {
    try expectNoGrowth(QuadraticForm([[2, 0], [0, 8]]))
    try expectNoGrowth(QuadraticForm(Matrix<Double>.random(400, 300, seed: 71).gram()))
  }

  @Test func leastSquares() throws {
    try expectNoGrowth(LeastSquares(.random(50, 3, seed: 72), .random(50, seed: 73), ridge: 0.1))
    try expectNoGrowth(LeastSquares(.random(9000, 20, seed: 74), .random(9000, seed: 75)))
    let weights = Vector<Double>.random(9000, seed: 76).mapElements { $0.magnitude }
    try expectNoGrowth(LeastSquares(.random(9000, 20, seed: 74), .random(9000, seed: 75), weights: weights))
  }

  @Test func closures() throws {
    try expectNoGrowth(doubleWell)
    try expectNoGrowth(doubleWell, trace: .every(1))
  }
}
