import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct CurvatureBoundsTests {
  @Test(arguments: QuadraticTheoryTests.spectra)
  func theEigenvaluesLieWithin(spectrum: [Double]) throws {
    let bounds = try KnownQuadratic(eigenvalues: spectrum, seed: 51).objective.curvatureBounds()
    let (largest, smallest) = (spectrum.max()!, spectrum.min()!)
    // The matrix V Λ Vᵀ is itself rounded.
    let slack = 1e-14 * largest
    #expect((bounds.lambdaMax.lowerBound - slack...bounds.lambdaMax.upperBound + slack).contains(largest))
    #expect((bounds.lambdaMin.lowerBound - slack...bounds.lambdaMin.upperBound + slack).contains(smallest))
    let p = Double(spectrum.count)
    #expect(bounds.lambdaMax.upperBound - bounds.lambdaMax.lowerBound < 5 * p * (p + 10) * 0x1p-53 * largest)
    #expect(bounds.isCertified)
    #expect(bounds.method == .cholesky)
  }

  @Test func stepsFollowFromTheBounds() throws {
    let bounds = try QuadraticForm([[2, 0], [0, 50]]).curvatureBounds()
    #expect((bounds.safeStep - 0.02).magnitude < 1e-15)
    let optimal = try #require(bounds.optimalStep)
    #expect((optimal - 2.0 / 52).magnitude < 1e-15)
    #expect(bounds.maximumStableStep * 50 < 2)
    #expect(bounds.maximumStableStep > 0.04 - 1e-15)
  }

  @Test func aSingularHessianHasNoOptimalStep() throws {
    let bounds = try QuadraticForm([[1, 1], [1, 1]]).curvatureBounds()
    #expect(bounds.optimalStep == nil)
    #expect(bounds.conditionNumber.upperBound == .infinity)
    #expect(bounds.conditionNumber.lowerBound > 1e14)
    let predicted = bounds.predictedIterations(tolerance: 1e-8)
    #expect(predicted.gradientDescentSafe == nil)
    #expect(predicted.gradientDescentOptimal == nil)
  }

  @Test func aConditionNumberNearTheRoundingIsNotTrusted() throws {
    #expect(try QuadraticForm(.diagonal([1e-17, 1])).curvatureBounds().optimalStep == nil)
    #expect(try QuadraticForm(.diagonal([1e-14, 1])).curvatureBounds().optimalStep != nil)
  }

  @Test func oneCurvatureInAllDirectionsNeedsOneStep() throws {
    let f = try QuadraticForm(.identity(3))
    let predicted = try f.curvatureBounds().predictedIterations(tolerance: 1e-8)
    #expect(predicted.gradientDescentOptimal == 1)
    #expect(try GradientDescent(step: .optimal).minimize(f, from: [1, 2, 3]).iterations == 1)
    #expect(try f.curvatureBounds().predictedIterations(tolerance: 1).gradientDescentSafe == 0)
  }

  @Test func hessiansWithoutPositiveEigenvalues() throws {
    let zero = try QuadraticForm(.zeros(2, 2)).curvatureBounds()
    #expect(zero.maximumStableStep > 1e300)
    #expect(zero.optimalStep == nil)
    let saddle = try QuadraticForm(.diagonal([1, -3])).curvatureBounds()
    #expect(saddle.isIndefinite)
    #expect((saddle.safeStep - 1.0 / 3).magnitude < 1e-14)
    #expect(saddle.conditionNumber == .infinity ... .infinity)
    let valley = try QuadraticForm(.diagonal([-1, -2])).curvatureBounds()
    #expect(valley.maximumStableStep == .infinity)
    let empty = try QuadraticForm(.zeros(0, 0)).curvatureBounds()
    #expect(empty.optimalStep == nil)
  }

  @Test(arguments: [1e-300, 1e-160, 1e160, 1e300])
  func extremeScalesAreNoTrouble(scale: Double) throws {
    let f = try QuadraticForm(Matrix.diagonal([1, 4]).scaled(by: scale), Vector([1, 4]).scaled(by: scale))
    let bounds = try f.curvatureBounds()
    #expect((bounds.conditionNumber.upperBound - 4).magnitude < 1e-12)
    let result = try GradientDescent(step: .optimal).minimize(f)
    #expect(result.converged)
    #expect(result.minimizer.isClose(to: [1, 1], relativeTolerance: 1e-7))
  }

  @Test func boundsSurviveEncoding() throws {
    let bounds = try QuadraticForm([[2, 1], [1, 50]]).curvatureBounds()
    let copy = try JSONDecoder().decode(CurvatureBounds.self, from: JSONEncoder().encode(bounds))
    #expect(copy == bounds)
  }

  @Test func aNonFiniteHessianIsRefused() {
    #expect(throws: OptimizationError.self) { try CurvatureBounds(of: [[.nan]]) }
  }
}
