import Foundation
import Testing

@Suite struct StepSizeTests {
  /// ½(x₁² + 10x₂²): stable below 0.2, κ = 10.
  @Test func theTableOfAMatrix() throws {
    let run = try Workspace("A.csv", "1,0\n0,10\n").descent("step-size --matrix A.csv --tolerance 1e-6")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(
      run.output.withoutTimes == """
        f(x) = ½xᵀAx − bᵀx with A of A.csv, 2×2

        λmax                 10        largest curvature, proven
        λmin                 1         smallest curvature, proven
        κ                    10        λmax/λmin
        largest stable step  0.2       below 2/λmax
        safe step            0.1       1/λmax: the value never grows
        optimal step         0.181818  2/(λmax + λmin)

        Plan until ‖g‖ ≤ 1e-06 · ‖g₀‖, in the time that this machine will take:

        method                          iterations  passes over A  flops  time
        Cholesky decomposition                   –              1     11  …
        Chebyshev steps                       ≤ 23             24    192  …  descend --optimizer chebyshev
        gradient descent, optimal step        ≤ 69             70    560  …  descend --step optimal
        gradient descent, safe step          ≤ 132            133  1.1 k  …  descend
        heavy ball                            ≤ 27             28    224  …  descend --optimizer momentum --step optimal
        Nesterov                              ≤ 38             39    312  …  descend --optimizer nesterov --step optimal
        conjugate gradients                   ≤ 24             25    200  …  descend --optimizer conjugate-gradient

        The bounds of A, which all iterations need, took ….

        Recommended: …

        Largest stable step of each method, momentum 0.9:
          gradient descent             0.2       2/λmax
          momentum, v ← βv + g         0.38      2(1 + β)/λmax
          momentum, v ← βv + (1 − β)g  3.8       2(1 + β)/((1 − β)λmax)
          Nesterov                     0.135714  2(1 + β)/((1 + 2β)λmax)

        """)
  }

  @Test func allKeysArePresent() throws {
    let workspace = Workspace("d.csv", goodData)
    workspace.file("A.csv", "1,0\n0,10\n")
    for command in ["step-size d.csv --target y --json", "step-size --matrix A.csv --json"] {
      let report = try workspace.descent(command).json()
      let keys = [
        "lambdaMax", "lambdaMin", "conditionNumber", "certified", "method", "maximumStableStep", "safeStep",
        "optimalStep", "stableSteps", "tolerance", "predictedIterations", "plan", "preparation", "recommended",
        "reason",
        "warnings",
      ]
      #expect(keys.filter { report[$0] == nil } == [])
      let steps = try #require(report["stableSteps"] as? [String: Any])
      let limits = ["gradientDescent", "momentum", "momentumAveraged", "nesterov", "stochastic"]
      #expect(limits.filter { steps[$0] == nil } == [])
      let counts = try #require(report["predictedIterations"] as? [String: Any])
      #expect(
        counts.keys.sorted() == [
          "chebyshev", "conjugateGradient", "gradientDescentOptimal", "gradientDescentSafe", "heavyBall", "nesterov",
        ])
      #expect(counts.values.allSatisfy { $0 is Int })
    }
  }

  @Test func thePlanOfData() throws {
    let workspace = Workspace()
    let command = "step-size \(Fixture.path("stackloss.csv")) --target stackloss --standardize"
    let report = try workspace.descent(command + " --json").json()
    let plan = try report.list("plan")
    #expect(plan.count == 9)
    for method in plan {
      #expect(
        method.keys.sorted() == [
          "bytes", "flops", "iterations", "method", "mostIterations", "obstacle", "passes", "runIterations",
          "seconds", "usesGram",
        ])
      #expect(try method.number("seconds") > 0 && method.number("flops") > 0)
    }
    // The target is known, and with it how long gradient descent will take.
    let descent = try #require(plan.first { $0["method"] as? String == "gradient descent, safe step" })
    let run = try workspace.descent(
      "descend \(Fixture.path("stackloss.csv")) --target stackloss --standardize --json"
    ).json()
    #expect(try (descent.number("iterations") - run.number("iterations")).magnitude <= 1)
    #expect(try descent.number("passes") == descent.number("iterations") + 1)
    #expect(
      plan.contains { $0["method"] as? String == report["recommended"] as? String })
    let preparation = try #require(report["preparation"] as? [String: Any])
    #expect(try preparation.number("passes") == 1 && preparation.number("seconds") > 0)
    let text = try workspace.descent(command).output
    #expect(text.contains("Iterations with ≤ are for the worst start and target, those without for this one."))
    #expect(text.contains("XᵀX and the bounds of its eigenvalues, which all iterations need, took "))
  }

  @Test func thePlanOfDependentColumns() throws {
    let workspace = Workspace("d.csv", "a,b,c,y\n1,2,3,1\n2,1,3,5\n5,4,9,2\n0,3,3,1\n4,4,8,7\n3,1,4,4\n")
    let report = try workspace.descent("step-size d.csv --target y --json").json()
    let obstacles = try report.list("plan").reduce(into: [:]) {
      $0[$1["method"] as! String] = $1["obstacle"] as? String
    }
    #expect(obstacles["normal equations (Cholesky)"] == "breaks down: columns nearly dependent")
    #expect(obstacles["Chebyshev steps"] == "needs λmin > 0")
    #expect(obstacles["Householder QR"] == nil)
    // The speed of the machine decides between those that have no obstacle.
    let recommended = try #require(report["recommended"] as? String)
    #expect(obstacles[recommended] == nil)
    let chebyshev = try #require(try report.list("plan").first { $0["method"] as? String == "Chebyshev steps" })
    #expect(["iterations", "passes", "flops", "seconds"].allSatisfy { chebyshev.isNull($0) })
  }

  @Test func theFiguresOfAMatrix() throws {
    let report = try Workspace("A.csv", "1,0\n0,10\n").descent("step-size --matrix A.csv --json").json()
    let kappa = try report.interval("conditionNumber")
    #expect(kappa.lower <= 10 && 10 <= kappa.upper && kappa.upper - kappa.lower < 1e-12)
    let stable = try report.number("maximumStableStep")
    #expect(stable < 0.2 && stable > 0.2 - 1e-14)
    #expect(try (report.number("safeStep") - 0.1).magnitude < 1e-15)
    #expect(try (report.number("optimalStep") - 2.0 / 11).magnitude < 1e-15)
    let steps = try #require(report["stableSteps"] as? [String: Any])
    #expect(try steps.number("gradientDescent") == stable)
    #expect(try (steps.number("momentum") - 0.38).magnitude < 1e-14)
    #expect(try (steps.number("momentumAveraged") - 3.8).magnitude < 1e-13)
    #expect(try (steps.number("nesterov") - 0.38 / 2.8).magnitude < 1e-14)
    #expect(steps.isNull("stochastic"))
  }

  @Test func theFiguresOfData() throws {
    let run = try Workspace().descent("step-size \(Fixture.path("line.csv")) --target y --json")
    let report = try run.json()
    #expect(try (report.interval("lambdaMin").lower - 1.87489564).magnitude < 1e-8)
    #expect(try (report.interval("lambdaMax").upper - 2.63503873).magnitude < 1e-8)
    // The stochastic limit is 1/max(1 + x²), found here from the file.
    let rows = try String(contentsOfFile: Fixture.path("line.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
    let largest = rows.map { 1 + pow(Double($0.split(separator: ",")[0])!, 2) }.max()!
    let steps = try #require(report["stableSteps"] as? [String: Any])
    #expect(try (steps.number("stochastic") * largest - 1).magnitude < 1e-13)
  }

  @Test func aRidgeRaisesTheSpectrum() throws {
    let command = "step-size \(Fixture.path("line.csv")) --target y --no-intercept --json"
    let plain = try Workspace().descent(command).json().interval("lambdaMax").upper
    let ridge = try Workspace().descent(command + " --ridge 0.5").json().interval("lambdaMax").upper
    #expect((ridge - plain - 0.5).magnitude < 1e-13)
  }

  @Test func aSingularProblemHasNoOptimalStep() throws {
    let run = try Workspace().descent("step-size \(Fixture.path("longley.csv")) --target totemp --json")
    let report = try run.json()
    #expect(report.isNull("optimalStep"))
    let counts = try #require(report["predictedIterations"] as? [String: Any])
    #expect(counts.values.allSatisfy { $0 is NSNull })
    let kappa = try #require(report["conditionNumber"] as? [Any])
    #expect(kappa[1] is NSNull)
    #expect(
      try report.texts("warnings")
        == ["λmin is not known to be positive: there is no optimal step, and no count of iterations"])
  }

  @Test func anIndefiniteMatrixHasNoStableStep() throws {
    let workspace = Workspace("A.csv", "1,2\n2,1\n")
    let warning = "the matrix has a negative eigenvalue: f falls without bound, and no step is stable"
    let run = try workspace.descent("step-size --matrix A.csv")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: \(warning)\n")
    #expect(
      run.output == """
        f(x) = ½xᵀAx − bᵀx with A of A.csv, 2×2

        λmax                 3         largest curvature, proven
        λmin                 ≤ -1      negative
        κ                    –         λmax/λmin
        largest stable step  –         none is stable
        safe step            0.333333  1/λmax: the value never grows
        optimal step         –         there is no minimum

        """)
    let report = try workspace.descent("step-size --matrix A.csv --json").json()
    #expect(try report.texts("warnings") == [warning])
    #expect(report.isNull("maximumStableStep"))
    let descend = try workspace.descent("descend --matrix A.csv --start 1,0.5")
    #expect(descend.exitCode == 4)
    #expect(descend.errors.hasPrefix("warning: the Hessian has the negative eigenvalue -1"))
    #expect(descend.errors.hasSuffix("\ndescent: not converged (exit code 4)\n"))
  }

  @Test(arguments: [
    (
      "1,2\n3,4\n",
      "The matrix of a quadratic form must be symmetric, but row 1, column 2 is 2.0 and row 2, column 1 is"
    ),
    ("1,2,3\n2,1,3\n", "A.csv holds a matrix of 2 rows and 3 columns: a quadratic form needs as many rows as columns"),
    ("", "A.csv is empty"),
  ])
  func matricesThatCannotBeUsed(text: String, message: String) throws {
    let workspace = Workspace("A.csv", text)
    for subcommand in ["step-size", "descend"] {
      let run = try workspace.descent("\(subcommand) --matrix A.csv")
      #expect(run.exitCode == 3)
      #expect(run.output == "")
      #expect(run.errors.hasPrefix("descent: \(message)"), "\(run.errors)")
    }
  }

  @Test func aVectorOfAnotherLength() throws {
    let workspace = Workspace("A.csv", "1,0\n0,10\n")
    workspace.file("b.csv", "1\n2\n3\n")
    let run = try workspace.descent("step-size --matrix A.csv --vector b.csv")
    #expect(run.exitCode == 3)
    #expect(
      run.errors == "descent: b.csv holds 3×1 numbers: the vector b needs 2, one for each row of the matrix\n")
  }

  @Test func matricesAndVectorsOfNumPy() throws {
    let workspace = Workspace()
    workspace.file("A.npy", NPYBytes.matrix([[2, 0], [0, 50]]))
    workspace.file("b.npy", NPYBytes.matrix([[6], [50]]))
    let report = try workspace.descent("descend --matrix A.npy --vector b.npy --step optimal --json").json()
    let estimates = try report.estimates()
    #expect((estimates["x1"]! - 3).magnitude < 1e-6 && (estimates["x2"]! - 1).magnitude < 1e-6)
  }
}
