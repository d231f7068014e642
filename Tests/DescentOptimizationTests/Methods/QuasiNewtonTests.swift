import DescentLinearAlgebra
import DescentOptimization
import DescentTestProblems
import Testing

@Suite struct QuasiNewtonTests {
  /// Steps as exact as a cubic finds them.
  private static let exact = WolfeConditions(decrease: 1e-10, curvature: 1e-9)
  static let spectra: [[Double]] = [
    [3], [1, 4], [1, 2, 30], [0.1, 1, 2, 3, 50], [1, 2, 3, 4, 5, 6, 7, 8, 9, 40], [1, 1, 1, 5, 5],
  ]

  @Test(arguments: spectra, [601, 602] as [UInt64])
  func exactStepsEndAfterAsManyAsParameters(spectrum: [Double], seed: UInt64) throws {
    let known = try KnownQuadratic(eigenvalues: spectrum, seed: seed)
    let p = spectrum.count
    let criteria = StoppingCriteria.relativeGradientNorm(below: 1e-8) || .iterations(100)
    func check(_ optimizer: some Optimizer) throws {
      let run = try minimize(optimizer, known.objective, from: .zeros(p), until: criteria)
      #expect(run.termination.converged)
      #expect(run.iterations <= Set(spectrum).count + 1, "\(optimizer)")
      #expect(run.point.subtracting(known.minimizer).norm() < 1e-6)
    }
    try check(BFGS(conditions: Self.exact))
    try check(LBFGS(memory: p, conditions: Self.exact))
    try check(LBFGS(memory: 1, conditions: Self.exact))
    for variant in NonlinearConjugateGradient.Variant.allCases {
      try check(NonlinearConjugateGradient(variant, conditions: Self.exact))
    }
  }

  /// With a memory that nothing falls out of, L-BFGS is BFGS but for the scale that H begins with: for the same first
  /// steps both are the same.
  @Test func aLongMemoryIsBFGSAtFirst() throws {
    let problem = TestProblem.extendedPowellSingular(20)
    let start = problem.perturbedStart(seed: 5)
    let full = try minimize(BFGS(), problem, from: start, until: .iterations(2))
    let limited = try minimize(LBFGS(memory: 50), problem, from: start, until: .iterations(2))
    #expect(full.point.subtracting(limited.point).norm() <= 1e-12 * full.point.norm())
  }

  /// The direction of the compact form is that of the matrix that the pairs make, step by step.
  @Test(arguments: [1, 2, 5, 12], [3, 8, 70])
  func directionsAreThoseOfTheMatrix(memory: Int, size: Int) throws {
    let problem = TestProblem.extendedRosenbrock(size % 2 == 0 ? size : size + 1)
    let p = problem.parameterCount
    let optimizer = LBFGS(memory: memory)
    var state = try optimizer.start(problem, from: problem.perturbedStart(seed: 6))
    var pairs: [(s: Vector<Double>, y: Vector<Double>)] = []
    for iteration in 0..<20 {
      let before = state.iterate
      #expect(optimizer.advance(&state, problem) == .moved)
      let s = state.iterate.point.subtracting(before.point)
      if iteration > 0 {
        // The step has the direction −Hg with H from its definition.
        var h = Matrix<Double>.identity(p)
        if let last = pairs.last {
          h = Matrix.diagonal(Vector(repeating: last.s.dot(last.y) / last.y.dot(last.y), count: p))
        }
        for (s, y) in pairs.suffix(memory) {
          let rho = 1 / s.dot(y)
          var v = Matrix<Double>.identity(p)
          for i in 0..<p { for j in 0..<p { v[i, j] -= rho * y[i] * s[j] } }
          h = v.transposed() * h * v
          for i in 0..<p { for j in 0..<p { h[i, j] += rho * s[i] * s[j] } }
        }
        let direction = h * before.gradient
        let cosine = -direction.dot(s) / direction.norm() / s.norm()
        #expect((cosine - 1).magnitude < 1e-8, "\(iteration)")
      }
      pairs.append((s, state.iterate.gradient.subtracting(before.gradient)))
    }
  }

  @Test func descriptionsOfRunsCountEvaluations() throws {
    let problem = TestProblem.rosenbrock
    final class Count: @unchecked Sendable { var count = 0 }
    let calls = Count()
    let counted = ClosureObjective(2) { x, gradient in
      calls.count += 1
      return problem.evaluate(at: x, gradient: &gradient)
    }
    for method in [SearchMethod.bfgs, .lbfgs, .conjugateGradient, .wolfe, .armijo] {
      calls.count = 0
      let run = try minimize(method.optimizer, counted, from: problem.start, until: .iterations(25))
      #expect(run.evaluations == calls.count)
    }
  }
}
