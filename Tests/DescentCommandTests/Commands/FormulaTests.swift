import Foundation
import Testing

private let cars = "y,x,k,n\n1,1,a,1\n3,2,b,2\n2,4,c,2\n5,3,a,10\n4,6,b,1\n7,5,c,10\n8,8,a,2\n6,7,b,1\n9,,a,1\n"

@Suite struct FormulaTests {
  /// Runs `descent fit d.csv --formula …`, the formula being one word for the shell.
  private func fit(_ formula: String, _ options: String = "", data: String = cars) throws -> CommandRun {
    try Workspace("d.csv", data).shell("$descent fit d.csv --formula '\(formula)' \(options)")
  }

  @Test func theTableIsRs() throws {
    let run = try fit("y ~ k * x")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: dropped 1 row with missing values, of 9 read (missing in x 1)\n")
    #expect(
      run.output.hasPrefix(
        """
        y             estimate  std. error        t       p  95 % from       to
        (Intercept)   0.974359     1.32114   0.7375   0.538   -4.71003  6.65874
        kb            0.858974     2.37569   0.3616   0.752   -9.36279  11.0807
        kc            -18.9744     8.78492   -2.160   0.163   -56.7728  18.8241
        x             0.923077    0.266006    3.470  0.0740  -0.221456  2.06761
        kb:x         -0.423077    0.449633  -0.9409   0.446   -2.35769  1.51154
        kc:x           4.07692     1.93656    2.105   0.170   -4.25540  12.4092

        rows 8, coefficients 6,
        """))
  }

  @Test func everythingAsJSON() throws {
    let values = try fit("log(y) ~ factor(n) + x - 1", "--reference n=10 --json").json()
    #expect(
      try values.list("coefficients").map { $0["name"] as? String } == ["factor(n)10", "factor(n)1", "factor(n)2", "x"])
    #expect(values["target"] as? String == "log(y)")
    #expect(try values.number("rowsDropped") == 1)
    #expect(try values.texts("warnings") == ["dropped 1 row with missing values, of 9 read (missing in x 1)"])
  }

  @Test func weightsAreNoTerm() throws {
    let values = try fit("y ~ .", "--weights n --json").json()
    #expect(try values.list("coefficients").map { $0["name"] as? String } == ["(Intercept)", "x", "kb", "kc"])
  }

  @Test func whatIsTakenAwayAgain() throws {
    let values = try fit("y ~ . - factor(n) - x", "--json").json()
    #expect(try values.list("coefficients").map { $0["name"] as? String } == ["(Intercept)", "kb", "kc", "n"])
    // A missing cell in it is none.
    #expect(try values.number("rows") == 9)
  }

  @Test func rowsWithMissingCellsRefused() throws {
    let run = try fit("y ~ x", "--fail-missing")
    #expect(run.exitCode == 3)
    #expect(run.output == "")
    #expect(
      run.errors
        == "descent: 1 of 9 rows of d.csv has missing values (x 1), the first is row 9 (line 10 of d.csv); fill them in, or "
        + "let such rows be dropped (without --fail-missing)\n")
    #expect(try fit("y ~ k", "--fail-missing").exitCode == 0)
    let plain = try Workspace("d.csv", cars).descent("fit d.csv --target y --features x --fail-missing")
    #expect(plain.exitCode == 3)
    #expect(plain.errors.contains("1 of 9 rows of d.csv has missing values (x 1), the first is row 9;"))
  }

  @Test(arguments: [
    (
      "y ~ a + )", 2,
      "The formula has ')' at character 9, but should have a term, such as a column, log(x) or 1, there\n"
        + "  y ~ a + )\n          ^"
    ),
    ("y ~ lgo(x)", 2, "Formulas have no function lgo; did you mean log? "),
    ("~ x", 2, "The formula ~ x has nothing on the left of ~: name the column to be explained"),
    ("y ~ x + offset(n)", 2, "A linear model takes no offset: "),
    ("y ~ xx", 3, "d.csv has no column 'xx'; did you mean 'x'? The columns are y, x, k, n\n  y ~ xx\n      ^"),
    (
      "y ~ log(x - 1)", 3,
      "log(x - 1) does not exist in row 1 (line 2 of d.csv): x - 1 is 0, and a logarithm needs a number "
        + "above 0. Correct or leave out such rows, or transform otherwise\n  y ~ log(x - 1)\n          ^"
    ),
    ("k ~ x", 3, "k holds text, 'a' in row 1 (line 2 of d.csv); numbers are needed here\n  k ~ x\n  ^"),
  ])
  func mistakesAreShown(formula: String, exitCode: Int32, message: String) throws {
    let run = try fit(formula)
    #expect((run.exitCode, run.output) == (exitCode, ""))
    #expect(run.errors.hasPrefix("descent: \(message)"), "\(run.errors)")
  }

  @Test(arguments: [
    ("--formula y~x --target y", "--formula says already what --target says: give one of them"),
    ("--formula y~x --features x", "--formula says already what --features says: give one of them"),
    ("--formula y~x --polynomial x:2", "--formula says already what --polynomial says: give one of them"),
    (
      "--formula y~x --no-intercept",
      "--formula says already what --no-intercept says: write - 1 into it: give one of them"
    ),
    ("--target y --reference k=b", "--reference goes with --formula"),
    ("--formula y~k --reference k", "--reference takes a column and a level, such as k=b, and not 'k'"),
    ("--formula y~k --reference k=a --reference k=b", "--reference names k more than once"),
  ])
  func optionsThatExcludeEachOther(options: String, message: String) throws {
    let run = try Workspace("d.csv", cars).descent("fit d.csv \(options)")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func levelsThatAreNotThere() throws {
    let run = try fit("y ~ k", "--reference k=d")
    #expect(run.exitCode == 3)
    #expect(run.errors.hasPrefix("descent: k has no level 'd' to be the reference. Its levels are a, b, c\n"))
    let single = try fit("y ~ x + k", data: "y,x,k\n1,2,a\n2,3,a\n3,5,a\n")
    #expect(single.exitCode == 3)
    #expect(
      single.errors.hasPrefix("descent: k has one level only in the 3 rows that are used, 'a': a factor needs two"))
  }

  @Test func dependentDummies() throws {
    let data = "y,k,m\n1,a,u\n3,b,v\n2,c,w\n5,a,u\n4,b,v\n7,c,w\n"
    let values = try fit("y ~ k + m", "--json", data: data).json()
    #expect(try values.list("droppedColumns").map { $0["name"] as? String } == ["mv", "mw"])
    #expect(try fit("y ~ k + m", "--strict", data: data).exitCode == 5)
  }

  @Test func aSlipInNumbersIsPointedAt() throws {
    let run = try fit("y ~ x", data: "y,x\n1,2\n2,3\n4,about 4\n5,2\n4,3\n6,2\n")
    #expect(
      run.errors.hasPrefix(
        "warning: x is taken as text because of 'about 4' in row 3 (line 4 of d.csv), though 5 of its 6 cells are numbers: "
      ))
  }

  @Test func predictionsKeepTheirRows() throws {
    let workspace = Workspace("d.csv", cars)
    #expect(try workspace.shell("$descent fit d.csv --formula 'y ~ k * x' --save m.json").exitCode == 0)
    workspace.file("new.csv", "other,x,k\nq,2.5,c\n\nr,NA,a\ns,9,a\nt,1,\n")
    let run = try workspace.descent("predict m.json new.csv")
    #expect(run.errors == "warning: no prediction for 2 rows with a missing value\n")
    #expect(
      run.output == """
        row       fit
        1    -5.50000
        2           –
        3     9.28205
        4           –

        """)
    let lines = try workspace.descent("predict m.json new.csv --interval prediction --json").jsonList()
    #expect(try (lines[2].number("upper") - 18.122904061075598).magnitude < 1e-9)
    #expect(lines[1].isNull("fit") && lines[3].isNull("lower"))
    let unseen = try workspace.descent("predict m.json -", input: "x,k\n1,a\n2,D\n")
    #expect(unseen.exitCode == 3)
    #expect(unseen.output == "")
    #expect(
      unseen.errors.hasPrefix(
        "descent: k is 'D' in row 2 (line 3 of standard input), a level that the model was not fitted to. Its levels are a, "
          + "b, c. "))
    let lacking = try workspace.descent("predict m.json -", input: "x\n1\n")
    #expect(lacking.errors.hasPrefix("descent: standard input has no column 'k'"))
    // Levels that look like numbers are text where the fit had text.
    let digits = try workspace.descent("predict m.json -", input: "x,k\n1,1\n")
    #expect(digits.errors.hasPrefix("descent: k is '1' in row 1"))
  }

  @Test func aPipeAndNumPy() throws {
    let workspace = Workspace("d.csv", cars)
    workspace.file("d.npy", NPYBytes.matrix([[1, 2], [2, 4], [3, 7], [4, 7]]))
    let piped = try workspace.shell("cat d.csv | $descent fit - --formula 'y ~ k' --json").json()
    #expect(try piped.list("coefficients").count == 3)
    let array = try workspace.shell("$descent fit d.npy --formula 'x2 ~ log(x1)' --save m.json --json").json()
    #expect(try array.list("coefficients").map { $0["name"] as? String } == ["(Intercept)", "log(x1)"])
    #expect(try workspace.descent("predict m.json d.npy --json").jsonList().count == 4)
  }
}
