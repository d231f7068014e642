import DescentLinearAlgebra

/// What all methods share that search along a direction: the step, the second attempt along the gradient, and the reasons
/// to end.
struct LineDescent: Sendable, Codable, Equatable {
  /// d.
  var direction: Vector<Double>
  /// The memory of the trials; after a step its `trial` is the iterate before.
  var line: SearchLine
  private var floor: PrecisionFloor

  init(_ iterate: Iterate, _ progress: Progress) {
    direction = .zeros(iterate.point.count)
    line = SearchLine(parameterCount: iterate.point.count)
    floor = PrecisionFloor(progress)
  }

  /// What became of a step.
  enum Outcome {
    /// The iterate has moved; where `isFromGradient`, along −g because the direction led nowhere.
    case moved(LinePoint, isFromGradient: Bool)
    /// The run is over.
    case ended(Termination)
  }

  /// Values below this are taken for a fall without end.
  private static let bottom = -1e300
  /// Values below this, where the gradient has grown beyond what can be squared.
  private static let farDown = -1e100

  /// Takes a step along the direction, or, where that leads nowhere, along −g.
  ///
  /// - Parameters:
  ///   - iterate: the point, which moves.
  ///   - progress: takes note of the step.
  ///   - objective: what is evaluated.
  ///   - first: the α of the first trial.
  ///   - gradientStep: the α of the first trial along −g.
  ///   - makeSearch: a search from a point of the line.
  mutating func advance<S: StepSearch>(
    _ iterate: inout Iterate, _ progress: inout Progress, _ objective: some Objective, first: Double,
    gradientStep: Double, _ makeSearch: (LinePoint) -> S
  ) -> Outcome {
    var evaluations = 0
    var slope = innerProduct(iterate.gradient, direction)
    var isFromGradient = false
    var first = first
    while true {
      if slope < 0, slope.isFinite, first > 0 {
        let start = LinePoint(step: 0, value: iterate.value, slope: slope)
        let result = line.search(makeSearch(start), objective, from: iterate, along: direction, first: first)
        evaluations += result.evaluations
        switch result.end {
        case .found(let point):
          return finish(point, isFromGradient, &iterate, &progress, evaluations)
        case .unbounded(let point):
          _ = finish(point, isFromGradient, &iterate, &progress, evaluations)
          return .ended(.unbounded(value: iterate.value))
        case .failed(let trial):
          guard isFromGradient || isGradientDirection(iterate) else { break }
          progress.count(passes: evaluations)
          // The step to the minimum of a parabola through the first trial, where that went beyond it.
          let parabola = trial.map { Interpolation.quadratic(start, $0) } ?? first
          let isHidden = PrecisionFloor.hides(
            slope: slope, first: parabola < first ? parabola : first, value: iterate.value,
            directionNorm: euclideanNorm(direction), pointNorm: euclideanNorm(iterate.point))
          return .ended(
            isHidden
              ? .precisionFloor(gradientNorm: progress.gradientNorm)
              : .lineSearchFailed(.noDecrease(evaluations: evaluations, slope: slope)))
        }
      } else if isFromGradient {
        progress.count(passes: evaluations)
        return .ended(outcomeWithoutSlope(slope, iterate, progress))
      }
      turnToGradient(iterate)
      isFromGradient = true
      first = gradientStep
      slope = innerProduct(iterate.gradient, direction)
    }
  }

  /// Why −g has no slope that is a negative number: its square has underflowed or overflowed.
  private func outcomeWithoutSlope(_ slope: Double, _ iterate: Iterate, _ progress: Progress) -> Termination {
    if slope == 0 { return .precisionFloor(gradientNorm: progress.gradientNorm) }
    return iterate.value < Self.farDown
      ? .unbounded(value: iterate.value) : .lineSearchFailed(.notDescent(slope: slope))
  }

  private mutating func finish(
    _ point: LinePoint, _ isFromGradient: Bool, _ iterate: inout Iterate, _ progress: inout Progress, _ evaluations: Int
  ) -> Outcome {
    swap(&iterate, &line.trial)
    let length = point.step * euclideanNorm(direction)
    progress.record(iterate, stepSize: point.step, stepLength: length, evaluations: evaluations)
    if iterate.value < Self.bottom { return .ended(.unbounded(value: iterate.value)) }
    if floor.isReached(progress) { return .ended(.precisionFloor(gradientNorm: progress.gradientNorm)) }
    return .moved(point, isFromGradient: isFromGradient)
  }

  /// d ← −g.
  mutating func turnToGradient(_ iterate: Iterate) {
    negate(iterate.gradient, into: &direction)
  }

  private func isGradientDirection(_ iterate: Iterate) -> Bool {
    let (g, d) = (iterate.gradient.span, direction.span)
    for i in g.indices where d[i] != -g[i] { return false }
    return true
  }
}

extension LineDescent.Outcome {
  /// As the shared loop is told of it.
  var stepOutcome: StepOutcome {
    switch self {
    case .moved: .moved
    case .ended(let termination): .ended(termination)
    }
  }
}
