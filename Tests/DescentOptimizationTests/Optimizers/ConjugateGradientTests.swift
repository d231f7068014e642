import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct ConjugateGradientTests {
  /// k eigenvalues between 1 and κ, each as often as the size allows.
  private func spectrum(_ k: Int, size: Int, condition: Double) -> [Double] {
    let distinct = (0..<k).map { k == 1 ? 1 : pow(condition, Double($0) / Double(k - 1)) }
    return (0..<size).map { distinct[$0 % k] }
  }

  @Test(arguments: 1...6, [1.5, 10, 100])
  func asManyIterationsAsDistinctEigenvalues(k: Int, condition: Double) throws {
    for size in [k, k + 1, 20, 50] {
      let known = try KnownQuadratic(
        eigenvalues: spectrum(k, size: size, condition: condition), seed: UInt64(500 + 10 * k + size))
      let start = Vector<Double>.random(size, seed: UInt64(600 + size))
      let result = try ConjugateGradient().minimize(
        known.objective, from: start, until: .relativeGradientNorm(below: 1e-10) || .iterations(1000))
      #expect(result.converged)
      #expect(result.iterations <= k + 1, "size \(size)")
      #expect(result.gradientNorm == known.objective.gradient(at: result.minimizer).norm())
    }
  }

  @Test(arguments: [7, 15, 25, 40])
  func withReorthogonalizationForAnyNumberOfThem(k: Int) throws {
    for seed in 1...4 {
      let known = try KnownQuadratic(
        eigenvalues: spectrum(k, size: k, condition: 100), seed: UInt64(520 + 10 * k + seed))
      let start = Vector<Double>.random(k, seed: UInt64(620 + k))
      let result = try ConjugateGradient(reorthogonalization: .full).minimize(
        known.objective, from: start, until: .relativeGradientNorm(below: 1e-10) || .iterations(1000))
      #expect(result.converged && result.iterations <= k)
    }
  }

  @Test func twoStepsByHand() throws {
    // f = x² + 4y² from (2, 1): g = (4, 8), α = 80/544, then the minimum.
    let f = try QuadraticForm([[2, 0], [0, 8]])
    let points = try iterates(ConjugateGradient(), f, from: [2, 1], count: 2)
    for (value, wanted) in zip(points[0], [2 - 4 * 80.0 / 544, 1 - 8 * 80.0 / 544]) {
      #expect((value - wanted).magnitude <= 1e-15)
    }
    for value in points[1] { #expect(value.magnitude <= 1e-15) }
  }

  @Test func theTrueGradientIsReported() throws {
    // Where the gradient that is carried on falls and falls, that of the point stays where its rounding is.
    for (seed, condition) in [(1, 1e3), (2, 1e6), (3, 1e9)] {
      let known = try KnownQuadratic(
        eigenvalues: (0..<30).map { pow(condition, Double($0) / 29) }, seed: UInt64(540 + seed))
      for reorthogonalization in ConjugateGradient.Reorthogonalization.allCases {
        let method = ConjugateGradient(reorthogonalization: reorthogonalization)
        let result = try method.minimize(
          known.objective, until: .relativeGradientNorm(below: 1e-30) || .iterations(600))
        #expect(!result.converged)
        let gradient = known.objective.gradient(at: result.minimizer).norm()
        let rounding = 0x1p-53 * condition * result.minimizer.norm()
        // As good as a direct solution.
        #expect(gradient <= 100 * rounding, "\(gradient / rounding)")
        #expect(result.gradientNorm <= 100 * rounding && result.gradientNorm >= 1e-3 * gradient)
      }
    }
  }

  @Test func valuesAreThoseOfThePoint() throws {
    let known = try KnownQuadratic(eigenvalues: [1, 3, 10, 40, 100], seed: 551)
    for count in 1...5 {
      let result = try ConjugateGradient().minimize(known.objective, until: .iterations(count))
      let value = known.objective.value(at: result.minimizer)
      #expect((result.value - value).magnitude <= 1e-14 * known.objective.value(at: .zeros(5)).magnitude + 1e-14)
      let gradient = known.objective.gradient(at: result.minimizer)
      #expect(result.gradient.isClose(to: gradient, relativeTolerance: 0, absoluteTolerance: 1e-12))
    }
  }

  // MARK: Least squares

  @Test(arguments: EvaluationMethod.allCases)
  func leastSquares(method: EvaluationMethod) throws {
    let loss = try LeastSquares(.random(9000, 12, seed: 552), .random(9000, seed: 553), ridge: 0.01)
    let result = try ConjugateGradient(evaluation: method).minimize(loss, until: .relativeGradientNorm(below: 1e-12))
    #expect(result.converged && result.iterations <= 13)
    #expect(result.value == loss.value(at: result.minimizer) || method == .passes)
    #expect(euclid(loss.gradient(at: result.minimizer)) <= 1e-12 * euclid(loss.gradient(at: .zeros(12))))
    if method == .passes { #expect(result.passes >= result.iterations) } else { #expect(result.passes < 5) }
  }

  @Test func fromZeroToTheSolutionOfLeastNorm() throws {
    // Example 18.
    let loss = try LeastSquares([[1, 2, 3], [4, 5, 6]], [1, 2])
    let result = try ConjugateGradient().minimize(loss, until: .relativeGradientNorm(below: 1e-12))
    #expect(result.converged && result.iterations <= 3)
    #expect(result.minimizer.isClose(to: [-1.0 / 18, 1.0 / 9, 5.0 / 18], relativeTolerance: 1e-12))
  }

  @Test(arguments: 1...5)
  func singularButConsistent(seed: Int) throws {
    let x = Matrix<Double>.random(6, 10, seed: UInt64(560 + seed))
    let loss = try LeastSquares(x, .random(6, seed: UInt64(570 + seed)))
    let result = try ConjugateGradient().minimize(loss, until: .relativeGradientNorm(below: 1e-10) || .iterations(200))
    #expect(result.converged)
    let least = x.transposed() * (try QRDecomposition(x * x.transposed()).solve(loss.y))
    #expect(result.minimizer.isClose(to: least, relativeTolerance: 1e-7, absoluteTolerance: 1e-8))
    // Asked for more than there is, it ends without a word of a function that falls for ever.
    let end = try ConjugateGradient().minimize(loss, until: .gradientNorm(below: 0) || .iterations(2000))
    if case .unbounded = end.termination { Issue.record("\(end.termination)") }
  }

  // MARK: No minimum

  @Test func negativeCurvatureIsNamed() throws {
    for (matrix, start) in [
      ([[1, 0], [0, -1]], [1, 1]), ([[-1]], [1]), ([[2, 3], [3, 2]], [1, 0.5]),
    ] as [(Matrix<Double>, [Double])] {
      let result = try ConjugateGradient().minimize(QuadraticForm(matrix), from: start)
      guard case .unbounded = result.termination else {
        Issue.record("\(result.termination)")
        continue
      }
      #expect(!result.converged)
    }
  }

  @Test func aSlopeWithoutCurvatureIsNamed() throws {
    // b has a part outside the range of A.
    for (matrix, vector) in [
      ([[1, 0], [0, 0]], [1, 1]), ([[0]], [1]), ([[1, 1], [1, 1]], [1, 2]),
    ] as [(Matrix<Double>, Vector<Double>)] {
      let result = try ConjugateGradient().minimize(QuadraticForm(matrix, vector), trace: .every(1))
      guard case .unbounded = result.termination else {
        Issue.record("\(result.termination)")
        continue
      }
      // No iteration is recorded twice.
      #expect(result.trace.map(\.iteration) == Array(0...result.iterations))
    }
  }

  @Test func otherObjectivesAreRefused() throws {
    let error = #expect(throws: OptimizationError.self) { try ConjugateGradient().minimize(parabola, from: [1]) }
    #expect("\(error!)".contains("ConjugateGradient minimizes quadratics, which ClosureObjective is not"))
  }

  @Test func extremeScales() throws {
    for scale in [1e-200, 1e-150, 1e150, 1e200] {
      let f = try QuadraticForm([[2 * scale, scale], [scale, 3 * scale]], [scale, -scale])
      let result = try ConjugateGradient().minimize(f, until: .relativeGradientNorm(below: 1e-12) || .iterations(10))
      #expect(result.converged && result.iterations <= 3)
      #expect(result.minimizer.isClose(to: [0.8, -0.6], relativeTolerance: 1e-12))
    }
  }

  @Test func noParametersAndTheMinimumItself() throws {
    #expect(try ConjugateGradient().minimize(QuadraticForm(.zeros(0, 0))).iterations == 0)
    #expect(try ConjugateGradient().minimize(QuadraticForm(.identity(3))).iterations == 0)
    let result = try ConjugateGradient().minimize(
      QuadraticForm(.identity(3)), until: .gradientNorm(below: -1) || .iterations(5))
    #expect(result.termination == .stalled(iteration: 1))
  }

  // MARK: Preconditioning

  @Test func theDiagonalTakesUnitsAway() throws {
    var x = Matrix<Double>.random(200, 8, seed: 580)
    for j in 0..<8 { for i in 0..<200 { x[i, j] *= pow(10, Double(j)) } }
    let loss = try LeastSquares(x, .random(200, seed: 581))
    let plain = try ConjugateGradient().minimize(loss, until: .iterations(12))
    for reorthogonalization in ConjugateGradient.Reorthogonalization.allCases {
      let method = ConjugateGradient(
        reorthogonalization: reorthogonalization, preconditioner: DiagonalPreconditioner(of: loss))
      let result = try method.minimize(loss, until: .iterations(12))
      let best = try QRDecomposition(x).solve(loss.y)
      #expect(result.minimizer.isClose(to: best, relativeTolerance: 1e-8))
      #expect(result.value < plain.value)
    }
  }

  // MARK: Runs

  static let settings: [ConjugateGradient] = [
    ConjugateGradient(), ConjugateGradient(reorthogonalization: .full), ConjugateGradient(evaluation: .gram),
    ConjugateGradient(evaluation: .passes),
  ]

  @Test(arguments: settings.indices, [0, 1, 4, 30])
  func aResumedRunHasTheSameBits(setting: Int, interruption: Int) throws {
    let loss = try LeastSquares(.random(60, 9, seed: 61), .random(60, seed: 62))
    let method = Self.settings[setting]
    let whole = try method.minimize(loss, until: .iterations(50))
    let part = try method.minimize(loss, until: .iterations(interruption))
    let state = try JSONDecoder().decode(ConjugateGradient.State.self, from: JSONEncoder().encode(part.state))
    #expect(state == part.state)
    let resumed = method.resume(state, on: loss, until: .iterations(50))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
  }

  @Test(.enabled(if: allocation_counter_works()), arguments: settings.indices)
  func iterationsAllocateNothing(setting: Int) throws {
    let method = Self.settings[setting]
    let loss = try LeastSquares(.random(300, 9, seed: 582), .random(300, seed: 583), ridge: 0.1)
    #expect(try allocations(of: method, on: loss) == 0)
    let form = try QuadraticForm(Matrix.random(40, 30, seed: 584).gram(), .random(30, seed: 585))
    #expect(try allocations(of: method, on: form) == 0)
  }

  private func euclid(_ vector: Vector<Double>) -> Double { vector.norm() }
}
