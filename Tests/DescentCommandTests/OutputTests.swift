import Foundation
import Testing

/// Disks that are full, folders that are not there, and files that are cut short: an error, and nothing half-written.
@Suite struct OutputTests {
  @Test func aFullDiskIsAnError() throws {
    let workspace = Workspace("d.csv", goodData)
    workspace.file("A.csv", "1,0\n0,10\n")
    for command in [
      "fit d.csv --target y", "fit d.csv --target y --json", "step-size --matrix A.csv",
      "descend --matrix A.csv --json",
    ] {
      let run = try workspace.shell("$descent \(command) > /dev/full")
      #expect(run.exitCode == 3, "\(command)")
      #expect(run.errors == "descent: Standard output cannot be written: No space left on device\n", "\(command)")
    }
  }

  @Test func modelsThatCannotBeSaved() throws {
    let workspace = Workspace("d.csv", goodData)
    for (path, message) in [
      ("none/m.json", "none/m.json cannot be written: No such file or directory; its directory does not exist"),
      ("/dev/full", "/dev/full cannot be written: No space left on device"),
      (".", ". is a directory; name a file in it"),
    ] {
      let run = try workspace.descent("fit d.csv --target y --save \(path)")
      #expect(run.exitCode == 3)
      #expect(run.output == "")
      #expect(run.errors.hasPrefix("descent: \(message)"), "\(run.errors)")
    }
    #expect(workspace.contents == ["d.csv"])
  }

  @Test func aFolderWithoutPermission() throws {
    let workspace = Workspace("d.csv", goodData)
    // The administrator may write anywhere; a system file of no size does refuse.
    let run = try workspace.shell(
      "mkdir locked && chmod 555 locked && if [ -w locked ]; then folder=/proc; else folder=locked; fi; "
        + "$descent fit d.csv --target y --save $folder/m.json; code=$?; ls locked; exit $code")
    #expect(run.exitCode == 3)
    #expect(run.output == "")
    #expect(run.errors.contains("cannot be written: "))
  }

  /// False under the thread sanitizer, whose own files cannot grow either: it ends the program before its start.
  static let startsWhereFilesMayNotGrow: Bool = {
    let run = try? Workspace("d.csv", goodData).shell("ulimit -f 1; $descent --help > /dev/null")
    return run?.exitCode == 0
  }()

  @Test(.enabled(if: OutputTests.startsWhereFilesMayNotGrow)) func aFileThatMayNotGrowLeavesNothing() throws {
    let header = (1...40).map { "x\($0)" }.joined(separator: ",")
    let rows = (0..<50).map { row in
      (1...40).map { "\((row * $0 * $0 + 7 * row + $0) % 101)" }.joined(separator: ",")
    }
    let workspace = Workspace("d.csv", ([header] + rows).joined(separator: "\n") + "\n")
    workspace.file("m.json", "what was there before")
    let run = try workspace.shell("ulimit -f 1; $descent fit d.csv --target x40 --save m.json 2> errors >&2")
    #expect(run.exitCode == 3)
    #expect(try workspace.text("errors").contains("m.json cannot be written: File too large"))
    #expect(try workspace.text("m.json") == "what was there before")
    #expect(workspace.contents == ["d.csv", "errors", "m.json"])
  }

  @Test func aSavedModelReplacesTheOldOne() throws {
    let workspace = Workspace("d.csv", goodData)
    workspace.file("m.json", "what was there before")
    #expect(try workspace.descent("fit d.csv --target y --save m.json").exitCode == 0)
    #expect(try workspace.descent("predict m.json d.csv").exitCode == 0)
    #expect(workspace.contents == ["d.csv", "m.json"])
  }

  @Test func threadsDoNotChangeTheAnswer() throws {
    func coefficients(_ threads: Int) throws -> [String: Double] {
      try Workspace().descent("fit \(Fixture.path("longley.csv")) --target totemp --json --threads \(threads)").json()
        .estimates()
    }
    #expect(try coefficients(1) == coefficients(3))
  }
}
