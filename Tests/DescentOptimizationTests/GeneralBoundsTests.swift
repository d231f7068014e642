import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct GeneralBoundsTests {
  @Test(arguments: [[3], [1, 10], [1e-3, 1, 1, 2], [0, 1, 5], [0, 0, 1e-4, 1]] as [[Double]], [UInt64(2), 31])
  func noRunExceedsTheBounds(spectrum: [Double], seed: UInt64) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: seed)
    let bounds = try known.objective.curvatureBounds()
    let start = Vector<Double>.random(spectrum.count, seed: seed + 5)
    let minimum = known.objective.value(at: known.minimizer)
    let distance = start.subtracting(known.minimizer).norm()
    let initial = known.objective.value(at: start) - minimum
    let run = try GradientDescent(step: .safe).minimize(
      known.objective, from: start, until: .iterations(300), trace: .every(1))
    for record in run.trace {
      let slack = 1e-14 * (1 + minimum.magnitude)
      let excess = record.value - minimum - slack
      #expect(excess <= (try #require(bounds.convexExcessBound(distance: distance, iterations: record.iteration))))
      if let bound = bounds.stronglyConvexExcessBound(initialExcess: initial, iterations: record.iteration) {
        #expect(excess <= bound)
      }
    }
    #expect((bounds.stronglyConvexExcessBound(initialExcess: initial, iterations: 1) == nil) == spectrum.contains(0))
  }

  @Test(arguments: [1e-9, 1e-3, 0.4, 3])
  func theCountsAreTheFirstThatSuffice(excess: Double) throws {
    let bounds = try QuadraticForm(.diagonal([1, 7])).curvatureBounds()
    let convex = try #require(bounds.convexIterations(distance: 1.5, excess: excess))
    #expect(bounds.convexExcessBound(distance: 1.5, iterations: convex)! <= excess)
    if convex > 1 { #expect(bounds.convexExcessBound(distance: 1.5, iterations: convex - 1)! > excess) }
    let strongly = try #require(bounds.stronglyConvexIterations(initialExcess: 2, excess: excess))
    #expect(bounds.stronglyConvexExcessBound(initialExcess: 2, iterations: strongly)! <= excess)
    if strongly > 0 { #expect(bounds.stronglyConvexExcessBound(initialExcess: 2, iterations: strongly - 1)! > excess) }
  }

  @Test func withoutConvexityThereAreNoBounds() throws {
    let saddle = try QuadraticForm(.diagonal([1, -1])).curvatureBounds()
    #expect(saddle.convexExcessBound(distance: 1, iterations: 3) == nil)
    #expect(saddle.stronglyConvexIterations(initialExcess: 1, excess: 0.1) == nil)
    let flat = try QuadraticForm(.zeros(2, 2)).curvatureBounds()
    #expect(flat.convexExcessBound(distance: 1, iterations: 0) == 0)
    #expect(flat.convexIterations(distance: 1, excess: 1e-300) == 0)
    #expect(flat.stronglyConvexExcessBound(initialExcess: 1, iterations: 1) == nil)
  }
}

@Suite struct MethodParametersTests {
  @Test func theyAreThoseOfTheFormulas() throws {
    let bounds = try QuadraticForm(.diagonal([1, 9])).curvatureBounds()
    let heavyBall = try #require(bounds.heavyBallParameters)
    #expect((heavyBall.step - 0.25).magnitude < 1e-14 && (heavyBall.momentum - 0.25).magnitude < 1e-14)
    let nesterov = try #require(bounds.nesterovParameters)
    let s = 28.0.squareRoot()
    #expect((nesterov.step - 1.0 / 7).magnitude < 1e-14)
    #expect((nesterov.momentum - (s - 2) / (s + 2)).magnitude < 1e-14)
    #expect(bounds.chebyshevInterval == bounds.strongConvexity!...bounds.lipschitzConstant)
  }

  @Test func extremesStayFinite() throws {
    for scale in [1e-300, 1e300] {
      let bounds = try QuadraticForm(.diagonal([scale, 4 * scale])).curvatureBounds()
      let heavyBall = try #require(bounds.heavyBallParameters)
      #expect((heavyBall.step * scale - 4.0 / 9).magnitude < 1e-14)
      let nesterov = try #require(bounds.nesterovParameters)
      #expect((nesterov.step * scale - 4.0 / 13).magnitude < 1e-14)
    }
    let round = try QuadraticForm(.identity(2)).curvatureBounds()
    #expect(try #require(round.heavyBallParameters).momentum < 1e-28)
    #expect(try #require(round.nesterovParameters).momentum < 1e-14)
  }

  @Test func singularHessiansHaveNone() throws {
    let bounds = try QuadraticForm([[1, 1], [1, 1]]).curvatureBounds()
    #expect(bounds.heavyBallParameters == nil && bounds.nesterovParameters == nil && bounds.chebyshevInterval == nil)
  }
}
