import AllocationCounter
import DescentLinearAlgebra
import DescentOptimization
import Foundation
import Testing

@Suite struct LSMRTests {
  static let criteria = StoppingCriteria.relativeGradientNorm(below: 1e-12) || .iterations(2000)

  @Test(arguments: [(1, 1), (5, 3), (200, 20), (20, 20), (9000, 12), (7, 15)], [0, 0.3])
  func theGradientVanishes(shape: (Int, Int), ridge: Double) throws {
    let (n, p) = shape
    for penalized in [LeastSquares.Penalized.all, .allButFirst] {
      let loss = try LeastSquares(
        .random(n, p, seed: UInt64(700 + n)), .random(n, seed: UInt64(710 + p)), ridge: ridge, penalized: penalized)
      let result = try LSMR().minimize(loss, until: Self.criteria)
      #expect(result.converged, "\(result.termination)")
      let value = loss.value(at: result.minimizer)
      #expect((result.value - value).magnitude <= 1e-15 * max(value, 1e-15))
      #expect(loss.gradient(at: result.minimizer).norm() <= 1e-12 * loss.gradient(at: .zeros(p)).norm())
      #expect(result.iterations <= 4 * p + 4)
    }
  }

  @Test func fromAnotherStart() throws {
    let loss = try LeastSquares(.random(80, 6, seed: 720), .random(80, seed: 721), ridge: 0.2)
    let start = Vector<Double>.random(6, seed: 722)
    let first = try LSMR().start(loss, from: start)
    #expect((first.iterate.value - loss.value(at: start)).magnitude <= 1e-15)
    #expect(first.iterate.gradient.isClose(to: loss.gradient(at: start), relativeTolerance: 1e-13))
    let a = try LSMR().minimize(loss, from: start, until: Self.criteria)
    let b = try LSMR().minimize(loss, until: Self.criteria)
    #expect(a.converged && b.converged && a.minimizer.isClose(to: b.minimizer, relativeTolerance: 1e-10))
  }

  @Test func whatIsCarriedOnIsWhatThePointHas() throws {
    let loss = try LeastSquares(.random(60, 8, seed: 723), .random(60, seed: 724), ridge: 0.05, penalized: .allButFirst)
    var norms: [Double] = []
    var values: [Double] = []
    for t in 0...8 {
      let result = try LSMR().minimize(loss, until: .iterations(t))
      #expect((result.value - loss.value(at: result.minimizer)).magnitude <= 1e-15)
      #expect(
        result.gradient.isClose(to: loss.gradient(at: result.minimizer), relativeTolerance: 0, absoluteTolerance: 1e-15)
      )
      norms.append(result.gradientNorm)
      values.append(result.value)
    }
    // Neither grows.
    for (a, b) in zip(norms, norms.dropFirst()) { #expect(b <= a) }
    for (a, b) in zip(values, values.dropFirst()) { #expect(b <= a + 1e-16) }
  }

  @Test func noGradientInTheSameSpaceIsSmaller() throws {
    // k steps of conjugate gradients stay within the same space.
    let loss = try LeastSquares(.random(50, 10, seed: 725), .random(50, seed: 726))
    for t in 1...9 {
      let least = try LSMR().minimize(loss, until: .iterations(t)).gradientNorm
      let other = try ConjugateGradient().minimize(loss, until: .iterations(t)).gradientNorm
      #expect(least <= other * (1 + 1e-10))
    }
  }

  @Test func fromZeroToTheSolutionOfLeastNorm() throws {
    let loss = try LeastSquares([[1, 2, 3], [4, 5, 6]], [1, 2])
    let result = try LSMR().minimize(loss, until: Self.criteria)
    #expect(result.converged && result.iterations <= 3)
    #expect(result.minimizer.isClose(to: [-1.0 / 18, 1.0 / 9, 5.0 / 18], relativeTolerance: 1e-12))
  }

  @Test func badlyConditionedColumnsCostFewDigits() throws {
    var x = Matrix<Double>.random(300, 6, seed: 727)
    for i in 0..<300 { x[i, 5] = x[i, 4] + 1e-5 * x[i, 5] }
    let y = Vector<Double>.random(300, seed: 728)
    let result = try LSMR().minimize(
      LeastSquares(x, y), until: .relativeGradientNorm(below: 1e-15) || .iterations(200))
    let best = try QRDecomposition(x).solve(y)
    #expect(result.minimizer.isClose(to: best, relativeTolerance: 1e-7))
  }

  @Test func moreThanThereIsEndsAtTheRoundingOfTheGradient() throws {
    let loss = try LeastSquares(.random(400, 9, seed: 729), .random(400, seed: 730))
    let result = try LSMR().minimize(loss, until: .gradientNorm(below: 0) || .iterations(300))
    #expect(loss.gradient(at: result.minimizer).norm() <= 1e-14)
  }

  @Test func degenerateProblems() throws {
    #expect(try LSMR().minimize(LeastSquares(.zeros(3, 2), [1, 2, 3])).iterations == 0)
    #expect(try LSMR().minimize(LeastSquares(.random(3, 2, seed: 731), [0, 0, 0])).iterations == 0)
    #expect(try LSMR().minimize(LeastSquares(.zeros(3, 0), [1, 2, 3])).value == 14.0 / 3)
    // y is fitted exactly in the first step.
    let exact = try LSMR().minimize(
      LeastSquares(.identity(2), [3, 4]), until: .gradientNorm(below: 0) || .iterations(20))
    #expect(exact.minimizer == [3, 4])
    #expect(exact.value == 0)
    let error = #expect(throws: OptimizationError.self) { try LSMR().minimize(QuadraticForm(.identity(2))) }
    #expect("\(error!)".contains("LSMR minimizes least squares, which QuadraticForm is not"))
  }

  @Test func lengthsThatGrowAreBroughtBack() throws {
    // Elements of 10⁻⁴⁰: each step lengthens what is kept of u.
    let small = Matrix<Double>.random(30, 4, seed: 732).scaled(by: 1e-40)
    let result = try LSMR().minimize(LeastSquares(small, .random(30, seed: 733)), until: Self.criteria)
    #expect(result.converged)
  }

  @Test(arguments: [0, 1, 5, 40])
  func aResumedRunHasTheSameBits(interruption: Int) throws {
    let loss = try LeastSquares(.random(60, 9, seed: 61), .random(60, seed: 62), ridge: 0.01)
    let whole = try LSMR().minimize(loss, until: .iterations(50))
    let part = try LSMR().minimize(loss, until: .iterations(interruption))
    let state = try JSONDecoder().decode(LSMR.State.self, from: JSONEncoder().encode(part.state))
    #expect(state == part.state)
    let resumed = LSMR().resume(state, on: loss, until: .iterations(50))
    #expect(resumed.minimizer.isBitIdentical(to: whole.minimizer))
    #expect(resumed.state == whole.state)
  }

  @Test(.enabled(if: allocation_counter_works()), arguments: [0, 0.1])
  func iterationsAllocateNothing(ridge: Double) throws {
    let loss = try LeastSquares(.random(9000, 15, seed: 734), .random(9000, seed: 735), ridge: ridge)
    #expect(try allocations(of: LSMR(), on: loss, steps: 60) == 0)
  }
}

@Suite struct ReflectionTests {
  @Test(arguments: [(1, 1), (7, 3), (300, 5), (20_000, 9), (3, 40)])
  func onePassIsTwoProducts(shape: (Int, Int)) throws {
    let (n, p) = shape
    let x = Matrix<Double>.random(n, p, seed: UInt64(740 + n))
    let start = Vector<Double>.random(n, seed: UInt64(741 + p))
    let w = Vector<Double>.random(p, seed: 742)
    let kernel = ResidualGradient(x, start)
    var (u, g) = (start, Vector<Double>.zeros(p))
    let squares: Double
    do {
      var uSpan = u.mutableSpan
      var gSpan = g.mutableSpan
      squares = kernel.reflect(&uSpan, at: w.span, gradient: &gSpan)
    }
    let expected = (x * w).subtracting(start)
    let size = start.norm() + expected.norm()
    #expect(u.isClose(to: expected, relativeTolerance: 0, absoluteTolerance: 1e-14 * Double(p)))
    #expect(g.isClose(to: x.transposed() * expected, relativeTolerance: 0, absoluteTolerance: 1e-14 * size * Double(p)))
    #expect((squares - expected.dot(expected)).magnitude <= 1e-13 * size * size)
    #expect(kernel.target.isBitIdentical(to: start))
  }
}
