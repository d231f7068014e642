import Descent
import Foundation
import Testing

/// Figures beside R 4.2.2 with epsilon = 1e-15 (as it comes, its standard errors have six digits or so).
struct GeneralizedLinearDiagnosticsTests {
  typealias Regression = GeneralizedLinearRegression

  private let dose = Matrix(columns: [[1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.861, 1.8839]])
  private let trials: Vector<Double> = [59, 60, 62, 56, 63, 59, 62, 60]
  private let killed: Vector<Double> = [6, 13, 18, 28, 52, 53, 61, 60]
  private let clots: [Double] = [118, 58, 42, 35, 27, 25, 21, 19, 18]
  private let times = Matrix(columns: [
    Vector([5.0, 10, 15, 20, 30, 40, 60, 80, 100].map { (u: Double) -> Double in log(u) })
  ])

  private func agree(_ found: Vector<Double>?, _ expected: [Double], digits: Double) {
    guard let found else {
      Issue.record("there is nothing")
      return
    }
    for (a, b) in zip(found, expected) { #expect(correctDigits(a, b) >= digits) }
  }

  /// rstandard, hatvalues, residuals and predict of glm(cbind(killed, n − killed) ~ dose, binomial).
  @Test func residualsAreThoseOfR() throws {
    let model = try Regression.logistic.fit(dose, .successes(killed, trials: trials))
    agree(
      model.leverages,
      [
        0.268140489963253, 0.345932231611488, 0.310460691675361, 0.232527596737504, 0.269422123992028,
        0.237636037075172, 0.19875442536499, 0.137126403580204,
      ], digits: 11)
    agree(
      model.standardizedResiduals(),
      [
        1.50052120673939, 1.31029009995204, -1.44043092396261, -1.81966238743705, 0.709153174762806, -0.145634365789199,
        1.39765236308466, 1.71597376546074,
      ], digits: 11)
    agree(
      model.standardizedResiduals(.pearson),
      [
        1.6473594558879, 1.36149324778312, -1.41652309768062, -1.84050257182188, 0.69547049981215, -0.146723124987673,
        1.21929893562419, 1.21982788502575,
      ], digits: 11)
    agree(
      model.residuals(.working),
      [
        0.78115417638079, 0.383880913620569, -0.310822063447674, -0.440816409170961, 0.185573652285777,
        -0.0564151638983632, 0.670028110267627, 1.02139897856023,
      ], digits: 11)
    let new = Matrix(columns: [[1.7, 1.8]])
    let predictions = try model.predictor.predict(new, level: 0.95)
    agree(Vector(predictions.map(\.fit)), [0.0788626943988826, 0.724946405285504], digits: 11)
    agree(Vector(predictions.map(\.standardError)), [0.0191199282885252, 0.0289241229036806], digits: 11)
    #expect(correctDigits(model.bic, 41.5891523978714) >= 12)
  }

  @Test func quasiFamiliesEstimateTheDispersion() throws {
    let model = try Regression(family: .quasiBinomial).fit(dose, .successes(killed, trials: trials))
    #expect(correctDigits(model.coefficients[0].standardError, 6.69723189743126) >= 12)
    #expect(correctDigits(model.coefficients[1].standardError, 3.76459440153263) >= 12)
    #expect(correctDigits(model.coefficients[1].statistic, 9.10332484163366) >= 12)
    #expect(correctDigits(model.coefficients[1].pValue, 9.87062500426884e-05) >= 11)
    #expect(model.logLikelihood == nil && model.aic == nil)
  }

  @Test func likelihoodsWithDispersionAreThoseOfR() throws {
    let gamma = try Regression.gamma.fit(times, clots)
    #expect(correctDigits(gamma.aic, 37.9899239495546) >= 13)
    #expect(correctDigits(gamma.coefficients[1].pValue, 2.75119090978930e-09) >= 11)
    let weights = ObservationWeights.analytic([1, 2, 1, 3, 1, 1, 2, 1, 1])
    let inverseGaussian = try Regression(family: .inverseGaussian, link: .log).fit(times, clots, weights: weights)
    #expect(correctDigits(inverseGaussian.aic, 75.3897123664185) >= 13)
    #expect(correctDigits(inverseGaussian.bic, 75.9813860984272) >= 13)
    let weighted = try Regression(family: .gamma, link: .log).fit(times, clots, weights: weights)
    #expect(correctDigits(weighted.aic, 79.8839268718316) >= 13)
  }

  /// anova(…, test = "F").
  @Test func analysisOfDevianceIsThatOfR() throws {
    let smaller = try Regression.gamma.fit(Matrix<Double>.zeros(9, 0), clots)
    let test = try smaller.analysisOfDeviance(against: Regression.gamma.fit(times, clots))
    #expect(
      test.test == AnalysisOfDeviance.Test.f && test.degreesOfFreedom == 1 && test.denominatorDegreesOfFreedom == 7)
    #expect(correctDigits(test.devianceDifference, 3.49609654865) >= 11)
    #expect(correctDigits(test.statistic, 1429.29058) >= 8)
    #expect(correctDigits(test.pValue, 2.3564e-09) >= 4)
  }
}
