import DescentLinearAlgebra
import DescentOptimization
import Testing

/// What theory predicts for fixed steps on quadratics is what must come out.
@Suite struct QuadraticTheoryTests {
  static let spectra: [[Double]] = [[3], [1, 10], [0.5, 0.5, 4], [1, 2, 3, 4, 5, 100], [1e-3, 1, 1, 2]]

  @Test(arguments: spectra, [UInt64(1), 77])
  func eachIterateIsTheOneThatTheEigenvaluesPredict(spectrum: [Double], seed: UInt64) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: seed)
    let start = Vector<Double>.random(spectrum.count, seed: seed + 9)
    let step = 1.9 / spectrum.max()!
    for count in [0, 1, 7, 60] {
      let result = try constantStep(step).minimize(known.objective, from: start, until: .iterations(count))
      let expected = known.iterate(count, from: start, step: step)
      #expect(result.iterations == count)
      #expect(result.minimizer.isClose(to: expected, relativeTolerance: 0, absoluteTolerance: 1e-12))
    }
  }

  @Test(arguments: spectra)
  func theLimitOfStabilityIsSharp(spectrum: [Double]) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: 5)
    let limit = try known.objective.curvatureBounds().maximumStableStep
    // The direction of the largest eigenvalue alone, where the limit rules.
    let largest = spectrum.indices.max { spectrum[$0] < spectrum[$1] }!
    let start = known.minimizer.adding(known.vectors.column(largest))
    func error(_ factor: Double) throws -> Double {
      try constantStep(factor * limit)
        .minimize(known.objective, from: start, until: .iterations(1000)).minimizer
        .subtracting(known.minimizer).norm()
    }
    #expect(try error(0.999) < 0.2)
    #expect(try error(1.001) > 5)
  }

  @Test(arguments: spectra)
  func noRunNeedsMoreIterationsThanPredicted(spectrum: [Double]) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: 8)
    let bounds = try known.objective.curvatureBounds()
    let predicted = bounds.predictedIterations(tolerance: 1e-6)
    let safe = try #require(predicted.gradientDescentSafe)
    let optimal = try #require(predicted.gradientDescentOptimal)
    #expect(optimal <= safe)
    for (step, limit) in [(StepSize.safe, safe), (.optimal, optimal)] {
      let result = try GradientDescent(step: step).minimize(
        known.objective, until: .relativeGradientNorm(below: 1e-6) || .iterations(100_000))
      #expect(result.converged)
      #expect(result.iterations <= limit)
    }
  }

  @Test func thePredictionIsReachedByTheWorstStart() throws {
    // Equal parts along both ends of the spectrum: each step has exactly the guaranteed factor.
    let f = try QuadraticForm([[1, 0], [0, 9]])
    let predicted = try f.curvatureBounds().predictedIterations(tolerance: 1e-4)
    let result = try GradientDescent(step: .optimal).minimize(
      f, from: [9, 1], until: .relativeGradientNorm(below: 1e-4))
    #expect(predicted.gradientDescentOptimal == 42)  // log 10⁻⁴ / log 0.8 = 41.3
    #expect(result.iterations == 42)
    #expect(predicted.gradientDescentSafe == 79)  // log 10⁻⁴ / log(8/9) = 78.2
  }

  @Test func theGradientNormNeverGrowsUnderAStableStep() throws {
    let known = try KnownQuadratic(eigenvalues: [1e-4, 0.1, 1, 30], seed: 12)
    let limit = try known.objective.curvatureBounds().maximumStableStep
    let result = try constantStep(0.999 * limit).minimize(known.objective, until: .iterations(300), trace: .every(1))
    for (before, after) in zip(result.trace, result.trace.dropFirst()) {
      #expect(after.gradientNorm <= before.gradientNorm * (1 + 1e-12))
    }
  }
}
