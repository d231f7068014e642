import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

/// Problems whose answers can be worked out by hand, or are known to many digits.
@Suite struct WorkedExamplesTests {
  /// The iterates 1, 2, … `count` of gradient descent.
  private func path(
    _ objective: some Objective, from start: [Double], step: Double, count: Int
  ) throws -> [[Double]] {
    try iterates(constantStep(step), objective, from: start, count: count)
  }

  private func expect(_ points: [[Double]], _ expected: [[Double]], tolerance: Double = 1e-13) {
    #expect(points.count == expected.count)
    for (point, wanted) in zip(points, expected) {
      for (value, want) in zip(point, wanted) { #expect((value - want).magnitude <= tolerance, "\(point) \(wanted)") }
    }
  }

  @Test func aStepAboveTheLimitDoublesTheError() throws {
    expect(try path(parabola, from: [5], step: 1.5, count: 2), [[-10], [20]])
    let result = try constantStep(1.5).minimize(parabola, from: [5], until: .iterations(2))
    #expect(result.minimizer == [20])
    #expect(result.termination == .iterationLimit(2))
    #expect(!result.converged)
  }

  @Test func halfTheLimitNeedsOneStep() throws {
    let result = try constantStep(0.5).minimize(parabola, from: [5])
    #expect(result.minimizer == [0])
    #expect(result.iterations == 1)
    #expect(result.evaluations == 2)
    #expect(result.converged)
  }

  @Test func aTinyStepCrawls() throws {
    let result = try constantStep(0.01).minimize(
      parabola, from: [5], until: .relativeGradientNorm(below: 0.01) || .iterations(1000), trace: .every(1))
    #expect(result.iterations == 228)
    for record in result.trace {
      let expected = pow(0.98, Double(record.iteration)) * 5
      #expect((record.parameterNorm - expected).magnitude <= 1e-13)
    }
  }

  @Test func aGoodStepShrinksTheErrorFiveTimes() throws {
    expect(try path(parabola, from: [5], step: 0.4, count: 3), [[1], [0.2], [0.04]])
  }

  @Test func aShiftedParabola() throws {
    let f = try QuadraticForm([[2]], [6], constant: 9)
    expect(try path(f, from: [0], step: 0.1, count: 4), [[0.6], [1.08], [1.464], [1.7712]])
    expect(try path(f, from: [0], step: 1.1, count: 4), [[6.6], [-1.32], [8.184], [-3.2208]])
  }

  @Test func oneStepOnTwoBowls() throws {
    let ellipse = try QuadraticForm([[2, 0], [0, 8]])
    #expect(ellipse.value(at: [2, 1]) == 8)
    let first = try constantStep(0.2).minimize(ellipse, from: [2, 1], until: .iterations(1))
    expect([Array(first.minimizer)], [[1.2, -0.6]], tolerance: 1e-15)
    #expect((first.value - 2.88).magnitude < 1e-14)

    let circle = try QuadraticForm([[2, 0], [0, 2]], [2, -4], constant: 5)
    #expect(circle.value(at: [3, 0]) == 8)
    let second = try constantStep(0.5).minimize(circle, from: [3, 0], until: .iterations(1))
    #expect(second.minimizer == [1, -2])
    #expect(second.value == 0)
  }

  @Test func theLimitOfStabilityFromTheEigenvalues() throws {
    let bounds = try KnownQuadratic(eigenvalues: [1, 10], seed: 4).objective.curvatureBounds()
    #expect(bounds.maximumStableStep < 0.2)
    #expect(bounds.maximumStableStep > 0.2 - 1e-14)
    #expect(bounds.conditionNumber.contains(10))
    #expect(bounds.conditionNumber.upperBound < 10 + 1e-12)
  }

  @Test(arguments: [
    (0.005, 60, 2.188626569563048), (0.035, 60, 0.05140873347607633), (0.041, 25, 10.169982669907697),
  ])
  func aNarrowValley(step: Double, count: Int, distance: Double) throws {
    // (x − 3)² + 25 (y − 1)²
    let f = try QuadraticForm([[2, 0], [0, 50]], [6, 50], constant: 34)
    let result = try constantStep(step).minimize(f, from: [-1, 4], until: .iterations(count))
    let error = result.minimizer.subtracting([3, 1]).norm()
    // In closed form √((4 (1 − 2α)ᵗ)² + (3 (1 − 50α)ᵗ)²), here with 40 digits.
    #expect((error - distance).magnitude <= 1e-13)
    #expect(result.termination == .iterationLimit(count))
    let bounds = try f.curvatureBounds()
    #expect(bounds.conditionNumber.contains(25))
    #expect((bounds.maximumStableStep < step) == (step == 0.041))
  }

  @Test(arguments: [
    (-0.4, 38, -1.472997601108657, -5.444192066610897), (0.4, 55, 1.3469974085214672, -2.6185559807652473),
  ])
  func theStartChoosesTheMinimum(start: Double, updates: Int, minimizer: Double, value: Double) throws {
    let result = try constantStep(0.03).minimize(
      doubleWell, from: [start], until: .gradientNorm(below: 1e-10) || .iterations(1000))
    #expect(result.iterations == updates)
    #expect((result.minimizer[0] - minimizer).magnitude < 1e-14)
    #expect((result.value - value).magnitude < 1e-14)
    #expect(result.converged)
  }

  @Test func aLineThroughFourPoints() throws {
    let loss = try LeastSquares([[1, 1], [2, 1], [3, 1], [4, 1]], [2, 4, 5, 4])
    let early = try constantStep(0.01).minimize(loss, until: .iterations(500))
    expect([Array(early.minimizer)], [[0.8199460313, 1.6473440409]], tolerance: 6e-11)
    let late = try constantStep(0.01).minimize(loss, until: .iterations(20_000))
    expect([Array(late.minimizer)], [[0.7, 2]], tolerance: 1e-10)
    #expect(late.iterations == 20_000)
  }

  @Test func fiftyPointsNearALine() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/line.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
    let numbers = lines.map { $0.split(separator: ",").map { Double($0)! } }
    #expect(numbers.count == 50)
    let loss = try LeastSquares(Matrix(rows: numbers.map { [1, $0[0]] }), Vector(numbers.map { $0[1] }))

    let bounds = try loss.curvatureBounds()
    #expect((bounds.lambdaMin.lowerBound - 1.87489564).magnitude < 1e-8)
    #expect((bounds.lambdaMax.upperBound - 2.63503873).magnitude < 1e-8)

    let result = try constantStep(0.1).minimize(loss, until: .iterations(200))
    expect([Array(result.minimizer)], [[0.41451949, 2.01509501]], tolerance: 1e-8)
    let exact = try GradientDescent(step: .optimal).minimize(loss, until: .relativeGradientNorm(below: 1e-14))
    #expect(result.minimizer.isClose(to: exact.minimizer, absoluteTolerance: 1e-10))
  }

  @Test func moreColumnsThanRowsGiveTheSolutionOfLeastNorm() throws {
    let loss = try LeastSquares([[1, 2, 3], [4, 5, 6]], [1, 2])
    let result = try GradientDescent(step: .safe).minimize(
      loss, until: .relativeGradientNorm(below: 1e-12) || .iterations(100_000))
    #expect(result.converged)
    expect([Array(result.minimizer)], [[-1.0 / 18, 1.0 / 9, 5.0 / 18]], tolerance: 1e-10)
    #expect(try loss.curvatureBounds().optimalStep == nil)
  }

  @Test func gradientDescentReachesASaddleAndLeavesIt() throws {
    let saddle = ClosureObjective(2) { point, gradient in
      let (x, y) = (point[0], point[1])
      gradient[0] = x * x * x - x
      gradient[1] = y
      return 0.25 * x * x * x * x - 0.5 * x * x + 0.5 * y * y
    }
    let criteria: StoppingCriteria = .gradientNorm(below: 1e-10) || .iterations(1000)
    let caught = try constantStep(0.1).minimize(saddle, from: [0, 1], until: criteria)
    #expect(caught.iterations == 219)
    let free = try constantStep(0.1).minimize(saddle, from: [1e-6, 1], until: criteria)
    #expect(free.iterations == 249)
    #expect((free.value + 0.25).magnitude < 1e-15)
  }
}
