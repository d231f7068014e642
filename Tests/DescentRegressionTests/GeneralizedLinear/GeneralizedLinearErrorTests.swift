import Descent
import Foundation
import Testing

/// Data and settings that make no sense, each with its message.
struct GeneralizedLinearErrorTests {
  typealias Regression = GeneralizedLinearRegression

  private let x = Matrix(columns: [[1.0, 2, 3, 4, 5, 6]])
  private let counts: [Double] = [1, 0, 3, 2, 5, 4]

  private func message(_ body: () throws -> GeneralizedLinearModel) -> String {
    do {
      _ = try body()
      return "no error"
    } catch let error as RegressionError {
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }

  @Test(
    arguments: [
      (Regression.Family.poisson, -1.0, "0 or more for the poisson family"),
      (.quasiPoisson, -0.5, "0 or more for the quasi-poisson family"),
      (.negativeBinomial(theta: 1), -2, "0 or more for the negative-binomial family"),
      (.binomial, 1.5, "between 0 and 1 for the binomial family"),
      (.quasiBinomial, -0.1, "between 0 and 1 for the quasi-binomial family"),
      (.gamma, 0, "above 0 for the gamma family"), (.inverseGaussian, -3, "above 0 for the inverse-gaussian family"),
    ])
  func responsesOutOfRangeNameTheirRow(_ family: Regression.Family, _ value: Double, _ allowed: String) {
    var y: [Double] = family == .binomial || family == .quasiBinomial ? [1, 0, 0, 1, 0, 1] : [1, 2, 3, 2, 5, 4]
    y[3] = value
    let text = message { try Regression(family: family).fit(x, y, target: "visits") }
    #expect(text.hasPrefix("visits is \(value) in row 4, and must be \(allowed)."))
  }

  @Test func nonFiniteValuesNameTheirPlace() {
    var y = counts
    y[2] = .nan
    #expect(message { try Regression.poisson.fit(x, y) }.hasPrefix("y has 1 non-finite value, the first in row 3: nan"))
    var wide = x
    wide[4, 0] = .infinity
    #expect(
      message { try Regression.poisson.fit(wide, counts, names: ["dose"]) }
        .hasPrefix("dose has 1 non-finite value, the first in row 5: inf"))
    let offset: Vector<Double> = [0, 0, .nan, 0, .nan, 0]
    #expect(
      message { try Regression.poisson.fit(x, counts, offset: offset) }
        .hasPrefix("The offset has 2 non-finite values, the first in row 3: nan"))
  }

  @Test func trialsAreChecked() {
    let trials: Vector<Double> = [5, 5, 5, 5, 4, 5]
    #expect(
      message { try Regression.logistic.fit(x, .successes(Vector(counts), trials: trials), target: "killed") }
        .hasPrefix("killed has 5.0 successes of 4.0 trials in row 5."))
    #expect(
      message { try Regression.logistic.fit(x, .successes(Vector(counts), trials: [9, 9, 0, 9, 9, 9])) }
        .hasPrefix("The number of trials in row 3 is 0.0: it must be a finite number above 0."))
    #expect(
      message { try Regression.poisson.fit(x, .successes(Vector(counts), trials: trials)) }
        .hasPrefix("Numbers of trials go with the binomial and quasi-binomial families, not with poisson"))
    #expect(
      message { try Regression.logistic.fit(x, .successes([-1, 0, 0, 1, 1, 1], trials: trials)) }
        .hasPrefix("y is -1.0 in row 1, and must be 0 or more successes."))
  }

  @Test func settingsAreChecked() {
    #expect(
      message { try Regression(family: .poisson, link: .logit).fit(x, counts) }
        == "The poisson family has no link logit: choose log, sqrt or identity")
    #expect(message { try Regression(family: .poisson, ridge: -1).fit(x, counts) }.contains("ridge"))
    #expect(message { try Regression(family: .poisson, ridge: .nan).fit(x, counts) }.contains("ridge"))
    #expect(message { try Regression(family: .poisson, level: 1).fit(x, counts) }.contains("level"))
    #expect(message { try Regression(family: .poisson, maximumIterations: 0).fit(x, counts) }.contains("iterations"))
    #expect(message { try Regression(family: .negativeBinomial(theta: 0)).fit(x, counts) }.contains("θ"))
    #expect(
      message { try Regression(family: .poisson, hasIntercept: false).fit(Matrix<Double>.zeros(6, 0), counts) }
        == RegressionError.noTerms.description)
    #expect(
      message { try Regression.poisson.fit(x[rows: 0..<1], [2]) }
        == RegressionError.tooFewRows(rows: 1, coefficients: 2).description)
    #expect(
      message { try Regression.poisson.fit(x, counts, weights: .analytic([1, 1, -1, 1, 1, 1])) }
        == RegressionError.invalidWeight(row: 2, value: -1).description)
  }

  /// The identity without an intercept may have no valid point at all.
  @Test func noValidStartIsAnError() {
    let signed = Matrix(columns: [[1.0, -1, 1, -1, 1, -1]])
    #expect(
      message {
        try Regression(family: .poisson, link: .identity, hasIntercept: false).fit(signed, [1, 2, 3, 4, 5, 6])
      }
        == RegressionError.noValidStart(family: "poisson", link: "identity").description)
  }

  /// As in R a warning, and no likelihood.
  @Test func countsThatAreNotWholeAreNoted() throws {
    let model = try Regression.poisson.fit(x, [1, 0.5, 3, 2, 5, 4], target: "visits")
    #expect(model.logLikelihood == nil && model.aic == nil)
    #expect(
      model.warnings == [
        "visits is no whole number in row 2 (0.5): there is no likelihood, and no AIC, for such counts"
      ])
    #expect(try Regression(family: .quasiPoisson).fit(x, [1, 0.5, 3, 2, 5, 4]).warnings.isEmpty)
  }

  @Test func iterationLimitsAreNoted() throws {
    let y: [Double] = [1, 0, 30, 2, 50, 400]
    let model = try Regression(family: .poisson, maximumIterations: 1).fit(x, y)
    #expect(!model.converged)
    #expect(model.warnings.contains { $0.hasPrefix("the fit has not converged") })
  }

  @Test func saturatedFitsSaySo() throws {
    let model = try Regression.poisson.fit(x[rows: 0..<2], [2, 5])
    #expect(model.warnings.contains { $0.hasPrefix("as many coefficients as rows") })
    #expect(model.deviance < 1e-25)
    let gamma = try Regression(family: .gamma, link: .log).fit(x[rows: 0..<2], [2, 5])
    #expect(gamma.dispersion == nil && gamma.coefficients[0].standardError == nil)
  }

  /// θ has no maximum where counts vary less than Poisson's.
  @Test func underdispersedCountsSaySo() throws {
    let model = try Regression(family: .negativeBinomial(theta: nil)).fit(x, [1, 2, 3, 4, 5, 6])
    #expect(model.warnings.contains { $0.contains("use the poisson family") })
    let poisson = try Regression.poisson.fit(x, [1, 2, 3, 4, 5, 6])
    #expect(correctDigits(model.coefficients[1].estimate, poisson.coefficients[1].estimate!) >= 5)
  }
}
