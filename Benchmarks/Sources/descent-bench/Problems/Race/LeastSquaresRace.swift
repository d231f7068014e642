import Descent

/// All sides on one problem: run once and checked, then timed in turns.
struct LeastSquaresRace {
  /// How far a race goes.
  struct Settings: Encodable {
    /// Relative errors of the coefficients, falling.
    let levels: [Double]
    let repeats: Int
    /// Descent is given up after so many times the seconds of the fastest closed form.
    let patience: Double
    /// But not before so many seconds.
    let leastSeconds: Double
    /// The seconds that the repeats of one side may take together, but of those that the others are measured by; a side of
    /// which not one fits in counts with its check.
    let sideBudget: Double
  }

  let problem: DesignedLeastSquares
  let settings: Settings
  /// β* to all digits: the exact answer to the stored numbers, which rounding has moved from that of the design.
  let reference: Vector<Double>
  /// The digits that the reference claims to have.
  let claimedDigits: Double

  /// - Throws: where the reference is not what the problem was designed for.
  init(_ problem: DesignedLeastSquares, _ settings: Settings) throws {
    self.problem = problem
    self.settings = settings
    let model = try LinearRegression(hasIntercept: false).fit(problem.x, problem.y)
    reference = Vector(model.coefficients.map { $0.estimate ?? .nan })
    claimedDigits = model.correctDigits ?? 0
    let distance = reference.subtracting(problem.truth).norm()
    // The design is rounded to u, and the answer moves by κu of that.
    guard distance <= 1e-13 * problem.conditionNumber, claimedDigits >= 13 else {
      throw BenchmarkError.wrongAnswer(
        "\(problem.name): the default engine, by \(distance) and \(claimedDigits) digits,")
    }
  }

  /// Checks all sides, then runs them in turns.
  func run(stream: StreamProbe) throws -> RaceResult {
    var checks: [RaceRun] = []
    var fastest = Double.infinity
    for side in RaceSide.allCases {
      let limit = max(settings.leastSeconds, settings.patience * fastest)
      let run = try self.run(side, secondsLimit: limit, iterationLimit: .max)
      try check(run, of: side)
      if side.isClosedForm { fastest = min(fastest, run.seconds) }
      checks.append(run)
    }
    let runs = try repeated(checks, stream)
    guard let bounds = checks.lazy.compactMap(\.bounds).first else {
      throw BenchmarkError.wrongAnswer("\(problem.name): no side with bounds of the eigenvalues, which")
    }
    let predicted = settings.levels.map { bounds.predictedIterations(tolerance: $0) }
    let sides = zip(RaceSide.allCases, zip(checks, runs)).map { side, run in
      RaceResult.SideResult(
        side, check: run.0, runs: run.1, levels: settings.levels, predicted: expected(side, bounds),
        bounds: predicted.map { side.bound($0) })
    }
    return RaceResult(problem, sides: sides, passSeconds: stream.passSeconds(bytes: problem.byteCount))
  }

  /// Each side again, up to the last level it reached, in turns; those that have no time to be repeated with their check.
  private func repeated(_ checks: [RaceRun], _ stream: StreamProbe) throws -> [[RaceRun]] {
    var runs = checks.map { [RaceRun]($0.arrivals.isEmpty ? [$0] : []) }
    var sides: [Side] = []
    for (index, (side, check)) in zip(RaceSide.allCases, checks).enumerated() {
      guard let last = check.arrivals.last else { continue }
      let affordable = side.isMeasure ? settings.repeats : Int(settings.sideBudget / last.seconds)
      let rounds = min(settings.repeats, affordable)
      guard rounds > 0 else {
        runs[index] = [check]
        continue
      }
      sides.append(
        Side(everyRounds: (settings.repeats + rounds - 1) / rounds) {
          let run = try self.run(side, secondsLimit: .infinity, iterationLimit: last.iteration)
          runs[index].append(run)
          return run.seconds
        })
    }
    stream.sample(2)
    _ = try interleaved(sides, repeats: settings.repeats)
    stream.sample(2)
    return runs
  }

  // MARK: Checks

  /// The iterations that theory predicts to each level, as far as it does.
  private func expected(_ side: RaceSide, _ bounds: CurvatureBounds) -> [Int] {
    guard let course = side.course(bounds) else { return [] }
    return ErrorCourse.iterations(course, on: problem, to: settings.levels, limit: 1_000_000)
  }

  /// - Throws: where closed forms are far from the answer, bounds do not hold the eigenvalues of the design, a fixed step
  ///   takes other iterations than predicted, or any method more than its bound.
  private func check(_ run: RaceRun, of side: RaceSide) throws {
    let name = "\(problem.name): \(side.rawValue)"
    if side.isClosedForm {
      guard run.error <= 1e-13 * problem.conditionNumber else {
        throw BenchmarkError.wrongAnswer("\(name), by \(run.error),")
      }
    }
    guard let bounds = run.bounds else { return }
    let rounding = 1e-12
    guard bounds.lambdaMax.lowerBound <= 1 + rounding, bounds.lambdaMax.upperBound >= 1 - rounding,
      bounds.lambdaMin.lowerBound <= 1 / problem.conditionNumber + rounding,
      bounds.lambdaMin.upperBound >= 1 / problem.conditionNumber - rounding
    else { throw BenchmarkError.wrongAnswer("\(name): the bounds \(bounds) of the eigenvalues") }
    try checkIterations(run, of: side, bounds, name)
  }

  private func checkIterations(_ run: RaceRun, of side: RaceSide, _ bounds: CurvatureBounds, _ name: String) throws {
    let predictions = expected(side, bounds)
    for (level, arrival) in zip(settings.levels, run.arrivals) {
      let bound = side.bound(bounds.predictedIterations(tolerance: level)) ?? .max
      guard arrival.iteration <= max(bound, bound &+ 1) else {
        throw BenchmarkError.wrongAnswer("\(name): \(arrival.iteration) iterations to \(level), above \(bound),")
      }
    }
    guard side.hasFixedStep, case .constantStep(let step)? = side.course(bounds) else { return }
    for (level, (arrival, prediction)) in zip(settings.levels, zip(run.arrivals, predictions)) {
      guard (arrival.iteration - prediction).magnitude <= 1 else {
        throw BenchmarkError.wrongAnswer(
          "\(name): \(arrival.iteration) iterations to \(level) instead of \(prediction), which")
      }
    }
    // A run that was given up must not have missed a level that it should have reached either.
    let reached = run.arrivals.count
    if reached < predictions.count, run.iterations > predictions[reached] + 1 {
      throw BenchmarkError.wrongAnswer(
        "\(name): \(run.iterations) iterations without \(settings.levels[reached]), predicted for \(predictions[reached]),"
      )
    }
    let error = problem.expectedError(step: step, iterations: run.iterations)
    guard (run.error - error).magnitude <= 1e-6 * error + 1e-13 else {
      throw BenchmarkError.wrongAnswer(
        "\(name): the error after \(run.iterations) steps, \(run.error) instead of \(error),")
    }
  }
}
