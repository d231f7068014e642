import Foundation
import Testing

@Suite struct PathFamilyTests {
  /// 40 rows by a formula: two columns that count and one that does not, classes, counts, trials and an offset.
  private static let data: String = {
    var text = "a,b,c,class,count,tried,offset\n"
    for i in 1...40 {
      let t = Double(i)
      let (a, b, c) = (sin(t * t * 0.7), cos(t * 1.9), sin(t * 3.1 + 1))
      let noise = sin(t * t * 1.3 + 0.4)
      let label = a - b + 0.8 * noise > 0 ? 1 : 0
      let count = Int(exp(1 + 0.5 * a + 0.3 * noise).rounded())
      text += [a, b, c].map { String(format: "%.3f", $0) }.joined(separator: ",")
      text += ",\(label),\(count),8,\(Double(i % 3) / 10)\n"
    }
    return text
  }()

  private static func run(_ options: String) throws -> CommandRun {
    try Workspace("d.csv", data).descent("path d.csv \(options)")
  }

  private static let logistic = "--target class --features a,b,c --family binomial"

  @Test func theTableOfALogisticLasso() throws {
    let run = try Self.run("\(Self.logistic) --lambda 0.2,0.1,0.05 --folds 5")
    #expect(run.exitCode == 0 && run.errors == "", "\(run.errors)")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("class"))
    #expect(run.output.contains("minimizes D/(2n) + λ‖β‖₁, columns standardized"))
    #expect(run.output.contains("(least deviance of 5-fold cross-validation)"))
    #expect(run.output.contains("deviance explained"))
    #expect(run.output.contains("not zero  explained  deviance"))
  }

  @Test func theKeysOfTheReport() throws {
    let report = try Self.run("\(Self.logistic) --metric auc --json --penalty elastic-net --alpha 0.4").json()
    #expect(report["family"] as? String == "binomial" && report["link"] as? String == "logit")
    #expect(report["metric"] as? String == "auc" && report["penaltyConvention"] as? String == "glmnet")
    #expect(report["rSquared"] is NSNull && report["devianceRatio"] is Double && report["nullDeviance"] is Double)
    #expect(report["converged"] as? Bool == true)
    let path = try report.list("path")
    let errors = path.map { $0["error"] as? Double ?? .nan }
    let best = try #require(errors.indices.max { errors[$0] < errors[$1] })
    #expect(path[best]["lambda"] as? Double == report["lambda"] as? Double)
    for point in path { #expect((point["violation"] as? Double ?? 1) <= 1e-8) }
    let linear = try Self.run("--target count --features a,b,c --lambda 0.1 --json").json()
    #expect(linear["family"] is NSNull && linear["devianceRatio"] is NSNull && linear["metric"] is NSNull)
  }

  /// Without ‖β‖₁ it is the ridge of `fit --family`.
  @Test func aRidgeIsThatOfTheFit() throws {
    let options = "--target count --features a,b,c --family poisson --offset offset --json"
    let path = try Self.run("\(options) --penalty ridge --no-standardize --lambda 0.3").json()
    let fit = try Workspace("d.csv", Self.data).descent("fit d.csv \(options) --ridge 0.3").json()
    for (a, b) in zip(try path.list("coefficients"), try fit.list("coefficients")) {
      #expect(correctDigits(a["estimate"], try #require(b["estimate"] as? Double)) >= 9)
    }
    #expect(path["selection"] is NSNull && path["objective"] as? String == "D/(2n) + (λ/2)‖β‖²")
  }

  @Test func conventions() throws {
    func estimates(_ options: String) throws -> [Double] {
      try Self.run("\(Self.logistic) --json \(options)").json().list("coefficients")
        .map { try #require($0["estimate"] as? Double) }
    }
    let expected = try estimates("--lambda 0.05")
    for options in ["--lambda 0.1 --penalty-convention textbook", "--lambda 2 --penalty-convention sklearn"] {
      for (a, b) in zip(try estimates(options), expected) { #expect(abs(a - b) < 1e-10) }
    }
  }

  @Test func trialsAndTheFileOfThePath() throws {
    let workspace = Workspace("d.csv", Self.data)
    let run = try workspace.descent(
      "path d.csv --target count --trials tried --features a,b --family binomial --lambda 0.3,0.1,0.02 --folds 4 "
        + "--select one-standard-error --path p.csv --json")
    #expect(run.exitCode == 0, "\(run.errors)")
    let lines = try workspace.text("p.csv").split(separator: "\n")
    #expect(lines.count == 4)
    #expect(
      lines[0] == "lambda,degrees_of_freedom,deviance_ratio,cv_error,cv_standard_error,gcv,(Intercept),a,b", "\(lines)")
  }

  @Test(arguments: [
    ("--metric auc", 2, "--metric needs a --family"),
    ("--family binomial --penalty ridge --select gcv", 2, "--select gcv is for linear models"),
    ("--family negative-binomial", 2, "needs a --theta"),
    ("--family binomial --lambda 1 --metric auc", 2, "--metric judges folds"),
    ("--family binomial --link inverse", 2, "has no link inverse"), ("--link logit", 2, "needs a --family"),
    ("--family binomial", 3, "must be between 0 and 1 for the binomial family"),
    ("--family gamma --features a --target c", 3, "must be above 0 for the gamma family"),
    ("--family poisson --folds 50", 3, "50 folds cannot be made of 40 rows"),
  ])
  func badOptions(_ options: String, _ exitCode: Int32, _ message: String) throws {
    let target = options.contains("--target") ? "" : "--target count "
    let run = try Self.run(target + options)
    #expect(run.exitCode == exitCode && run.errors.contains(message), "\(run.errors)")
  }

  @Test func oneClassOnly() throws {
    let data = "x,y\n" + (1...12).map { "\($0),1" }.joined(separator: "\n")
    let run = try Workspace("d.csv", data).descent("path d.csv --target y --family binomial")
    #expect(run.exitCode == 3 && run.errors.contains("rows of both classes"), "\(run.errors)")
  }
}
