import DescentLinearAlgebra

/// Which iterations of a run are recorded.
public enum TraceOption: Sendable, Codable, Hashable {
  /// None.
  case off
  /// The start, each k-th iteration and the last.
  case every(Int)
}

/// One recorded iteration.
public struct TraceRecord: Sendable, Codable, Hashable {
  /// t.
  public let iteration: Int
  /// f(xₜ).
  public let value: Double
  /// ‖g(xₜ)‖₂.
  public let gradientNorm: Double
  /// The size of the step that led here; nil at the start.
  public let stepSize: Double?
  /// ‖xₜ‖₂.
  public let parameterNorm: Double
  /// The value at the validation data; nil where there are none.
  public let validationValue: Double?

  fileprivate init(_ progress: Progress, _ point: Vector<Double>, _ validationValue: Double?) {
    self.validationValue = validationValue
    iteration = progress.iteration
    value = progress.value
    gradientNorm = progress.gradientNorm
    stepSize = progress.stepSize
    parameterNorm = euclideanNorm(point)
  }
}

/// The recorded iterations of a run, in order: a collection of ``TraceRecord``.
public struct Trace: Sendable, Codable, Hashable {
  /// The records, in order.
  public private(set) var records: [TraceRecord] = []
  private let interval: Int

  /// Records for which memory is set aside before the run; beyond, it grows by doubling.
  private static let reservedRecords = 1 << 16

  init(_ option: TraceOption, iterationLimit: Int?) {
    switch option {
    case .off:
      interval = 0
    case .every(let interval):
      guard interval >= 1 else { trap("TraceOption.every: the interval \(interval) must be at least 1") }
      self.interval = interval
      let expected = iterationLimit.map { Swift.max(0, $0) / interval + 2 } ?? Self.reservedRecords
      records.reserveCapacity(Swift.min(expected, Self.reservedRecords))
    }
  }

  /// Records an iteration where its turn has come, or where it is the last and not recorded yet.
  mutating func note(_ progress: Progress, _ point: Vector<Double>, _ validationValue: Double?, last: Bool) {
    guard interval > 0 else { return }
    let isDue = last ? records.last?.iteration != progress.iteration : progress.iteration % interval == 0
    guard isDue else { return }
    records.append(TraceRecord(progress, point, validationValue))
  }

  /// Replaces the record of an iteration, where there is one, whose point was evaluated once more.
  mutating func renew(_ progress: Progress, _ point: Vector<Double>) {
    guard let last = records.indices.last, records[last].iteration == progress.iteration else { return }
    records[last] = TraceRecord(progress, point, records[last].validationValue)
  }
}

extension Trace: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { records.count }
  public subscript(index: Int) -> TraceRecord { records[index] }

  /// The names of the columns of ``rows``.
  public var columnNames: [String] {
    ["iteration", "value", "gradientNorm", "stepSize", "parameterNorm"]
      + (records.first?.validationValue == nil ? [] : ["validationValue"])
  }

  /// The records as rows of numbers, for tables and files; the step size of the start is NaN.
  public var rows: [[Double]] {
    records.map {
      [Double($0.iteration), $0.value, $0.gradientNorm, $0.stepSize ?? .nan, $0.parameterNorm]
        + ($0.validationValue.map { [$0] } ?? [])
    }
  }
}
