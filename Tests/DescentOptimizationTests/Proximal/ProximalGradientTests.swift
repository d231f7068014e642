import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Minimizers of f + h fulfil the conditions of optimality, whatever way leads there.
@Suite struct ProximalGradientTests {
  private func lasso(_ n: Int, _ p: Int, seed: UInt64) throws -> LeastSquares {
    let x = Matrix<Double>.random(n, p, seed: seed)
    var truth = Vector<Double>.zeros(p)
    for j in stride(from: 0, to: p, by: 3) { truth[j] = Double(j + 1) }
    return try LeastSquares(x, (x * truth).adding(.random(n, seed: seed + 1), scaledBy: 0.1))
  }

  @Test(arguments: ProximalAcceleration.allCases, [(30, 5), (40, 12), (10, 25)])
  func lassoFulfilsTheConditionsOfOptimality(acceleration: ProximalAcceleration, size: (Int, Int)) throws {
    let loss = try lasso(size.0, size.1, seed: 3000)
    let weight = 0.05
    let result = try ProximalGradient(L1Penalty(weight), acceleration: acceleration).minimize(
      loss, until: .gradientNorm(below: 1e-10) || .iterations(200_000))
    #expect(result.converged)
    let gradient = loss.gradient(at: result.minimizer)
    for j in 0..<size.1 {
      let b = result.minimizer[j]
      if b == 0 {
        #expect(gradient[j].magnitude <= weight + 1e-9)
      } else {
        #expect((gradient[j] + (b > 0 ? weight : -weight)).magnitude <= 1e-9)
      }
    }
    #expect(result.minimizer.contains(0))
    let value = loss.value(at: result.minimizer) + L1Penalty(weight).value(at: result.minimizer)
    #expect((result.value - value).magnitude <= 1e-14 * value)
  }

  @Test func lassoOfOrthonormalColumnsIsASoftThreshold() throws {
    // (1/n)‖y − Xβ‖² with XᵀX = n I: β = soft(Xᵀy/n, λ/2).
    let n = 4
    let x: Matrix<Double> = [[1, 1, 1], [1, -1, 1], [1, 1, -1], [1, -1, -1]]
    let y: Vector<Double> = [5, 1, -2, 0.5]
    let projected = (x.transposed() * y).scaled(by: 1 / Double(n))
    for weight in [0.1, 1, 3] {
      let expected = projected.mapElements { b in
        b > weight / 2 ? b - weight / 2 : b < -weight / 2 ? b + weight / 2 : 0
      }
      let result = try ProximalGradient(L1Penalty(weight)).minimize(
        LeastSquares(x, y), until: .gradientNorm(below: 1e-14) || .iterations(100))
      #expect(result.minimizer.isClose(to: expected, relativeTolerance: 1e-14, absoluteTolerance: 1e-15))
      #expect(result.iterations <= 5)
    }
  }

  @Test func theWeightThatMakesEverythingZeroIsTheLargestGradient() throws {
    let loss = try lasso(30, 6, seed: 3100)
    let largest = loss.gradient(at: .zeros(6)).maximumMagnitude()
    let empty = try ProximalGradient(L1Penalty(largest)).minimize(loss)
    #expect(empty.minimizer == .zeros(6))
    #expect(empty.iterations == 0)
    let one = try ProximalGradient(L1Penalty(0.999 * largest)).minimize(loss)
    #expect(one.minimizer.filter { $0 != 0 }.count == 1)
  }

  @Test func ridgeAsAPenaltyIsRidgeInTheLoss() throws {
    let (x, y) = (Matrix<Double>.random(40, 5, seed: 3200), Vector<Double>.random(40, seed: 3201))
    let inside = try GradientDescent(step: .optimal).minimize(
      LeastSquares(x, y, ridge: 0.3, penalized: .allButFirst), until: .gradientNorm(below: 1e-13) || .iterations(9999))
    let outside = try ProximalGradient(SquaredL2Penalty(0.3, weights: .allButFirst)).minimize(
      LeastSquares(x, y), until: .gradientNorm(below: 1e-13) || .iterations(9999))
    #expect(outside.converged)
    // λmin is at least 0.3.
    #expect(outside.minimizer.isClose(to: inside.minimizer, relativeTolerance: 0, absoluteTolerance: 1e-12))
    #expect((outside.value - inside.value).magnitude <= 1e-14)
  }

  @Test func groupLassoFulfilsTheConditionsOfOptimality() throws {
    let loss = try lasso(40, 9, seed: 3300)
    let penalty = GroupLassoPenalty(0.5, groups: [[0, 1, 2], [3, 4, 5], [6, 7]])
    let result = try ProximalGradient(penalty).minimize(loss, until: .gradientNorm(below: 1e-11) || .iterations(99_999))
    #expect(result.converged)
    let gradient = loss.gradient(at: result.minimizer)
    for (group, weight) in zip(penalty.groups, penalty.weights) {
      let b = Vector(group.map { result.minimizer[$0] })
      let g = Vector(group.map { gradient[$0] })
      let limit = penalty.weight * weight
      if b.norm() == 0 {
        #expect(g.norm() <= limit + 1e-9)
      } else {
        #expect(g.adding(b, scaledBy: limit / b.norm()).norm() <= 1e-9)
      }
    }
    #expect(gradient[8].magnitude <= 1e-9)
  }

  @Test func nonNegativeLeastSquaresAreThoseOfLawsonAndHanson() throws {
    // C. L. Lawson, R. J. Hanson: the solution has x ≥ 0, gradient ≥ 0, and one of both zero. Small ones by hand.
    let set = NonNegativeOrthant()
    let cases: [(Matrix<Double>, Vector<Double>, Vector<Double>)] = [
      ([[1, 0], [1, 0], [0, 1]], [2, 1, 1], [1.5, 1]),
      ([[1, 0], [1, 0], [0, 1]], [2, 1, -1], [1.5, 0]),
      ([[1, 0], [1, 0], [0, 1]], [-2, -1, -1], [0, 0]),
    ]
    for (a, b, expected) in cases {
      let result = try ProximalGradient(set).minimize(LeastSquares(a, b), until: .gradientNorm(below: 1e-14))
      #expect(result.minimizer.isClose(to: expected, relativeTolerance: 1e-13, absoluteTolerance: 1e-14))
    }
    for seed in 0..<10 as Range<UInt64> {
      let loss = try LeastSquares(.random(20, 8, seed: 3400 + seed), .random(20, seed: 3450 + seed))
      let prox = try ProximalGradient(set).minimize(loss, until: .gradientNorm(below: 1e-12) || .iterations(99_999))
      let spectral = try ProjectedGradient(onto: set).minimize(
        loss, until: .gradientNorm(below: 1e-10) || .iterations(99_999))
      #expect(prox.converged && spectral.converged)
      #expect(prox.minimizer.isClose(to: spectral.minimizer, relativeTolerance: 0, absoluteTolerance: 1e-8))
      let gradient = loss.gradient(at: prox.minimizer)
      for j in 0..<8 {
        #expect(prox.minimizer[j] >= 0)
        #expect(prox.minimizer[j] > 0 ? gradient[j].magnitude <= 1e-10 : gradient[j] >= -1e-10)
      }
    }
  }

  /// The mean logistic loss, whose curvature is not told.
  private func logistic(_ n: Int, _ p: Int, seed: UInt64) -> ClosureObjective {
    let x = Matrix<Double>.random(n, p, seed: seed)
    let noise = Vector<Double>.random(n, seed: seed + 1)
    let labels = (0..<n).map { x[$0, 0] + 0.5 * noise[$0] > 0 ? 1.0 : -1.0 }
    return ClosureObjective(p) { beta, gradient in
      for j in 0..<p { gradient[j] = 0 }
      var sum = 0.0
      for i in 0..<n {
        var margin = 0.0
        for j in 0..<p { margin += x[i, j] * beta[j] }
        margin *= labels[i]
        sum += margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
        let weight = -labels[i] / (1 + exp(margin)) / Double(n)
        for j in 0..<p { gradient[j] += weight * x[i, j] }
      }
      return sum / Double(n)
    }
  }

  @Test(arguments: ProximalAcceleration.allCases)
  func stepsAreFoundWhereCurvatureIsUnknown(acceleration: ProximalAcceleration) throws {
    let loss = logistic(60, 6, seed: 3500)
    let result = try ProximalGradient(L1Penalty(0.02), acceleration: acceleration).minimize(
      loss, until: .gradientNorm(below: 1e-9) || .iterations(20_000))
    #expect(result.converged)
    let gradient = loss.gradient(at: result.minimizer)
    for j in 0..<6 {
      let b = result.minimizer[j]
      #expect(b == 0 ? gradient[j].magnitude <= 0.02 + 1e-8 : (gradient[j] + (b > 0 ? 0.02 : -0.02)).magnitude <= 1e-8)
    }
  }

  @Test func stepsSurviveTheRoundingOfValues() throws {
    // A constant of 10⁶ hides all changes of the value near the minimum.
    let loss = logistic(60, 6, seed: 3600)
    let lifted = ClosureObjective(6) { x, g in loss.evaluate(at: x, gradient: &g) + 1e6 }
    let result = try ProximalGradient(L1Penalty(0.02)).minimize(
      lifted, until: .gradientNorm(below: 1e-10) || .iterations(5_000))
    #expect(result.converged)
    #expect(result.state.stepSize > 0.1)
  }

  @Test func accelerationPaysAndRestartsDoNotOscillate() throws {
    let known = try KnownQuadratic(eigenvalues: [1e-3, 0.01, 0.1, 1, 1, 1], seed: 3700)
    let counts = try ProximalAcceleration.allCases.map {
      try ProximalGradient(L1Penalty(1e-4), acceleration: $0).minimize(
        known.objective, until: .gradientNorm(below: 1e-9) || .iterations(100_000)
      ).iterations
    }
    let byName = Dictionary(uniqueKeysWithValues: zip(ProximalAcceleration.allCases, counts))
    #expect(byName[.restarting]! * 5 < byName[.none]!)
    #expect(byName[.monotone]! * 5 < byName[.none]!)
    #expect(byName[.restarting]! < byName[.momentum]!)
  }

  @Test func theMonotoneFormNeverRises() throws {
    let loss = logistic(50, 5, seed: 3800)
    let result = try ProximalGradient(L1Penalty(0.01), acceleration: .monotone).minimize(
      loss, until: .iterations(300), trace: .every(1))
    for (before, after) in zip(result.trace, result.trace.dropFirst()) {
      #expect(after.value <= before.value + 1e-15)
    }
  }

  @Test func valuesFallAsFastAsTheoryPromises() throws {
    // 2L‖x₀ − x*‖²/(t + 1)² for FISTA, L‖x₀ − x*‖²/(2t) for ISTA.
    let known = try KnownQuadratic(eigenvalues: [1e-6, 1e-4, 1e-2, 1], seed: 3900)
    let penalty = L1Penalty(1e-3)
    let best = try ProximalGradient(penalty).minimize(
      known.objective, until: .gradientNorm(below: 1e-14) || .iterations(200_000))
    let distance = best.minimizer.dot(best.minimizer)
    for (acceleration, bound) in [
      (ProximalAcceleration.none, { t in distance / (2 * t) }),
      (.momentum, { t in 2 * distance / ((t + 1) * (t + 1)) }),
    ] as [(ProximalAcceleration, (Double) -> Double)] {
      let run = try ProximalGradient(penalty, acceleration: acceleration).minimize(
        known.objective, until: .iterations(500), trace: .every(1))
      for record in run.trace where record.iteration > 0 {
        #expect(record.value - best.value <= 1.0001 * bound(Double(record.iteration)) + 1e-15)
      }
    }
  }

  @Test func onTheGramMatrixAndOnPassesItIsTheSame() throws {
    let loss = try lasso(2000, 10, seed: 4000)
    let runs = try [EvaluationMethod.passes, .gram].map {
      try ProximalGradient(L1Penalty(0.1), evaluation: $0).minimize(
        loss, until: .relativeGradientNorm(below: 1e-10) || .iterations(9999))
    }
    #expect(runs[0].converged && runs[1].converged)
    #expect(runs[0].minimizer.isClose(to: runs[1].minimizer, absoluteTolerance: 1e-9))
    #expect(runs[1].passes < 6)
    #expect(runs[1].evaluations > runs[1].passes)
    // Value and gradient of the result are those of the objective itself.
    let penalty = L1Penalty(0.1)
    #expect(runs[1].value == loss.value(at: runs[1].minimizer) + penalty.value(at: runs[1].minimizer))
  }

  @Test(arguments: ProximalAcceleration.allCases, [0, 1, 13])
  func aResumedRunHasTheSameBits(acceleration: ProximalAcceleration, interruption: Int) throws {
    func check(_ objective: some Objective) throws {
      let method = ProximalGradient(L1Penalty(0.02), acceleration: acceleration)
      let whole = try method.minimize(objective, until: .iterations(40))
      let part = try method.minimize(objective, until: .iterations(interruption))
      let saved = try JSONEncoder().encode(part.state)
      let state = try JSONDecoder().decode(ProximalGradient<L1Penalty>.State.self, from: saved)
      let decoded = try JSONDecoder().decode(ProximalGradient<L1Penalty>.self, from: JSONEncoder().encode(method))
      let resumed = decoded.resume(state, on: objective, until: .iterations(40))
      #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
      #expect(resumed.state == whole.state)
    }
    try check(lasso(50, 6, seed: 4100))
    try check(logistic(30, 4, seed: 4200))
  }

  @Test(.enabled(if: allocation_counter_works()), arguments: ProximalAcceleration.allCases)
  func iterationsAllocateNothing(acceleration: ProximalAcceleration) throws {
    func count(_ objective: some Objective, _ penalty: some ProximalOperator, _ iterations: Int) throws -> Int {
      let before = allocation_count()
      let result = try ProximalGradient(penalty, acceleration: acceleration).minimize(
        objective, from: Vector(repeating: 0.3, count: objective.parameterCount),
        until: .iterations(iterations) || .gradientNorm(below: -1))
      #expect(result.iterations <= iterations)
      return Int(allocation_count() - before)
    }
    func expectNoGrowth(_ objective: some Objective, _ penalty: some ProximalOperator) throws {
      _ = try count(objective, penalty, 5)
      let (few, many) = (try count(objective, penalty, 5), try count(objective, penalty, 200))
      #expect(few == many, "\(type(of: penalty)), \(type(of: objective))")
    }
    let loss = try lasso(50, 6, seed: 4300)
    try expectNoGrowth(loss, L1Penalty(0.1, weights: .each(.random(6, seed: 1).mapElements { $0.magnitude })))
    try expectNoGrowth(loss, GroupLassoPenalty(0.1, groups: [[0, 1], [2, 3]]))
    try expectNoGrowth(loss, Simplex())
    try expectNoGrowth(loss, AffineSet([[1, 1, 1, 1, 1, 1]], equals: [1]))
    try expectNoGrowth(doubleWell, L1Penalty(0.1))
  }

  @Test func badSettingsAreErrors() throws {
    let loss = try lasso(10, 2, seed: 4400)
    #expect(throws: OptimizationError.self) { try ProximalGradient(L1Penalty(-1)).minimize(loss) }
    #expect(throws: OptimizationError.self) { try ProximalGradient(L1Penalty(1), step: .constant(0)).minimize(loss) }
    #expect(try ProximalGradient(L1Penalty(1), step: .constant(100)).warnings(for: loss).count == 1)
    let diverging = try ProximalGradient(L1Penalty(0.1), step: .constant(1e3), acceleration: .none).minimize(loss)
    #expect(!diverging.converged)
  }
}
