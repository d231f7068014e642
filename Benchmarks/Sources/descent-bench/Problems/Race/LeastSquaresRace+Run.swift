import Descent

extension LeastSquaresRace {
  /// Runs one side once, from X and y to its answer.
  func run(_ side: RaceSide, secondsLimit: Double, iterationLimit: Int) throws -> RaceRun {
    switch side {
    case .normalEquations:
      return try closedForm { try normalEquations() }
    case .defaultEngine:
      var run = try closedForm { try fit(.auto) }
      run.claimedDigits = claimedDigits
      return run
    case .qr:
      return try closedForm { try fit(.qr) }
    case .svd:
      return try closedForm { try fit(.svd) }
    default:
      let watch = LevelWatch(
        reference: reference, levels: settings.levels, limit: secondsLimit, iterationLimit: iterationLimit)
      return try descent(side, watch)
    }
  }

  private func closedForm(_ solve: () throws -> Vector<Double>) throws -> RaceRun {
    var answer = reference
    let time = try seconds { answer = try solve() }
    let error = answer.subtracting(reference).norm() / reference.norm()
    let reached = settings.levels.prefix { error <= $0 }
    return RaceRun(
      arrivals: reached.map { _ in LevelWatch.Arrival(iteration: 0, passes: 0, seconds: time) }, seconds: time,
      iterations: 0, passes: nil, error: error)
  }

  /// β from XᵀX β = Xᵀy by a Cholesky decomposition.
  private func normalEquations() throws -> Vector<Double> {
    let x = problem.x
    var right = Vector<Double>.zeros(x.columnCount)
    multiply(x.view.transposed, by: problem.y.view, into: &right)
    return try CholeskyDecomposition(x.gram()).solve(right)
  }

  private func fit(_ method: LeastSquaresMethod) throws -> Vector<Double> {
    let model = try LinearRegression(method: method, hasIntercept: false).fit(problem.x, problem.y)
    return Vector(model.coefficients.map { $0.estimate ?? .nan })
  }

  /// A loss of its own for each run, so that nothing is known from the one before.
  private func descent(_ side: RaceSide, _ watch: LevelWatch) throws -> RaceRun {
    watch.start()
    let loss = try LeastSquares(problem.x, problem.y)
    let gram = side.formsGram ? seconds { keepAlive(loss.expansion()) } : 0
    var bounds: CurvatureBounds?
    let proof = side.needsBounds ? try seconds { bounds = try loss.curvatureBounds() } : 0
    try descend(side, loss, bounds, watch)
    return RaceRun(
      arrivals: watch.arrivals, seconds: watch.seconds, gramSeconds: gram, boundsSeconds: proof,
      iterations: watch.iterations, passes: watch.passes, error: watch.error, bounds: bounds)
  }

  private func descend(
    _ side: RaceSide, _ loss: LeastSquares, _ bounds: CurvatureBounds?, _ watch: LevelWatch
  ) throws {
    func follow(_ method: some Optimizer) throws {
      keepAlive(try method.minimize(loss, until: .iterations(.max), observers: [watch.look]))
    }
    switch side {
    case .normalEquations, .defaultEngine, .qr, .svd: preconditionFailure("A closed form takes no steps")
    case .safeOnX: try follow(GradientDescent(step: .safe, evaluation: .passes))
    case .optimalOnX: try follow(GradientDescent(step: .optimal, evaluation: .passes))
    case .safeOnGram: try follow(GradientDescent(step: .safe, evaluation: .gram))
    case .optimalOnGram: try follow(GradientDescent(step: .optimal, evaluation: .gram))
    case .nesterov:
      guard let parameters = bounds?.nesterovParameters else {
        throw BenchmarkError.wrongAnswer("\(problem.name): a λmin that is not known to be positive")
      }
      try follow(Nesterov(parameters))
    case .chebyshev: try follow(Chebyshev(evaluation: .gram))
    case .conjugateGradientsOnX: try follow(ConjugateGradient(evaluation: .passes))
    case .conjugateGradientsOnGram: try follow(ConjugateGradient(evaluation: .gram))
    case .lbfgs: try follow(LBFGS())
    case .miniBatches: try follow(StochasticGradientDescent())
    }
  }
}
