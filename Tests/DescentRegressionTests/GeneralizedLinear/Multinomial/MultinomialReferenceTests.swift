import Descent
import Foundation
import Testing

/// Multinomial fits against solutions with 60 digits.
struct MultinomialReferenceTests {
  @Test(arguments: MultinomialReference.all)
  func agreesWithSixtyDigits(_ reference: MultinomialReference) throws {
    try agrees(try reference.fit(), reference)
  }

  /// 20,190 visits to the doctor (RAND Health Insurance Experiment) in 9125 different rows.
  @Test func agreesOnDoctorVisits() throws {
    let table = try Fixtures.table("randhie.csv")
    let visits = try table["mdvis"]
    let model = try MultinomialRegression().fit(
      table.matrix(columns: ["lncoins", "idp", "physlm", "disea"]), visits.map { $0 == 0 ? 0 : $0 <= 2 ? 1 : 2 },
      weights: .frequency(table["count"]))
    try agrees(model, MultinomialReference.visits)
    #expect(model.degreesOfFreedom == 2 * (20_190 - 5))
    #expect(correctDigits(model.bic, 2 * -model.logLikelihood! + 10 * log(20_190)) >= 14)
  }

  private func agrees(_ model: MultinomialModel, _ reference: MultinomialReference) throws {
    #expect(model.converged)
    #expect(model.warnings.isEmpty)
    let coefficients = model.coefficients.flatMap(\.coefficients)
    #expect(coefficients.count == reference.coefficients.count)
    for (found, expected) in zip(coefficients, reference.coefficients) {
      #expect(correctDigits(found.estimate, expected) >= 14, "\(found.name)")
    }
    for (found, expected) in zip(coefficients, reference.standardErrors) {
      #expect(correctDigits(found.standardError, expected) >= 14, "\(found.name)")
    }
    #expect(correctDigits(model.deviance, reference.deviance) >= 13)
    #expect(correctDigits(model.nullDeviance, reference.nullDeviance) >= 13)
    #expect(correctDigits(model.pearsonChiSquared, reference.pearson) >= 13)
    #expect(correctDigits(model.logLikelihood, reference.logLikelihood) >= 13)
    #expect(correctDigits(model.mcFaddenRSquared, reference.mcFadden) >= 12)
    for (k, expected) in reference.firstRow.enumerated() {
      #expect(correctDigits(model.probabilities[0, k], expected) >= 14)
    }
    let parameters = Double(reference.coefficients.count)
    #expect(correctDigits(model.aic, 2 * parameters - 2 * reference.logLikelihood) >= 13)
    if reference.hasIntercept {
      let test = try #require(model.likelihoodRatioTest)
      #expect(correctDigits(test.statistic, reference.nullDeviance - reference.deviance) >= 11)
      #expect(test.degreesOfFreedom == [parameters - Double(reference.firstRow.count - 1)])
    }
  }
}

extension MultinomialReference {
  var x: Matrix<Double> { Matrix(columns: columns.map { Vector($0) }) }

  var response: MultinomialRegression.Response {
    codes.map { .integers($0) } ?? .counts(Matrix(rows: counts!))
  }

  func fit(_ configuration: MultinomialRegression = MultinomialRegression()) throws -> MultinomialModel {
    var configuration = configuration
    configuration.hasIntercept = hasIntercept
    return try configuration.fit(x, response, weights: weights.map { .analytic(Vector($0)) })
  }
}
