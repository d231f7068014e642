import Descent
import Testing

/// Columns that nearly depend on each other, against solutions with 60 digits (as those of ``ReferenceModel``).
struct IllConditionedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var family: GeneralizedLinearRegression.Family
    var link: GeneralizedLinearRegression.Link
    var coefficients, standardErrors: [Double]
    var deviance, logLikelihood: Double

    var testDescription: String { name }
  }

  /// Longley's columns explain his target, or its thousands; the last is a polynomial of degree 6.
  static let cases = [
    Case(
      name: "longley poisson", family: .poisson, link: .log,
      coefficients: [
        -53.63853681896188172687, 0.0007751306775351402166785, -5.879794337526878278838e-7,
        -0.00003037886499337865809388, -0.00001335021121421699714893, -0.000002104272062707124758243,
        0.02985174726300815712078,
      ],
      standardErrors: [
        360.9419220494999254312, 0.03460119882339466049069, 0.0000136118861622161757332, 0.0001983461893518191683246,
        0.00008719889281494803063176, 0.00009165571409657245019599, 0.1845960048699410696643,
      ],
      deviance: 0.01103182305906632625318, logLikelihood: -48.15822625807517725651),
    Case(
      name: "longley gamma inverse", family: .gamma, link: .inverse,
      coefficients: [
        0.000921686320219665831085, -7.325451280052790082617e-9, 9.297934296914480007479e-12,
        4.783348477543253986557e-10, 2.126791221705067225414e-10, 3.201064500677722212531e-11,
        -4.681684892957306435939e-7,
      ],
      standardErrors: [
        0.0002171958800066015704273, 2.08959795290291009799e-8, 8.205839911245772447662e-12,
        1.194620482327180369144e-10, 5.264118956840669446598e-11, 5.511056147914034426973e-11,
        1.110612088881688637199e-7,
      ],
      deviance: 0.000212456519569960516193, logLikelihood: -110.238458232453818835),
    Case(
      name: "longley nb sqrt", family: .negativeBinomial(theta: 3.5), link: .squareRoot,
      coefficients: [
        -219.9885911270580801695, 0.003178222945065934494087, -0.000002397852612877621673613,
        -0.0001236933286297686759111, -0.0000562999224361853704666, -0.000006099634342532849165866,
        0.1176441828027684782711,
      ],
      standardErrors: [
        6484.692325625398965746, 0.614885376367574569484, 0.0002431368682384902461589, 0.003548409515423820950484,
        0.001554547597164671903542, 0.001645167069218887569451, 3.317861618957000851283,
      ],
      deviance: 0.0005829022387825784838538, logLikelihood: -72.33907264229961718297),
    Case(
      name: "poly", family: .poisson, link: .log,
      coefficients: [
        1.496565275110630158572, -1.038258960037178853565, 0.5111194438797582562446, -0.09617218885332614481423,
        0.008737107064154354234277, -0.0003805824123174562816748, 0.000006342029860452257415618,
      ],
      standardErrors: [
        1.888813112401126906784, 2.056396516410099787167, 0.7464595754965436851753, 0.1233334397843729299199,
        0.01020427713915688889265, 0.0004116633405412430239894, 0.00000644092488276891283011,
      ],
      deviance: 20.9969881624837472727, logLikelihood: -43.33359415168788863407),
  ]

  @Test(arguments: cases)
  func keepsItsDigits(_ reference: Case) throws {
    let model = try fit(reference)
    #expect(model.converged)
    // The deviance of a fit this close is a sum of squares of small differences.
    #expect(correctDigits(model.deviance, reference.deviance) >= 12)
    #expect(correctDigits(model.logLikelihood, reference.logLikelihood) >= 13)
    for (found, expected) in zip(model.coefficients, reference.coefficients) {
      #expect(correctDigits(found.estimate, expected) >= 14, "\(found.name)")
    }
    for (found, expected) in zip(model.coefficients, reference.standardErrors) {
      #expect(correctDigits(found.standardError, expected) >= 14, "\(found.name)")
    }
  }

  private func fit(_ reference: Case) throws -> GeneralizedLinearModel {
    let regression = GeneralizedLinearRegression(family: reference.family, link: reference.link)
    if reference.name == "poly" {
      let y: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4]
      return try regression.fit(
        Matrix(columns: [Vector((1...20).map(Double.init))]), .values(Vector(y)),
        terms: ModelTerms(columns: ["x"], degrees: ["x": 6]))
    }
    let table = try Fixtures.table("longley.csv")
    let x = try table.matrix(columns: ["gnpdefl", "gnp", "unemp", "armed", "pop", "year"])
    let y = try table["totemp"]
    return try regression.fit(x, reference.family == .gamma ? y : y.mapElements { ($0 / 1000).rounded() })
  }
}
