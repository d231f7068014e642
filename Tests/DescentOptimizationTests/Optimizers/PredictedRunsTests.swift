import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// No run takes more iterations than theory says, of the methods as they are.
@Suite struct PredictedRunsTests {
  @Test(arguments: 1...200)
  func theCountsHold(seed: Int) throws {
    var generator = DescentLinearAlgebra.SeededGenerator(seed: UInt64(4000 + seed))
    let p = 1 + generator.index(below: 8)
    let kappa = pow(10, 3 * generator.uniform())
    let scale = pow(10, 6 * generator.uniform() - 3)
    let spectrum = (0..<p).map { i in scale * (i == 0 ? kappa : i == 1 ? 1 : pow(kappa, generator.uniform())) }
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: generator.next())
    let start = Vector((0..<p).map { _ in generator.normal() })
    let bounds = try known.objective.curvatureBounds()
    let tolerance = pow(10, -1 - 7 * generator.uniform())
    let predicted = bounds.predictedIterations(tolerance: tolerance)
    func check(_ optimizer: some Optimizer, _ count: Int?) throws {
      let count = try #require(count)
      let result = try optimizer.minimize(
        known.objective, from: start, until: .relativeGradientNorm(below: tolerance) || .iterations(count + 100))
      #expect(result.converged && result.iterations <= count, "\(optimizer)")
    }
    try check(GradientDescent(step: .safe), predicted.gradientDescentSafe)
    try check(GradientDescent(step: .optimal), predicted.gradientDescentOptimal)
    try check(Momentum(try #require(bounds.heavyBallParameters)), predicted.heavyBall)
    try check(Nesterov(try #require(bounds.nesterovParameters)), predicted.nesterov)
    try check(Chebyshev(), predicted.chebyshev)
    try check(ConjugateGradient(), predicted.conjugateGradient)
    try check(ConjugateGradient(reorthogonalization: .full), predicted.conjugateGradient)
  }
}
