import Testing

@Suite struct CompareTests {
  @Test func allKeysArePresent() throws {
    let run = try Workspace("d.csv", goodData).descent("compare d.csv --target y --json")
    #expect(run.exitCode == 0)
    let report = try run.json()
    #expect(
      ["exact", "plan", "preparation", "runs", "recommended", "reason", "plannedRecommendation", "warnings"].filter {
        report[$0] == nil
      } == [])
    let runs = try report.list("runs")
    #expect(runs.count == 9)
    for run in runs {
      #expect(
        run.keys.sorted() == [
          "digits", "iterations", "method", "passes", "plannedIterations", "plannedPasses", "plannedSeconds",
          "predictedIterations", "ratio", "relativeError", "seconds", "termination",
        ])
    }
    #expect(runs.contains { $0["method"] as? String == report["recommended"] as? String })
    let exact = try #require(report["exact"] as? [String: Any])
    #expect(exact["method"] as? String == "normal equations (double-double)")
    let coefficients = try #require(exact["coefficients"] as? [String: Double])
    #expect((coefficients["x"]! - 2.1).magnitude < 1e-13)
    #expect(coefficients["(Intercept)"]!.magnitude < 1e-13)
  }

  @Test func theReferenceIsNotComparedWithItself() throws {
    let workspace = Workspace()
    let command = "compare \(Fixture.path("stackloss.csv")) --target stackloss --standardize"
    let report = try workspace.descent(command + " --json").json()
    let reference = try #require(
      try report.list("runs").first { $0["method"] as? String == "normal equations (double-double)" })
    #expect(reference.isNull("digits") && reference.isNull("relativeError"))
    let lines = try workspace.descent(command).output.split(separator: "\n")
    let line = try #require(lines.last { $0.hasPrefix("normal equations (double-double)") })
    #expect(line.split(separator: " ").suffix(2) == ["reference", "solved"])
  }

  @Test func noRunNeedsMoreIterationsThanPredicted() throws {
    let run = try Workspace().descent(
      "compare \(Fixture.path("stackloss.csv")) --target stackloss --standardize --json")
    let descents = try run.json().list("runs").filter { $0["iterations"] is Int }
    #expect(descents.count == 6)
    for descent in descents {
      #expect(try descent.number("iterations") <= descent.number("predictedIterations"))
      #expect(try descent.number("digits") > 6)
    }
  }

  @Test func thePlanComesFirst() throws {
    let command = "compare \(Fixture.path("stackloss.csv")) --target stackloss --standardize"
    let text = try Workspace().descent(command).output
    let plan = try #require(text.range(of: "Plan until ‖g‖ ≤ 1e-08 · ‖g₀‖"))
    let taken = try #require(text.range(of: "What it took:"))
    let recommended = try #require(text.range(of: "Recommended beforehand: "))
    #expect(plan.lowerBound < recommended.lowerBound && recommended.lowerBound < taken.lowerBound)
    #expect(text.contains("\nRecommended: "))
  }

  /// What was planned stands beside what was done: iterations and passes of fixed steps agree.
  @Test func plannedAndTaken() throws {
    let command = "compare \(Fixture.path("stackloss.csv")) --target stackloss --standardize --json"
    let report = try Workspace().descent(command).json()
    let plan = try report.list("plan").reduce(into: [:]) { $0[$1["method"] as! String] = $1 }
    for run in try report.list("runs") {
      let planned = try #require(plan[run["method"] as! String])
      #expect(try run.number("plannedSeconds") == planned.number("seconds"))
      #expect(try (run.number("ratio") * run.number("plannedSeconds") / run.number("seconds") - 1).magnitude < 1e-12)
      guard (run["method"] as! String).hasPrefix("gradient descent") else { continue }
      #expect(try (run.number("iterations") - run.number("plannedIterations")).magnitude <= 1)
      #expect(try (run.number("passes") - run.number("plannedPasses")).magnitude <= 1)
    }
  }

  @Test func whereGradientDescentIsHopeless() throws {
    let run = try Workspace().descent("compare \(Fixture.path("longley.csv")) --target totemp --iterations 50 --json")
    #expect(run.exitCode == 0)
    let warning = "λmin is not known to be positive: there is no optimal step"
    #expect(run.errors == "warning: \(warning)\n")
    let report = try run.json()
    #expect(try report.texts("warnings") == [warning])
    let descent = try #require(
      try report.list("runs").first { $0["method"] as? String == "gradient descent, safe step" })
    #expect(descent["termination"] as? String == "iterationLimit")
    #expect(descent.isNull("predictedIterations"))
    #expect((report["recommended"] as? String)?.hasPrefix("gradient descent") == false)
  }
}
