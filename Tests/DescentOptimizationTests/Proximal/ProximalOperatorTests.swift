import DescentLinearAlgebra
import DescentOptimization
import Testing

/// prox_αh(x) is the one minimizer of h(z) + ‖z − x‖²/(2α).
@Suite struct ProximalOperatorTests {
  /// No point near the result is better, and the operator is firmly nonexpansive.
  private func expectProximal(_ penalty: some ProximalOperator, count: Int, seed: UInt64) throws {
    for step in [1e-3, 0.3, 1, 7] {
      let x = Vector<Double>.random(count, seed: seed).scaled(by: 3)
      let y = Vector<Double>.random(count, seed: seed + 1).scaled(by: 3)
      let (z, w) = (try penalty.applied(to: x, step: step), try penalty.applied(to: y, step: step))
      func objective(_ z: Vector<Double>) -> Double {
        penalty.value(at: z) + z.subtracting(x).dot(z.subtracting(x)) / (2 * step)
      }
      let best = objective(z)
      for k in 0..<40 {
        let direction = Vector<Double>.random(count, seed: seed + 10 + UInt64(k))
        for length in [1e-3, 0.1, 2] {
          let other = z.adding(direction, scaledBy: length)
          #expect(objective(other) >= best - 1e-13 * (1 + best))
        }
        var other = z
        other[k % count] = 0
        #expect(objective(other) >= best - 1e-13 * (1 + best))
      }
      // ‖z − w‖² ≤ (z − w)ᵀ(x − y)
      let difference = z.subtracting(w)
      #expect(difference.dot(difference) <= difference.dot(x.subtracting(y)) + 1e-13)
    }
  }

  @Test(arguments: [1, 2, 7])
  func eachPenaltyIsMinimizedByItsOperator(count: Int) throws {
    let each = PenaltyWeights.each(Vector((0..<count).map { Double($0 % 3) }))
    for weights in [PenaltyWeights.all, .allButFirst, each] {
      try expectProximal(L1Penalty(0.7, weights: weights), count: count, seed: 1000)
      try expectProximal(SquaredL2Penalty(0.7, weights: weights), count: count, seed: 1100)
      for share in [0, 0.3, 1] {
        try expectProximal(
          ElasticNetPenalty(0.7, absoluteShare: share, weights: weights), count: count, seed: 1200)
      }
    }
    let groups = [Array(0..<(count + 1) / 2)]
    try expectProximal(GroupLassoPenalty(0.4, groups: groups), count: count, seed: 1300)
  }

  @Test func softThresholdsAreExact() throws {
    let found = try L1Penalty(1).applied(to: [3, -3, 1, -1, 0.5, 0, .infinity], step: 1)
    #expect(found == [2, -2, 0, 0, 0, 0, .infinity])
    #expect(try L1Penalty(1).applied(to: [.nan])[0].isNaN)
    #expect(try L1Penalty(2, weights: .each([0, 1, 3])).applied(to: [5, 5, 5], step: 0.5) == [5, 4, 2])
    #expect(try L1Penalty(1, weights: .allButFirst).applied(to: [0.5, 0.5]) == [0.5, 0])
  }

  @Test func elasticNetsEndAtLassoAndRidge() throws {
    let x = Vector<Double>.random(9, seed: 1400).scaled(by: 2)
    #expect(
      try ElasticNetPenalty(0.4, absoluteShare: 1).applied(to: x, step: 0.9) == L1Penalty(0.4).applied(to: x, step: 0.9)
    )
    #expect(
      try ElasticNetPenalty(0.4, absoluteShare: 0).applied(to: x, step: 0.9)
        == SquaredL2Penalty(0.4).applied(to: x, step: 0.9))
    #expect(try SquaredL2Penalty(2).applied(to: [6, -9], step: 1) == [2, -3])
  }

  @Test func groupsAreZeroAsAWhole() throws {
    let penalty = GroupLassoPenalty(1, groups: [[0, 2], [3]], weights: [1, 1])
    #expect(try penalty.applied(to: [3, 9, 4, 0.5]) == [2.4000000000000004, 9, 3.2, 0])
    #expect(try penalty.applied(to: [0.3, 9, 0.4, 3]) == [0, 9, 0, 2])
    // Neither overflow nor underflow on the way.
    let huge = try penalty.applied(to: [3e200, 0, 4e200, 0])
    #expect(huge.isClose(to: [3e200, 0, 4e200, 0], relativeTolerance: 1e-15))
    #expect(try penalty.applied(to: [3e-200, 0, 4e-200, 0]) == [0, 0, 0, 0])
    #expect(penalty.value(at: [3, 9, 4, -2]) == 7)
    #expect(GroupLassoPenalty(1, groups: [[0, 1, 2, 3]]).weights == [2])
  }

  @Test func settingsOutOfRangeAreRefused() {
    let x: Vector<Double> = [1, 2]
    #expect(throws: OptimizationError.self) { try L1Penalty(-1).applied(to: x) }
    #expect(throws: OptimizationError.self) { try L1Penalty(.nan).applied(to: x) }
    #expect(throws: OptimizationError.self) { try L1Penalty(1, weights: .each([1])).applied(to: x) }
    #expect(throws: OptimizationError.self) { try SquaredL2Penalty(1, weights: .each([1, -1])).applied(to: x) }
    #expect(throws: OptimizationError.self) { try ElasticNetPenalty(1, absoluteShare: 1.5).applied(to: x) }
    #expect(throws: OptimizationError.self) { try GroupLassoPenalty(1, groups: [[0, 2]]).applied(to: x) }
    #expect(throws: OptimizationError.self) { try GroupLassoPenalty(1, groups: [[0], [0]]).applied(to: x) }
    #expect(throws: OptimizationError.self) { try GroupLassoPenalty(1, groups: [[0]], weights: []).applied(to: x) }
  }
}
