import Foundation
import Testing

/// Data and settings that regressions cannot use, by the command: the exit code, the place, the cause and the next step.
@Suite struct BadRegressionInputTests {
  private static let data = """
    y,x,k,m,one
    1,1,a,u,1
    3,2,b,v,1
    2,3,a,u,1
    5,5,b,v,1
    4,4,c,w,1
    6,7,c,w,1
    8,6,a,u,1

    """

  /// Runs a line of the shell beside `d.csv`; a line without output fails unless it exits with 0.
  private func run(_ line: String, data: String = data, exitCode: Int32, says parts: String...) throws {
    let run = try Workspace("d.csv", data).shell("$descent \(line)")
    #expect(run.exitCode == exitCode, "\(run.errors)")
    let isResult = exitCode == 0 || exitCode == 4
    #expect(run.output.isEmpty != isResult)
    for part in parts { #expect((run.output + run.errors).contains(part), "\(part) in \(run.output)\(run.errors)") }
  }

  // MARK: Responses

  @Test func separableClasses() throws {
    try run(
      "fit d.csv --target y --family binomial", data: "x,y\n1,0\n2,0\n3,0\n4,1\n5,1\n", exitCode: 4,
      says: "warning: x separates the response completely", "Leave the column out, or use a ridge (--ridge 0.01)",
      "not converged (exit code 4)")
    // With the ridge advised there is a maximum.
    let ridge = try Workspace("d.csv", "x,y\n1,0\n2,0\n3,0\n4,1\n5,1\n").descent(
      "fit d.csv --target y --family binomial --ridge 0.01 --json")
    #expect(ridge.exitCode == 0)
  }

  /// The row is that of the file, though one before it was dropped.
  @Test(arguments: ["--target y", "--formula 'y ~ x'"])
  func countsBelowZero(_ model: String) throws {
    try run(
      "fit d.csv \(model) --family poisson", data: "x,y\n1,NA\n2,2\n3,-1\n4,3\n", exitCode: 3,
      says: "y is -1.0 in row 3, and must be 0 or more for the poisson family. Correct the value, leave the row out")
  }

  @Test(arguments: [("1.5", 2), ("-0.25", 3)])
  func proportionsOutside(_ value: String, _ row: Int) throws {
    let rows = [1, 2, 3, 4].map { $0 == row ? "\($0),\(value)" : "\($0),0.5" }.joined(separator: "\n")
    try run(
      "fit d.csv --target y --family binomial", data: "x,y\n\(rows)\n", exitCode: 3,
      says: "y is \(value) in row \(row), and must be between 0 and 1 for the binomial family. Correct the value")
  }

  @Test func moreSuccessesThanTrials() throws {
    try run(
      "fit d.csv --target y --family binomial --trials n", data: "x,n,y\n1,5,NA\n2,5,6\n3,5,2\n", exitCode: 3,
      says: "y has 6.0 successes of 5.0 trials in row 2. Correct one of them")
    try run(
      "fit d.csv --target y --family binomial --trials n", data: "x,n,y\n1,5,3\n2,0,0\n3,5,2\n", exitCode: 3,
      says: "The number of trials in row 2 is 0.0: it must be a finite number above 0. Correct it")
  }

  // MARK: Factors

  @Test func aFactorWithOneLevel() throws {
    try run(
      "fit d.csv --formula 'y ~ x + factor(one)'", exitCode: 3,
      says: "one has one level only in the 7 rows that are used, '1': a factor needs two; take it out of the formula",
      "^")
  }

  @Test func perfectlyCollinearDummies() throws {
    try run(
      "fit d.csv --formula 'y ~ k + m'", exitCode: 0, says: "warning: dropped: mv is a linear combination of kb",
      "warning: dropped: mw is a linear combination of kc", "mv            dropped           –")
    try run(
      "fit d.csv --formula 'y ~ k + m' --strict", exitCode: 5,
      says: "mv is a linear combination of kb; mw is a linear combination of kc. Leave out one column of each group")
    try run(
      "fit d.csv --formula 'y ~ k + m' --m-estimator huber", exitCode: 5, says: "mv is a linear combination of kb")
  }

  @Test func anUnseenLevelInNewData() throws {
    let workspace = Workspace("d.csv", Self.data)
    #expect(try workspace.shell("$descent fit d.csv --formula 'y ~ k' --save m.json").exitCode == 0)
    let run = try workspace.descent("predict m.json -", input: "k\na\nA\n")
    #expect(run.exitCode == 3 && run.output == "")
    #expect(
      run.errors.hasPrefix(
        "descent: k is 'A' in row 2 (line 3 of standard input), a level that the model was not fitted to; did you mean 'a'?"
      ))
    #expect(run.errors.contains("Its levels are a, b, c. Correct the cell, empty it for no prediction, or fit with"))
  }

  /// The level v stands in one row, which one of the folds has to predict.
  @Test func aFoldWithoutALevel() throws {
    let data = "y,x,k\n1,1,a\n3,2,a\n2,3,b\n5,5,a\n4,4,a\n6,7,a\n8,6,a\n7,8,a\n"
    let run = try Workspace("d.csv", data).shell("$descent validate d.csv --formula 'y ~ x + k' --folds 4")
    #expect(run.exitCode == 3 && run.output == "")
    #expect(run.errors.contains(#/No row that fold [1-4] fits to has the level b of k, so that nothing/#))
    #expect(run.errors.contains("stratify the folds by k, take more folds, or join the level with another"))
    // Levels of which each is in every part are none to refuse.
    let good = try Workspace("d.csv", Self.data).shell("$descent validate d.csv --formula 'y ~ x' --folds 7 --json")
    #expect(try good.json()["target"] as? String == "y")
  }

  // MARK: Formulas

  @Test func anUnknownNameInAFormula() throws {
    try run(
      "fit d.csv --formula 'y ~ x + X'", exitCode: 3,
      says: "d.csv has no column 'X'; did you mean 'x'? The columns are y, x, k, m, one\n  y ~ x + X\n          ^")
    try run(
      "fit d.csv --formula 'y ~ lg(x)'", exitCode: 2, says: "Formulas have no function lg; did you mean log?",
      "  y ~ lg(x)\n      ^")
  }

  @Test func aSyntaxErrorInAFormula() throws {
    try run(
      "fit d.csv --formula 'y ~ x + * k'", exitCode: 2,
      says: "The formula has '*' at character 9, but should have a term", "  y ~ x + * k\n          ^")
    try run("fit d.csv --formula 'y ~ log(x'", exitCode: 2, says: "The formula ends, but", "^")
  }

  @Test func aLogarithmOfWhatIsNotPositive() throws {
    try run(
      "fit d.csv --formula 'y ~ log(x - 3)'", exitCode: 3,
      says: "log(x - 3) does not exist in row 1 (line 2 of d.csv): ",
      "a logarithm needs a number above 0. Correct or "
        + "leave out such rows, or transform otherwise", "^")
  }

  // MARK: Penalties, folds, quantiles

  @Test(arguments: [
    ("fit d.csv --target y --features x --ridge -1", "--ridge must be a number from 0 on"),
    ("fit d.csv --target y --features x --family poisson --ridge -1", "--ridge must be a number from 0 on"),
    ("path d.csv --target y --features x --lambda -1", "--lambda takes numbers from 0 on, separated by commas"),
    (
      "path d.csv --target y --features x --penalty ridge --lambda 1,-1",
      "--lambda takes numbers from 0 on, separated by commas"
    ),
    ("validate d.csv --target y --features x --ridge 0,-1", "--ridge must be numbers from 0 on"),
  ])
  func aPenaltyBelowZero(_ line: String, _ message: String) throws { try run(line, exitCode: 2, says: message) }

  @Test(arguments: ["path", "validate"])
  func moreFoldsThanRows(_ command: String) throws {
    try run(
      "\(command) d.csv --target y --features x --folds 8", exitCode: 3,
      says: "8 folds cannot be made of 7 rows, because each needs one: take at most 7 (--folds)")
  }

  @Test(arguments: ["0", "1", "-0.5", "nan", "0.5,1"])
  func aQuantileOutside(_ quantile: String) throws {
    try run(
      "fit d.csv --target y --features x --quantile \(quantile)", exitCode: 2,
      says: "--quantile takes numbers between 0 and 1, separated by commas, such as 0.5 or 0.1,0.9, and not '")
  }

  // MARK: Too little to infer from

  /// Row 6 of the file alone has g = 1, and row 1 was dropped.
  private static let leverage = "y,g,x\nNA,0,1\n1,0,1\n3,0,2\n2,0,3\n5,0,5\n4,1,4\n6,0,7\n"

  @Test(arguments: ["HC2", "HC3"])
  func leverageOneHasNoRobustErrors(_ estimator: String) throws {
    for model in ["--target y", "--formula 'y ~ g + x'"] {
      let run = try Workspace("d.csv", Self.leverage).shell("$descent fit d.csv \(model) --robust \(estimator) --json")
      #expect(run.exitCode == 0)
      let report = try run.json()
      #expect(try report.list("coefficients").allSatisfy { $0.isNull("standardError") && $0["estimate"] is Double })
      let warning = try report.texts("warnings").first { $0.contains("leverage 1") }
      #expect(warning?.hasPrefix("row 6 has leverage 1: it alone determines a coefficient") == true)
      #expect(warning?.hasSuffix("\(estimator) is 0/0; take HC1, or leave the row out") == true)
    }
  }

  @Test func leverageOneHasNoInfluence() throws {
    for model in ["--target y", "--formula 'y ~ g + x'"] {
      let workspace = Workspace("d.csv", Self.leverage)
      let run = try workspace.shell("$descent fit d.csv \(model) --influence i.csv --diagnostics --json")
      #expect(run.exitCode == 0)
      let lines = try workspace.text("i.csv").split(separator: "\n")
      #expect(lines[0] == "row,fitted,residual,leverage,standardized,studentized,cook,dffits,deleted")
      #expect(lines[5].hasPrefix("6,4,") && lines[5].hasSuffix(",1,,,,,"))
      #expect(lines[4].hasPrefix("5,") && !lines[4].contains(",,"))
      let diagnostics = try #require(try run.json()["diagnostics"] as? [String: Any])
      #expect(diagnostics.isNull("predictionSumOfSquares") && diagnostics.isNull("predictedRSquared"))
      #expect(try diagnostics.texts("warnings").first?.hasPrefix("row 6 has leverage 1") == true)
    }
    // Without --diagnostics the file alone would not say why.
    let run = try Workspace("d.csv", Self.leverage).descent("fit d.csv --target y --influence i.csv")
    #expect(run.exitCode == 0 && run.errors.contains("warning: row 6 has leverage 1"))
  }

  @Test func oneClusterOnly() throws {
    try run(
      "fit d.csv --target y --features x --cluster one", exitCode: 3,
      says: "All rows are in one cluster, so that nothing says how clusters vary: group by a column with at least two")
  }

  @Test func noDegreesOfFreedom() throws {
    for data in ["x,z,y\n1,1,2\n2,4,4\n3,9,7\n", "x,z,y\n1.1,1,2\n2,4.7,4\n3,9,7.3\n"] {
      let run = try Workspace("d.csv", data).descent("fit d.csv --target y --json")
      #expect(run.exitCode == 0)
      let report = try run.json()
      for coefficient in try report.list("coefficients") {
        #expect(coefficient["estimate"] is Double)
        #expect(["standardError", "statistic", "pValue", "confidenceInterval"].allSatisfy { coefficient.isNull($0) })
      }
      #expect(
        try report.texts("warnings").first
          == "as many coefficients as rows: the fit passes through every point, standard errors do not exist")
    }
    try run(
      "fit d.csv --target y --robust HC1", data: "x,z,y\n1,1,2\n2,4,4\n3,9,7\n", exitCode: 3,
      says: "There is no inference for a fit with as many coefficients as rows", "more rows than coefficients")
  }

  @Test(arguments: [
    "", "--family poisson", "--stream", "--m-estimator huber", "--m-estimator tukey", "--quantile 0.5",
  ])
  func fewerPositiveWeightsThanColumns(_ options: String) throws {
    try run(
      "fit d.csv --target y --weights w \(options)", data: "x,w,y\n1,1,2\n2,0,4\n3,0,7\n4,0,9\n", exitCode: 3,
      says: "1 of 4 rows has a weight above 0, too few to determine 2 coefficients. Give more rows a weight")
  }

  @Test(arguments: ["", "--family poisson", "--m-estimator huber", "--quantile 0.5"])
  func aNegativeWeight(_ options: String) throws {
    try run(
      "fit d.csv --target y --weights w \(options)", data: "x,w,y\n1,1,\n2,1,4\n3,-2,7\n4,1,9\n5,1,2\n", exitCode: 3,
      says: "The weight of row 3 is -2.0: a weight must be a finite number from 0 on. Correct it")
  }

  @Test func aNegativeWeightInAShard() throws {
    let workspace = Workspace("a.csv", "x,w,y\n1,1,2\n2,1,\n3,1,4\n")
    workspace.file("b.csv", "x,w,y\n5,1,\n6,1,3\n7,-1,3\n")
    let run = try workspace.descent("fit a.csv --target y --weights w --stream --shard b.csv")
    #expect(run.exitCode == 3 && run.output == "")
    #expect(run.errors.hasPrefix("descent: b.csv: The weight of row 3 is -1.0: a weight must be a finite number"))
  }

  // MARK: Models

  @Test func aModelOfAnotherVersion() throws {
    let workspace = Workspace("d.csv", Self.data)
    #expect(try workspace.descent("fit d.csv --target y --features x --save m.json").exitCode == 0)
    let later = try workspace.text("m.json").replacing(/"format" : [0-9]+/, with: "\"format\" : 999")
    workspace.file("later.json", later)
    let run = try workspace.descent("predict later.json d.csv")
    #expect(run.exitCode == 3 && run.output == "")
    #expect(
      run.errors == "descent: later.json was written by a later version of descent (format 999): update descent\n")
  }
}
