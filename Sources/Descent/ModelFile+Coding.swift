import DescentData
import DescentRegression
import Foundation

extension ModelFile: Codable {
  private enum Kind: String, Codable {
    case linear, multinomial, robust, quantiles
    case generalizedLinear = "generalized-linear"
  }

  private enum CodingKeys: String, CodingKey {
    case kind = "descentModel"
    case format, predictor, predictors, columns
    case origin = "fittedTo"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .linear: model = .linear(try container.decode(LinearPredictor.self, forKey: .predictor))
    case .multinomial: model = .multinomial(try container.decode(MultinomialPredictor.self, forKey: .predictor))
    case .robust: model = .robust(try container.decode(RobustPredictor.self, forKey: .predictor))
    case .quantiles: model = .quantiles(try container.decode([RobustPredictor].self, forKey: .predictors))
    case .generalizedLinear:
      model = .generalizedLinear(try container.decode(GeneralizedLinearPredictor.self, forKey: .predictor))
    }
    origin = try container.decodeIfPresent(Origin.self, forKey: .origin)
    let stated = try container.decodeIfPresent([ModelColumn].self, forKey: .columns)
    guard stated == nil || stated == columns else {
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: container, debugDescription: "its columns are not those of its predictor")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func encode(_ kind: Kind, _ predictor: some Encodable, _ key: CodingKeys = .predictor) throws {
      try container.encode(kind, forKey: .kind)
      try container.encode(predictor, forKey: key)
    }
    try container.encode(Self.currentFormat, forKey: .format)
    switch model {
    case .linear(let predictor): try encode(.linear, predictor)
    case .multinomial(let predictor): try encode(.multinomial, predictor)
    case .robust(let predictor): try encode(.robust, predictor)
    case .quantiles(let predictors): try encode(.quantiles, predictors, .predictors)
    case .generalizedLinear(let predictor): try encode(.generalizedLinear, predictor)
    }
    try container.encode(columns, forKey: .columns)
    try container.encodeIfPresent(origin, forKey: .origin)
  }

  /// Reads a model.
  ///
  /// - Throws: ``ModelFileError`` where there is no such file, where it is no model or not all of one, or where a later
  ///   version wrote it.
  public init(contentsOf path: String) throws {
    let data = try contents(of: path) { ModelFileError.unreadable(path: path, reason: $0) }
    // First of all the format, because a later one may look different.
    if let format = (try? JSONDecoder().decode(Version.self, from: data))?.format, format > Self.currentFormat {
      throw ModelFileError.laterVersion(path: path, format: format)
    }
    do {
      self = try JSONDecoder().decode(ModelFile.self, from: data)
    } catch {
      throw ModelFileError.damaged(path: path, reason: decodingReason(error))
    }
  }

  /// Writes the model, whole or not at all: an older file of the name stays until the new one is complete.
  ///
  /// - Throws: `DataError` that names the path and the system's reason.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let text = try String(decoding: encoder.encode(self), as: UTF8.self) + "\n"
    try AtomicFile.write(to: path) { file throws(DataError) in try file.write(text) }
  }
}

private struct Version: Decodable {
  var format: Int
}

/// What can be wrong with the file of a model.
public enum ModelFileError: Error, Equatable, Sendable {
  /// There is no such file, or it cannot be read.
  case unreadable(path: String, reason: String)
  /// The file is no model, or not all of one.
  case damaged(path: String, reason: String)
  /// A later version wrote it.
  case laterVersion(path: String, format: Int)
}

extension ModelFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .damaged(let path, let reason):
      "\(path) is not a model that descent fit --save has written, or not all of one: \(reason)"
    case .laterVersion(let path, let format):
      "\(path) was written by a later version of descent (format \(format)): update descent"
    }
  }
}
