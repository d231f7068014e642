import Foundation
import Testing

/// `descent fit --stream`: blocks, shards, second passes and streams as files.
@Suite struct FitStreamTests {
  static let workspace: Workspace = {
    let workspace = Workspace()
    let rows = (0..<60).map { "\($0 * $0 % 17),\($0 % 5),\(3 + $0 % 7 + $0 % 5)" }
    workspace.file("all.csv", (["x,z,y"] + rows).joined(separator: "\n") + "\n")
    workspace.file("one.csv", (["x,z,y"] + rows[..<20]).joined(separator: "\n") + "\n")
    // The columns of a shard may stand in another order.
    let turned = rows[20...].map { $0.split(separator: ",").reversed().joined(separator: ",") }
    workspace.file("two.csv", (["y,z,x"] + turned).joined(separator: "\n") + "\n")
    return workspace
  }()

  static func withoutTime(_ run: CommandRun) throws -> [String: Any] {
    #expect(run.exitCode == 0 && run.errors == "")
    var report = try run.json()
    report["seconds"] = nil
    return report
  }

  @Test func aStreamIsTheFitOfAllRows() throws {
    let whole = try Self.workspace.descent("fit all.csv --target y")
    let streamed = try Self.workspace.descent("fit all.csv --target y --stream")
    #expect(whole.exitCode == 0)
    #expect(streamed.exitCode == 0 && streamed.errors == "")
    #expect(streamed.output == whole.output)
    let keys = try Self.workspace.descent("fit all.csv --target y --json").json().keys.sorted()
    #expect(try Self.workspace.descent("fit all.csv --target y --stream --json").json().keys.sorted() == keys)
  }

  @Test(arguments: ["one.csv --shard two.csv", "two.csv --shard one.csv", "one.csv --shard two.csv --refine"])
  func shards(_ files: String) throws {
    let whole = try Self.withoutTime(Self.workspace.descent("fit all.csv --target y --features x,z --json"))
    let merged = try Self.withoutTime(
      Self.workspace.descent("fit \(files) --target y --features x,z --stream --json"))
    #expect(merged["rows"] as? Int == 60)
    for (found, expected) in zip(try merged.list("coefficients"), try whole.list("coefficients")) {
      for key in ["estimate", "standardError", "statistic", "pValue"] {
        #expect(correctDigits(found[key], expected[key] as! Double) >= 14, "\(key)")
      }
    }
  }

  @Test func streamsAsFiles() throws {
    let saved = try Self.workspace.descent("fit one.csv --target y --features x,z --stream --save-stream one.json")
    #expect(saved.exitCode == 0)
    let merged = try Self.workspace.descent("fit two.csv --target y --features x,z --stream --merge one.json")
    #expect(merged.exitCode == 0)
    #expect(merged.output == (try Self.workspace.descent("fit all.csv --target y").output))
    let other = try Self.workspace.descent("fit two.csv --target y --features x --stream --merge one.json")
    #expect(other.exitCode == 3)
    #expect(other.errors.contains("descent: The streams cannot be merged: one has the terms x, the other x, z"))
    let missing = try Self.workspace.descent("fit two.csv --target y --stream --merge none.json")
    #expect(missing.exitCode == 3 && missing.errors.contains("none.json cannot be read: no such file"))
  }

  @Test func aPolynomialWithASecondPass() throws {
    let truth = try Fixture.certified("Filip")
    let command = "fit \(Fixture.certifiedPath("Filip.csv")) --target y --polynomial x:10 --stream --json"
    let first = try Self.withoutTime(Self.workspace.descent(command))
    #expect("\(first["warnings"]!)".contains("second pass"))
    let second = try Self.withoutTime(Self.workspace.descent(command + " --refine"))
    for (found, estimate) in zip(try second.list("coefficients"), truth.coefficients) {
      #expect(correctDigits(found["estimate"], estimate) >= 13.7)
    }
  }

  @Test func aPolynomialInOnePassByATriangle() throws {
    let truth = try Fixture.certified("Filip")
    let rows = try String(contentsOfFile: Fixture.certifiedPath("Filip.csv"), encoding: .utf8).split(separator: "\n")
    let workspace = Workspace("one.csv", rows[..<9].joined(separator: "\n") + "\n")
    workspace.file("two.csv", ([rows[0]] + rows[9...]).joined(separator: "\n") + "\n")
    let options = "--target y --polynomial x:10 --stream --triangle --json"
    // Eight rows, which do not determine the eleven coefficients, through a file.
    #expect(try workspace.descent("fit one.csv \(options) --save-stream one.json").exitCode == 3)
    let merged = try Self.withoutTime(workspace.descent("fit two.csv \(options) --merge one.json"))
    #expect(merged["rows"] as? Int == 82 && merged["warnings"] as? [String] != nil)
    for (found, (estimate, error)) in zip(
      try merged.list("coefficients"), zip(truth.coefficients, truth.errors))
    {
      #expect(correctDigits(found["estimate"], estimate) >= 13.7)
      #expect(correctDigits(found["standardError"], error) >= 14.5)
    }
    let other = try workspace.descent("fit two.csv --target y --polynomial x:10 --stream --merge one.json")
    #expect(other.exitCode == 3 && other.errors.contains("one keeps moments, the other a triangle"))
  }

  @Test func droppedRowsAreCountedAndStandardInputIsRead() throws {
    let run = try Self.workspace.descent(
      "fit - --target y --stream", input: "x,y\n1,2\n2,NA\n3,4\n4,4\n5,7\n")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: dropped 1 row with missing values, of 5 read\n")
    #expect(run.output.contains("rows 4, coefficients 2"))
  }

  @Test func summariesInEachStyleAndFormat() throws {
    let command = "fit - --target y --stream"
    let data = "x,y\n1,2\n3,4\n4,4\n5,7\n"
    let r = try Self.workspace.descent("\(command) --summary r --format markdown", input: data)
    #expect(r.exitCode == 0 && r.output.contains("*** p < 0.001") && r.output.hasPrefix("| y | estimate |"))
    let statsmodels = try Self.workspace.descent("\(command) --summary statsmodels", input: data)
    #expect(statsmodels.exitCode == 0)
    #expect(statsmodels.output.contains("\ncovariance                                  classical    AIC"))
  }

  @Test(arguments: [
    ("fit all.csv --target y --shard one.csv", "--shard goes with --stream"),
    ("fit all.csv --target y --refine", "--refine goes with --stream"),
    ("fit all.csv --target y --triangle", "--triangle goes with --stream"),
    ("fit all.csv --target y --stream --method qr", "--method qr needs all rows at once"),
    ("fit all.csv --target y --stream --minimum-norm", "--minimum-norm needs all rows at once"),
    ("fit all.csv --target y --stream --robust HC3", "--robust needs all rows at once: leave out --stream or --robust"),
    ("fit all.csv --target y --stream --cluster g", "--cluster needs all rows at once"),
    ("fit all.csv --target y --stream --anova", "--anova needs all rows at once"),
    ("fit all.csv --target y --stream --diagnostics", "--diagnostics needs all rows at once"),
    ("fit all.csv --target y --stream --influence i.csv", "--influence needs all rows at once"),
    ("fit all.csv --target y --stream --family poisson", "--stream is for least squares and does not go with --family"),
    ("fit all.csv --target y --stream --quantile 0.5", "--stream is for least squares and does not go with --quantile"),
    ("fit all.csv --formula y~x --stream", "--stream takes --target and --features, and not --formula"),
    ("fit all.csv --target y --stream --refine --merge a.json", "--refine reads all rows again"),
    ("fit all.npy --target y --stream", "--stream reads CSV, and all.npy is a NumPy array"),
    ("fit - --target y --stream --refine", "--refine reads the data twice, and standard input is there once"),
    ("fit all.csv --stream", "--target is missing"),
  ])
  func mistakes(_ command: String, _ message: String) throws {
    let run = try Self.workspace.descent(command)
    #expect(run.exitCode == 2 && run.output == "")
    #expect(run.errors.contains(message))
  }

  @Test func aShardOfOtherColumns() throws {
    let workspace = Workspace("a.csv", "x,y\n1,2\n2,3\n3,5\n")
    workspace.file("b.csv", "z,y\n1,2\n")
    let run = try workspace.descent("fit a.csv --target y --stream --shard b.csv")
    #expect(run.exitCode == 3 && run.errors.contains("b.csv has no column 'x'"))
  }
}
