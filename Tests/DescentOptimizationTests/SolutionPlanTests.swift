import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct SolutionPlanTests {
  /// Round numbers, so that seconds can be reckoned by hand.
  static let speed = MachineSpeed(
    passBandwidth: 1e10, refinedPassBandwidth: 5e9, productRate: 4e10, refinedProductRate: 1e9, reflectionRate: 2e9,
    copyBandwidth: 1e9, matrixVectorRate: 1e10, factorizationRate: 1e9, refinedFactorizationRate: 1e8,
    stepOverhead: 1e-6, solveOverhead: 1e-5)

  /// Columns of random numbers, the last of which is `tilt` times itself and the rest the first.
  private func loss(_ n: Int, _ p: Int, tilt: Double = 1, target: Double = 1, ridge: Double = 0) throws -> LeastSquares
  {
    var generator = SeededGenerator(seed: UInt64(n + 31 * p))
    var x = Matrix<Double>.zeros(n, p)
    for i in 0..<n {
      for j in 0..<p { x[i, j] = generator.uniform() }
      if tilt != 1 { x[i, p - 1] = x[i, 0] + tilt * x[i, p - 1] }
    }
    let y = Vector((0..<n).map { _ in target * generator.uniform() })
    return try LeastSquares(x, y, ridge: ridge)
  }

  private func cost(_ plan: SolutionPlan, _ method: SolutionMethod) throws -> Cost {
    try #require(plan[method]?.cost)
  }

  @Test func iterationsOnDataCostAPassEach() throws {
    let loss = try loss(1000, 5)
    #expect(loss.expansionCost == nil)
    let plan = try loss.plan(tolerance: 1e-6, speed: Self.speed)
    let chebyshev = try #require(plan[.chebyshev])
    let count = try #require(loss.curvatureBounds().predictedIterations(tolerance: 1e-6).chebyshev)
    #expect(chebyshev.iterations == count && chebyshev.mostIterations == count && !chebyshev.usesGram)
    let cost = try cost(plan, .chebyshev)
    #expect(cost.passes == count + 1)
    #expect(cost.flops == Double(count + 1) * 4 * 5000)
    #expect(cost.bytes == Double(count + 1) * 8 * 5000)
    let seconds = Double(count + 1) * 8 * 5000 / 1e10 + Double(count) * 1e-6
    #expect((cost.seconds / seconds - 1).magnitude < 1e-12)
  }

  @Test func iterationsOnTheGramMatrixReadLittle() throws {
    let loss = try loss(4000, 20)
    #expect(loss.expansionCost != nil)
    let plan = try loss.plan(tolerance: 1e-8, speed: Self.speed)
    for method in plan.methods where method.method.isIterative {
      let (count, cost) = (try #require(method.iterations), try #require(method.cost))
      #expect(method.usesGram)
      #expect(cost.passes == 1)
      // A product with the 20×20 matrix each, and a pass in double-double arithmetic, of 40 flops an element.
      #expect(cost.flops == Double(count + 1) * 2 * 400 + 40 * 80_000)
      let seconds = Double(count + 1) * 800 / 1e10 + Double(count) * 1e-6 + 8 * 80_000 / 5e9
      #expect((cost.seconds / seconds - 1).magnitude < 1e-12)
    }
    let run = try Chebyshev().minimize(loss, until: .relativeGradientNorm(below: 1e-8))
    #expect(try run.passes == cost(plan, .chebyshev).passes)
  }

  @Test func closedFormsCostWhatTheirAlgorithmsDo() throws {
    let (n, p) = (4000.0, 20.0)
    let plan = try loss(4000, 20).plan(speed: Self.speed)
    let normal = try cost(plan, .normalEquations)
    #expect(normal.passes == 2)
    // XᵀX, a pass in double-double, eigenvalues, the inverse, and Cholesky in double-double.
    let flops = n * p * p + 40 * n * p + 4 / 3.0 * p * p * p + p * p * p + 20 * p * p * p / 3
    #expect((normal.flops / flops - 1).magnitude < 1e-12)
    let refined = try cost(plan, .doubleDouble)
    #expect(refined.passes == 2 && refined.flops > 20 * n * p * p / 2)
    let qr = try cost(plan, .householderQR)
    #expect(qr.flops > 2 * p * p * (n - p / 3))
    #expect(qr.seconds > 2 * p * p * (n - p / 3) / 2e9)
    #expect(plan.preparation.passes == 1 && plan.preparation.flops > n * p * p)
  }

  /// What gradient descent will take from zero is known, and it is not the worst case.
  @Test(arguments: [(1000, 5), (4000, 20)]) func fixedStepsAreCountedExactly(n: Int, p: Int) throws {
    let loss = try loss(n, p)
    let plan = try loss.plan(tolerance: 1e-7, speed: Self.speed)
    for (method, step) in [(SolutionMethod.gradientDescentSafe, StepSize.safe), (.gradientDescentOptimal, .optimal)] {
      let found = try #require(plan[method])
      let run = try GradientDescent(step: step).minimize(loss, until: .relativeGradientNorm(below: 1e-7))
      #expect((run.iterations - found.expectedIterations!).magnitude <= 1)
      #expect(found.expectedIterations! <= found.mostIterations!)
      #expect(found.iterations == found.expectedIterations)
    }
    let worst = try self.loss(n, p, target: 0).plan(tolerance: 1e-7, speed: Self.speed)
    #expect(worst[.gradientDescentSafe]?.expectedIterations == nil)
    #expect(worst[.gradientDescentSafe]?.iterations == worst[.gradientDescentSafe]?.mostIterations)
  }

  // MARK: Recommendations

  @Test func onTinyDataDigitsDecide() throws {
    let plan = try loss(100, 3).plan(speed: Self.speed)
    #expect(plan.recommendation.method == .doubleDouble)
    #expect(plan.recommendation.reason == "on so few data all take less than 20 ms, and this has the most digits")
    #expect(plan.methods.allSatisfy { $0.obstacle == nil })
  }

  @Test func differencesThatNobodyNoticesDoNotCount() {
    typealias Timed = (method: SolutionMethod, seconds: Double)
    #expect(Recommendation.best(of: []) == nil)
    let tiny: [Timed] = [(.chebyshev, 1e-6), (.householderQR, 5e-5), (.normalEquations, 1e-3)]
    #expect(Recommendation.best(of: tiny) == .normalEquations)
    let large: [Timed] = [(.doubleDouble, 9), (.normalEquations, 1.9), (.chebyshev, 1), (.householderQR, 30)]
    #expect(Recommendation.best(of: large) == .normalEquations)
    let wide: [Timed] = [(.normalEquations, 2.1), (.chebyshev, 1), (.gradientDescentSafe, 0.9)]
    #expect(Recommendation.best(of: wide) == .chebyshev)
  }

  @Test func aSlowMachineMakesDataLarge() throws {
    var slow = Self.speed
    slow.refinedProductRate = 1e5
    let plan = try loss(4000, 20).plan(speed: slow)
    #expect(plan.recommendation.method == .normalEquations)
    #expect(plan.recommendation.reason.hasSuffix("methods that take at most 20 ms, which nobody would notice"))
    slow.productRate = 1e6
    slow.reflectionRate = 1e9
    #expect(try loss(4000, 20).plan(speed: slow).recommendation.method == .householderQR)
  }

  @Test func illConditionedDataExceedTheLimit() throws {
    let plan = try loss(500, 4, tilt: 1e-4).plan(iterationLimit: 10_000, speed: Self.speed)
    let descent = try #require(plan[.gradientDescentSafe])
    #expect(descent.obstacle == .iterationLimit(10_000) && descent.iterations == 10_000)
    #expect(descent.mostIterations! > 1_000_000)
    #expect(try cost(plan, .gradientDescentSafe).passes == 10_001)
    #expect(plan.recommendation.method == .doubleDouble)
    #expect(plan.recommendation.reason.hasPrefix("κ of "))
    // Without a limit there is none to exceed.
    let free = try loss(500, 4, tilt: 1e-4).plan(speed: Self.speed)
    #expect(free[.gradientDescentSafe]?.obstacle == nil)
    #expect(try cost(free, .gradientDescentSafe).seconds > 1)
  }

  @Test func dependentColumnsLeaveMethodsThatDecideOnTheRank() throws {
    let plan = try loss(200, 4, tilt: 0).plan(speed: Self.speed)
    #expect(plan[.normalEquations]?.obstacle == .illConditioned)
    for method in [SolutionMethod.chebyshev, .gradientDescentOptimal, .heavyBall, .nesterov] {
      #expect(plan[method]?.obstacle == .needsPositiveDefinite)
      #expect(plan[method]?.cost == nil && plan[method]?.iterations == nil)
    }
    #expect(plan[.householderQR]?.obstacle == nil)
    #expect(plan.recommendation.method == .doubleDouble)
    #expect(plan.recommendation.reason.contains("this decides on the rank"))
    // The worst case is unknown, that of this target is not.
    #expect(plan[.gradientDescentSafe]?.mostIterations == nil)
    let run = try GradientDescent(step: .safe).minimize(
      loss(200, 4, tilt: 0), until: .relativeGradientNorm(below: 1e-8))
    #expect((run.iterations - plan[.gradientDescentSafe]!.expectedIterations!).magnitude <= 1)
  }

  @Test func wideDataHaveManyMinima() throws {
    let plan = try loss(20, 50).plan(speed: Self.speed)
    #expect(plan.methods.allSatisfy { !$0.usesGram })
    #expect(plan.recommendation.reason.hasPrefix("there are fewer rows than coefficients"))
    #expect(try cost(plan, .householderQR).flops > 2 * 400 * (50 - 20.0 / 3))
    // With a ridge there is one, and every method finds it.
    let ridge = try loss(20, 50, ridge: 1).plan(speed: Self.speed)
    #expect(ridge.methods.allSatisfy { $0.obstacle == nil })
  }

  @Test func quadraticForms() throws {
    let plan = try QuadraticForm([[1, 0], [0, 10]], [1, 1]).plan(tolerance: 1e-6, speed: Self.speed)
    #expect(plan.methods.map(\.method).first == .cholesky)
    #expect(plan[.householderQR] == nil)
    #expect(plan.recommendation.method == .cholesky)
    let form = try QuadraticForm([[1, 0], [0, 10]], [1, 1])
    let run = try GradientDescent(step: .safe).minimize(form, until: .relativeGradientNorm(below: 1e-6))
    #expect(plan[.gradientDescentSafe]?.expectedIterations == run.iterations)
    #expect(try cost(plan, .gradientDescentSafe).passes == run.iterations + 1)
    let saddle = try QuadraticForm([[1, 2], [2, 1]]).plan(speed: Self.speed)
    #expect(saddle.recommendation.method == nil)
    #expect(saddle.methods.allSatisfy { $0.obstacle == .needsPositiveDefinite })
    let flat = try QuadraticForm([[1, 0], [0, 0]]).plan(speed: Self.speed)
    #expect(flat.recommendation.method == .gradientDescentSafe)
    #expect(flat[.gradientDescentSafe]?.obstacle == .noGuarantee)
  }

  @Test(arguments: [(0, 3), (1, 1), (1, 4)]) func smallestShapes(n: Int, p: Int) throws {
    guard n > 0 else {
      #expect(MachineSpeed.measured(on: .zeros(n, p)).passBandwidth > 0)
      return
    }
    let plan = try LeastSquares(.zeros(n, p), .zeros(n)).plan(speed: Self.speed)
    #expect(plan.methods.allSatisfy { $0.cost.map { $0.seconds.isFinite && $0.flops.isFinite } ?? true })
    #expect(plan.recommendation.method != nil)
  }

  // MARK: Measuring

  @Test func aMeasurementIsKept() throws {
    let loss = try loss(600, 6)
    let speed = MachineSpeed.measured(on: loss.x)
    #expect(MachineSpeed.measured(on: loss.x) == speed)
    #expect(try loss.plan().speed == speed)
    let rates = [
      speed.passBandwidth, speed.refinedPassBandwidth, speed.productRate, speed.refinedProductRate,
      speed.reflectionRate, speed.copyBandwidth, speed.matrixVectorRate, speed.factorizationRate,
      speed.refinedFactorizationRate, speed.stepOverhead, speed.solveOverhead,
    ]
    #expect(rates.allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test func costsAddUp() {
    let cost = Cost(passes: 2, flops: 10, bytes: 3, seconds: 0.5)
    #expect(cost.adding(cost) == cost.repeated(2))
    #expect(cost.repeated(0) == Cost())
    #expect(Cost(passes: .max).repeated(3).passes == .max)
    #expect(Cost(passes: .max).adding(cost).passes == .max)
  }

  @Test func ratesMustBePositive() async {
    await #expect(processExitsWith: .failure) {
      _ = MachineSpeed(
        passBandwidth: 0, refinedPassBandwidth: 1, productRate: 1, refinedProductRate: 1, reflectionRate: 1,
        copyBandwidth: 1, matrixVectorRate: 1, factorizationRate: 1, refinedFactorizationRate: 1, stepOverhead: 1,
        solveOverhead: 1)
    }
  }
}
