import Foundation
import Testing

/// `--weights` of the commands that descend, beside `fit` and beside rows that are written repeatedly.
@Suite struct WeightsTests {
  /// Twelve rows with weights of 0 to 3.
  private func workspace() -> Workspace {
    var (weighted, repeated) = ("x,z,y,w\n", "x,z,y\n")
    for i in 0..<12 {
      let row = "\(Double(i * 7 % 12)),\(Double(i * i % 5) / 4),\(3 + Double((i * 5 + i * i * 3) % 13) / 2)"
      weighted += "\(row),\(i % 4)\n"
      for _ in 0..<i % 4 { repeated += row + "\n" }
    }
    let workspace = Workspace("w.csv", weighted)
    workspace.file("r.csv", repeated)
    return workspace
  }

  @Test(arguments: ["", " --ridge 0.2", " --ridge 0.2 --standardize", " --no-intercept"])
  func descentGoesWhereTheFitIs(options: String) throws {
    let workspace = workspace()
    let fit = try workspace.descent("fit w.csv --target y --weights w --json" + options).json().estimates()
    let command = "descend w.csv --target y --weights w --step optimal --tolerance 1e-11 --json"
    let run = try workspace.descent(command + options)
    #expect(run.exitCode == 0, "\(run.errors)")
    let report = try run.json()
    let estimates = try report.estimates()
    #expect(estimates.keys.sorted() == fit.keys.sorted())
    for (name, value) in fit { #expect(correctDigits(estimates[name], value) > 7, "\(name)") }
    #expect(try report.number("distanceToClosedForm") < 1e-8)
    let exact = try workspace.descent("compare w.csv --target y --weights w --json" + options).json()["exact"]
    let coefficients = try #require((exact as? [String: Any])?["coefficients"] as? [String: Double])
    for (name, value) in fit { #expect(correctDigits(coefficients[name], value) > 12, "\(name)") }
  }

  @Test(arguments: ["", " --ridge 0.2 --standardize"])
  func stepsAreThoseOfRepeatedRows(options: String) throws {
    let workspace = workspace()
    let command = " --target y --conditioning --json" + options
    let weighted = try workspace.descent("step-size w.csv --weights w" + command).json()
    let repeated = try workspace.descent("step-size r.csv" + command).json()
    for key in ["lambdaMax", "lambdaMin"] {
      let (ours, theirs) = (try weighted.interval(key), try repeated.interval(key))
      #expect((ours.lower / theirs.upper - 1).magnitude < 1e-10, "\(key)")
    }
    #expect(weighted["parameters"] as? [String] == ["(Intercept)", "x", "z"])
    let (ours, theirs) = (weighted["conditioning"] as? [String: Any], repeated["conditioning"] as? [String: Any])
    for key in ["raw", "standardized", "jacobi"] {
      #expect(try (#require(ours).number(key) / #require(theirs).number(key) - 1).magnitude < 1e-10, "\(key)")
    }
  }

  @Test func theReportsSayThatThereAreWeights() throws {
    let workspace = workspace()
    let steps = try workspace.descent("step-size w.csv --target y --weights w").output
    #expect(steps.hasPrefix("(1/Σw)Σw(y − xᵀβ)² of w.csv: 12 rows, 3 coefficients\n"))
    #expect(steps.contains("1/max(n wᵢ/Σw)‖xᵢ‖²\n"))
    let run = try workspace.descent("descend w.csv --target y --weights w --features x --standardize")
    #expect(run.output.hasPrefix("(1/Σw)Σw(y − xᵀβ)² of w.csv: 12 rows, 2 coefficients, columns standardized\n"))
  }

  @Test(arguments: ["step-size", "descend", "compare"])
  func weightsThatMakeNoSenseAreRefused(command: String) throws {
    let workspace = Workspace("d.csv", "x,y,w,zero\n1,2,1,0\n2,3,-4,0\n3,5,1,0\n")
    let fit = try workspace.descent("fit d.csv --target y --features x --weights w")
    for options in ["", " --standardize"] {
      let run = try workspace.descent("\(command) d.csv --target y --features x --weights w" + options)
      #expect(run.exitCode == 3 && run.errors == fit.errors)
      #expect(run.errors.contains("The weight of row 2 is -4"))
      let zeros = try workspace.descent("\(command) d.csv --target y --features x --weights zero" + options)
      #expect(zeros.exitCode == 3 && zeros.errors.contains("All weights are 0"))
    }
    let missing = try workspace.descent("\(command) d.csv --target y --weights v")
    #expect(missing.exitCode == 3 && missing.errors.contains("has no column v (--weights)"))
    let twice = try workspace.descent("\(command) d.csv --target y --weights y")
    #expect(twice.exitCode == 2)
  }

  @Test func aMatrixHasNoWeights() throws {
    let run = try Workspace("A.csv", "1,0\n0,10\n").descent("step-size --matrix A.csv --weights w")
    #expect(run.exitCode == 2 && run.errors.contains("--weights goes with DATA"))
  }
}
