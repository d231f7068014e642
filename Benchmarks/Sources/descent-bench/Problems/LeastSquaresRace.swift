import Descent

/// The two ways to the same coefficients, checked against each other and then timed.
struct LeastSquaresRace {
  let problem: DesignedLeastSquares
  let tolerance: Double

  /// The seconds that one sample of descent on X may take; longer runs are timed in part.
  private static let sampleBudget = 0.03

  /// β from XᵀX β = Xᵀy by a Cholesky decomposition.
  private func normalEquations() throws -> Vector<Double> {
    let x = problem.x
    var right = Vector<Double>.zeros(x.columnCount)
    multiply(x.view.transposed, by: problem.y.view, into: &right)
    return try CholeskyDecomposition(x.gram()).solve(right)
  }

  /// The same loss with XᵀX formed once: ½ βᵀHβ − bᵀβ with H = (2/n) XᵀX, b = (2/n) Xᵀy.
  private func gramForm() throws -> QuadraticForm {
    let x = problem.x
    let factor = 2 / Double(x.rowCount)
    var right = Vector<Double>.zeros(x.columnCount)
    multiply(x.view.transposed, by: problem.y.view, into: &right, scale: factor)
    return try QuadraticForm(x.gram().scaled(by: factor), right)
  }

  private func descent(_ step: DesignedStep) -> GradientDescent {
    GradientDescent(step: .constant(step.size(conditionNumber: problem.conditionNumber)))
  }

  // MARK: Checks

  /// The iterations that gradient descent takes to the tolerance.
  ///
  /// - Throws: where they differ from what the eigenvalues say by more than one.
  private func countedIterations(_ step: DesignedStep) throws -> Int {
    let problem = problem
    let expected = problem.expectedIterations(
      step: step.size(conditionNumber: problem.conditionNumber), tolerance: tolerance)
    let truth = problem.truth
    let bound = tolerance * truth.norm()
    let observer: Observer = { _, point in
      var squares = 0.0
      for i in point.indices { squares += (point[i] - truth[i]) * (point[i] - truth[i]) }
      return squares.squareRoot() <= bound ? .stop : .proceed
    }
    let result = try descent(step).minimize(gramForm(), until: .iterations(2 * expected + 10), observers: [observer])
    guard (result.iterations - expected).magnitude <= 1 else {
      throw BenchmarkError.wrongAnswer(
        "\(name): \(result.iterations) iterations with the \(step.rawValue) step instead of \(expected)")
    }
    return result.iterations
  }

  private func checkNormalEquations() throws {
    let error = problem.relativeError(try normalEquations())
    guard error <= tolerance / 10 else {
      throw BenchmarkError.wrongAnswer("\(name): the answer of the normal equations, by \(error),")
    }
  }

  /// A number of steps on X itself must leave exactly the error that theory says.
  private func checkDescentOnX(_ loss: LeastSquares, iterations: Int) throws {
    let size = DesignedStep.optimal.size(conditionNumber: problem.conditionNumber)
    let result = try descent(.optimal).minimize(loss, until: .iterations(iterations))
    let expected = problem.expectedError(step: size, iterations: iterations)
    let found = problem.relativeError(result.minimizer)
    guard (found - expected).magnitude <= 1e-6 * expected + 1e-11 else {
      throw BenchmarkError.wrongAnswer(
        "\(name): the error after \(iterations) steps on X, \(found) instead of \(expected),")
    }
  }

  private var name: String { "n = \(problem.rowCount), p = \(problem.columnCount), κ = \(problem.conditionNumber)" }

  // MARK: Timing

  /// Checks all answers, then runs all sides in turns.
  func run(repeats: Int, stream: StreamProbe) throws -> [LeastSquaresRaceResult] {
    try checkNormalEquations()
    let counts = try DesignedStep.allCases.map(countedIterations)
    let loss = try LeastSquares(problem.x, problem.y)
    let start = try descent(.optimal).start(loss, from: .zeros(problem.columnCount))
    let trial = seconds { _ = descent(.optimal).resume(start, on: loss, until: .iterations(3)) } / 3
    let passes = min(counts.max()!, max(3, Int(Self.sampleBudget / trial)))
    try checkDescentOnX(loss, iterations: passes)

    var sides = [
      Side { keepAlive(try normalEquations()) },
      Side { keepAlive(descent(.optimal).resume(start, on: loss, until: .iterations(passes)).minimizer) },
    ]
    for (step, count) in zip(DesignedStep.allCases, counts) {
      sides.append(Side { keepAlive(try descent(step).minimize(gramForm(), until: .iterations(count)).minimizer) })
    }
    stream.sample(2)
    let timings = try interleaved(sides, repeats: repeats)
    stream.sample(2)
    let perPass = timings[1].scaled(by: 1 / Double(passes))
    return zip(DesignedStep.allCases, counts).enumerated().map { index, side in
      let (step, count) = side
      return LeastSquaresRaceResult(
        problem, step, tolerance: tolerance, iterations: count, passesTimed: min(passes, count), onePass: perPass,
        descentOnGram: timings[2 + index], normalEquations: timings[0])
    }
  }
}
