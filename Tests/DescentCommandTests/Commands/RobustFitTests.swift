import Foundation
import Testing

@Suite struct RobustFitTests {
  private static let stackloss = "fit \(Fixture.path("stackloss.csv")) --target stackloss"

  @Test func mEstimationOfStackloss() throws {
    let run = try Workspace().descent("\(Self.stackloss) --m-estimator tukey")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        stackloss     estimate  std. error        z         p  95 % from        to
        (Intercept)   -42.2854     9.53148   -4.436  9.15e-06   -60.9667  -23.6040
        airflow       0.927557    0.108053    8.584  <2.2e-16   0.715777   1.13934
        watertemp     0.650718    0.294874    2.207    0.0273  0.0727759   1.22866
        acidconc     -0.112333    0.125228  -0.8970     0.370  -0.357776  0.133110

        rows 21, coefficients 4, degrees of freedom 17, Tukey's bisquare with constant 4.685
        scale 2.28188, standard deviation 2.59869
        2 rows beyond 2.5 scales (weight): 4 (0.34), 21 (0.0022)

        """)
  }

  @Test func theMedianOfStackloss() throws {
    let run = try Workspace().descent("\(Self.stackloss) --quantile 0.5")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        quantile 0.5
        stackloss      estimate  std. error       t         p  95 % from         to
        (Intercept)    -39.6899     7.14163  -5.558  3.47e-05   -54.7574   -24.6223
        airflow        0.831884    0.126933   6.554  4.92e-06   0.564079    1.09969
        watertemp      0.573913    0.341793   1.679     0.111  -0.147207    1.29503
        acidconc     -0.0608696   0.0604123  -1.008     0.328  -0.188328  0.0665893

        rows 21, coefficients 4, degrees of freedom 17
        Σρ 21.0406, proven least, goodness of fit 0.709785

        """)
  }

  @Test func jsonHasAllDigits() throws {
    let median = try Workspace().descent("\(Self.stackloss) --quantile 0.25,0.5 --json").json()
    let quantiles = try #require(median["quantiles"] as? [[String: Any]])
    #expect(quantiles.map { $0["quantile"] as? Double } == [0.25, 0.5])
    let coefficients = try #require(quantiles[1]["coefficients"] as? [[String: Any]])
    for (found, value) in zip(coefficients, [-39.689855072463768, 0.83188405797101449, 0.57391304347826087]) {
      #expect(correctDigits(found["estimate"], value) >= 13)
    }
    #expect(quantiles.allSatisfy { $0["isOptimal"] as? Bool == true })

    let huber = try Workspace().descent("\(Self.stackloss) --m-estimator huber --json").json()
    #expect(huber["outliers"] as? [Int] == [4, 21])
    #expect((huber["weights"] as? [Double])?.count == 21)
    #expect(correctDigits(huber["scale"], 2.4405360917211216) >= 11)
    #expect(huber["converged"] as? Bool == true)
  }

  /// The reference values of the library's tests, by the command.
  @Test func weights() throws {
    let rows = try String(contentsOfFile: Fixture.path("stackloss.csv"), encoding: .utf8).split(separator: "\n")
    let weights = ["w"] + (0..<21).map { "\([1, 2.5, 0.5, 3, 1.5][$0 % 5])" }
    let workspace = Workspace("d.csv", zip(rows, weights).map { "\($0),\($1)" }.joined(separator: "\n") + "\n")
    let command = "fit d.csv --target stackloss --weights w --json"
    let huber = try workspace.descent("\(command) --m-estimator huber").json()
    #expect(correctDigits(huber["scale"], 2.146650726854133) >= 11)
    #expect(correctDigits(try huber.list("coefficients")[1]["estimate"], 0.8395807156634906) >= 11)
    let median = try workspace.descent("\(command) --quantile 0.5").json()
    let coefficients = try #require(try median.list("quantiles")[0]["coefficients"] as? [[String: Any]])
    #expect(correctDigits(coefficients[1]["estimate"], 0.8882138517618466) >= 11)
    let fraction = try workspace.descent("\(command) --quantile 0.5 --weights-kind frequency")
    #expect(fraction.exitCode == 3)
    #expect(
      fraction.errors.hasPrefix("descent: The frequency of row 2 is 2.5, and medians count whole rows: round it, or"))
    let byFormula = try workspace.shell(
      "$descent fit d.csv --formula 'stackloss ~ . ' --weights w --m-estimator huber --json")
    #expect(try byFormula.json()["scale"] as? Double == huber["scale"] as? Double)
  }

  @Test func formulas() throws {
    let data = "y,x,k\n1,1,a\n2,2,a\n,3,a\n3,3,a\n14,4,b\n15,5,b\n100,6,b\n17,7,b\n18,8,b\n"
    let workspace = Workspace("d.csv", data)
    let report = try workspace.shell("$descent fit d.csv --formula 'y ~ x + k' --quantile 0.5 --json").json()
    let fit = try #require((report["quantiles"] as? [[String: Any]])?.first)
    let coefficients = try #require(fit["coefficients"] as? [[String: Any]])
    #expect(coefficients.map { $0["name"] as? String } == ["(Intercept)", "x", "kb"])
    #expect(coefficients.compactMap { ($0["estimate"] as? Double)?.rounded() } == [0, 1, 10])
    let robust = try workspace.shell("$descent fit d.csv --formula 'y ~ x + k' --m-estimator tukey --json").json()
    // Rows count as in the file, though the third was dropped.
    #expect(robust["outliers"] as? [Int] == [7])
    #expect(try robust.texts("warnings").first == "dropped 1 row with missing values, of 9 read (missing in y 1)")
    let columns = try workspace.descent("fit d.csv --target y --features x --m-estimator tukey --json").json()
    #expect((columns["outliers"] as? [Int])?.contains(7) == true)
  }

  @Test(arguments: [
    ("--quantile 1.5", "--quantile takes numbers between 0 and 1"), ("--quantile 0.5,", "and not ''"),
    ("--quantile 0.5 --m-estimator huber", "give one of them"), ("--m-estimator cauchy", "m-estimator"),
    ("--m-estimator huber --ridge 1", "--ridge is for least squares and does not go with --m-estimator"),
  ])
  func usage(_ options: String, _ message: String) throws {
    let run = try Workspace().descent("\(Self.stackloss) \(options)")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func dependentColumnsAreRefused() throws {
    let run = try Workspace("d.csv", "y,a,b\n1,1,2\n2,2,4\n4,3,6\n3,4,8\n").descent(
      "fit d.csv --target y --quantile 0.5")
    #expect(run.exitCode == 5)
    #expect(run.errors.contains("b is a linear combination of a"))
  }
}
