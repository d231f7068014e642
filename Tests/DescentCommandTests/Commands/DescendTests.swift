import Foundation
import Testing

@Suite struct DescendTests {
  /// (x − 3)² + 25(y − 1)² without its constant: H has the eigenvalues 2 and 50.
  private func valley() -> Workspace {
    let workspace = Workspace("A.csv", "2,0\n0,50\n")
    workspace.file("b.csv", "6\n50\n")
    return workspace
  }

  /// Runs with a fixed count and gives the distance to the minimum (3, 1).
  private func distance(_ options: String, errors: String = "") throws -> Double {
    let run = try valley().descent("descend --matrix A.csv --vector b.csv --start -1,4 --json \(options)")
    #expect(run.exitCode == 0)
    #expect(run.errors == errors)
    let estimates = try run.json().estimates()
    return hypot(estimates["x1"]! - 3, estimates["x2"]! - 1)
  }

  @Test func tooSmallAStepCrawls() throws {
    #expect(try (distance("--step 0.005 --iterations 60") - 2.188626569563).magnitude < 1e-11)
  }

  @Test func aGoodStepZigzagsDown() throws {
    #expect(try (distance("--step 0.035 --iterations 60") - 0.0514087334761).magnitude < 1e-12)
  }

  @Test func aStepAboveTheLimitIsNamedAndRun() throws {
    let found = try distance(
      "--step 0.041 --iterations 25",
      errors:
        "warning: the step 0.041 exceeds the largest stable step 0.04 (2/λmax) by 2.5 %: use at most 0.02 (1/λmax)\n")
    #expect((found - 10.1699826667).magnitude < 1e-8)
  }

  @Test func chebyshevStepsTakeAFifthOfTheIterations() throws {
    let workspace = valley()
    let command = "descend --matrix A.csv --vector b.csv --start -1,4 --json "
    let chebyshev = try workspace.descent(command + "--optimizer chebyshev").json()
    let descent = try workspace.descent(command + "--step optimal").json()
    #expect(chebyshev["converged"] as? Bool == true)
    #expect(chebyshev["optimizer"] as? String == "chebyshev")
    #expect(try 4 * chebyshev.number("iterations") < descent.number("iterations"))
    #expect(try chebyshev.number("distanceToClosedForm") < 1e-6)
    let run = try workspace.descent(command + "--optimizer chebyshev --step 0.1")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("--step does not go with chebyshev, which finds its steps itself"))
  }

  @Test func aDivergingRunEndsWithCodeFour() throws {
    let warning = "the step 0.8 exceeds the largest stable step 0.759 (2/λmax) by 5.402 %: use at most 0.3795 (1/λmax)"
    let command = "descend \(Fixture.path("line.csv")) --target y --step 0.8"
    let run = try Workspace().descent(command)
    #expect(run.exitCode == 4)
    #expect(run.errors == "warning: \(warning)\ndescent: not converged (exit code 4)\n")
    #expect(
      run.output.contains("\nDiverged: after 180 iterations the gradient norm had grown 1.033e+08 times; the step"))
    #expect(run.output.contains("\nThe point of the lowest value seen:\n"))
    let machine = try Workspace().descent(command + " --json")
    #expect(machine.exitCode == 4)
    let report = try machine.json()
    #expect(report["termination"] as? String == "diverged")
    #expect(report["converged"] as? Bool == false)
    #expect(try report.texts("warnings") == [warning])
  }

  @Test func allKeysArePresent() throws {
    let report = try Workspace("d.csv", goodData).descent("descend d.csv --target y --json").json()
    let keys = [
      "termination", "converged", "iterations", "value", "gradientNorm", "coefficients", "optimizer", "options", "seed",
      "evaluations", "message", "stepSize", "distanceToClosedForm", "seconds", "warnings",
    ]
    #expect(keys.filter { report[$0] == nil } == [])
    #expect(report["converged"] as? Bool == true)
    #expect(report["optimizer"] as? String == "gradient-descent")
    #expect(report.isNull("seed"))
    #expect(try report.number("distanceToClosedForm") < 1e-5)
  }

  /// 50 points near y = 0.5 + 2x.
  @Test func theLineOfTheWorkedExample() throws {
    let run = try Workspace().descent(
      "descend \(Fixture.path("line.csv")) --target y --step 0.1 --iterations 200 --json")
    #expect(run.exitCode == 0)
    let report = try run.json()
    let estimates = try report.estimates()
    #expect((estimates["(Intercept)"]! - 0.41451949).magnitude < 1e-8)
    #expect((estimates["x"]! - 2.01509501).magnitude < 1e-8)
    #expect(report["iterations"] as? Int == 200)
    #expect(try report.number("distanceToClosedForm") < 1e-10)
  }

  @Test func tooFewIterationsForAToleranceIsNotConverged() throws {
    let run = try Workspace("d.csv", goodData).descent(
      "descend d.csv --target y --iterations 3 --tolerance 1e-8 --json")
    #expect(run.exitCode == 4)
    #expect(try run.json()["termination"] as? String == "iterationLimit")
    #expect(run.errors.hasPrefix("descent: "))
  }

  @Test func moreCoefficientsThanRowsGoToTheLeastNorm() throws {
    let workspace = Workspace("d.csv", "a,b,c,y\n1,2,3,1\n4,5,6,2\n")
    let run = try workspace.descent(
      "descend d.csv --target y --no-intercept --json --iterations 100000 --tolerance 1e-12")
    #expect(run.exitCode == 0)
    let warning = "2 rows for 3 coefficients: there are many minima, and this run goes to the one of least norm"
    #expect(run.errors == "warning: \(warning)\n")
    let report = try run.json()
    #expect(try report.texts("warnings") == [warning])
    let estimates = try report.estimates()
    #expect((estimates["a"]! + 1.0 / 18).magnitude < 1e-9)
    #expect((estimates["b"]! - 1.0 / 9).magnitude < 1e-9)
    #expect((estimates["c"]! - 5.0 / 18).magnitude < 1e-9)
  }

  @Test func theTraceHasEveryIteration() throws {
    let workspace = valley()
    let run = try workspace.descent(
      "descend --matrix A.csv --vector b.csv --start -1,4 --step 0.005 --iterations 2 --trace run.csv")
    #expect(run.exitCode == 0)
    let lines = try workspace.text("run.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 4)
    #expect(lines.first?.first == "iteration")
    #expect(lines.map(\.count) == [5, 5, 5, 5])
    #expect(lines.dropFirst().map { Double($0[0]) } == [0, 1, 2])
    // f(−1, 4) = ½(2 + 800) − (−6 + 200) and g = (−8, 150).
    #expect(Double(lines[1][1]) == 207)
    #expect(Double(lines[1][2]) == 22564.0.squareRoot())
  }

  @Test func aTraceThatCannotBeWrittenIsAnError() throws {
    let workspace = valley()
    for path in ["none/run.csv", "/dev/full", "."] {
      let run = try workspace.descent("descend --matrix A.csv --iterations 5 --start 1,1 --trace \(path)")
      #expect(run.exitCode == 3, "\(path)")
      #expect(run.errors.hasPrefix("descent: \(path) "), "\(run.errors)")
    }
    #expect(workspace.contents == ["A.csv", "b.csv"])
  }

  /// y = 1 + 2x with some noise, and a column that is 1 where y is large.
  private func data() -> Workspace {
    var lines = ["x,z,y,big"]
    for i in 0..<60 {
      let (x, z) = (Double(i) / 10, Double((i * 37) % 11))
      let y = 1 + 2 * x - 0.5 * z + 0.3 * Double((i * 17) % 7)
      lines.append("\(x),\(z),\(y),\(y + Double(i % 5) > 6 ? 1 : 0)")
    }
    return Workspace("data.csv", lines.joined(separator: "\n") + "\n")
  }

  @Test(arguments: [
    "momentum --step optimal", "nesterov --step optimal", "momentum-averaged --step 1", "adam --step 0.1",
    "amsgrad --step 0.1", "sgd", "sgd --variance-reduction", "bfgs", "l-bfgs", "newton", "barzilai-borwein",
    "conjugate-gradient", "lsmr", "nonlinear-conjugate-gradient", "gradient-descent --step exact",
    "gradient-descent --step armijo", "gradient-descent --step wolfe",
    "momentum --schedule warm-up:5,inverse-time:0.001",
  ])
  func eachMethodComesToTheClosedForm(method: String) throws {
    let run = try data().descent(
      "descend data.csv --target y --features x,z --standardize --json --tolerance 1e-6 --iterations 5000 --optimizer "
        + method)
    #expect(run.exitCode == 0, "\(run.errors)")
    let report = try run.json()
    #expect(try report.number("distanceToClosedForm") < (method == "sgd" ? 1e-2 : 1e-4))
  }

  @Test func otherLossesAreDescendedOn() throws {
    for method in ["gradient-descent", "l-bfgs", "newton"] {
      let logistic = try data().descent(
        "descend data.csv --target big --features x,z --standardize --loss logistic --ridge 0.01 --iterations 20000 "
          + "--tolerance 1e-6 --json --optimizer \(method)")
      #expect(logistic.exitCode == 0, "\(logistic.errors)")
      #expect(try logistic.json().estimates()["x"]! > 0)
    }
    let counts = try data().descent(
      "descend data.csv --target big --features x,z --standardize --loss poisson --json")
    #expect(counts.exitCode == 0, "\(counts.errors)")
    let bad = try data().descent("descend data.csv --target y --features x,z --loss logistic")
    #expect(bad.exitCode == 3)
    #expect(bad.errors.contains("0 or 1"))
    let huber = try data().descent(
      "descend data.csv --target y --features x,z --standardize --loss huber --threshold 2")
    #expect(huber.exitCode == 0, "\(huber.errors)")
    #expect(huber.output.contains("Huber loss"))
  }

  @Test func heldOutRowsEndARun() throws {
    let run = try data().descent(
      "descend data.csv --target y --features x,z --standardize --validation 0.25 --patience 3 --json --trace t.csv "
        + "--tolerance 1e-14")
    #expect(run.exitCode == 0, "\(run.errors)")
    let report = try run.json()
    #expect(try report.number("validationValue") > 0)
    #expect(report["distanceToClosedForm"] is NSNull)
    let none = try data().descent("descend data.csv --target y --features x,z --validation 0.001")
    #expect(none.exitCode == 2)
    #expect(none.errors.contains("leaves none on one side"))
  }

  @Test func aCheckpointGoesOnWithTheSameBits() throws {
    let workspace = data()
    let command = "descend data.csv --target y --features x,z --standardize --json "
    let method = "--optimizer sgd --batch-size 7 --seed 5 --patience 100"
    let whole = try workspace.descent(command + method + " --iterations 12")
    _ = try workspace.descent(command + method + " --iterations 5 --checkpoint run.json")
    let resumed = try workspace.descent(command + "--resume run.json --iterations 12")
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    #expect(try resumed.json().estimates() == whole.json().estimates())
    #expect(try resumed.json()["optimizer"] as? String == "sgd")

    let twice = try workspace.descent(command + "--resume run.json --optimizer adam")
    #expect(twice.exitCode == 2)
    #expect(twice.errors.contains("leave out --optimizer"))
    let other = try workspace.descent("descend data.csv --target big --features x,z --standardize --resume run.json")
    #expect(other.exitCode == 3)
    #expect(other.errors.contains("belongs to other data"))
    workspace.file("broken.json", "{\"descentCheckpoint\": 1, \"meth")
    let broken = try workspace.descent(command + "--resume broken.json")
    #expect(broken.exitCode == 3)
    #expect(broken.errors.contains("no checkpoint, or not all of one"))
  }

  @Test func aSlowRunIsTold() throws {
    let run = try valley().descent("descend --matrix A.csv --vector b.csv --start -1,4 --step 0.001")
    #expect(run.exitCode == 0)
    let cut = try valley().descent(
      "descend --matrix A.csv --vector b.csv --start -1,4 --step 0.001 --iterations 100 --tolerance 1e-8")
    #expect(cut.exitCode == 4)
    #expect(cut.output.contains("The run is slow"))
    #expect(cut.output.contains("theory allows 0.03846"))
  }

  /// Columns as they come, of any size and centre: with its own step in standardized columns stochastic descent comes within
  /// 1 % of the null model's loss of the least one.
  @Test(arguments: [("longley.csv", "totemp"), ("stackloss.csv", "stackloss"), ("line.csv", "y")])
  func stochasticDescentTakesDataAsTheyAre(file: String, target: String) throws {
    let path = Fixture.path(file)
    let run = try Workspace().descent("descend \(path) --target \(target) --optimizer sgd --json")
    let fit = try Workspace().descent("fit \(path) --target \(target) --json").json()
    let report = try run.json()
    let least = try fit.number("residualSumOfSquares") / fit.number("rows")
    let null = try least / (1 - fit.number("rSquared"))
    #expect(try report.number("value") <= least + 0.01 * null)
    #expect(["settled", "iterationLimit"].contains(report["termination"] as? String))
    #expect(!(report["message"] as! String).isEmpty)
  }

  @Test func restartsListTheirBasins() throws {
    let report = try valley().descent("descend --matrix A.csv --vector b.csv --restarts 6 --seed 3 --json").json()
    let basins = try report.list("basins")
    #expect(basins.count == 1)
    #expect(try basins[0].number("hits") == 6)
    #expect(try report.number("seed") == 3)
    let one = try valley().descent("descend --matrix A.csv --vector b.csv --spread 2")
    #expect(one.exitCode == 2 && one.errors.contains("--spread goes with --restarts"))
  }

  /// Columns of very different sizes: a small gradient is met at once, and says nothing.
  private func scaled() -> Workspace {
    let rows = zip([3, 1, 4, 1, 5, 9, 2, 6], 1...8).map { digit, i in
      let (x1, x2) = (Double(i), 1e6 * Double(1 + digit))
      return "\(x1),\(x2),\(1 + 0.05 * x1 + 3e-6 * x2 + 0.01 * Double(digit * i % 7))"
    }
    return Workspace("scaled.csv", "x1,x2,y\n" + rows.joined(separator: "\n") + "\n")
  }

  @Test func aCriterionMetFarFromTheClosedFormIsNoAnswer() throws {
    let run = try scaled().descent("descend scaled.csv --target y")
    #expect(run.exitCode == 4)
    #expect(run.errors.hasPrefix("warning: the criterion was met, but the coefficients are "), "\(run.errors)")
    #expect(run.errors.contains("% away from the closed form: "))
    #expect(run.errors.contains("take --standardize, a smaller --tolerance, or the closed form, descent fit\n"))
    #expect(run.output.contains("\nNot converged: the gradient norm "))
    let machine = try scaled().descent("descend scaled.csv --target y --json")
    #expect(machine.exitCode == 4)
    let report = try machine.json()
    #expect(report["converged"] as? Bool == false)
    #expect(try report.texts("warnings").count == 1)
    #expect(try report.number("distanceToClosedForm") > 0.01)
  }

  /// With a tolerance of one's own the run has done what was asked for, and the warning stays.
  @Test func aCriterionAskedForIsAnswered() throws {
    let run = try scaled().descent("descend scaled.csv --target y --tolerance 1e-8")
    #expect(run.exitCode == 0)
    #expect(run.errors.hasPrefix("warning: the criterion was met, but "))
    #expect(run.output.contains("\nConverged: "))
    let standardized = try scaled().descent("descend scaled.csv --target y --standardize")
    #expect(standardized.exitCode == 0 && standardized.errors == "")
  }

  /// β* = 0: what is left of the start is no distance to speak of.
  @Test func aMinimumAtZeroIsReached() throws {
    let form = try Workspace("A.csv", "2,0\n0,50\n").descent("descend --matrix A.csv --start 1e9,1e9")
    #expect(form.exitCode == 0 && form.errors == "")
    let data = Workspace("d.csv", "x,y\n1,1\n2,-1\n3,-1\n4,1\n")
    for option in ["", "--standardize"] {
      let run = try data.descent("descend d.csv --target y \(option)")
      #expect(run.exitCode == 0 && run.errors == "", "\(run.errors)")
    }
  }

  @Test func withANegativeEigenvalueNoStepIsAdvised() throws {
    let run = try Workspace("A.csv", "2,3\n3,2\n").descent("descend --matrix A.csv --start 1,0")
    #expect(run.exitCode == 4)
    #expect(run.output.contains("negative eigenvalue -1: there is no minimum."))
    for words in ["lies elsewhere", "take a step"] { #expect(!run.output.contains(words)) }
  }

  @Test func aResumedRunIsNotMeasuredByItsFirstValue() throws {
    let workspace = data()
    let command = "descend data.csv --target y --features x,z --standardize "
    _ = try workspace.descent(command + "--iterations 20 --checkpoint run.json")
    let resumed = try workspace.descent(command + "--resume run.json --tolerance 1e-8")
    #expect(resumed.exitCode == 0)
    #expect(!resumed.output.contains("of the first one"))
  }

  @Test func aFewFurtherIterationsAreNotSlow() throws {
    let run = try Workspace().descent(
      "descend \(Fixture.path("stackloss.csv")) --target stackloss --standardize --iterations 10")
    #expect(run.exitCode == 0)
    #expect(!run.output.contains("slow"))
  }
}
