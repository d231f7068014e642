import Foundation
import Testing

@Suite struct FitTests {
  @Test func theTableOfLongley() throws {
    let run = try Workspace().descent("fit \(Fixture.path("longley.csv")) --target totemp --method qr")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        totemp         estimate  std. error        t         p  95 % from         to
        (Intercept)    -3482259      890420   -3.911   0.00356   -5496529   -1467988
        gnpdefl         15.0619     84.9149   0.1774     0.863   -177.029    207.153
        gnp          -0.0358192   0.0334910   -1.070     0.313  -0.111581  0.0399427
        unemp          -2.02023    0.488400   -4.136   0.00254   -3.12507  -0.915393
        armed          -1.03323    0.214274   -4.822  0.000944   -1.51795  -0.548505
        pop          -0.0511041    0.226073  -0.2261     0.826  -0.562517   0.460309
        year            1829.15     455.478    4.016   0.00304    798.788    2859.52

        rows 16, coefficients 7, degrees of freedom 9, method qr, condition number 47954
        residual standard error 304.854, residual sum of squares 836424
        R² 0.995479, adjusted 0.992465
        F 330.285 on 6 and 9 degrees of freedom, p 4.98e-10
        log-likelihood -109.617, AIC 235.235, BIC 241.416

        """)
  }

  struct Certified: Sendable, CustomTestStringConvertible {
    var name: String
    var options = ""
    var floor: Double
    var testDescription: String { name }
  }

  @Test(arguments: [
    Certified(name: "Norris", floor: 12), Certified(name: "NoInt1", options: "--no-intercept", floor: 14),
    Certified(name: "Longley", floor: 10), Certified(name: "Wampler1", options: "--polynomial x:5", floor: 9),
    Certified(name: "Wampler3", options: "--polynomial x:5", floor: 8),
  ])
  func certifiedDigits(_ set: Certified) throws {
    let truth = try Fixture.certified(set.name)
    let run = try Workspace().descent(
      "fit \(Fixture.certifiedPath("\(set.name).csv")) --target y --method qr --json \(set.options)")
    #expect(run.exitCode == 0)
    let coefficients = try run.json().list("coefficients")
    #expect(coefficients.count == truth.coefficients.count)
    for (found, (estimate, error)) in zip(coefficients, zip(truth.coefficients, truth.errors)) {
      #expect(correctDigits(found["estimate"], estimate) >= set.floor)
      if error > 0 { #expect(correctDigits(found["standardError"], error) >= set.floor) }
    }
  }

  @Test func allKeysArePresent() throws {
    let report = try Workspace("d.csv", goodData).descent("fit d.csv --target y --json").json()
    let keys = [
      "target", "rows", "method", "rank", "coefficients", "residualStandardError", "residualSumOfSquares",
      "degreesOfFreedom", "rSquared", "adjustedRSquared", "fStatistic", "fPValue", "logLikelihood", "aic", "bic",
      "conditionNumber", "rawConditionNumber", "correctDigits", "dataDigits", "standardErrorDigits", "rowsDropped",
      "droppedColumns", "warnings", "seconds",
    ]
    #expect(keys.filter { report[$0] == nil } == [])
    for coefficient in try report.list("coefficients") {
      #expect(
        coefficient.keys.sorted()
          == ["confidenceInterval", "estimate", "name", "pValue", "standardError", "statistic"])
    }
    #expect(try report.list("coefficients").map { $0["name"] as? String } == ["(Intercept)", "x"])
    #expect(report["target"] as? String == "y")
    #expect(report["rows"] as? Int == 4)
  }

  @Test func polynomialTermsHaveTheirNames() throws {
    let run = try Workspace("d.csv", goodData).descent("fit d.csv --target y --polynomial x:2 --json")
    #expect(try run.json().list("coefficients").map { $0["name"] as? String } == ["(Intercept)", "x", "x^2"])
  }

  @Test func whatDoesNotExistIsNull() throws {
    let workspace = Workspace("two.csv", "x,y\n1,2\n2,4\n")
    let report = try workspace.descent("fit two.csv --target y --json").json()
    for key in ["residualStandardError", "fStatistic", "fPValue", "logLikelihood", "aic", "bic"] {
      #expect(report.isNull(key), "\(key)")
    }
    for coefficient in try report.list("coefficients") {
      #expect(["confidenceInterval", "pValue", "standardError", "statistic"].allSatisfy { coefficient.isNull($0) })
    }
    #expect(try !report.texts("warnings").isEmpty)
  }

  @Test func standardInputAndPipes() throws {
    let workspace = Workspace("d.csv", goodData)
    let named = try workspace.descent("fit d.csv --target y")
    #expect(try workspace.descent("fit - --target y", input: goodData).output == named.output)
    #expect(try workspace.shell("cat d.csv | $descent fit - --target y | cat").output == named.output)
  }

  @Test func aReaderThatLeavesIsNoError() throws {
    let run = try Workspace("d.csv", goodData).shell("{ $descent fit d.csv --target y; echo \"code $?\" >&2; } | true")
    #expect(run.errors == "code 0\n")
  }

  @Test func standardizedColumnsGiveTheSameCoefficients() throws {
    let workspace = Workspace()
    let command = "fit \(Fixture.path("stackloss.csv")) --target stackloss --json"
    let plain = try workspace.descent(command).json().estimates()
    let standardized = try workspace.descent(command + " --standardize").json().estimates()
    #expect(plain.count == 4)
    for (name, value) in plain { #expect(correctDigits(standardized[name], value) > 10) }
  }

  @Test func missingValuesDropRowsAndSaySo() throws {
    let workspace = Workspace("d.csv", "x,y\n1,2\nNA,3\n2,4\n3,7\n,1\n")
    let run = try workspace.descent("fit d.csv --target y")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: dropped 2 rows with missing values, of 5 read\n")
    let report = try workspace.descent("fit d.csv --target y --json").json()
    #expect(report["rowsDropped"] as? Int == 2)
    #expect(try report.texts("warnings").first == "dropped 2 rows with missing values, of 5 read")
  }

  @Test func aMarkOfMissingValuesMayBeANegativeNumber() throws {
    let workspace = Workspace("d.csv", "x,y\n1,2\n2,-999\n3,5.5\n4,8\n")
    let run = try workspace.descent("fit d.csv --target y --missing -999")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: dropped 1 row with missing values, of 4 read\n")
  }

  @Test func dependentColumnsAreDroppedAndNamed() throws {
    let workspace = Workspace("d.csv", "a,b,d,y\n1,1,3,1\n2,2,5,2\n3,3,4,4\n4,4,1,3\n6,6,0,2\n")
    let run = try workspace.descent("fit d.csv --target y")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: dropped: b is a linear combination of a\n")
    #expect(run.output.hasPrefix("y "))
    #expect(run.output.contains("\nb              dropped           –        –      –          –        –\n"))
    let report = try workspace.descent("fit d.csv --target y --json").json()
    let dropped = try report.list("droppedColumns")
    #expect(dropped.count == 1)
    #expect(dropped.first?["name"] as? String == "b")
    #expect(dropped.first?["dependsOn"] as? [String] == ["a"])
    #expect(report.isNull("conditionNumber"))
    let refused = try workspace.descent("fit d.csv --target y --strict")
    #expect(refused.exitCode == 5)
    #expect(refused.output == "")
    #expect(
      refused.errors
        == "descent: b is a linear combination of a. Leave out one column of each group, or let the fit drop them "
        + "(without --strict)\n")
  }

  @Test func aConstantColumnBesideTheIntercept() throws {
    let workspace = Workspace("d.csv", "c,x,y\n3,1,2\n3,2,4\n3,4,5\n3,5,9\n")
    let run = try workspace.descent("fit d.csv --target y")
    #expect(run.errors.hasPrefix("warning: dropped: c is a linear combination of (Intercept)\n"))
    #expect(try workspace.descent("fit d.csv --target y --strict").exitCode == 5)
    let without = try workspace.descent("fit d.csv --target y --no-intercept --json").json()
    #expect(try without.list("droppedColumns").isEmpty)
  }

  @Test func moreCoefficientsThanRows() throws {
    let workspace = Workspace("d.csv", "a,b,c,y\n1,2,5,1\n2,1,7,2\n")
    let refused = try workspace.descent("fit d.csv --target y")
    #expect(refused.exitCode == 3)
    #expect(
      refused.errors
        == "descent: 2 rows cannot determine 4 coefficients: there are infinitely many exact fits. Choose fewer features "
        + "(--features), a ridge (--ridge 0.1), or the solution of least norm (--minimum-norm)\n")
    let ridge = try workspace.descent("fit d.csv --target y --ridge 0.1 --json")
    #expect(ridge.exitCode == 0)
    #expect(try ridge.json().estimates().count == 4)
    let shortest = try workspace.descent("fit d.csv --target y --minimum-norm --json")
    #expect(shortest.exitCode == 0)
    let estimates = try shortest.json().estimates()
    let (a, b, c) = (estimates["a"]!, estimates["b"]!, estimates["c"]!)
    let intercept = estimates["(Intercept)"]!
    #expect((intercept + a + 2 * b + 5 * c - 1).magnitude < 1e-12)
    #expect((intercept + 2 * a + b + 7 * c - 2).magnitude < 1e-12)
    // The solution of least norm is orthogonal to all that the rows map to zero: (−3, 1, 1, 0) and (−3, −2, 0, 1).
    #expect((-3 * intercept + a + b).magnitude < 1e-12)
    #expect((-3 * intercept - 2 * a + c).magnitude < 1e-12)
  }
}

/// Four points near a line.
let goodData = "x,y\n1,2\n2,4\n3,7\n4,8\n"
