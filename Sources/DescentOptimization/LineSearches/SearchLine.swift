import DescentLinearAlgebra

/// The memory of the trials of a line search: points with value and gradient of their own.
///
/// A trial that is kept or taken changes places with the one kept before; nothing is copied, so that point, value and
/// gradient always belong together. Between searches the memory means nothing: a checkpoint has its size only.
struct SearchLine: Sendable {
  /// The trial that was taken; after it has been exchanged for the iterate, the iterate before.
  var trial: Iterate
  /// The trial that was kept.
  private var kept: Iterate

  /// Memory for points of as many parameters.
  init(parameterCount: Int) {
    trial = Iterate(point: .zeros(parameterCount), value: 0, gradient: .zeros(parameterCount))
    kept = Iterate(point: .zeros(parameterCount), value: 0, gradient: .zeros(parameterCount))
  }

  /// Searches x + αd for a step; the trial that was good enough is ``trial``.
  ///
  /// - Parameters:
  ///   - search: how steps are chosen.
  ///   - objective: what is evaluated.
  ///   - origin: x.
  ///   - direction: d.
  ///   - first: the α of the first trial.
  /// - Complexity: an evaluation and O(p) a trial; no allocation.
  mutating func search(
    _ search: consuming some StepSearch, _ objective: some Objective, from origin: Iterate,
    along direction: Vector<Double>, first: Double
  ) -> SearchResult {
    var step = first
    var evaluations = 0
    var keptPoint: LinePoint?
    var firstPoint: LinePoint?
    while true {
      // A step that no longer moves the point ends the search as one that is used up.
      guard step.isFinite, moveAlong(&trial.point, origin.point, step, direction) else {
        return finish(keptPoint, firstPoint, evaluations)
      }
      trial.reevaluate(objective)
      evaluations += 1
      let point = LinePoint(step: step, value: trial.value, slope: innerProduct(trial.gradient, direction))
      if firstPoint == nil { firstPoint = point }
      switch search.observe(point) {
      case .accept:
        return SearchResult(end: .found(point), evaluations: evaluations)
      case .acceptUnbounded:
        return SearchResult(end: .unbounded(point), evaluations: evaluations)
      case .acceptKept:
        return finish(keptPoint, firstPoint, evaluations)
      case .fail:
        return SearchResult(end: .failed(firstPoint), evaluations: evaluations)
      case .keep(let next):
        swap(&trial, &kept)
        keptPoint = point
        step = next
      case .next(let next):
        step = next
      }
    }
  }

  private mutating func finish(_ point: LinePoint?, _ first: LinePoint?, _ evaluations: Int) -> SearchResult {
    guard let point else { return SearchResult(end: .failed(first), evaluations: evaluations) }
    swap(&trial, &kept)
    return SearchResult(end: .found(point), evaluations: evaluations)
  }
}

/// What came out of a line search.
struct SearchResult {
  enum End {
    /// A step that is good enough.
    case found(LinePoint)
    /// A step from which the value falls on.
    case unbounded(LinePoint)
    /// None; with the first trial, where the point moved at all.
    case failed(LinePoint?)
  }

  let end: End
  let evaluations: Int
}

extension SearchLine: Codable, Equatable {
  init(from decoder: any Decoder) throws {
    self.init(parameterCount: try MemorySize(from: decoder).parameterCount)
  }

  func encode(to encoder: any Encoder) throws { try MemorySize(parameterCount: trial.point.count).encode(to: encoder) }

  /// Memory is equal where it has the same size.
  static func == (left: Self, right: Self) -> Bool { left.trial.point.count == right.trial.point.count }
}
