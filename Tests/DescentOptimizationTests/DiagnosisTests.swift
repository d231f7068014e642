import DescentLinearAlgebra
import DescentOptimization
import Testing

/// A trace is read the way a person with experience would read it.
@Suite struct DiagnosisTests {
  private func valley() throws -> QuadraticForm { try QuadraticForm([[2, 0], [0, 50]], [6, 50], constant: 34) }

  @Test func divergenceNamesTheGrowthAndTheLimit() throws {
    let f = try valley()
    let result = try constantStep(0.041).minimize(f, from: [-1, 4], until: .iterations(200), trace: .every(1))
    let found = result.diagnosis(curvature: try f.curvatureBounds())
    guard case .diverging(let growth, let step, let limit) = try #require(found.first) else {
      Issue.record("\(found)")
      return
    }
    #expect((growth - 1.05).magnitude < 1e-6)
    #expect(step == 0.041)
    #expect((try #require(limit) - 0.04).magnitude < 1e-9)
    #expect(found[0].message.contains("grows by 5 % an iteration with the step 0.041; take a step below 0.04"))
  }

  @Test func aTinyStepIsCalledSlowWithTheStepThatTheoryAllows() throws {
    let f = try valley()
    let result = try constantStep(0.001).minimize(
      f, from: [-1, 4], until: .relativeGradientNorm(below: 1e-8) || .iterations(300), trace: .every(1))
    let found = result.diagnosis(curvature: try f.curvatureBounds())
    guard case .tooSlow(let remaining, _, let better) = try #require(found.first) else {
      Issue.record("\(found)")
      return
    }
    // ‖g‖ is 8e-2·0.998ᵗ of the first one; each further iteration takes 0.2 % of it.
    let whole = try constantStep(0.001).minimize(f, from: [-1, 4])
    #expect((remaining - Double(whole.iterations - 300)).magnitude <= 0.02 * remaining)
    #expect((try #require(better).step - 2 / 52.0).magnitude < 1e-9)
    #expect(try #require(better?.iterations) < 300)
    let without = try #require(result.diagnosis().first)
    #expect(without.message.contains("try a larger step"))
  }

  @Test func aConvergedRunIsCalledThat() throws {
    let result = try GradientDescent(step: .optimal).minimize(valley(), from: [-1, 4], trace: .every(1))
    #expect(result.diagnosis() == [.converged])
  }

  @Test func oscillationIsSeen() throws {
    let result = try Momentum(rate: 0.035, momentum: 0.99).minimize(
      valley(), from: [-1, 4], until: .gradientNorm(below: 1e-12) || .iterations(200), trace: .every(1))
    #expect(result.diagnosis().contains { if case .oscillating = $0 { true } else { false } })
  }

  @Test func aPlateauIsSeen() throws {
    // f = 1 + tanh²: flat far out.
    let f = ClosureObjective(1) { x, gradient in
      let wave = 1 / (1 + x[0] * x[0])
      gradient[0] = -2 * x[0] * wave * wave * 1e-6
      return 5 + 1e-6 * wave
    }
    let result = try constantStep(1e9).minimize(
      f, from: [1], until: .gradientNorm(below: 1e-30) || .iterations(50), trace: .every(1))
    #expect(result.diagnosis().contains { if case .vanishingGradients = $0 { true } else { false } }, "\(result)")
  }

  @Test func overfittingIsSeenAndStoppedEarly() throws {
    let (x, y) = (Matrix<Double>.random(12, 10, seed: 5), Vector<Double>.random(12, seed: 6))
    let loss = try LeastSquares(x, y)
    let held = try LeastSquares(.random(12, 10, seed: 7), .random(12, seed: 8))
    let all = try GradientDescent(step: .safe).minimize(
      loss, until: .iterations(3000), validation: Validation(held), trace: .every(1))
    #expect(all.diagnosis().contains { if case .overfitting = $0 { true } else { false } })
    let values = all.trace.map { $0.validationValue! }
    let lowest = values.min()!
    #expect(all.validationValue == lowest)

    let early = try GradientDescent(step: .safe).minimize(loss, validation: Validation(held, patience: 5))
    guard case .earlyStopped(let end, let best, let value) = early.termination else {
      Issue.record("\(early.termination)")
      return
    }
    #expect(end == best + 5)
    #expect(value == values[best] && early.validationValue == value)
    #expect(held.value(at: early.minimizer) == value)
    #expect(early.termination.converged)
  }

  @Test func anEndThatIsNoBetterThanTheStartIsSeen() throws {
    let f = try QuadraticForm([[1]], [0], constant: 100)
    let result = try GradientDescent(step: .constant(0.1)).minimize(f, from: [1], trace: .every(1))
    #expect(result.diagnosis().contains { if case .underfitting = $0 { true } else { false } })
  }

  /// Forty further iterations are no more than theory has for the best method.
  @Test func aRunThatIsNearlyThereIsNotSlow() throws {
    let f = try valley()
    let whole = try GradientDescent(step: .optimal).minimize(f, from: [-1, 4])
    let fewest = try #require(f.curvatureBounds().predictedIterations(tolerance: 1e-8).chebyshev)
    for remaining in [40, 2 * fewest + 20] {
      let result = try GradientDescent(step: .optimal).minimize(
        f, from: [-1, 4], until: .relativeGradientNorm(below: 1e-8) || .iterations(whole.iterations - remaining),
        trace: .every(1))
      let found = result.diagnosis(curvature: try f.curvatureBounds())
      let isSlow = found.contains { if case .tooSlow = $0 { true } else { false } }
      #expect(isSlow == (remaining > 40), "\(remaining): \(found)")
    }
  }

  @Test func aNegativeEigenvalueIsAllThatIsSaid() throws {
    let f = try QuadraticForm([[2, 3], [3, 2]])
    let result = try GradientDescent(step: .safe).minimize(f, from: [1, 0], trace: .every(1))
    guard case .nonFinite(let breakdown) = result.termination else {
      Issue.record("\(result.termination)")
      return
    }
    #expect((try #require(breakdown.negativeEigenvalue) + 1).magnitude < 1e-9)
    #expect(breakdown.limit == nil)
    #expect(result.termination.message.hasSuffix("the Hessian has the negative eigenvalue -1: there is no minimum."))
    let found = result.diagnosis(curvature: try f.curvatureBounds())
    #expect(found.map(\.message) == ["The Hessian has the negative eigenvalue -1: there is no minimum."])
  }

  @Test func aResumedRunIsNotComparedWithItsStart() throws {
    let f = try QuadraticForm([[1]], [0], constant: 100)
    let method = GradientDescent(step: .constant(0.1))
    let first = try method.minimize(f, from: [1], until: .iterations(5))
    let rest = method.resume(
      first.state, on: f, until: .relativeGradientNorm(below: 1e-8) || .iterations(1000), trace: .every(1))
    #expect(rest.diagnosis() == [.converged])
  }
}
