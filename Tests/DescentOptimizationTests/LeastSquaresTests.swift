import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct LeastSquaresTests {
  private let x = Matrix<Double>.random(40, 4, seed: 31).insertingColumn(Vector(repeating: 1, count: 40), at: 0)
  private let y = Vector<Double>.random(40, seed: 32)

  @Test(arguments: [0, 0.7], [LeastSquares.Penalized.all, .allButFirst])
  func valueAndGradientAreThoseOfTheFormula(ridge: Double, penalized: LeastSquares.Penalized) throws {
    let loss = try LeastSquares(x, y, ridge: ridge, penalized: penalized)
    let beta = Vector<Double>.random(5, seed: 33)
    var shrunk = beta
    if penalized == .allButFirst { shrunk[0] = 0 }
    let residual = y.subtracting(x * beta)
    let value = residual.dot(residual) / 40 + 0.5 * ridge * shrunk.dot(shrunk)
    let gradient = (x.transposed() * residual).scaled(by: -2.0 / 40).adding(shrunk, scaledBy: ridge)

    var result = Vector<Double>.zeros(5)
    #expect((loss.evaluate(at: beta, gradient: &result) - value).magnitude < 1e-13)
    #expect(result.isClose(to: gradient, absoluteTolerance: 1e-13))
    #expect((loss.value(at: beta) - value).magnitude < 1e-13)
    #expect(loss.gradient(at: beta) == result)
    #expect((loss.residualSumOfSquares(at: beta) - residual.dot(residual)).magnitude < 1e-12)

    let hessian = loss.hessian()
    let direction = Vector<Double>.random(5, seed: 34)
    #expect(loss.multiplyHessian(by: direction).isClose(to: hessian * direction, absoluteTolerance: 1e-13))
    #expect((loss.curvature(along: direction) - direction.dot(hessian * direction)).magnitude < 1e-13)
  }

  @Test func theInterceptIsNotPenalized() throws {
    // With an immense penalty the slopes vanish and the intercept is the mean.
    let loss = try LeastSquares(x, y, ridge: 1e6, penalized: .allButFirst)
    let result = try GradientDescent(step: .constant(1 / (1e6 + 1))).minimize(
      loss, from: [y.mean(), 1, 1, 1, 1], until: .iterations(5))
    #expect((result.minimizer[0] - y.mean()).magnitude < 1e-4)
    #expect(result.minimizer.dropFirst().allSatisfy { $0.magnitude < 1e-5 })
    #expect(loss.gradient(at: [y.mean(), 0, 0, 0, 0])[0].magnitude < 1e-15)
  }

  @Test func aDescentStepShrinksByOneMinusAlphaLambda() throws {
    let loss = try LeastSquares(.zeros(3, 2), [0, 0, 0], ridge: 0.5, penalized: .allButFirst)
    let result = try constantStep(0.2).minimize(loss, from: [1, 1], until: .iterations(1))
    #expect(result.minimizer == [1, 0.9])
  }

  @Test func convergesToTheSolutionOfTheNormalEquations() throws {
    for (ridge, penalized) in [(0.0, LeastSquares.Penalized.all), (0.3, .all), (0.3, .allButFirst)] {
      let loss = try LeastSquares(x, y, ridge: ridge, penalized: penalized)
      let result = try GradientDescent(step: .optimal).minimize(loss, until: .relativeGradientNorm(below: 1e-12))
      #expect(result.converged)
      // H β = (2/n) Xᵀy
      let right = (x.transposed() * y).scaled(by: 2.0 / 40)
      #expect((loss.hessian() * result.minimizer).isClose(to: right, absoluteTolerance: 1e-11))
    }
  }

  @Test func fullPenaltyBoundsTheSmallestEigenvalue() throws {
    let wide = Matrix<Double>.random(3, 6, seed: 35)
    let bounds = try LeastSquares(wide, .zeros(3), ridge: 0.25).curvatureBounds()
    #expect(bounds.lambdaMin.lowerBound == 0.25)
    #expect(bounds.lambdaMin.upperBound < 0.25 + 1e-12)
    #expect(bounds.optimalStep != nil)
    #expect(try LeastSquares(wide, .zeros(3)).curvatureBounds().lambdaMin.lowerBound == 0)
  }

  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let loss = try LeastSquares(.random(6000, 25, seed: 36), .random(6000, seed: 37))
    let minimizers = try [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return try constantStep(0.4).minimize(loss, until: .iterations(20)).minimizer
    }
    for minimizer in minimizers { #expect(minimizer.isBitIdentical(to: minimizers[0])) }
  }

  @Test func dataThatCannotServeAreRefused() {
    #expect(throws: OptimizationError.noObservations) { try LeastSquares(.zeros(0, 2), []) }
    #expect(throws: OptimizationError.invalidRidge(-1)) { try LeastSquares([[1]], [1], ridge: -1) }
    #expect(throws: OptimizationError.invalidRidge(.infinity)) { try LeastSquares([[1]], [1], ridge: .infinity) }
    #expect(throws: OptimizationError.nonFinite(what: "X", row: 1, column: 0, value: .infinity)) {
      try LeastSquares([[1], [.infinity]], [1, 2])
    }
    #expect(throws: OptimizationError.nonFinite(what: "y", row: 1, column: nil, value: -.infinity)) {
      try LeastSquares([[1], [2]], [1, -.infinity])
    }
    #expect(throws: OptimizationError.self) { try LeastSquares([[1]], [1], ridge: .nan) }
    for (row, column) in [(0, 0), (399, 6), (250, 3)] {
      var broken = Matrix<Double>.random(400, 7, seed: 38)
      broken[row, column] = row == 250 ? .nan : -.infinity
      let error = #expect(throws: OptimizationError.self) { try LeastSquares(broken, .zeros(400)) }
      #expect("\(error!)".contains("row \(row + 1), column \(column + 1)"))
    }
  }

  @Test func anOverflowingHessianIsSaidSo() throws {
    // The squares overflow; the data are finite all the same.
    let loss = try LeastSquares([[1e200], [1]], [1, 1])
    #expect(throws: OptimizationError.nonFinite(what: "The Hessian", row: 0, column: 0, value: .infinity)) {
      try GradientDescent(step: .safe).minimize(loss)
    }
  }

  @Test func noColumnsLeaveTheMeanSquare() throws {
    let loss = try LeastSquares(.zeros(2, 0), [3, 4])
    let result = try constantStep(1).minimize(loss)
    #expect(result.value == 12.5)
    #expect(result.converged)
    #expect(result.iterations == 0)
  }
}
