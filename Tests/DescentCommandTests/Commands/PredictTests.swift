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
      "later.json", try workspace.text("m.json").replacingOccurrences(of: "\"format\" : 1", with: "\"format\" : 3"))
    workspace.file("broken.json", String(try workspace.text("m.json").dropLast(40)))
    let messages = [
      "none.json": "none.json: no such file; check the name and the folder",
      "text.json": "text.json is not a model that descent fit --save has written: ",
      "other.json": "other.json is not a model that descent fit --save has written: it lacks descentModel",
      "later.json": "later.json was written by a later version of descent (format 3): update descent",
      "broken.json": "broken.json is not a model that descent fit --save has written: ",
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
}
