public import DescentLinearAlgebra

/// A point that runs from different starts ended at, and how often.
public struct Basin: Sendable, Codable, Equatable {
  /// The lowest of the points taken for the same.
  public internal(set) var minimizer: Vector<Double>
  /// The value there.
  public internal(set) var value: Double
  /// The runs that ended here.
  public internal(set) var hits: Int
  /// Why the run to the lowest of the points ended. One that has not converged may be on its way to another basin.
  public internal(set) var termination: Termination
}

/// The state of a search that knows the basins it has seen.
public protocol BasinSearchState: OptimizerState {
  /// The basins found, the lowest first.
  var basins: [Basin] { get }
}

extension OptimizationResult where State: BasinSearchState {
  /// The basins found, the lowest first.
  public var basins: [Basin] { state.basins }
}

/// Basins, told apart by their distance, the lowest first.
struct BasinList: Sendable, Codable, Equatable {
  private(set) var basins: [Basin] = []

  /// Counts the end of a run: as one more hit of a basin whose minimizer is near, or as a new basin.
  ///
  /// - Parameter tolerance: how near is near, relative to the length of the minimizer or 1.
  /// - Complexity: O(p) for each basin.
  mutating func add(
    _ point: Vector<Double>, _ value: Double, _ termination: Termination, tolerance: Double, hits: Int = 1
  ) {
    guard value.isFinite, point.isFinite else { return }
    var found = Basin(minimizer: point, value: value, hits: hits, termination: termination)
    if let index = basins.firstIndex(where: { isNear($0.minimizer, point, tolerance) }) {
      let known = basins.remove(at: index)
      let best = isBetter(found, than: known) ? found : known
      found = best
      found.hits = known.hits + hits
    }
    let place = basins.firstIndex { found.value < $0.value } ?? basins.endIndex
    basins.insert(found, at: place)
  }

  /// A point of a run that converged counts for more than one of a run that did not.
  private func isBetter(_ a: Basin, than b: Basin) -> Bool {
    a.termination.converged == b.termination.converged ? a.value < b.value : a.termination.converged
  }

  private func isNear(_ a: Vector<Double>, _ b: Vector<Double>, _ tolerance: Double) -> Bool {
    distance(a, b) <= tolerance * max(1, euclideanNorm(a))
  }
}

/// When a descent inside a search ends.
public struct DescentLimits: Sendable, Codable, Hashable {
  /// The part of the first gradient norm that is small enough.
  public var relativeGradientNorm: Double
  /// The most iterations.
  public var iterations: Int

  /// Descends until the gradient norm has fallen to a part of the first one.
  public init(relativeGradientNorm: Double = 1e-8, iterations: Int = 10_000) {
    self.relativeGradientNorm = relativeGradientNorm
    self.iterations = iterations
  }

  var criteria: StoppingCriteria { .relativeGradientNorm(below: relativeGradientNorm) || .iterations(iterations) }

  func validate() throws {
    try requireSetting(
      relativeGradientNorm >= 0 && relativeGradientNorm < 1, "part of the gradient norm", relativeGradientNorm,
      "from 0 to below 1")
    try requireCountSetting(iterations, "number of iterations of a descent")
  }
}
