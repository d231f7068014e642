import AllocationCounter
import DescentLinearAlgebra
import DescentRegression
import Testing

@Suite struct CoordinateDescentTests {
  /// Columns of unit length, standing in rows, and y.
  static func columns(_ n: Int, _ p: Int, seed: UInt64) -> (columns: Matrix<Double>, target: Vector<Double>) {
    let raw = Matrix<Double>(p, n, LinearRegressionTests.noise(n * p, seed: seed))
    let unit = raw.scalingRows(by: Vector(raw.mapRows { 1 / Vector($0).norm() }))
    return (unit, Vector(LinearRegressionTests.noise(n, seed: seed + 1)))
  }

  static func both(_ n: Int, _ p: Int, seed: UInt64) -> [CoordinateDescent] {
    let (columns, target) = columns(n, p, seed: seed)
    let gram = columns * columns.transposed()
    return [
      CoordinateDescent(
        .covariances(gram, products: columns * target, targetSquares: target.dot(target)),
        factors: Array(repeating: 1, count: p)),
      CoordinateDescent(.columns(columns, target: target), factors: Array(repeating: 1, count: p)),
    ]
  }

  @Test(arguments: [(50, 8), (20, 60)], [0, 0.3])
  func covariancesAndResidualsLeadToTheSame(_ shape: (Int, Int), _ l2: Double) {
    let solvers = Self.both(shape.0, shape.1, seed: 2)
    #expect(abs(solvers[0].largestPenalty / solvers[1].largestPenalty - 1) < 1e-14)
    var previous = solvers[0].largestPenalty
    for share in [0.8, 0.4, 0.1, 0.02] {
      let l1 = share * solvers[0].largestPenalty
      for solver in solvers {
        let outcome = solver.solve(
          l1: l1, l2: l2 * l1, previousL1: previous, tolerance: 1e-12, maximumSweeps: 10_000)
        #expect(outcome.isConverged && outcome.violation < 1e-10)
      }
      previous = l1
      for (a, b) in zip(solvers[0].solution, solvers[1].solution) { #expect(abs(a - b) < 1e-8) }
      #expect(abs(solvers[0].residualSquares - solvers[1].residualSquares) < 1e-12)
    }
  }

  @Test(.enabled(if: allocation_counter_works())) func sweepsAllocateNothing() {
    for solver in Self.both(40, 12, seed: 3) + Self.both(30, 100, seed: 4) {
      solver.setPenalties(l1: 0.1 * solver.largestPenalty, l2: 0.01)
      let list = Array(0..<solver.columnCount)
      list.withUnsafeBufferPointer { list in
        _ = solver.sweep(list)
        let before = allocation_count()
        var last = Double.infinity
        for _ in 0..<50 { last = solver.sweep(list) }
        #expect(allocation_count() == before)
        #expect(last < 1e-2)
      }
    }
  }

  /// Screening by the strong rule is checked in the end: a gradient of another λ leads to the same.
  @Test func whatTheStrongRuleDiscardsWronglyComesBack() {
    for (honest, misled) in zip(Self.both(60, 40, seed: 5), Self.both(60, 40, seed: 5)) {
      let l1 = 0.05 * honest.largestPenalty
      let right = honest.solve(
        l1: l1, l2: 0, previousL1: honest.largestPenalty, tolerance: 1e-12, maximumSweeps: 10_000)
      // As if the path had been at this λ before: only gradients of at least λ are let in.
      let other = misled.solve(l1: l1, l2: 0, previousL1: l1, tolerance: 1e-12, maximumSweeps: 10_000)
      #expect(right.isConverged && other.isConverged && other.violation < 1e-10)
      for (a, b) in zip(honest.solution, misled.solution) { #expect(abs(a - b) < 1e-9) }
    }
  }
}
