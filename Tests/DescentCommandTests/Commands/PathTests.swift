import Foundation
import Testing

@Suite struct PathTests {
  private static let longley = "path \(Fixture.path("longley.csv")) --target totemp"

  @Test func theRidgeOfLongley() throws {
    let run = try Workspace().descent("\(Self.longley) --penalty ridge --lambdas 4")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        totemp         estimate
        (Intercept)    -2867985
        gnpdefl        -1.98317
        gnp          -0.0157833
        unemp          -1.72423
        armed         -0.949504
        pop           -0.126027
        year            1515.68

        minimizes (1/n)‖y − Xβ‖² + (λ/2)‖β‖², columns standardized
        λ 0.00042734 (least generalized cross-validation), 6 of 6 coefficients not zero
        rows 16, degrees of freedom of the fit 6.54543, R² 0.995238

                λ  degrees of freedom      R²        GCV
            92.07               1.121  0.1599  1.123e+07
           0.1984               3.733  0.9798     397776
        0.0004273               6.545  0.9952     157698  chosen
        9.207e-07               6.999  0.9955     165167


        """)
  }

  @Test func theLassoIsChosenByFolds() throws {
    let report = try Workspace().descent("\(Self.longley) --json --seed 3 --threads 1").json()
    #expect(report["penalty"] as? String == "lasso" && report["alpha"] as? Double == 1)
    #expect(report["folds"] as? Int == 10 && report["seed"] as? Int == 3)
    #expect(report["standardized"] as? Bool == true && report["converged"] as? Bool == true)
    let path = try report.list("path")
    #expect(path.count == 100)
    let errors = path.map { $0["error"] as? Double ?? .nan }
    let best = try #require(errors.indices.min { errors[$0] < errors[$1] })
    #expect(path[best]["lambda"] as? Double == report["lambda"] as? Double)
    #expect(report["lambdaMinimum"] as? Double == report["lambda"] as? Double)
    #expect(report["lambdaMax"] as? Double == path[0]["lambda"] as? Double)
    let simple = try Workspace().descent("\(Self.longley) --json --seed 3 --select one-standard-error").json()
    #expect(simple["lambda"] as? Double == report["lambdaOneStandardError"] as? Double)
    #expect(try report.list("coefficients").map { $0["name"] as? String }.first == "(Intercept)")
  }

  @Test func allKeysArePresent() throws {
    for options in ["", "--penalty ridge --select leave-one-out", "--lambda 1"] {
      let report = try Workspace("d.csv", goodData).descent("path d.csv --target y --json \(options)").json()
      let keys = [
        "target", "rows", "penalty", "alpha", "penaltyConvention", "objective", "standardized", "selection", "folds",
        "seed", "lambda", "lambdaMinimum", "lambdaOneStandardError", "lambdaMax", "coefficients", "nonZero",
        "degreesOfFreedom", "rSquared", "converged", "path", "rowsDropped", "warnings", "seconds", "family", "link",
        "metric", "devianceRatio", "nullDeviance",
      ]
      #expect(Set(report.keys) == Set(keys))
      let point = [
        "lambda", "degreesOfFreedom", "rSquared", "nonZero", "dualityGap", "error", "standardError", "gcv",
        "leaveOneOut", "devianceRatio", "violation",
      ]
      #expect(try Set(report.list("path")[0].keys) == Set(point))
    }
  }

  @Test func conventionsAndStandardizing() throws {
    let workspace = Workspace("d.csv", goodData)
    func estimates(_ options: String) throws -> [Double] {
      try workspace.descent("path d.csv --target y --json \(options)").json().list("coefficients")
        .map { try #require($0["estimate"] as? Double) }
    }
    #expect(try estimates("--lambda 0.2") == estimates("--lambda 0.1 --penalty-convention glmnet"))
    #expect(try estimates("--lambda 0.2") == estimates("--lambda 0.1 --penalty-convention sklearn --standardize"))
    #expect(try estimates("--lambda 0.2") != estimates("--lambda 0.2 --no-standardize"))
    let ridge = try estimates("--penalty ridge --lambda 0.2 --no-standardize")
    let fit = try workspace.descent("fit d.csv --target y --ridge 0.2 --json").json().list("coefficients")
    for (a, b) in zip(ridge, fit) { #expect(correctDigits(b["estimate"], a) >= 11) }
  }

  @Test func filesOfThePathAndTheModel() throws {
    let workspace = Workspace("d.csv", goodData)
    let run = try workspace.descent(
      "path d.csv --target y --lambda 0.5,0.1,0.2 --folds 3 --path p.csv --save m.json --json")
    #expect(run.exitCode == 0)
    let lines = try workspace.text("p.csv").split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("lambda,degrees_of_freedom,r_squared,cv_error,cv_standard_error,gcv,(Intercept),"))
    #expect(lines.dropFirst().map { $0.prefix(4) } == ["0.5,", "0.2,", "0.1,"])
    let predicted = try workspace.descent("predict m.json d.csv --json")
    #expect(predicted.exitCode == 0)
  }

  @Test(arguments: [
    ("--alpha 0.5", 2, "--alpha goes with --penalty elastic-net"),
    ("--penalty elastic-net --alpha 1.5", 2, "--alpha must lie between 0 and 1"),
    ("--lambda -1", 2, "--lambda takes numbers from 0 on"), ("--lambda 1 --lambdas 5", 2, "give one or the other"),
    ("--lambdas 0", 2, "--lambdas must lie between"), ("--ratio 1", 2, "--ratio must lie between 0 and 1"),
    ("--folds 1", 2, "--folds must be at least 2"), ("--folds 400", 3, "400 folds cannot be made of"),
    ("--select gcv", 2, "goes with --penalty ridge"),
    ("--penalty ridge --select gcv --folds 5", 2, "--folds goes with --select minimum"),
    ("--penalty ridge --non-negative", 2, "--non-negative goes with"),
    ("--standardize --no-standardize", 2, "exclude each other"), ("--penalty-convention r", 2, "is invalid"),
  ])
  func badOptions(_ options: String, _ exitCode: Int32, _ message: String) throws {
    let run = try Workspace("d.csv", goodData).descent("path d.csv --target y \(options)")
    #expect(run.exitCode == exitCode && run.errors.contains(message), "\(run.errors)")
  }
}
