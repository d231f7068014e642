import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct ChebyshevTests {
  static let spectra: [[Double]] = [
    [3], [2, 2, 2], [1, 10], [1, 2, 3, 4, 5, 100], [1e-3, 1, 1, 2], [1e-4, 0.1, 1, 30],
  ]

  @Test(arguments: spectra, [1e-2, 1e-6, 1e-10])
  func noRunNeedsMoreIterationsThanPredicted(spectrum: [Double], tolerance: Double) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: 301)
    let bounds = try known.objective.curvatureBounds()
    // Below this the rounding of the gradient itself counts, which the prediction leaves out.
    let rounding = 10 * 0x1p-53 * pow(bounds.conditionNumber.upperBound, 1.5)
    guard tolerance >= rounding else { return }
    let predicted = try #require(bounds.predictedIterations(tolerance: tolerance).chebyshev)
    let result = try Chebyshev().minimize(
      known.objective, until: .relativeGradientNorm(below: tolerance) || .iterations(100_000))
    #expect(result.converged)
    #expect(result.iterations <= predicted)
  }

  @Test func thePredictionIsReachedByTheWorstStart() throws {
    // Along the ends of the spectrum each polynomial takes its largest absolute value.
    let f = try QuadraticForm([[1, 0], [0, 100]])
    let predicted = try #require(try f.curvatureBounds().predictedIterations(tolerance: 1e-6).chebyshev)
    let result = try Chebyshev().minimize(f, from: [100, 1], until: .relativeGradientNorm(below: 1e-6))
    #expect(result.iterations == predicted)
    let descent = try GradientDescent(step: .optimal).minimize(
      f, from: [100, 1], until: .relativeGradientNorm(below: 1e-6))
    #expect(descent.iterations > 9 * result.iterations)
  }

  @Test(arguments: spectra)
  func eachErrorIsThatOfTheChebyshevPolynomial(spectrum: [Double]) throws {
    // Tₜ((θ − λ)/δ)/Tₜ(θ/δ) along each eigenvector.
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: 303)
    let (mu, l) = (spectrum.min()!, spectrum.max()!)
    guard l > 1.5 * mu, l < 1000 * mu else { return }
    let (center, halfWidth) = ((l + mu) / 2, (l - mu) / 2)
    func polynomial(_ t: Int, _ x: Double) -> Double {
      var (a, b) = (1.0, x)
      for _ in 0..<t { (a, b) = (b, 2 * x * b - a) }
      return a
    }
    for t in [1, 2, 9] {
      let result = try Chebyshev().minimize(known.objective, until: .iterations(t))
      var error = known.vectors.transposed() * known.minimizer.scaled(by: -1)
      for (i, lambda) in spectrum.enumerated() {
        error[i] *= polynomial(t, (center - lambda) / halfWidth) / polynomial(t, center / halfWidth)
      }
      let expected = known.minimizer.adding(known.vectors * error)
      #expect(result.minimizer.isClose(to: expected, relativeTolerance: 0, absoluteTolerance: 1e-12))
    }
  }

  @Test func onTheGramAndOnPassesItIsTheSame() throws {
    let loss = try LeastSquares(.random(500, 12, seed: 311), .random(500, seed: 312), ridge: 0.01)
    let predicted = try #require(try loss.curvatureBounds().predictedIterations(tolerance: 1e-12).chebyshev)
    let runs = try [EvaluationMethod.passes, .gram].map {
      try Chebyshev(evaluation: $0).minimize(loss, until: .relativeGradientNorm(below: 1e-12))
    }
    #expect(runs[0].converged && runs[1].converged)
    #expect(runs[0].iterations == runs[1].iterations)
    #expect(runs[0].iterations <= predicted)
    #expect(runs[0].minimizer.isClose(to: runs[1].minimizer, absoluteTolerance: 1e-12))
    #expect(runs[1].passes < 4)
    #expect(runs[1].value == loss.value(at: runs[1].minimizer))
  }

  @Test(arguments: [0, 1, 17])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let loss = try LeastSquares(.random(60, 5, seed: 313), .random(60, seed: 314))
    let whole = try Chebyshev(evaluation: .gram).minimize(loss, until: .relativeGradientNorm(below: 1e-11))
    let part = try Chebyshev(evaluation: .gram).minimize(loss, until: .iterations(interruption))
    let saved = try JSONEncoder().encode(part.state)
    let state = try JSONDecoder().decode(Chebyshev.State.self, from: saved)
    let resumed = Chebyshev(evaluation: .gram).resume(state, on: loss, until: .relativeGradientNorm(below: 1e-11))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
    #expect(whole.iterations > 17)
  }

  @Test(.enabled(if: allocation_counter_works()), arguments: EvaluationMethod.allCases)
  func iterationsAllocateNothing(method: EvaluationMethod) throws {
    let loss = try LeastSquares(.random(300, 9, seed: 315), .random(300, seed: 316))
    func count(_ iterations: Int) throws -> Int {
      let before = allocation_count()
      _ = try Chebyshev(evaluation: method).minimize(loss, until: .iterations(iterations))
      return Int(allocation_count() - before)
    }
    _ = try count(100)
    #expect(try count(1000) == count(100))
  }

  @Test func withoutStrongConvexityItSaysWhatToDo() throws {
    let wide = try LeastSquares(.random(3, 6, seed: 317), .random(3, seed: 318))
    let error = #expect(throws: OptimizationError.noStrongConvexity(smallestEigenvalue: 0)) {
      try Chebyshev().minimize(wide)
    }
    #expect("\(error!)".contains("Add a ridge penalty"))
    #expect(throws: OptimizationError.self) { try Chebyshev().minimize(parabola, from: [1]) }
    let penalized = try LeastSquares(.random(3, 6, seed: 317), .random(3, seed: 318), ridge: 0.5)
    #expect(try Chebyshev().minimize(penalized).converged)
  }
}
