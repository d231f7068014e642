import Foundation
import Testing

/// `fit --robust`, `--anova`, `--diagnostics`, `--influence`, `--summary`, `--format`.
@Suite struct FitInferenceTests {
  private let stackloss = "fit \(Fixture.path("stackloss.csv")) --target stackloss"

  @Test func robustErrorsInTextAndJSON() throws {
    let text = try Workspace().descent("\(stackloss) --robust hc3")
    #expect(text.exitCode == 0)
    #expect(text.output.contains("airflow       0.715640    0.213421   3.353   0.00377"))
    // Of the digits of these errors nothing is known.
    #expect(text.output.hasSuffix("standard errors: HC3\ndigits: coefficients 15.9, the data hold 13.3\n"))
    let report = try Workspace().descent("\(stackloss) --robust HC3 --json").json()
    #expect(report["covariance"] as? String == "HC3")
    #expect(correctDigits(try report.list("coefficients")[1]["standardError"], 0.2134211981165155755961) > 14)
    #expect(correctDigits(report["fStatistic"], 47.1834556720039) > 12)
    let plain = try Workspace().descent("\(stackloss) --json").json()
    #expect(plain["covariance"] as? String == "classical")
  }

  @Test func diagnosticsAndAnova() throws {
    let report = try Workspace().descent("\(stackloss) --diagnostics --anova --json").json()
    let diagnostics = try #require(report["diagnostics"] as? [String: Any])
    #expect(correctDigits(diagnostics["durbinWatson"], 1.4851310343413353) > 12)
    #expect(diagnostics["influentialRows"] as? [Int] == [21])
    #expect((diagnostics["varianceInflation"] as? [String: Any])?["(Intercept)"] is NSNull)
    let rows = try report.list("anova")
    #expect(rows.map { $0["name"] as? String } == ["airflow", "watertemp", "acidconc", "Residuals"])
    let text = try Workspace().descent("\(stackloss) --diagnostics --anova").output
    for part in ["Residuals  17", "predicted R² 0.858949", "Breusch–Pagan", "variance inflation"] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func anovaOfTheTermsOfAFormula() throws {
    let command = "$descent fit \(Fixture.path("housing.csv")) --formula 'log(Freq) ~ Sat + Infl * Type' --anova"
    let text = try Workspace().shell(command)
    #expect(
      text.output.hasSuffix(
        """
                   df  sum of squares  mean square       F         p
        Sat         2         1.90979     0.954897   3.640    0.0324
        Infl        2         6.06262      3.03131   11.55  5.97e-05
        Type        3         15.5317      5.17723   19.73  6.14e-09
        Infl:Type   6        0.948687     0.158114  0.6027     0.727
        Residuals  58         15.2158     0.262341       –         –

        """))
    let rows = try Workspace().shell(command + " --json").json().list("anova")
    #expect(rows.map { $0["degreesOfFreedom"] as? Double } == [2, 2, 3, 6, 58])
  }

  @Test func influenceOfEachRow() throws {
    let workspace = Workspace("d.csv", "y,g,x\n1,0,1\n3,0,2\n2,0,3\n5,0,5\n4,1,4\n6,0,7\n")
    let run = try workspace.descent("fit d.csv --target y --influence i.csv --robust HC3")
    #expect(run.exitCode == 0)
    #expect(run.output.hasPrefix("y "))
    #expect(run.errors.contains("warning: row 5 has leverage 1") && run.errors.contains("HC3 is 0/0"))
    let lines = try workspace.text("i.csv").split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[5].hasPrefix("5,") && lines[5].hasSuffix(",,,,"))
  }

  @Test(arguments: [
    ("markdown", "| airflow | 0.715640 |"), ("latex", "airflow & 0.715640 &"), ("csv", "airflow,0.715640,"),
  ])
  func formats(format: String, line: String) throws {
    let run = try Workspace().descent("\(stackloss) --format \(format)")
    #expect(run.exitCode == 0 && run.output.contains(line))
    if format == "latex" { #expect(run.output.contains("95 \\% from") && run.output.contains("\\bottomrule")) }
  }

  @Test func digitsThatCanBeTrusted() throws {
    let report = try Workspace().descent("\(stackloss) --json").json()
    let shown = { (key: String) in "\(floor(try report.number(key) * 10) / 10)" }
    let parts = [
      "coefficients \(try shown("correctDigits"))", "standard errors \(try shown("standardErrorDigits"))",
      "the data hold \(try shown("dataDigits"))",
    ]
    let line = "digits: " + parts.joined(separator: ", ")
    #expect(try Workspace().descent(stackloss).output.hasSuffix("\n\(line)\n"))
    // A standardized ridge and QR promise nothing, and the habits of others know no such line.
    for option in ["--method qr", "--ridge 0.1 --standardize", "--summary r", "--summary statsmodels"] {
      #expect(try !Workspace().descent("\(stackloss) \(option)").output.contains("digits"), "\(option)")
    }
  }

  @Test func habits() throws {
    let r = try Workspace().descent("\(stackloss) --summary r").output
    #expect(r.contains("1st quartile") && r.contains("5.80e-05  ***"))
    let statsmodels = try Workspace().descent("\(stackloss) --summary statsmodels").output
    #expect(statsmodels.contains("Durbin–Watson") && statsmodels.contains("classical    AIC"))
  }

  @Test func whatHasNoInferenceIsRefused() throws {
    let run = try Workspace().descent("\(stackloss) --ridge 0.1 --robust HC0")
    #expect(run.exitCode == 3 && run.errors.contains("There is no inference for a model with a ridge"))
    let unknown = try Workspace().descent("\(stackloss) --robust HC9")
    #expect(unknown.exitCode == 2 && unknown.errors.contains("'HC0', 'HC1', 'HC2' or 'HC3'"))
  }
}
