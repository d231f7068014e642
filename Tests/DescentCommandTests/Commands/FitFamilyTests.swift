import Foundation
import Testing

@Suite struct FitFamilyTests {
  /// Bliss (1935).
  private static let beetles = """
    dose,n,killed
    1.6907,59,6
    1.7242,60,13
    1.7552,62,18
    1.7842,56,28
    1.8113,63,52
    1.8369,59,53
    1.8610,62,61
    1.8839,60,60
    """

  @Test func theTableOfBeetles() throws {
    let run = try Workspace("beetles.csv", Self.beetles).descent(
      "fit beetles.csv --target killed --trials n --family binomial")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        killed       estimate  std. error       z         p  95 % from        to
        (Intercept)  -60.7175     5.18071  -11.72  <2.2e-16   -70.8715  -50.5634
        dose          34.2703     2.91214   11.77  <2.2e-16    28.5626   39.9780

        binomial family, link logit; rows 8, coefficients 2, iterations 4, condition number 92.7
        deviance 11.2322 on 6 degrees of freedom, null deviance 284.202 on 7
        Pearson χ² 10.0268, dispersion 1
        log-likelihood -18.7151, AIC 41.4303, BIC 41.5892

        """)
  }

  @Test func poissonHasTheKeysAndDigits() throws {
    let run = try Workspace().descent(
      "fit \(Fixture.path("randhie.csv")) --target mdvis --family poisson --weights count "
        + "--weights-kind frequency --json")
    #expect(run.exitCode == 0)
    let report = try run.json()
    let keys = [
      "target", "rows", "method", "rank", "coefficients", "family", "link", "deviance", "nullDeviance", "dispersion",
      "degreesOfFreedom", "logLikelihood", "aic", "bic", "iterations", "termination", "converged", "separation",
      "rSquared", "rowsDropped", "droppedColumns", "warnings", "seconds",
    ]
    for key in keys { #expect(report[key] != nil, "\(key)") }
    #expect(correctDigits(report["deviance"], 83934.23786046742) >= 13)
    #expect(correctDigits(report["nullDeviance"], 92389.42410748719) >= 13)
    #expect(correctDigits(report["aic"], 124859.1771288978) >= 13)
    let coefficients = try report.list("coefficients")
    #expect(coefficients[0]["name"] as? String == "(Intercept)")
    #expect(correctDigits(coefficients[2]["estimate"], -0.2470867941319400381259) >= 14)
    #expect(correctDigits(coefficients[2]["standardError"], 0.01061725189603855426306) >= 14)
  }

  @Test func separationIsSaidFirstAndEndsWithFour() throws {
    let run = try Workspace("d.csv", "x,y\n1,0\n2,0\n3,0\n4,1\n5,1\n").descent("fit d.csv --target y --family binomial")
    #expect(run.exitCode == 4)
    #expect(run.output.hasPrefix("y "))
    #expect(run.errors.hasPrefix("warning: x separates the response completely"))
    #expect(run.errors.hasSuffix("\ndescent: not converged (exit code 4)\n"))
  }

  @Test func offsetsAreNoFeatures() throws {
    let data = "x,exposure,y\n1,0.1,1\n2,0.3,3\n3,0.2,2\n4,0.5,6\n"
    let report = try Workspace("d.csv", data).descent("fit d.csv --target y --family poisson --offset exposure --json")
      .json()
    #expect(try report.list("coefficients").map { $0["name"] as? String } == ["(Intercept)", "x"])
  }

  @Test(arguments: [
    ("--family poisson", "y is -1.0 in row 2, and must be 0 or more for the poisson family", 3 as Int32),
    ("--family gamma", "must be above 0 for the gamma family", 3),
    ("--family binomial --features x", "must be between 0 and 1 for the binomial family", 3),
    ("--family poisson --offset z", "has no column z (--offset)", 3),
    ("--family poisson --link probit", "--family poisson has no link probit: choose log, sqrt, identity", 2),
    ("--family nonsense", "nonsense", 2),
    ("--link log", "--link needs a --family", 2),
    ("--theta 3", "--theta needs a --family", 2),
    ("--family poisson --theta 3", "--theta goes with --family negative-binomial", 2),
    ("--family poisson --trials w", "--trials goes with --family binomial or quasi-binomial", 2),
    ("--family gaussian --method qr", "--method is for least squares", 2),
    ("--family gaussian --offset y", "y is given by --offset and is also the target", 2),
  ])
  func badInputIsSaid(_ options: String, _ message: String, _ code: Int32) throws {
    let run = try Workspace("d.csv", "x,w,y\n1,1,2\n2,1,-1\n3,2,4\n4,2,1\n").descent("fit d.csv --target y \(options)")
    #expect(run.exitCode == code)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output == "")
  }
}
