import Foundation
import Testing

/// What `step-size` says of the columns that cause a large κ.
@Suite struct ConditioningTests {
  @Test func theTablesOfLongley() throws {
    let run = try Workspace().descent("step-size \(Fixture.path("longley.csv")) --target totemp")
    #expect(run.exitCode == 0)
    let start = try #require(run.output.range(of: "κ of the Hessian with scaled columns:"))
    #expect(
      run.output[start.lowerBound...] == """
        κ of the Hessian with scaled columns:
          raw           2.36124e+19  the columns as they are
          standardized  12220        columns of mean 0 and standard deviation 1
          Jacobi        1.87273e+09  columns divided by the root of the Hessian's diagonal

        Condition indices above 30, and the columns with more than half of their variance there:
          η  230.424  no column with more than half of its variance
          η  1048.08  gnpdefl 50.5 %, pop 83.1 %
          η  43275    (Intercept) 100 %, gnp 65.5 %, unemp 68.9 %, year 100 %

        Variance inflation 1/(1 − R²) above 10:
          gnpdefl  135.532
          gnp      1788.51
          unemp    33.6189
          pop      399.151
          year     758.981

        """)
  }

  @Test func theKeysOfLongley() throws {
    let run = try Workspace().descent("step-size \(Fixture.path("longley.csv")) --target totemp --json")
    let conditioning = try #require(try run.json()["conditioning"] as? [String: Any])
    #expect(
      conditioning.keys.sorted() == ["conditionIndices", "jacobi", "raw", "standardized", "varianceInflation"])
    #expect(try correctDigits(conditioning.number("standardized"), 12220.009860277759) > 12)
    let inflation = try conditioning.list("varianceInflation")
    #expect(inflation.map { $0["name"] as? String } == ["gnpdefl", "gnp", "unemp", "armed", "pop", "year"])
    #expect(correctDigits(inflation[1]["vif"], 1788.5134827181768) > 13)
    let indices = try conditioning.list("conditionIndices")
    #expect(indices.count == 7)
    #expect(try correctDigits(indices[6].number("index"), 43275.043587184036) > 10)
    let proportions = try indices[6].list("proportions")
    #expect(proportions[0]["name"] as? String == "(Intercept)")
    #expect(correctDigits(proportions[0]["proportion"], 0.999850300859) > 9)
  }

  @Test func aSmallConditionNumberIsExplainedOnRequest() throws {
    let command = "step-size \(Fixture.path("line.csv")) --target y"
    let plain = try Workspace().descent(command).output.withoutTimes
    let asked = try Workspace().descent(command + " --conditioning").output.withoutTimes
    #expect(!plain.contains("Jacobi") && asked.hasPrefix(plain.dropLast()) && asked.contains("Jacobi"))
    #expect(!asked.contains("Condition indices") && !asked.contains("Variance inflation"))
    #expect(try Workspace().descent(command + " --json").json().isNull("conditioning"))
  }

  @Test func dependentColumnsAreNamedAndInfinitiesAreNull() throws {
    let workspace = Workspace("d.csv", "a,b,c,y\n1,2,3,1\n2,1,3,2\n4,1,5,3\n1,5,6,5\n3,3,6,1\n")
    let output = try workspace.descent("step-size d.csv --target y").output
    #expect(output.contains("\n  η  ∞  a 100 %, b 100 %, c 100 %\n"), "\(output)")
    #expect(output.contains("\n  a  ∞\n  b  ∞\n  c  ∞\n"))
    let report = try workspace.descent("step-size d.csv --target y --json").json()
    let conditioning = try #require(report["conditioning"] as? [String: Any])
    #expect(conditioning.isNull("raw") && conditioning.isNull("standardized") && conditioning.isNull("jacobi"))
    #expect(try conditioning.list("varianceInflation").allSatisfy { $0.isNull("vif") })
    let last = try #require(conditioning.list("conditionIndices").last)
    #expect(last.isNull("index"))
    #expect(try last.list("proportions").map { $0["proportion"] as? Double } == [0, 1, 1, 1])
  }

  @Test func aMatrixHasNoColumnsToExplain() throws {
    let run = try Workspace("A.csv", "1,0\n0,10\n").descent("step-size --matrix A.csv --conditioning")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("--conditioning goes with DATA"))
  }
}
