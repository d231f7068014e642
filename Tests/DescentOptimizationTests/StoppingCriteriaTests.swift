import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct StoppingCriteriaTests {
  private func run(_ criteria: StoppingCriteria) throws -> OptimizationResult<GradientDescent.State> {
    // θ = 5·0.2ᵗ, ‖g‖ = 10·0.2ᵗ, f = 25·0.04ᵗ
    try constantStep(0.4).minimize(parabola, from: [5], until: criteria || .iterations(100))
  }

  @Test func eachCriterionStopsAtItsIteration() throws {
    #expect(try run(.gradientNorm(below: 0.41)).iterations == 2)
    #expect(try run(.relativeGradientNorm(below: 0.041)).iterations == 2)
    #expect(try run(.target(1.1)).iterations == 1)
    #expect(try run(.target(26)).iterations == 0)
    // |f₂ − f₁| = 0.96, |f₁ − f₀| = 24
    #expect(try run(.valueChange(below: 1)).iterations == 2)
    // |θ₁ − θ₀| = 4, |θ₂ − θ₁| = 0.8
    #expect(try run(.stepSize(below: 1)).iterations == 2)
    #expect(try run(.iterations(7)).iterations == 7)
  }

  @Test func measuresAreNamedBesideTheirLimits() throws {
    guard case .valueTolerance(let change, let limit) = try run(.valueChange(below: 1)).termination else {
      Issue.record("another termination")
      return
    }
    #expect((change - 0.96).magnitude < 1e-14)
    #expect(limit == 1)
    #expect(try run(.stepSize(below: 1)).termination.message == "Converged: the step was 0.8 long, at most 1.")
    #expect(try run(.target(1.1)).converged)
  }

  @Test func bothOfTwo() throws {
    #expect(try run(.gradientNorm(below: 3) && .valueChange(below: 1)).iterations == 2)
    let late = try run(.gradientNorm(below: 3) && .iterations(6))
    #expect(late.iterations == 6)
    #expect(late.converged)
    // || binds less than &&.
    #expect(try run(.gradientNorm(below: 3) && .iterations(6) || .iterations(4)).termination == .iterationLimit(4))
  }

  @Test func convergenceIsNamedBeforeALimitMetAtTheSameTime() throws {
    let result = try constantStep(0.4).minimize(
      parabola, from: [5], until: .iterations(2) || .gradientNorm(below: 0.41))
    #expect(result.iterations == 2)
    #expect(result.converged)
  }

  @Test func criteriaOfTheCallersOwn() throws {
    let result = try run(
      .custom { $0.evaluations >= 4 ? .custom("The budget of evaluations is spent.", converged: false) : nil })
    #expect(result.evaluations == 4)
    #expect(!result.converged)
    #expect(result.termination.message == "The budget of evaluations is spent.")
  }

  @Test func nanMeetsNoCriterion() throws {
    let undefined = ClosureObjective(1) { _, gradient in
      gradient[0] = .nan
      return .nan
    }
    let progress = Progress(startingAt: Iterate(undefined, at: [1]))
    let criteria: [StoppingCriteria] = [
      .gradientNorm(below: .infinity), .relativeGradientNorm(below: 1), .target(.infinity),
      .valueChange(below: .infinity), .stepSize(below: .infinity),
    ]
    for criterion in criteria { #expect(criterion.termination(progress) == nil) }
  }

  @Test func theIterationLimitIsKnown() {
    #expect(StoppingCriteria.standard.iterationLimit == 10_000)
    #expect(StoppingCriteria.gradientNorm(below: 1).iterationLimit == nil)
    #expect((StoppingCriteria.iterations(5) || .iterations(3)).iterationLimit == 3)
    #expect((StoppingCriteria.iterations(5) && .iterations(3)).iterationLimit == 5)
    #expect((StoppingCriteria.iterations(5) && .target(0)).iterationLimit == nil)
  }

  @Test func observersSeeEachIterationAndMayStop() throws {
    var seen: [Int] = []
    var points: [Double] = []
    let result = try constantStep(0.4).minimize(
      parabola, from: [5],
      observers: [
        { progress, point in
          seen.append(progress.iteration)
          points.append(point[0])
          return .proceed
        },
        { progress, _ in progress.iteration == 2 ? .stop : .proceed },
      ])
    #expect(seen == [0, 1, 2])
    #expect(points[1] == 1)
    #expect(result.termination == .observer(iteration: 2))
    #expect(!result.converged)
  }

  @Test func tracesHoldTheStartEachKthAndTheLast() throws {
    let result = try constantStep(0.4).minimize(parabola, from: [5], until: .iterations(7), trace: .every(3))
    #expect(result.trace.map(\.iteration) == [0, 3, 6, 7])
    #expect(result.trace[0].value == 25)
    #expect(result.trace[0].stepSize == nil)
    #expect(result.trace[1].stepSize == 0.4)
    #expect((result.trace[1].parameterNorm - 0.04).magnitude < 1e-15)
    #expect(result.trace.rows[2].count == result.trace.columnNames.count)
    let even = try constantStep(0.4).minimize(parabola, from: [5], until: .iterations(6), trace: .every(3))
    #expect(even.trace.map(\.iteration) == [0, 3, 6])
    #expect(try run(.iterations(3)).trace.isEmpty)
  }
}
