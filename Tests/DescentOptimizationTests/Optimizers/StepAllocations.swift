import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Testing

/// What steps allocate after the first few, in which buffers that were shared get memory of their own.
func allocations(
  of optimizer: some Optimizer, on objective: some Objective, from start: Vector<Double>? = nil, steps: Int = 200
) throws -> Int {
  var state = try optimizer.start(objective, from: start ?? .zeros(objective.parameterCount))
  for _ in 0..<3 { _ = optimizer.advance(&state, objective) }
  let before = allocation_count()
  for _ in 0..<steps { _ = optimizer.advance(&state, objective) }
  return Int(allocation_count() - before)
}
