import DescentLinearAlgebra
import DescentOptimization
import Testing

@Suite struct WeightedLeastSquaresTests {
  /// A design with an intercept, its target, and weights of 0, 1, 2 and 3.
  private struct Problem {
    let x: Matrix<Double>
    let y: Vector<Double>
    let weights: Vector<Double>

    init(_ n: Int, _ p: Int, seed: UInt64) {
      x = Matrix.random(n, p - 1, seed: seed).prependingOnes()
      y = Vector.random(n, seed: seed + 1)
      weights = Vector((0..<n).map { Double(($0 + 1) % 4) })
    }

    /// Every row as often as its weight says.
    var rows: [Int] { weights.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) } }
    var repeatedX: Matrix<Double> { x.selecting(rows: rows) }
    var repeatedY: Vector<Double> { Vector(rows.map { y[$0] }) }
  }

  private static let shapes = [(1, 1), (2, 1), (9, 4), (60, 5), (5, 9), (700, 12), (300, 40), (9000, 3)]

  @Test(arguments: shapes, [0, 0.7])
  func everythingIsThatOfTheFormula(shape: (Int, Int), ridge: Double) throws {
    let (n, p) = shape
    let problem = Problem(n, p, seed: UInt64(n + p))
    let (x, y) = (problem.x, problem.y)
    // Any positive numbers and some zeros.
    let weights: Vector<Double> = Vector(
      (0..<n).map { (i: Int) -> Double in i % 5 == 3 ? 0 : 0.1 + Double(i * 37 % 11) })
    let total: Double = weights.sum()
    for penalized in [LeastSquares.Penalized.all, .allButFirst] {
      let loss = try LeastSquares(x, y, weights: weights, ridge: ridge, penalized: penalized)
      let beta = Vector.random(p, seed: 900)
      var shrunk = beta
      if penalized == .allButFirst { shrunk[0] = 0 }
      let residual = y.subtracting(x * beta)
      let squares = residual.dot(residual.multiplyingElements(by: weights))
      let value: Double = squares / total + 0.5 * ridge * shrunk.dot(shrunk)
      let slope = x.transposed() * residual.multiplyingElements(by: weights)
      let gradient = slope.scaled(by: -2 / total).adding(shrunk, scaledBy: ridge)
      var penalty = Matrix<Double>.identity(p).scaled(by: ridge)
      if penalized == .allButFirst { penalty[0, 0] = 0 }
      let hessian = (x.transposed() * x.scalingRows(by: weights)).scaled(by: 2 / total).adding(penalty)

      var result = Vector<Double>.zeros(p)
      let tolerance = 1e-13 * Double(p)
      #expect((loss.evaluate(at: beta, gradient: &result) - value).magnitude < tolerance)
      #expect(result.isClose(to: gradient, absoluteTolerance: tolerance))
      #expect((loss.value(at: beta) - value).magnitude < tolerance)
      #expect((loss.residualSumOfSquares(at: beta) / squares - 1).magnitude < 1e-12)
      #expect(loss.hessian().isClose(to: hessian, absoluteTolerance: tolerance))
      let direction = Vector.random(p, seed: 4)
      #expect(loss.multiplyHessian(by: direction).isClose(to: hessian * direction, absoluteTolerance: tolerance))
      #expect((loss.curvature(along: direction) - direction.dot(hessian * direction)).magnitude < tolerance)
      #expect(loss.weights == weights)
    }
  }

  @Test(arguments: shapes)
  func wholeNumbersAreRepeatedRows(shape: (Int, Int)) throws {
    let problem = Problem(shape.0, shape.1, seed: 50)
    let weighted = try LeastSquares(problem.x, problem.y, weights: problem.weights, ridge: 0.01)
    let repeated = try LeastSquares(problem.repeatedX, problem.repeatedY, ridge: 0.01)
    let beta = Vector.random(shape.1, seed: 51)
    #expect((weighted.value(at: beta) - repeated.value(at: beta)).magnitude < 1e-13 * (1 + repeated.value(at: beta)))
    #expect(weighted.gradient(at: beta).isClose(to: repeated.gradient(at: beta), absoluteTolerance: 1e-12))
    #expect(weighted.hessian().isClose(to: repeated.hessian(), absoluteTolerance: 1e-13))
    let (ours, theirs) = (try weighted.curvatureBounds(), try repeated.curvatureBounds())
    #expect(ours.isCertified && ours.lambdaMax.overlaps(theirs.lambdaMax) && ours.lambdaMin.overlaps(theirs.lambdaMin))
    #expect(weighted.maximumStochasticStep(sampling: .byWeight) == repeated.maximumStochasticStep())
  }

  @Test func aWeightOfZeroRemovesTheRow() throws {
    let problem = Problem(80, 4, seed: 52)
    var (x, y, weights) = (problem.x, problem.y, problem.weights)
    let kept = weights.indices.filter { weights[$0] > 0 }
    // What stands in these rows does not matter.
    for row in weights.indices where weights[row] == 0 {
      y[row] = 1e200
      x[row, 2] = -1e200
    }
    let loss = try LeastSquares(x, y, weights: weights)
    let short = try LeastSquares(
      x.selecting(rows: kept), Vector(kept.map { y[$0] }), weights: Vector(kept.map { weights[$0] }))
    let beta = Vector.random(4, seed: 53)
    #expect(loss.gradient(at: beta).isClose(to: short.gradient(at: beta), absoluteTolerance: 1e-14))
    #expect((loss.value(at: beta) - short.value(at: beta)).magnitude < 1e-14)
    #expect(loss.hessian().isClose(to: short.hessian(), absoluteTolerance: 1e-14))
    let (ours, theirs) = (try loss.curvatureBounds(), try short.curvatureBounds())
    #expect(ours.lambdaMax.overlaps(theirs.lambdaMax) && ours.lambdaMin.overlaps(theirs.lambdaMin))
    #expect(ours.isPositiveDefinite)
    #expect(loss.maximumStochasticStep(sampling: .byWeight) == short.maximumStochasticStep(sampling: .byWeight))
    let (long, brief) = (loss.estimatedCurvatureBounds(steps: 2), short.estimatedCurvatureBounds(steps: 2))
    #expect((long.lambdaMax.upperBound / brief.lambdaMax.upperBound - 1).magnitude < 1e-12)
    let minimizer = try GradientDescent(step: .optimal).minimize(loss).minimizer
    #expect(
      minimizer.isClose(to: try GradientDescent(step: .optimal).minimize(short).minimizer, absoluteTolerance: 1e-7))
    #expect(
      DiagonalPreconditioner(of: loss).scales.isClose(
        to: DiagonalPreconditioner(of: short).scales, absoluteTolerance: 1e-15))
  }

  /// To the last bit, also where sums of the weights as they are would overflow or underflow.
  @Test(arguments: [1, -3, 600, 1015, -1000])
  func aPowerOfTwoInAllWeightsChangesNoBit(exponent: Int) throws {
    for (n, p) in [(30, 4), (2100, 33)] {
      let problem = Problem(n, p, seed: 54)
      let weights = Vector.random(n, seed: 55).mapElements { $0.magnitude * 100 }
      let scaled = weights.mapElements { Double(sign: .plus, exponent: exponent, significand: $0) }
      let loss = try LeastSquares(problem.x, problem.y, weights: weights, ridge: 0.1, penalized: .allButFirst)
      let other = try LeastSquares(problem.x, problem.y, weights: scaled, ridge: 0.1, penalized: .allButFirst)
      let beta = Vector.random(p, seed: 56)
      #expect(loss.value(at: beta) == other.value(at: beta))
      #expect(loss.gradient(at: beta).isBitIdentical(to: other.gradient(at: beta)))
      #expect(loss.hessian() == other.hessian())
      #expect(loss.multiplyHessian(by: beta) == other.multiplyHessian(by: beta))
      #expect(loss.curvature(along: beta) == other.curvature(along: beta))
      #expect(try loss.curvatureBounds() == other.curvatureBounds())
      #expect(loss.estimatedCurvatureBounds(steps: 5) == other.estimatedCurvatureBounds(steps: 5))
      for sampling in LeastSquares.RowSampling.allCases {
        #expect(loss.maximumStochasticStep(sampling: sampling) == other.maximumStochasticStep(sampling: sampling))
      }
      let run = try GradientDescent(step: .optimal).minimize(loss, until: .iterations(50))
      let second = try GradientDescent(step: .optimal).minimize(other, until: .iterations(50))
      #expect(run.minimizer.isBitIdentical(to: second.minimizer) && run.value == second.value)
      let report = try ConditioningReport(of: loss, hasIntercept: true)
      #expect(try report == ConditioningReport(of: other, hasIntercept: true))
    }
  }

  /// Descent goes on with the Hessian from some point on; both ways lead to the solution of the normal equations.
  @Test(arguments: [(3000, 30), (400, 5)])
  func runsConvergeToTheWeightedNormalEquations(shape: (Int, Int)) throws {
    let problem = Problem(shape.0, shape.1, seed: 57)
    for (ridge, penalized) in [(0.0, LeastSquares.Penalized.all), (0.3, .allButFirst)] {
      let loss = try LeastSquares(
        problem.x, problem.y, weights: problem.weights, ridge: ridge, penalized: penalized)
      let right = (problem.repeatedX.transposed() * problem.repeatedY).scaled(by: 2 / Double(problem.rows.count))
      let gradients = try GradientDescent(step: .optimal).minimize(loss, until: .relativeGradientNorm(below: 1e-12))
      let chebyshev = try Chebyshev().minimize(loss, until: .relativeGradientNorm(below: 1e-12))
      for run in [gradients.minimizer, chebyshev.minimizer] {
        #expect((loss.hessian() * run).isClose(to: right, absoluteTolerance: 1e-11))
      }
      #expect((gradients.value / loss.value(at: gradients.minimizer) - 1).magnitude < 1e-14)
      #expect((loss.expansionCost != nil) == (shape.0 > 1000))
      #expect(gradients.converged && chebyshev.converged)
    }
  }

  @Test func predictionsKnowTheWeights() throws {
    let problem = Problem(300, 6, seed: 60)
    let loss = try LeastSquares(problem.x, problem.y, weights: problem.weights)
    let step = try loss.curvatureBounds().safeStep
    let run = try constantStep(step).minimize(loss, until: .iterations(40))
    let prediction = try QuadraticPrediction(of: loss)
    #expect(prediction.iterate(afterSteps: 40, step: step).isClose(to: run.minimizer, absoluteTolerance: 1e-12))
  }

  // MARK: Stochastic steps

  @Test func theLossOfARowIsDefinedByHowRowsAreDrawn() throws {
    let problem = Problem(50, 3, seed: 61)
    let (x, weights) = (problem.x, problem.weights)
    for ridge in [0, 0.4] {
      let loss = try LeastSquares(x, problem.y, weights: weights, ridge: ridge)
      let (n, total) = (Double(50), weights.sum())
      let lengths = (0..<50).map { x.row($0).dot(x.row($0)) }
      // The mean over the draws is the loss.
      let beta = Vector.random(3, seed: 62)
      let squares = (0..<50).map { row in
        let residual = problem.y[row] - x.row(row).dot(beta)
        return residual * residual + 0.5 * ridge * beta.dot(beta)
      }
      let byWeight = (0..<50).reduce(0) { $0 + weights[$1] / total * squares[$1] }
      #expect((byWeight - loss.value(at: beta)).magnitude < 1e-13)
      let uniform = (0..<50).map { 2 * n * weights[$0] / total * lengths[$0] + ridge }.max()!
      let drawn = (0..<50).filter { weights[$0] > 0 }.map { 2 * lengths[$0] + ridge }.max()!
      for (sampling, curvature) in [(LeastSquares.RowSampling.uniform, uniform), (.byWeight, drawn)] {
        let step = loss.maximumStochasticStep(sampling: sampling)
        #expect(step <= 2 / curvature && step > 2 / curvature * (1 - 1e-14))
      }
    }
    let plain = try LeastSquares(x, problem.y)
    #expect(plain.maximumStochasticStep(sampling: .byWeight) == plain.maximumStochasticStep())
    let ones = try LeastSquares(x, problem.y, weights: Vector(repeating: 3, count: 50))
    #expect((ones.maximumStochasticStep() / plain.maximumStochasticStep() - 1).magnitude < 1e-14)
  }

  // MARK: Curvature

  @Test func estimatesHoldWhatIsProven() throws {
    let problem = Problem(400, 60, seed: 63)
    let weights = problem.weights.mapElements { $0 * $0 }
    let loss = try LeastSquares(problem.x, problem.y, weights: weights, ridge: 0.01)
    let (estimate, proven) = (loss.estimatedCurvatureBounds(steps: 40), try loss.curvatureBounds())
    #expect(estimate.lambdaMax.lowerBound <= proven.lambdaMax.upperBound)
    #expect(estimate.lambdaMax.upperBound >= proven.lambdaMax.lowerBound)
    #expect(estimate.lambdaMin.lowerBound == 0.01)
    #expect(loss.estimatedCurvatureBounds(steps: 2).lambdaMax.upperBound >= proven.lambdaMax.upperBound)
  }

  @Test func otherLossesTakeWeightsToo() throws {
    let problem = Problem(60, 4, seed: 64)
    let squares = try LeastSquares(problem.x, problem.y, weights: problem.weights).curvatureBounds()
    let huber = try CurvatureBounds.huberLoss(problem.x, weights: problem.weights)
    #expect(huber.lambdaMax.overlaps(squares.lambdaMax) && huber.isCertified && huber.lambdaMin.lowerBound == 0)
    let logistic = try CurvatureBounds.logisticLoss(problem.x, weights: problem.weights)
    #expect((8 * logistic.lambdaMax.upperBound / squares.lambdaMax.upperBound - 1).magnitude < 1e-13)
    #expect(try CurvatureBounds.logisticLoss(problem.repeatedX).lambdaMax.overlaps(logistic.lambdaMax))
    #expect(throws: OptimizationError.noPositiveWeight) {
      try CurvatureBounds.huberLoss([[1]], weights: [0])
    }
  }

  /// The roundings are counted, instead of one for each row.
  @Test func theErrorOfTheHessianGrowsSlowlyWithTheRows() throws {
    for weighted in [false, true] {
      let problem = Problem(40_000, 3, seed: 65)
      let loss = try LeastSquares(problem.x, problem.y, weights: weighted ? problem.weights : nil)
      let hessian = loss.hessian()
      let error = loss.hessianError(hessian, at: problem.y.span)
      #expect(error > 0 && error < 2000 * 0x1p-53 * hessian.trace)
      let few = try LeastSquares([[1, 2], [3, 4]], [1, 1], weights: weighted ? [1, 2] : nil)
      #expect(few.hessianError(few.hessian(), at: problem.y.span) < 12 * 0x1p-53 * few.hessian().trace)
    }
    let none = try LeastSquares(.zeros(2, 0), [1, 1], weights: [1, 2])
    #expect(none.hessianError(none.hessian(), at: Vector<Double>.zeros(0).span) == 0)
    #expect(none.hessian().count == 0)
  }

  @Test func conditioningIsThatOfRepeatedRows() throws {
    let problem = Problem(60, 5, seed: 66)
    let x = problem.x.scalingColumns(by: [1, 20, 0.3, 1, 5])
    // A column that depends on others as well.
    for design in [x, x.insertingColumn(x.column(1).adding(x.column(2), scaledBy: 2), at: 5)] {
      let weighted = try LeastSquares(design, problem.y, weights: problem.weights, ridge: 0.1, penalized: .allButFirst)
      let repeated = try LeastSquares(
        design.selecting(rows: problem.rows), problem.repeatedY, ridge: 0.1, penalized: .allButFirst)
      let ours = try ConditioningReport(of: weighted, hasIntercept: true)
      let theirs = try ConditioningReport(of: repeated, hasIntercept: true)
      #expect((ours.raw / theirs.raw - 1).magnitude < 1e-12)
      #expect((ours.standardized / theirs.standardized - 1).magnitude < 1e-12)
      #expect((ours.jacobi / theirs.jacobi - 1).magnitude < 1e-12)
      #expect(ours.collinearity.dependencies == theirs.collinearity.dependencies)
    }
  }

  @Test func thePreconditionerMakesADiagonalOfOnes() throws {
    let problem = Problem(60, 4, seed: 67)
    let loss = try LeastSquares(
      problem.x.scalingColumns(by: [3, 1e-5, 100, 1]), problem.y, weights: problem.weights)
    let preconditioner = DiagonalPreconditioner(of: loss)
    let scaled = try preconditioner.applied(to: loss)
    let hessian = scaled.hessian()
    for j in 0..<4 { #expect((hessian[j, j] - 1).magnitude < 1e-14) }
    let beta = Vector.random(4, seed: 68)
    #expect((scaled.value(at: preconditioner.scaledCoefficients(beta)) / loss.value(at: beta) - 1).magnitude < 1e-13)
  }

  // MARK: What cannot serve

  @Test func weightsThatMakeNoSenseAreRefused() async throws {
    let problem = Problem(6, 2, seed: 69)
    for value in [-1, -Double.leastNonzeroMagnitude, .infinity] {
      var weights = Vector<Double>(repeating: 1, count: 6)
      weights[4] = value
      let error = #expect(throws: OptimizationError.invalidWeight(row: 4, value: value)) {
        try LeastSquares(problem.x, problem.y, weights: weights)
      }
      #expect("\(error!)".hasPrefix("The weight of row 5 is "))
      #expect(throws: LinearAlgebraError.invalidWeight(row: 4, value: value)) {
        try Standardization(of: problem.x, isCentred: true, weights: weights)
      }
    }
    #expect(throws: OptimizationError.self) { try LeastSquares([[1]], [1], weights: [.nan]) }
    #expect(throws: OptimizationError.noPositiveWeight) {
      try LeastSquares(problem.x, problem.y, weights: .zeros(6))
    }
    #expect(throws: OptimizationError.noObservations) { try LeastSquares(.zeros(0, 2), [], weights: []) }
    // A row without weight must hold numbers all the same.
    #expect(throws: OptimizationError.nonFinite(what: "X", row: 1, column: 0, value: .infinity)) {
      try LeastSquares([[1], [.infinity]], [1, 2], weights: [1, 0])
    }
    await #expect(processExitsWith: .failure) { _ = try LeastSquares([[1], [2]], [1, 2], weights: [1]) }
  }

  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let before = Parallelism.threadCount
    defer { Parallelism.threadCount = before }
    let problem = Problem(6000, 25, seed: 70)
    let loss = try LeastSquares(problem.x, problem.y, weights: problem.weights)
    let minimizers = try [1, 2, 3, 5].map { threads in
      Parallelism.threadCount = threads
      return try constantStep(0.3).minimize(loss, until: .iterations(20)).minimizer
    }
    for minimizer in minimizers { #expect(minimizer.isBitIdentical(to: minimizers[0])) }
  }
}
