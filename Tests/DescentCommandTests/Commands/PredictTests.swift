import Foundation
import Testing

@Suite struct PredictTests {
  /// A folder with the saved model y = 2x + 1 − 1/3 and the like: fitted to three points.
  private func modelled() throws -> Workspace {
    let workspace = Workspace("d.csv", "x,y\n1,2\n2,4\n3,7\n")
    #expect(try workspace.descent("fit d.csv --target y --method qr --save m.json").exitCode == 0)
    return workspace
  }

  @Test func aLineForEachDataRow() throws {
    let workspace = try modelled()
    workspace.file("new.csv", "other,x\nq,1\n\nr,2\ns,NA\nt,4\n")
    let run = try workspace.descent("predict m.json new.csv")
    #expect(run.exitCode == 0)
    #expect(run.errors == "warning: no prediction for 1 row with a missing value\n")
    #expect(
      run.output == """
        row      fit
        1    1.83333
        2    4.33333
        3          –
        4    9.33333

        """)
  }

  @Test func csvHasAllDigits() throws {
    let workspace = try modelled()
    workspace.file("new.csv", "x\n2\n-999\n4\n")
    let options = "predict m.json new.csv --missing -999 --interval confidence"
    let rows = try workspace.descent(options + " --format csv").output.split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    #expect(rows.map(\.count) == [4, 4, 4, 4])
    #expect(rows[0] == ["row", "fit", "lower", "upper"])
    #expect(rows[2] == ["2", "", "", ""])
    let json = try workspace.descent(options + " --json").output
    for row in [1, 3] {
      for (column, name) in rows[0].enumerated() { #expect(json.contains("\"\(name)\" : \(rows[row][column])")) }
    }
  }

  @Test func intervalsAsJSON() throws {
    let workspace = try modelled()
    workspace.file("new.csv", "x\n2\nNA\n4\n")
    let lines = try workspace.descent("predict m.json new.csv --interval confidence --json").jsonList()
    #expect(lines.map { $0["row"] as? Int } == [1, 2, 3])
    #expect(lines.allSatisfy { $0.keys.sorted() == ["fit", "lower", "row", "upper"] })
    #expect(["fit", "lower", "upper"].allSatisfy { lines[1].isNull($0) })
    // At the mean of x the standard error is s/√3, s² = 1/6; t at 1 degree of freedom and 97.5 % is 12.7062.
    let half = 12.706204736174698 * (1.0 / 18).squareRoot()
    #expect(try (lines[0].number("fit") - 13.0 / 3).magnitude < 1e-13)
    #expect(try (lines[0].number("lower") - (13.0 / 3 - half)).magnitude < 1e-10)
    #expect(try (lines[0].number("upper") - (13.0 / 3 + half)).magnitude < 1e-10)
    let wider = try workspace.descent("predict m.json new.csv --interval prediction --json").jsonList()
    let whole = 12.706204736174698 * (1.0 / 18 + 1.0 / 6).squareRoot()
    #expect(try (wider[0].number("upper") - (13.0 / 3 + whole)).magnitude < 1e-10)
  }

  @Test func withoutAnIntervalItsEndsAreNull() throws {
    let workspace = try modelled()
    let lines = try workspace.descent("predict m.json - --json", input: "x\n2\n").jsonList()
    #expect(lines.count == 1)
    #expect(lines[0].isNull("lower") && lines[0].isNull("upper"))
  }

  @Test func aModelOfTheInterceptAlone() throws {
    let workspace = Workspace("d.csv", "y\n1\n2\n4\n")
    #expect(try workspace.descent("fit d.csv --target y --save m.json").exitCode == 0)
    let lines = try workspace.descent("predict m.json - --json", input: "x\n2\nNA\n").jsonList()
    #expect(lines.map { $0["fit"] as? Double } == [7.0 / 3, 7.0 / 3])
  }

  @Test func predictionsFromNumPy() throws {
    let workspace = Workspace()
    workspace.file("d.npy", NPYBytes.matrix([[1, 2], [2, 4], [3, 7]]))
    #expect(try workspace.descent("fit d.npy --target x2 --save m.json").exitCode == 0)
    let lines = try workspace.descent("predict m.json d.npy --json").jsonList()
    #expect(lines.map { $0["row"] as? Int } == [1, 2, 3])
    #expect(try (lines[2].number("fit") - 41.0 / 6).magnitude < 1e-13)
  }

  @Test func dataThatLackAColumn() throws {
    let workspace = try modelled()
    let run = try workspace.descent("predict m.json -", input: "X\n2\n")
    #expect(run.exitCode == 3)
    #expect(run.errors == "descent: standard input has no column 'x'; did you mean 'X'? The columns are X\n")
  }

  @Test func filesThatAreNoModel() throws {
    let workspace = try modelled()
    workspace.file("text.json", "hello")
    workspace.file("other.json", "{\"a\": 1}")
    workspace.file(
      "later.json", try workspace.text("m.json").replacingOccurrences(of: "\"format\" : 3", with: "\"format\" : 4"))
    workspace.file("broken.json", String(try workspace.text("m.json").dropLast(40)))
    let messages = [
      "none.json": "none.json cannot be read: no such file; check the name and the folder",
      "text.json": "text.json is not a model that descent fit --save has written, or not all of one: ",
      "other.json":
        "other.json is not a model that descent fit --save has written, or not all of one: it lacks descentModel",
      "later.json": "later.json was written by a later version of descent (format 4): update descent",
      "broken.json": "broken.json is not a model that descent fit --save has written, or not all of one: ",
    ]
    for (name, message) in messages {
      let run = try workspace.descent("predict \(name) d.csv")
      #expect(run.exitCode == 3, "\(name)")
      #expect(run.output == "")
      #expect(run.errors.hasPrefix("descent: \(message)"), "\(run.errors)")
    }
  }

  @Test func aModelWithoutStandardErrorsHasNoIntervals() throws {
    let workspace = Workspace("d.csv", goodData)
    #expect(try workspace.descent("fit d.csv --target y --ridge 1 --save m.json").exitCode == 0)
    #expect(try workspace.descent("predict m.json d.csv").exitCode == 0)
    let run = try workspace.descent("predict m.json d.csv --interval confidence")
    #expect(run.exitCode == 2)
    #expect(run.errors.hasPrefix("descent: This model has no standard errors"))
  }

  /// Counts by a column of text, fitted with an offset.
  private func counted(_ options: String) throws -> Workspace {
    let rows = (0..<24).map { "\(1 + $0 * $0 % 5),\($0 % 7),\(["a", "b"][$0 % 2]),\(1 + $0 % 3)" }
    let workspace = Workspace("d.csv", (["n,x,k,t"] + rows).joined(separator: "\n") + "\n")
    let run = try workspace.descent("fit d.csv --formula n~x+k \(options) --save m.json --date 2026-11-27")
    #expect(run.exitCode == 0, "\(run.errors)")
    workspace.file("new.csv", "k,x,t\nb,2,1\na,,1\n")
    return workspace
  }

  @Test func aGeneralizedLinearModel() throws {
    let workspace = try counted("--family poisson --offset t")
    let means = try workspace.descent("predict m.json new.csv --json").jsonList()
    let linear = try workspace.descent("predict m.json new.csv --scale link --interval confidence --json").jsonList()
    #expect(try (means[0].number("fit") - exp(linear[0].number("fit"))).magnitude < 1e-12)
    #expect(linear[0].keys.sorted() == ["fit", "lower", "row", "standardError", "upper"])
    #expect(means[1].isNull("fit") && linear[1].isNull("standardError"))
    #expect(try workspace.text("m.json").contains("\"date\" : \"2026-11-27\""))
    let refused = try workspace.descent("predict m.json new.csv --interval prediction")
    #expect(refused.exitCode == 2)
    #expect(refused.errors.contains("generalized linear models have --interval confidence"))
    let lacking = try workspace.descent("predict m.json -", input: "k,x\nb,2\n")
    #expect(lacking.exitCode == 3)
    #expect(lacking.errors.hasPrefix("descent: standard input has no column 't'"))
    let level = try workspace.descent("predict m.json -", input: "k,x,t\nc,2,1\n")
    #expect(level.exitCode == 3)
    #expect(level.errors.contains("k is 'c' in row 1"))
  }

  @Test func robustFitsAndQuantiles() throws {
    let workspace = try counted("--quantile 0.25,0.5")
    let run = try workspace.descent("predict m.json new.csv --interval confidence")
    let header = run.output.split(separator: "\n")[0]
    #expect(
      header.split(separator: " ").joined(separator: " ") == "row 0.25 0.25 lower 0.25 upper 0.5 0.5 lower 0.5 upper")
    let plain = try workspace.descent("predict m.json new.csv").output.split(separator: "\n")
    #expect(plain[2].split(separator: " ") == ["2", "–", "–"])
    #expect(try workspace.descent("predict m.json new.csv --scale link").exitCode == 2)
    let robust = try counted("--m-estimator huber")
    let lines = try robust.descent("predict m.json new.csv --interval confidence --json").jsonList()
    #expect(try lines[0].number("lower") < lines[0].number("fit") && lines[1].isNull("fit"))
  }

  @Test func classes() throws {
    let rows = (0..<30).map { "\(["a", "b", "c"][($0 * $0 + $0 / 4) % 3]),\($0 % 7)" }
    let workspace = Workspace("d.csv", (["k,x"] + rows).joined(separator: "\n") + "\n")
    #expect(try workspace.descent("fit d.csv --target k --family multinomial --save m.json").exitCode == 0)
    workspace.file("new.csv", "x\n2\nNA\n")
    let lines = try workspace.descent("predict m.json new.csv --json").jsonList()
    let probabilities = try #require(lines[0]["probabilities"] as? [String: Double])
    #expect(probabilities.keys.sorted() == ["a", "b", "c"])
    #expect((probabilities.values.reduce(0, +) - 1).magnitude < 1e-15)
    #expect(lines[0]["class"] as? String == probabilities.max { $0.value < $1.value }?.key)
    #expect(lines[1].isNull("class"))
    let table = try workspace.descent("predict m.json new.csv").output.split(separator: "\n")
    #expect(table[0].split(separator: " ") == ["row", "class", "a", "b", "c"])
    #expect(table[2].split(separator: " ") == ["2", "–", "–", "–", "–"])
    #expect(try workspace.descent("predict m.json new.csv --interval confidence").exitCode == 2)
  }

  @Test func aPenalizedGeneralizedLinearModel() throws {
    let workspace = try counted("--family poisson")
    let run = try workspace.descent(
      "path d.csv --target n --features x --offset t --family poisson --lambda 0.01 --save p.json")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try workspace.text("p.json").contains("\"lambda\" : \"0.01\""))
    workspace.file("more.csv", "x,t\n2,1\n2,2\n")
    let lines = try workspace.descent("predict p.json more.csv --scale link --json").jsonList()
    #expect(try (lines[1].number("fit") - lines[0].number("fit") - 1).magnitude < 1e-12)
    #expect(try workspace.descent("path d.csv --target n --family multinomial").errors.contains("has no path here"))
  }

  @Test func aDateNeedsAFile() throws {
    let run = try Workspace("d.csv", goodData).descent("fit d.csv --target y --date 2026-11-27")
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("--date goes with --save"))
  }
}
