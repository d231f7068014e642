import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// What holds for a run by each of the rules: settings, checkpoints, allocations.
@Suite struct UpdateRuleRunTests {
  static let rules: [any UpdateRule] = [
    Momentum(rate: 0.05), Momentum(rate: 0.2, convention: .averaged), Nesterov(rate: 0.05),
    Nesterov(rate: .cosine(from: 0.05, to: 0.01, over: 30)), AdaGrad(rate: 0.5), RMSProp(rate: 0.01), Adam(rate: 0.1),
    AdamW(rate: 0.1), AMSGrad(rate: 0.1, epsilonPlacement: .insideRoot),
    Adam(rate: .warmUp(steps: 5, then: 0.1)).preceded(by: ClipNorm(1)).followed(by: WeightDecay(0.01)),
    Nesterov(rate: 0.05).preceded(by: ClipValue(0.5)),
    RMSProp(rate: 0.1).reducingOnPlateau(factor: 0.5, patience: 3),
  ]

  /// A function that is no quadratic.
  static let curved = ClosureObjective(2) { point, gradient in
    let (x, y) = (point[0], point[1])
    gradient[0] = 4 * x * x * x + y
    gradient[1] = 2 * y + x
    return x * x * x * x + y * y + x * y
  }

  @Test(arguments: rules.indices, [0, 1, 2, 17])
  func aResumedRunHasTheSameBits(rule: Int, interruption: Int) throws {
    let loss = try LeastSquares(.random(60, 2, seed: 61), .random(60, seed: 62))
    func check<Rule: UpdateRule>(_ rule: Rule, _ objective: some Objective) throws {
      let start: Vector<Double> = [1, -0.5]
      let whole = try rule.minimize(objective, from: start, until: .iterations(40))
      let part = try rule.minimize(objective, from: start, until: .iterations(interruption))
      let state = try JSONDecoder().decode(Rule.State.self, from: JSONEncoder().encode(part.state))
      let method = try JSONDecoder().decode(Rule.self, from: JSONEncoder().encode(rule))
      #expect(state == part.state)
      let resumed = method.resume(state, on: objective, until: .iterations(40))
      #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
      #expect(resumed.state == whole.state)
      #expect(whole.iterations == 40)
    }
    try check(Self.rules[rule], loss)
    try check(Self.rules[rule], Self.curved)
  }

  @Test(.enabled(if: allocation_counter_works()), arguments: rules.indices)
  func iterationsAllocateNothing(rule: Int) throws {
    let form = try QuadraticForm(Matrix.random(12, 9, seed: 63).gram())
    let loss = try LeastSquares(.random(300, 5, seed: 64), .random(300, seed: 65), ridge: 0.1)
    func check(_ rule: some UpdateRule, _ objective: some Objective) throws {
      let start = Vector<Double>(repeating: 0.5, count: objective.parameterCount)
      func count(_ iterations: Int) throws -> Int {
        let before = allocation_count()
        let result = try rule.minimize(objective, from: start, until: .iterations(iterations))
        let after = allocation_count()
        #expect(result.iterations == iterations)
        return Int(after - before)
      }
      _ = try count(10)
      #expect(try count(500) == count(10))
    }
    try check(Self.rules[rule], form)
    try check(Self.rules[rule], loss)
    try check(Self.rules[rule], Self.curved)
  }

  @Test(arguments: rules.indices)
  func eachComesDown(rule: Int) throws {
    func check(_ rule: some UpdateRule) throws {
      let result = try rule.minimize(Self.curved, from: [1, -0.5], until: .iterations(500))
      #expect(result.value < Self.curved.value(at: [1, -0.5]))
    }
    try check(Self.rules[rule])
  }

  @Test func badSettingsAreNamed() throws {
    let bad: [(any UpdateRule, String)] = [
      (Momentum(rate: 0.1, momentum: 1), "momentum"), (Momentum(rate: 0.1, momentum: -0.1), "momentum"),
      (Nesterov(rate: 0.1, momentum: .nan), "momentum"), (AdaGrad(epsilon: 0), "epsilon"),
      (RMSProp(decay: 1), "decay"), (RMSProp(epsilon: -1), "epsilon"), (Adam(beta1: 1), "beta1"),
      (Adam(beta2: -0.5), "beta2"), (Adam(epsilon: .infinity), "epsilon"), (AdamW(beta1: .nan), "beta1"),
      (AdamW(weightDecay: -1), "weight decay"), (AMSGrad(beta2: 2), "beta2"),
      (Adam().preceded(by: ClipNorm(0)), "norm to clip at"), (Adam().preceded(by: ClipNorm(.nan)), "norm to clip at"),
      (Adam().preceded(by: ClipValue(-1)), "value to clip at"),
      (Adam().followed(by: WeightDecay(.nan)), "weight decay"),
      (Adam().reducingOnPlateau(factor: 1), "factor of a plateau"), (Adam().reducingOnPlateau(patience: 0), "patience"),
      (Adam().reducingOnPlateau(threshold: .nan), "threshold of a plateau"),
      (Adam().reducingOnPlateau(threshold: -1), "threshold of a plateau"),
      (Adam().reducingOnPlateau(leastPart: 1.5), "least part of the rate"),
      (Adam().reducingOnPlateau(leastPart: .nan), "least part of the rate"),
    ]
    func start(_ rule: some UpdateRule) throws { _ = try rule.start(parabola, from: [1]) }
    for (rule, name) in bad {
      let error = #expect(throws: OptimizationError.self) { try start(rule) }
      guard case .invalidSetting(name, _, _) = error else {
        Issue.record("\(name): \(String(describing: error))")
        continue
      }
    }
    #expect(throws: OptimizationError.invalidStep(-1)) { try RMSProp(rate: -1).start(parabola, from: [1]) }
  }

  // MARK: Nesterov's two ways

  @Test(arguments: 1...5)
  func affineGradientsAndSecondEvaluationsAgree(seed: Int) throws {
    let p = 1 + seed
    let form = try QuadraticForm(
      Matrix.random(p + 2, p, seed: UInt64(70 + seed)).gram(), .random(p, seed: UInt64(80 + seed)))
    let closure = ClosureObjective(p) { point, gradient in form.evaluate(at: point, gradient: &gradient) }
    let start = Array(Vector<Double>.random(p, seed: UInt64(90 + seed)))
    for rate in [0.05, .inverseTime(from: 0.1, decay: 0.1)] as [Schedule] {
      let affine = try iterates(Nesterov(rate: rate), form, from: start, count: 200)
      let evaluated = try iterates(Nesterov(rate: rate), closure, from: start, count: 200)
      for (a, b) in zip(affine, evaluated) { for (x, y) in zip(a, b) { #expect((x - y).magnitude <= 1e-13) } }
    }
    #expect(try Nesterov(rate: 0.05).minimize(form, until: .iterations(10)).evaluations == 11)
    #expect(try Nesterov(rate: 0.05).minimize(closure, until: .iterations(10)).evaluations == 21)
  }

  @Test func onTheGramNesterovIsThatOfPasses() throws {
    // Enough rows that the Hessian is formed.
    let loss = try LeastSquares(.random(9000, 8, seed: 66), .random(9000, seed: 67))
    let closure = ClosureObjective(8) { point, gradient in loss.evaluate(at: point, gradient: &gradient) }
    let rule = Nesterov(rate: 0.3)
    let gram = try rule.minimize(loss, until: .relativeGradientNorm(below: 1e-10))
    let passes = try rule.minimize(closure, until: .relativeGradientNorm(below: 1e-10))
    #expect(gram.converged && passes.converged && gram.iterations == passes.iterations)
    #expect(gram.minimizer.isClose(to: passes.minimizer, absoluteTolerance: 1e-13))
    #expect(gram.passes < 6)
  }

  @Test func rulesThatMoveNothingEnd() throws {
    let rule = Momentum(rate: .cosine(from: 0.1, over: 5), momentum: 0)
    let result = try rule.minimize(Self.curved, from: [1, 1], until: .gradientNorm(below: 0))
    #expect(result.termination == .stalled(iteration: result.iterations))
    #expect(result.iterations < 120)
  }
}
