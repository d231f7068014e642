import Descent
import Foundation

/// The file that `fit --save` writes and `predict` reads.
struct SavedModel: Codable {
  var descentModel = "linear"
  var predictor: LinearPredictor

  init(_ predictor: LinearPredictor) { self.predictor = predictor }

  init(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(status: .badData, message: "\(path): no such file; check the name and the folder")
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw Failure(status: .badData, message: "\(path) cannot be read: \(error.localizedDescription)")
    }
    // First of all the format, because a later one may look different.
    if let format = try? JSONDecoder().decode(Version.self, from: data).predictor.format,
      format > LinearPredictor.currentFormat
    {
      throw Failure(
        status: .badData,
        message: "\(path) was written by a later version of descent (format \(format)): update descent")
    }
    do {
      self = try JSONDecoder().decode(SavedModel.self, from: data)
    } catch {
      throw Failure(
        status: .badData,
        message: "\(path) is not a model that descent fit --save has written: \(decodingReason(error))")
    }
  }

  private struct Version: Decodable {
    struct Predictor: Decodable { var format: Int }
    var predictor: Predictor
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let text = try String(decoding: encoder.encode(self), as: UTF8.self) + "\n"
    try AtomicFile.write(to: path) { file throws(DataError) in try file.write(text) }
  }
}
