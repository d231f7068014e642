import Descent
import Foundation

/// One of NIST's Statistical Reference Datasets for linear regression: data, model and certified values.
struct ReferenceSet {
  let name: String
  let terms: ModelTerms
  let hasIntercept: Bool
  /// One column for each column of the terms.
  let x: Matrix<Double>
  let y: Vector<Double>
  /// The certified values, the intercept first.
  let coefficients, standardErrors: [Double]
  /// The digits of the exact solution of the data as doubles, powers formed exactly, against the certified values.
  let coefficientCeiling: Double
  /// The same of the standard errors; nil where these are 0.
  let standardErrorCeiling: Double?

  /// The certified values have 15 digits: whoever agrees with all of them has at least these.
  static let certifiedDigits = 15.0

  /// Whether y is a polynomial of x without deviations.
  var hasExactFit: Bool { standardErrors.allSatisfy { $0 == 0 } }

  /// Fits the model of the set.
  func fit(_ method: LeastSquaresMethod) throws -> LinearModel {
    try LinearRegression(method: method, hasIntercept: hasIntercept).fit(x, y, terms: terms)
  }

  /// min −log₁₀(|value − certified| / |certified|), from 0 to 15; 0 where a value is missing.
  func worstDigits(_ values: [Double?], _ certified: [Double]) -> Double {
    guard values.count == certified.count else { return 0 }
    let digits = zip(values, certified).map { value, truth in
      guard let value, value.isFinite else { return 0.0 }
      let error = (value - truth).magnitude / (truth == 0 ? 1 : truth.magnitude)
      return error == 0 ? Self.certifiedDigits : max(0, min(Self.certifiedDigits, -log10(error)))
    }
    return digits.min() ?? 0
  }
}

// MARK: The sets inside this program

extension ReferenceSet {
  /// All sets, the easy ones first.
  static func all() throws -> [ReferenceSet] {
    let certified = try JSONDecoder().decode([String: Certified].self, from: Data(PackageResources.certified_json))
    let files: [(name: String, bytes: [UInt8])] = [
      ("Norris", PackageResources.Norris_csv), ("NoInt1", PackageResources.NoInt1_csv),
      ("Longley", PackageResources.Longley_csv), ("Wampler1", PackageResources.Wampler1_csv),
      ("Wampler3", PackageResources.Wampler3_csv), ("Filip", PackageResources.Filip_csv),
    ]
    return files.map { ReferenceSet(name: $0.name, csv: $0.bytes, certified[$0.name]!) }
  }

  private init(name: String, csv: [UInt8], _ certified: Certified) {
    let lines = String(decoding: csv, as: UTF8.self).split(whereSeparator: \.isNewline)
    let columns = lines[0].split(separator: ",").map(String.init)
    let rows = lines.dropFirst().map { line in line.split(separator: ",").map { Double($0)! } }
    self.name = name
    // y stands first.
    y = Vector(rows.map { $0[0] })
    x = Matrix(rows: rows.map { Array($0.dropFirst()) })
    terms = ModelTerms(columns: Array(columns.dropFirst()), degrees: ["x": certified.degree ?? 1])
    hasIntercept = certified.intercept
    coefficients = Certified.inOrder(certified.certified.coef)
    standardErrors = Certified.inOrder(certified.certified.sd)
    coefficientCeiling = certified.ceiling.coef
    standardErrorCeiling = certified.ceiling.sd
  }

  /// What `certified.json` says of a set.
  private struct Certified: Decodable {
    struct Values: Decodable { let coef, sd: [String: String] }
    struct Ceiling: Decodable {
      let coef: Double
      let sd: Double?
    }

    let intercept: Bool
    let degree: Int?
    let certified: Values
    let ceiling: Ceiling

    private enum CodingKeys: String, CodingKey {
      case intercept, degree, certified
      case ceiling = "polynomial_ceiling_lre"
    }

    /// B0, B1, … in order.
    static func inOrder(_ values: [String: String]) -> [Double] {
      values.sorted { Int($0.key.dropFirst())! < Int($1.key.dropFirst())! }.map { Double($0.value)! }
    }
  }
}
