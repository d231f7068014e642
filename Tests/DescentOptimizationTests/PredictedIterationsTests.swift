import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// The counts that theory guarantees, against the bounds themselves and against runs of the plain recurrences.
@Suite struct PredictedIterationsTests {
  static let conditions: [Double] = [1.5, 2, 10, 57.3, 400]
  static let tolerances: [Double] = [0.3, 1e-2, 1e-8]

  /// The first t ≥ 1 from which on a bound stays at or below the tolerance, found by trying them all.
  private func first(_ tolerance: Double, _ bound: (Double) -> Double) -> Int {
    (0...4000).last { bound(Double($0)) > tolerance }! + 1
  }

  @Test(arguments: conditions, tolerances)
  func theCountsAreThoseOfTheBounds(kappa: Double, tolerance: Double) throws {
    let found = try QuadraticForm(.diagonal([1, kappa])).curvatureBounds().predictedIterations(tolerance: tolerance)
    let root = kappa.squareRoot()
    let q = (root - 1) / (root + 1)
    let s = (3 * kappa + 1).squareRoot()
    let chebyshev = { (t: Double) in 2 * pow(q, t) / (1 + pow(q, 2 * t)) }
    #expect(found.heavyBall == first(tolerance) { (1 + (1 + q) * $0) * pow(q, $0) })
    #expect(found.nesterov == first(tolerance) { (1 + 2 * $0 / s) * pow(1 - 2 / s, $0) })
    #expect(found.chebyshev == first(tolerance, chebyshev))
    #expect(found.conjugateGradient == first(tolerance / root, chebyshev))
  }

  @Test func oneCurvatureNeedsOneStep() throws {
    let found = try QuadraticForm(.identity(3)).curvatureBounds().predictedIterations(tolerance: 1e-8)
    // The bounds of λ are some roundings apart, so that q is not quite zero.
    for count in [found.heavyBall, found.nesterov, found.chebyshev, found.conjugateGradient] {
      #expect((1...2).contains(try #require(count)))
    }
  }

  @Test func aToleranceOfOneNeedsNone() throws {
    let found = try QuadraticForm(.diagonal([1, 9])).curvatureBounds().predictedIterations(tolerance: 1)
    #expect([found.heavyBall, found.nesterov, found.chebyshev, found.conjugateGradient] == [0, 0, 0, 0])
  }

  @Test func extremesAreCounted() throws {
    let steep = try QuadraticForm(.diagonal([1e-14, 1])).curvatureBounds().predictedIterations(tolerance: 1e-300)
    // About −log(ε) √κ/2 steps and more.
    for count in [steep.heavyBall, steep.nesterov, steep.chebyshev, steep.conjugateGradient] {
      #expect((1_000_000_000...100_000_000_000).contains(try #require(count)))
    }
    let singular = try QuadraticForm([[1, 1], [1, 1]]).curvatureBounds().predictedIterations(tolerance: 1e-8)
    #expect(
      [singular.heavyBall, singular.nesterov, singular.chebyshev, singular.conjugateGradient] == [nil, nil, nil, nil])
  }

  // MARK: Runs

  @Test(arguments: [[1, 10], [1, 2, 3, 4, 5, 100], [0.5, 0.5, 4], [1e-3, 1, 1, 2]] as [[Double]], 1...4)
  func noRunExceedsTheCounts(spectrum: [Double], seed: Int) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: UInt64(seed))
    let start = Vector<Double>.random(spectrum.count, seed: UInt64(seed + 100))
    let bounds = try known.objective.curvatureBounds()
    let tolerance = 1e-6
    let predicted = bounds.predictedIterations(tolerance: tolerance)
    let runs: [(Int?, PlainMethod)] = [
      (predicted.heavyBall, .heavyBall(bounds)), (predicted.nesterov, .nesterov(bounds)),
      (predicted.chebyshev, .chebyshev(bounds)), (predicted.conjugateGradient, .conjugateGradient),
    ]
    for (count, method) in runs {
      #expect(method.iterations(known.objective, from: start, tolerance: tolerance) <= (try #require(count)))
    }
  }

  /// The worst start of the heavy ball lies along the steepest direction, that of Nesterov's method along the flattest.
  @Test func theCountsAreReached() throws {
    let f = try QuadraticForm(.diagonal([1, 100]))
    let bounds = try f.curvatureBounds()
    let predicted = bounds.predictedIterations(tolerance: 1e-6)
    #expect(
      PlainMethod.heavyBall(bounds).iterations(f, from: [0, 1], tolerance: 1e-6) == predicted.heavyBall)
    #expect(PlainMethod.nesterov(bounds).iterations(f, from: [1, 0], tolerance: 1e-6) == predicted.nesterov)
    #expect(PlainMethod.chebyshev(bounds).iterations(f, from: [1, 0], tolerance: 1e-6) == predicted.chebyshev)
  }
}

@Suite struct StableStepsTests {
  @Test func theLimitsOfTheWorkedExample() throws {
    let steps = try QuadraticForm(.diagonal([1, 10])).curvatureBounds().stableSteps()
    #expect(steps.momentumCoefficient == 0.9)
    for (found, limit) in [
      (steps.gradientDescent, 0.2), (steps.momentum, 0.38), (steps.momentumAveraged, 3.8), (steps.nesterov, 0.38 / 2.8),
    ] {
      #expect(found < limit && found > limit * (1 - 1e-14))
    }
  }

  @Test func withoutMomentumAllAreGradientDescents() throws {
    let steps = try QuadraticForm(.diagonal([1, 7])).curvatureBounds().stableSteps(momentum: 0)
    for other in [steps.momentum, steps.momentumAveraged, steps.nesterov] {
      #expect(other <= steps.gradientDescent && other > steps.gradientDescent * (1 - 1e-14))
    }
  }

  @Test func withoutPositiveCurvatureEveryStepIsStable() throws {
    let steps = try QuadraticForm(.zeros(2, 2)).curvatureBounds().stableSteps()
    #expect(steps.momentum > 1e300 && steps.momentumAveraged > 1e300 && steps.nesterov > 1e300)
  }

  /// Below the limit an error along the steepest direction dies out, above it grows.
  @Test(arguments: [0.3, 0.9])
  func theLimitsAreSharp(beta: Double) throws {
    let lambda = 10.0
    let steps = try QuadraticForm([[lambda]]).curvatureBounds().stableSteps(momentum: beta)
    func error(_ step: Double, damping: Double = 1, lookahead: Double = 0) -> Double {
      var (x, v) = (1.0, 0.0)
      for _ in 0..<20_000 {
        v = beta * v + damping * lambda * (x - lookahead * step * beta * v)
        x -= step * v
      }
      return x.magnitude
    }
    #expect(error(0.999 * steps.momentum) < 0.1 && !(error(1.001 * steps.momentum) < 10))
    let averaged = steps.momentumAveraged
    #expect(error(0.999 * averaged, damping: 1 - beta) < 0.1 && !(error(1.001 * averaged, damping: 1 - beta) < 10))
    let nesterov = steps.nesterov
    #expect(error(0.999 * nesterov, lookahead: 1) < 0.1 && !(error(1.001 * nesterov, lookahead: 1) < 10))
  }

  @Test func theStochasticLimitIsThatOfTheLongestRow() throws {
    let x: Matrix<Double> = [[1, 2], [3, 4], [0, 1]]
    let plain = try LeastSquares(x, [1, 2, 3]).maximumStochasticStep()
    #expect(plain < 1.0 / 25 && plain > 1.0 / 25 * (1 - 1e-14))
    let ridge = try LeastSquares(x, [1, 2, 3], ridge: 0.5).maximumStochasticStep()
    #expect(ridge < 2 / 50.5 && ridge > 2 / 50.5 * (1 - 1e-14))
    #expect(try LeastSquares(.zeros(2, 2), [1, 2]).maximumStochasticStep() == .infinity)
  }

  @Test func momentumOutsideItsRangeTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = try QuadraticForm(.identity(2)).curvatureBounds().stableSteps(momentum: 1)
    }
  }
}

/// The methods as textbooks write them, to be held against the counts.
private enum PlainMethod {
  case heavyBall(CurvatureBounds)
  case nesterov(CurvatureBounds)
  case chebyshev(CurvatureBounds)
  case conjugateGradient

  /// The first t with ‖g‖ ≤ tolerance · ‖g₀‖.
  func iterations(_ f: QuadraticForm, from start: Vector<Double>, tolerance: Double) -> Int {
    let limit = tolerance * f.gradient(at: start).norm()
    var iterate = Iterate(point: start, previous: start, direction: .zeros(start.count))
    for t in 0..<100_000 {
      guard f.gradient(at: iterate.point).norm() > limit else { return t }
      step(f, &iterate, t)
    }
    return .max
  }

  private struct Iterate {
    var point, previous, direction: Vector<Double>
    var weight = 0.0
  }

  private func step(_ f: QuadraticForm, _ iterate: inout Iterate, _ t: Int) {
    let (point, previous) = (iterate.point, iterate.previous)
    let difference = point.subtracting(previous)
    switch self {
    case .heavyBall(let bounds):
      let (low, high) = (bounds.strongConvexity!.squareRoot(), bounds.lipschitzConstant.squareRoot())
      let (alpha, q) = (4 / ((low + high) * (low + high)), (high - low) / (high + low))
      iterate.point = point.adding(difference.scaled(by: q * q))
        .subtracting(f.gradient(at: point).scaled(by: alpha))
    case .nesterov(let bounds):
      let (mu, l) = (bounds.strongConvexity!, bounds.lipschitzConstant)
      let s = (3 * l / mu + 1).squareRoot()
      let ahead = point.adding(difference.scaled(by: (s - 2) / (s + 2)))
      iterate.point = ahead.subtracting(f.gradient(at: ahead).scaled(by: 4 / (3 * l + mu)))
    case .chebyshev(let bounds):
      let (center, radius) = (
        (bounds.lipschitzConstant + bounds.strongConvexity!) / 2,
        (bounds.lipschitzConstant - bounds.strongConvexity!) / 2
      )
      iterate.weight =
        t == 0
        ? 1
        : t == 1
          ? 1 / (1 - radius * radius / (2 * center * center))
          : 1 / (1 - radius * radius * iterate.weight / (4 * center * center))
      iterate.point = previous.adding(
        difference.subtracting(f.gradient(at: point).scaled(by: 1 / center)).scaled(by: iterate.weight))
      if t == 0 { iterate.point = point.subtracting(f.gradient(at: point).scaled(by: 1 / center)) }
    case .conjugateGradient:
      let gradient = f.gradient(at: point)
      if t == 0 {
        iterate.direction = gradient.scaled(by: -1)
      } else {
        let before = f.gradient(at: previous)
        iterate.direction = iterate.direction.scaled(by: gradient.dot(gradient) / before.dot(before))
          .subtracting(gradient)
      }
      let alpha = -gradient.dot(iterate.direction) / f.curvature(along: iterate.direction)
      iterate.point = point.adding(iterate.direction.scaled(by: alpha))
    }
    iterate.previous = point
  }
}
