import Descent
import Foundation
import Testing

/// Fits against solutions with 50 and 60 digits.
struct GeneralizedLinearReferenceTests {
  @Test(arguments: ReferenceModel.all)
  func agreesWithSixtyDigits(_ reference: ReferenceModel) throws {
    let model = try reference.fit()
    #expect(model.converged)
    #expect(model.warnings.isEmpty)
    for (found, expected) in zip(model.coefficients, reference.coefficients) {
      #expect(correctDigits(found.estimate, expected) >= 14, "\(found.name)")
    }
    for (found, expected) in zip(model.coefficients, reference.standardErrors) {
      #expect(correctDigits(found.standardError, expected) >= 14, "\(found.name)")
    }
    #expect(correctDigits(model.deviance, reference.deviance) >= 13)
    #expect(correctDigits(model.nullDeviance, reference.nullDeviance) >= 13)
    #expect(correctDigits(model.pearsonChiSquared, reference.pearson) >= 13)
    #expect(correctDigits(model.logLikelihood, reference.logLikelihood) >= 13)
    if let (theta, error) = reference.theta {
      #expect(correctDigits(model.theta, theta) >= 12)
      #expect(correctDigits(model.thetaStandardError, error) >= 12)
    }
  }

  /// 20,190 rows of visits to the doctor (RAND Health Insurance Experiment).
  @Test func agreesOnDoctorVisits() throws {
    let (x, y, names) = try DoctorVisits.rows()
    let reference = try DoctorVisits.reference()
    let model = try GeneralizedLinearRegression.poisson.fit(x, y, names: names)
    #expect(model.rowCount == 20_190)
    for coefficient in model.coefficients {
      #expect(correctDigits(coefficient.estimate, Double(reference.coef[coefficient.name]!)!) >= 14)
      #expect(correctDigits(coefficient.standardError, Double(reference.se[coefficient.name]!)!) >= 14)
    }
    #expect(correctDigits(model.deviance, Double(reference.deviance)!) >= 13)
    #expect(correctDigits(model.nullDeviance, Double(reference.nullDeviance)!) >= 13)
    #expect(correctDigits(model.pearsonChiSquared, Double(reference.pearson)!) >= 13)
    #expect(correctDigits(model.logLikelihood, Double(reference.loglik)!) >= 14)
    #expect(correctDigits(model.aic, Double(reference.aic)!) >= 14)
    #expect(model.dispersion == 1)
    #expect(model.degreesOfFreedom == 20_180)
  }

  /// A row that stands for many is the same as many rows.
  @Test func countsRowsByFrequency() throws {
    let table = try Fixtures.table("randhie.csv")
    let reference = try DoctorVisits.reference()
    let terms = ModelTerms(columns: DoctorVisits.names)
    let model = try GeneralizedLinearRegression.poisson.fit(
      table, target: "mdvis", terms: terms, weights: .frequency(table["count"]))
    for coefficient in model.coefficients {
      #expect(correctDigits(coefficient.estimate, Double(reference.coef[coefficient.name]!)!) >= 14)
      #expect(correctDigits(coefficient.standardError, Double(reference.se[coefficient.name]!)!) >= 14)
    }
    #expect(correctDigits(model.deviance, Double(reference.deviance)!) >= 13)
    #expect(correctDigits(model.logLikelihood, Double(reference.loglik)!) >= 13)
    #expect(model.degreesOfFreedom == 20_180)
  }
}

/// The data of `Fixtures/randhie.csv`, whose rows say how often they occur.
enum DoctorVisits {
  static let names = ["lncoins", "idp", "lpi", "fmde", "physlm", "disea", "hlthg", "hlthf", "hlthp"]

  /// Each row as often as it occurs.
  static func rows() throws -> (x: Matrix<Double>, y: Vector<Double>, names: [String]) {
    let table = try Fixtures.table("randhie.csv")
    let (distinct, counts) = (try table.matrix(columns: names), try table["count"])
    let rows = counts.indices.flatMap { [Int](repeating: $0, count: Int(counts[$0])) }
    let y = try table["mdvis"]
    return (distinct.selecting(rows: rows), Vector(rows.map { y[$0] }), names)
  }

  static func reference() throws -> Reference {
    let data = try Data(contentsOf: Fixtures.folder.appendingPathComponent("reference.json"))
    let all = try JSONSerialization.jsonObject(with: data) as! [String: Any]
    return try JSONDecoder().decode(
      Reference.self, from: JSONSerialization.data(withJSONObject: all["randhie_poisson"]!))
  }

  struct Reference: Decodable {
    var coef, se: [String: String]
    var deviance, nullDeviance, pearson, loglik, aic: String

    private enum CodingKeys: String, CodingKey {
      case coef, se, deviance, loglik, aic
      case nullDeviance = "null_deviance"
      case pearson = "pearson_chi2"
    }
  }
}
