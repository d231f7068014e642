import Foundation
import Testing

@Suite struct FitMultinomialTests {
  /// Made up: three kinds that overlap.
  private static let kinds = """
    kind,size,weight
    oak,1.2,3.1
    elm,2.3,2.2
    ash,3.1,1.4
    oak,1.9,2.4
    elm,1.4,2.9
    ash,2.2,2.8
    oak,2.8,1.9
    elm,3.3,2.6
    ash,1.1,1.2
    oak,2.1,3.3
    elm,2.7,1.1
    ash,2.9,2.1
    oak,,2.0
    """

  @Test func theTableNamesClassesAndReference() throws {
    let run = try Workspace("kinds.csv", Self.kinds).descent(
      "fit kinds.csv --target kind --family multinomial --reference-class oak")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: dropped 1 row with missing values, of 13 read\n")
    #expect(
      run.output == """
        kind (against oak)  estimate  std. error        z      p  95 % from        to  exp(β)
        ash
          (Intercept)        3.46900     4.61097   0.7523  0.452   -5.56834   12.5063   32.10
          size              0.297836     1.19791   0.2486  0.804   -2.05002   2.64569   1.347
          weight            -1.79477     1.33711   -1.342  0.180   -4.41546  0.825915  0.1662
        elm
          (Intercept)        1.11279     4.82253   0.2307  0.818   -8.33918   10.5648   3.043
          size              0.615552     1.18211   0.5207  0.603   -1.70135   2.93245   1.851
          weight            -1.01162     1.31438  -0.7697  0.442   -3.58776   1.56452  0.3636

        multinomial family; rows 12, classes 3, coefficients 6, iterations 5, condition number 26.2
        deviance 23.2082 on 18 degrees of freedom, null deviance 26.3667 on 22; Pearson χ² 23.1072
        log-likelihood -11.6041, AIC 35.2082, BIC 38.1176
        likelihood ratio χ² 3.15849 on 4 degrees of freedom, p 0.532; McFadden's R² 0.1198

        """)
  }

  @Test func housingHasTheKeysAndDigits() throws {
    let run = try Workspace().descent(
      "fit \(Fixture.path("housing.csv")) --formula Sat~Infl+Type+Cont --family multinomial --weights Freq "
        + "--weights-kind frequency --json")
    #expect(run.exitCode == 0)
    let report = try run.json()
    let keys = [
      "target", "rows", "method", "rank", "coefficients", "family", "link", "classes", "referenceClass", "deviance",
      "nullDeviance", "dispersion", "degreesOfFreedom", "nullDegreesOfFreedom", "logLikelihood", "nullLogLikelihood",
      "aic", "bic", "mcFaddenRSquared", "likelihoodRatioTest", "iterations", "termination", "converged", "separation",
      "rSquared", "rowsDropped", "droppedColumns", "warnings", "seconds",
    ]
    for key in keys { #expect(report[key] != nil, "\(key)") }
    #expect(report["classes"] as? [String] == ["High", "Low", "Medium"])
    #expect(report["referenceClass"] as? String == "High")
    #expect(correctDigits(report["deviance"], 3470.08386634) >= 11)
    let coefficients = try report.list("coefficients")
    #expect(coefficients.count == 14)
    #expect(coefficients[1]["class"] as? String == "Low" && coefficients[1]["name"] as? String == "InflLow")
    #expect(correctDigits(coefficients[1]["estimate"], 1.612631068197) >= 6)
    #expect(correctDigits(coefficients[1]["relativeRisk"], exp(1.612631068197)) >= 6)
  }

  @Test func wholeNumbersAreClassesToo() throws {
    let data = "x,y\n1,2\n2,10\n3,2\n4,10\n5,10\n6,2\n7,10\n"
    let report = try Workspace().descent(
      "fit - --target y --family multinomial --json", input: data
    ).json()
    #expect(report["classes"] as? [String] == ["2", "10"])
    let logistic = try Workspace("d.csv", data.replacing(",2\n", with: ",0\n").replacing(",10\n", with: ",1\n"))
      .descent("fit d.csv --target y --family binomial --json").json()
    #expect(correctDigits(report["deviance"], logistic["deviance"] as! Double) >= 14)
  }

  @Test func separationIsSaidFirstAndEndsWithFour() throws {
    let data = "x,y\n1,a\n2,a\n3,a\n4,b\n5,b\n6,b\n7,c\n8,c\n9,c\n"
    let run = try Workspace("d.csv", data).descent("fit d.csv --target y --family multinomial")
    #expect(run.exitCode == 4)
    #expect(run.output.hasPrefix("y "))
    #expect(run.errors.hasPrefix("warning: x separates the classes a, b, c completely"))
    #expect(run.errors.hasSuffix("\ndescent: not converged (exit code 4)\n"))
  }

  @Test(arguments: [
    ("--family multinomial --reference-class elmm", "kind has no class 'elmm'; did you mean 'elm'?", 3 as Int32),
    (
      "--family multinomial --target weight --features size",
      "weight is 3.1 in row 1, and a class is a text or a whole number", 3
    ),
    ("--family multinomial --target size --features kind", "column kind of kinds.csv holds text, 'oak' in row 1", 3),
    ("--family multinomial --features sise", "kinds.csv has no column sise (--features); did you mean 'size'?", 3),
    ("--family multinomial --fail-missing", "has missing values (size 1)", 3),
    ("--family multinomial --offset size", "--offset does not go with --family multinomial", 2),
    ("--family multinomial --link probit", "--family multinomial has no link probit: choose logit", 2),
    ("--family multinomial --trials size", "--trials goes with --family binomial or quasi-binomial", 2),
    ("--family poisson --reference-class elm", "--reference-class goes with --family multinomial", 2),
    ("--reference-class elm", "--reference-class needs a --family", 2),
  ])
  func badInputIsSaid(_ options: String, _ message: String, _ code: Int32) throws {
    let target = options.contains("--target") ? "" : "--target kind"
    let run = try Workspace("kinds.csv", Self.kinds).descent("fit kinds.csv \(target) \(options)")
    #expect(run.exitCode == code)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output == "")
  }
}
