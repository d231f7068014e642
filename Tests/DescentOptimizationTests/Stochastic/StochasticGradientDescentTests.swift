import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Stochastic descent comes to the minimum as far as its noise allows, and is the same run for the same seed.
@Suite struct StochasticGradientDescentTests {
  /// y = Xβ + noise with columns of very different sizes and centres, and an intercept.
  private func rawLoss(_ n: Int = 400, noise: Double = 0.5, seed: UInt64 = 9) throws -> LeastSquares {
    var x = Matrix<Double>.random(n, 5, seed: seed)
    let (centers, sizes) = ([0.0, 1950, -3e5, 0.02, 7], [1.0, 8, 1e4, 1e-3, 100])
    for i in 0..<n {
      x[i, 0] = 1
      for j in 1..<5 { x[i, j] = centers[j] + sizes[j] * x[i, j] }
    }
    let e = Vector<Double>.random(n, seed: seed + 1)
    let y = Vector(
      (0..<n).map { i in
        3 + 0.5 * (x[i, 1] - 1950) + 2e-4 * (x[i, 2] + 3e5) - 900 * (x[i, 3] - 0.02) + noise * e[i]
      })
    return try LeastSquares(x, y)
  }

  private func optimum(_ loss: LeastSquares) throws -> Double {
    let solution = try LeastSquaresSolver().solve(LeastSquaresProblem(loss.x, loss.y))[0]
    return loss.value(at: solution.coefficients)
  }

  private func nullValue(_ loss: LeastSquares) -> Double {
    let mean = loss.y.sum() / Double(loss.y.count)
    return loss.y.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(loss.y.count)
  }

  @Test func theDefaultsFitRawColumns() throws {
    let loss = try rawLoss()
    let (best, null) = (try optimum(loss), nullValue(loss))
    let result = try StochasticGradientDescent().minimize(loss)
    #expect(result.value <= best + 0.01 * null, "\(result.termination)")
    #expect(result.termination.name == "settled")
    #expect(result.termination.message.contains("hardly") || result.termination.message.contains("fell by"))
    // What is reported belongs together.
    var gradient = Vector<Double>.zeros(5)
    #expect(loss.evaluate(at: result.minimizer, gradient: &gradient) == result.value)
    #expect(gradient == result.gradient)
  }

  @Test func varianceReductionConvergesLikeAFullGradient() throws {
    let loss = try rawLoss()
    let result = try StochasticGradientDescent(reducesVariance: true, tolerance: 0).minimize(
      loss, until: .relativeGradientNorm(below: 1e-10) || .iterations(2000))
    #expect(result.converged, "\(result)")
    #expect(result.value - (try optimum(loss)) <= 1e-12 * nullValue(loss))
  }

  @Test func aSeedIsARun() throws {
    let loss = try rawLoss()
    let run = { (seed: UInt64) in
      try StochasticGradientDescent(seed: seed).minimize(loss, until: .iterations(5)).minimizer
    }
    #expect(try run(3).isBitIdentical(to: run(3)))
    #expect(try !run(3).isBitIdentical(to: run(4)))
  }

  @Test func oneBatchOfAllRowsIsGradientDescent() throws {
    let loss = try LeastSquares(.random(30, 3, seed: 1), .random(30, seed: 2))
    let stochastic = StochasticGradientDescent(Momentum(rate: 0.1, momentum: 0), batchSize: 1000, patience: 1000)
    let one = try stochastic.minimize(loss, until: .iterations(20))
    let other = try constantStep(0.1).minimize(loss, until: .iterations(20))
    #expect(one.minimizer.subtracting(other.minimizer).norm() <= 1e-14)
  }

  @Test func eachEpochTakesEachSampleOnce() throws {
    // The gradient of sample i is −i at any point, so that the point after an epoch of single samples is their sum.
    let sum = FiniteSumClosure(1, sampleCount: 10) { i, _, gradient in
      gradient[0] -= Double(1 << i)
      return -Double(1 << i)
    }
    let result = try StochasticGradientDescent(Momentum(rate: 1, momentum: 0), batchSize: 1).minimize(
      sum, until: .iterations(3))
    #expect(result.minimizer == [3 * 1023])
    // The last batch may be smaller: its mean counts for one step.
    let uneven = try StochasticGradientDescent(Momentum(rate: 1, momentum: 0), batchSize: 4).minimize(
      FiniteSumClosure(1, sampleCount: 10) { _, _, gradient in
        gradient[0] -= 1
        return 0
      }, until: .iterations(1))
    #expect(uneven.minimizer == [3])
    #expect(uneven.state.batches == 3)
  }

  @Test func partsOfAnEpochMakeTheSameSteps() throws {
    let loss = try rawLoss(100)
    let whole = try StochasticGradientDescent(batchSize: 10).minimize(loss, until: .iterations(2))
    let parts = try StochasticGradientDescent(batchSize: 10, samplesPerIteration: 20).minimize(
      loss, until: .iterations(10))
    #expect(parts.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(parts.state.epochs == 2 && parts.state.position == 0 && parts.state.batches == whole.state.batches)
  }

  @Test(arguments: [Averaging.uniform, .polynomial(3)])
  func averagesAreQuieterThanPoints(averaging: Averaging) throws {
    let loss = try LeastSquares(
      Matrix<Double>.random(2000, 4, seed: 5).prependingOnes(), .random(2000, seed: 6))
    let best = try optimum(loss)
    let rule = Momentum(rate: 0.05, momentum: 0)
    let last = try StochasticGradientDescent(rule, batchSize: 1).minimize(loss, until: .iterations(4))
    let mean = try StochasticGradientDescent(rule, batchSize: 1, averaging: averaging).minimize(
      loss, until: .iterations(4))
    #expect(mean.value - best < 0.2 * (last.value - best))
  }

  @Test func growingBatchesComeToRest() throws {
    let loss = try LeastSquares(Matrix<Double>.random(500, 3, seed: 15).prependingOnes(), .random(500, seed: 16))
    let rule = Momentum(rate: 0.1, momentum: 0)
    let plain = try StochasticGradientDescent(rule, batchSize: 4, patience: 1000).minimize(loss, until: .iterations(60))
    let growing = try StochasticGradientDescent(rule, batchSize: 4, batchGrowth: 1.2, patience: 1000).minimize(
      loss, until: .iterations(60))
    #expect(growing.gradientNorm < 0.02 * plain.gradientNorm)
  }

  @Test func anyRuleAndAnyMeanWillDo() throws {
    let x = Matrix<Double>.random(300, 3, seed: 25).prependingOnes()
    let y = Vector((0..<300).map { x[$0, 1] - x[$0, 2] + 0.3 * x[$0, 3] > 0.1 ? 1.0 : 0 })
    let loss = try LogisticLoss(x, y, ridge: 0.01)
    let best = try GradientDescent(step: .safe).minimize(
      loss, until: .gradientNorm(below: 1e-8) || .iterations(100_000))
    func expectClose(_ rule: some UpdateRule) throws {
      let result = try StochasticGradientDescent(rule, averaging: .polynomial(3), seed: 4).minimize(
        loss, until: .iterations(150))
      #expect(result.value <= best.value + 0.01 * (loss.value(at: .zeros(4)) - best.value), "\(rule)")
    }
    try expectClose(Adam(rate: 0.02))
    try expectClose(Nesterov(rate: 0.1))
    try expectClose(Momentum(rate: .inverseTime(from: 0.5, decay: 0.001)).preceded(by: ClipNorm(1)))
    let own = try StochasticGradientDescent().minimize(loss, until: .iterations(200))
    #expect(own.value <= best.value + 0.01 * (loss.value(at: .zeros(4)) - best.value))
  }

  @Test(arguments: [0, 1, 4])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let loss = try rawLoss(200)
    func expectSame(_ optimizer: StochasticGradientDescent<some UpdateRule>) throws {
      let whole = try optimizer.minimize(loss, until: .iterations(9))
      let part = try optimizer.minimize(loss, until: .iterations(interruption))
      let state = try JSONDecoder().decode(
        type(of: part.state).self, from: JSONEncoder().encode(part.state))
      let resumed = optimizer.resume(state, on: loss, until: .iterations(9))
      #expect(resumed.state == whole.state)
      #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    }
    try expectSame(StochasticGradientDescent())
    try expectSame(StochasticGradientDescent(reducesVariance: true))
    try expectSame(StochasticGradientDescent(Nesterov(rate: 1e-12), batchGrowth: 1.5))
    try expectSame(StochasticGradientDescent(Adam(), standardizes: true))
    try expectSame(StochasticGradientDescent(batchSize: 7, samplesPerIteration: 60))
  }

  @Test(.enabled(if: allocation_counter_works()))
  func anEpochAllocatesNothing() throws {
    let loss = try rawLoss(300)
    func count(_ optimizer: some Optimizer, _ epochs: Int) throws -> Int {
      let before = allocation_count()
      _ = try optimizer.minimize(loss, until: .iterations(epochs))
      return Int(allocation_count() - before)
    }
    for optimizer in [
      StochasticGradientDescent(tolerance: 0), StochasticGradientDescent(reducesVariance: true, tolerance: 0),
    ] {
      _ = try count(optimizer, 5)
      #expect(try count(optimizer, 5) == count(optimizer, 50))
    }
    let nesterov = StochasticGradientDescent(Nesterov(rate: 1e-13), standardizes: true, patience: 1000)
    _ = try count(nesterov, 5)
    #expect(try count(nesterov, 5) == count(nesterov, 50))
  }

  @Test func aStepThatABatchDoesNotBearIsNamed() throws {
    // ‖xᵢ‖² is at most 25: single rows bear 1/25.
    let loss = try LeastSquares([[3, 4], [1, 0], [0, 2]], [1, 2, 3])
    let method = { (rate: Double, size: Int) in
      StochasticGradientDescent(Momentum(rate: .constant(rate), momentum: 0), batchSize: size)
    }
    #expect(try method(0.0399, 1).warnings(for: loss) == [])
    let warning = try #require(try method(0.05, 1).warnings(for: loss).first)
    #expect(warning.contains("exceeds the largest stable step 0.04"))
    #expect(warning.hasSuffix("λmax is that of the most curved sample"))
    // All rows in a batch are the mean, which bears more.
    #expect(try method(0.05, 3).warnings(for: loss) == [])
    #expect(try method(1, 3).warnings(for: loss).count == 1)
    #expect(try StochasticGradientDescent().warnings(for: loss) == [])
  }

  @Test func whatIsWrongIsSaid() throws {
    #expect(throws: OptimizationError.self) { try StochasticGradientDescent().minimize(parabola, from: [1]) }
    let loss = try rawLoss(50)
    #expect(throws: OptimizationError.invalidSetting(name: "batch size", value: "0", range: "at least 1")) {
      try StochasticGradientDescent(batchSize: 0).minimize(loss)
    }
    let broken = try StochasticGradientDescent(Momentum(rate: 1, momentum: 0)).minimize(loss, until: .iterations(50))
    #expect(broken.termination.name == "nonFinite")
    #expect(broken.value.isFinite)
    let poisson = try PoissonLoss([[1], [1]], [1, 2])
    let result = try StochasticGradientDescent().minimize(poisson, until: .iterations(3))
    #expect(result.warnings.count == 1 && result.warnings[0].contains("does not bound its curvature"))
  }
}
