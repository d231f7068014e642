import DescentData
public import DescentRegression
import Foundation

extension LinearRegression.Stream {
  /// Reads a stream that was written to a file: a checkpoint to go on from, or a shard to merge.
  ///
  /// - Throws: `RegressionError.invalidStream` where there is no such file, where it is no stream or not all of one, or
  ///   where it is one of another version.
  public init(contentsOf path: String) throws {
    let data = try contents(of: path) { RegressionError.invalidStream("\(path) cannot be read: \($0)") }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch RegressionError.invalidStream(let reason) {
      throw RegressionError.invalidStream("\(path): \(reason)")
    } catch {
      throw RegressionError.invalidStream(
        "\(path) is no stream of a linear model, or not all of one: \(decodingReason(error)). Use an older copy, or read "
          + "the data again")
    }
  }

  /// Writes the stream, whole or not at all: an older file of the name stays until the new one is complete.
  ///
  /// - Throws: `DataError` that names the path and the system's reason.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = try String(decoding: encoder.encode(self), as: UTF8.self) + "\n"
    try AtomicFile.write(to: path) { file throws(DataError) in try file.write(text) }
  }
}
