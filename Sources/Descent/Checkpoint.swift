import DescentData
public import DescentOptimization
import Foundation

/// A run that has been put into a file, to go on from there with the same bits.
///
/// ```swift
/// let optimizer = Adam(rate: 0.01)
/// let saver = CheckpointSaver(path: "run.json", optimizer, every: 100)
/// _ = try optimizer.minimize(loss, checkpoint: saver.note)
///
/// let saved = try Checkpoint(contentsOf: "run.json", of: Adam.self)
/// let result = try saved.resume(on: loss, until: .standard)
/// ```
///
/// The file is JSON. It holds the settings of the optimizer, its state with all numbers to the last bit, and the best
/// iterate; the objective, criteria and observers are to be given again.
public struct Checkpoint<Method: Optimizer>: Codable {
  /// The format of the file.
  private var descentCheckpoint = checkpointFormat
  /// The type of the optimizer.
  private var method = "\(Method.self)"
  /// The optimizer with its settings.
  public let optimizer: Method
  /// Where the run stands.
  public let state: Method.State
  /// The best iterate so far.
  public let best: Iterate
  /// What the caller wants to keep beside it, such as the names of files.
  public var notes: [String: String]

  /// A run as it stands.
  public init(_ optimizer: Method, _ state: Method.State, best: Iterate, notes: [String: String] = [:]) {
    self.optimizer = optimizer
    self.state = state
    self.best = best
    self.notes = notes
  }

  /// Reads a checkpoint.
  ///
  /// - Throws: ``CheckpointError`` where there is no such file, where it is not whole or no checkpoint, or where it is one
  ///   of another optimizer or of a later version.
  public init(contentsOf path: String, of method: Method.Type = Method.self) throws {
    let data = try CheckpointHeader.data(path)
    let header = try CheckpointHeader(data, path)
    guard header.method == "\(Method.self)" else {
      throw CheckpointError.otherMethod(path: path, found: header.method, expected: "\(Method.self)")
    }
    do {
      self = try CheckpointHeader.decoder.decode(Self.self, from: data)
    } catch {
      throw CheckpointError.damaged(path: path, reason: decodingReason(error))
    }
  }

  /// Writes the checkpoint, whole or not at all: an older file of the name stays until the new one is complete.
  ///
  /// - Throws: `DataError` that names the path and the system's reason.
  public func write(to path: String) throws {
    let data = try CheckpointHeader.encoder.encode(self)
    try AtomicFile.write(to: path) { file throws(DataError) in try file.write(String(decoding: data, as: UTF8.self)) }
  }

  /// Goes on with the run.
  ///
  /// - Throws: ``CheckpointError`` where the objective is not the one of the run: with other parameters, or another value
  ///   at the point where the run stands.
  /// - Complexity: one evaluation beside the run.
  public func resume(
    on objective: some Objective, until criteria: StoppingCriteria = .standard, validation: Validation? = nil,
    trace: TraceOption = .off, observers: [Observer] = [], checkpoint: ((Method.State, Iterate) -> Void)? = nil
  ) throws -> OptimizationResult<Method.State> {
    try requireProblem(of: objective)
    return optimizer.resume(
      state, best: best, on: objective, until: criteria, validation: validation, trace: trace, observers: observers,
      checkpoint: checkpoint)
  }

  /// The part by which values may differ that were computed on different processors, or in different ways.
  private static var valueTolerance: Double { 1e-6 }

  private func requireProblem(of objective: some Objective) throws {
    let count = state.iterate.point.count
    guard objective.parameterCount == count else {
      throw CheckpointError.otherParameters(saved: count, here: objective.parameterCount)
    }
    let (saved, here) = (state.iterate.value, optimizer.evaluate(state, on: objective).value)
    let scale = max(saved.magnitude, state.progress.initialValue.magnitude)
    guard saved == here || !saved.isFinite || (saved - here).magnitude <= Self.valueTolerance * scale else {
      throw CheckpointError.otherProblem(saved: saved, here: here)
    }
  }
}

extension Checkpoint: Sendable {}

private let checkpointFormat = 1

/// What can be wrong with a checkpoint.
public enum CheckpointError: Error, Equatable, Sendable {
  /// There is no such file, or it cannot be read.
  case unreadable(path: String, reason: String)
  /// The file is no checkpoint, or not all of one.
  case damaged(path: String, reason: String)
  /// A later version wrote it.
  case laterVersion(path: String, format: Int)
  /// It belongs to another optimizer.
  case otherMethod(path: String, found: String, expected: String)
  /// The run had another number of parameters.
  case otherParameters(saved: Int, here: Int)
  /// The objective has another value where the run stands.
  case otherProblem(saved: Double, here: Double)
}

extension CheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason)"
    case .damaged(let path, let reason):
      "\(path) is no checkpoint, or not all of one: \(reason). Nothing was changed; start again, or use an older copy"
    case .laterVersion(let path, let format):
      "\(path) was written by a later version (format \(format)): update Descent"
    case .otherMethod(let path, let found, let expected):
      "\(path) is a checkpoint of \(found), not of \(expected): resume it with \(found)"
    case .otherParameters(let saved, let here):
      "The checkpoint has \(saved) parameters, the problem \(here): it belongs to other data or other options"
    case .otherProblem(let saved, let here):
      "Where the run of the checkpoint stands its value was \(saved), here it is \(here): it belongs to other data or "
        + "other options"
    }
  }
}

/// What is read of a checkpoint before its type is known.
public struct CheckpointHeader: Decodable, Sendable {
  private var descentCheckpoint: Int
  /// The type of its optimizer.
  public let method: String
  /// What the caller kept beside it.
  public let notes: [String: String]

  /// Reads the head of a checkpoint.
  ///
  /// - Throws: ``CheckpointError`` where the file is no checkpoint, or one of a later version.
  public init(contentsOf path: String) throws {
    try self.init(Self.data(path), path)
  }

  fileprivate init(_ data: Data, _ path: String) throws {
    struct Format: Decodable { var descentCheckpoint: Int }
    do {
      let format = try Self.decoder.decode(Format.self, from: data).descentCheckpoint
      guard format <= checkpointFormat else { throw CheckpointError.laterVersion(path: path, format: format) }
      self = try Self.decoder.decode(Self.self, from: data)
    } catch let error as DecodingError {
      throw CheckpointError.damaged(path: path, reason: decodingReason(error))
    }
  }

  fileprivate static func data(_ path: String) throws -> Data {
    try contents(of: path) { CheckpointError.unreadable(path: path, reason: $0) }
  }

  // Numbers that are not finite, which a run may have before its end, go through as words.
  fileprivate static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }

  fileprivate static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}

/// Writes a checkpoint now and then: its ``note(_:_:)`` is what `minimize` and `resume` take.
public final class CheckpointSaver<Method: Optimizer> {
  private let path: String
  private let optimizer: Method
  private let interval: Int
  private let notes: [String: String]
  /// What went wrong when a file was written; the run goes on, and the next is tried again.
  public private(set) var error: (any Error)?

  /// A saver.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - optimizer: the method of the run.
  ///   - interval: the iterations between two files, at least 1.
  ///   - notes: what to keep beside it.
  public init(path: String, _ optimizer: Method, every interval: Int = 1000, notes: [String: String] = [:]) {
    self.path = path
    self.optimizer = optimizer
    self.interval = max(1, interval)
    self.notes = notes
  }

  /// Hears of a state, and writes it where its turn has come.
  public func note(_ state: Method.State, _ best: Iterate) {
    let iteration = state.progress.iteration
    guard iteration % interval == 0, iteration > 0 else { return }
    save(state, best)
  }

  /// Writes a state now.
  public func save(_ state: Method.State, _ best: Iterate) {
    do {
      try Checkpoint(optimizer, state, best: best, notes: notes).write(to: path)
      error = nil
    } catch {
      self.error = error
    }
  }
}
