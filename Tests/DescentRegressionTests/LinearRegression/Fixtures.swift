import Descent
import Foundation

/// The project's own copies of published data.
enum Fixtures {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = package.appendingPathComponent("Fixtures")
  /// NIST's sets, which `descent certify` carries inside.
  static let certifiedFolder = package.appendingPathComponent("Sources/descent-cli/ReferenceSets")

  static func table(_ name: String) throws -> Table {
    try CSVFile(folder.appendingPathComponent(name).path).read()
  }

  /// The data of one of NIST's sets.
  static func certifiedTable(_ name: String) throws -> Table {
    try CSVFile(certifiedFolder.appendingPathComponent(name + ".csv").path).read()
  }

  /// NIST's certified values of a data set.
  static func certified(_ name: String) throws -> CertifiedSet {
    let data = try Data(contentsOf: certifiedFolder.appendingPathComponent("certified.json"))
    return try JSONDecoder().decode([String: CertifiedSet].self, from: data)[name]!
  }

  /// Fits solved with 50 digits.
  static func reference(_ name: String) throws -> ReferenceFit {
    let data = try Data(contentsOf: folder.appendingPathComponent("reference.json"))
    let all = try JSONSerialization.jsonObject(with: data) as! [String: Any]
    return try JSONDecoder().decode(ReferenceFit.self, from: JSONSerialization.data(withJSONObject: all[name]!))
  }
}

struct CertifiedSet: Decodable {
  struct Values: Decodable {
    var coef, sd: [String: String]
    var r2, residualStandardError: String

    private enum CodingKeys: String, CodingKey {
      case coef, sd, r2
      case residualStandardError = "residual_sd"
    }
  }

  var certified: Values

  /// B0, B1, … in order.
  func coefficients(_ values: [String: String]) -> [Double] {
    values.sorted { Int($0.key.dropFirst())! < Int($1.key.dropFirst())! }.map { Double($0.value)! }
  }
}

struct ReferenceFit: Decodable {
  var coef, se: [String: String]
  var sigma, rss, r2, adjustedR2, fStatistic, loglik, aic, bic: String
  var hc0, hc1, hc2, hc3: [String: String]
  var leverage, cook: [String]
  var durbinWatson: String

  private enum CodingKeys: String, CodingKey {
    case coef, se, sigma, rss, r2, loglik, leverage, cook, hc0, hc1, hc2, hc3
    case durbinWatson = "dw"
    case adjustedR2 = "adj_r2"
    case fStatistic = "F"
    case aic = "aic_R"
    case bic = "bic_R"
  }
}

/// The correct digits −log₁₀(|estimate − truth|/|truth|), at most 15; the absolute error's where the truth is 0.
func correctDigits(_ estimate: Double?, _ truth: Double) -> Double {
  guard let estimate, estimate.isFinite else { return -.infinity }
  let error = (estimate - truth).magnitude / (truth == 0 ? 1 : truth.magnitude)
  return error == 0 ? 15 : min(15, -log10(error))
}
