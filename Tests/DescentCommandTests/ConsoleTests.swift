import Testing

/// What is printed beside the results, and for whom.
@Suite struct ConsoleTests {
  private let gaps = "x,y\n1,2\n2,\n3,5.5\n4,8\n5,9.5\n"

  @Test func quietLeavesWarningsOut() throws {
    let workspace = Workspace("d.csv", gaps)
    let (loud, quiet) = (
      try workspace.descent("fit d.csv --target y"), try workspace.descent("fit d.csv --target y --quiet")
    )
    #expect(loud.errors == "warning: dropped 1 row with missing values, of 5 read\n")
    #expect(quiet.errors == "")
    #expect(quiet.output == loud.output)
  }

  /// Fits that have something to warn of, each with a part of the warning.
  @Test(arguments: [
    ("fit d.csv --target y --features a,b --format csv", "dropped: b is a linear combination of a"),
    ("fit d.csv --target y --features a,b --stream --format csv", "dropped: b is a linear combination of a"),
    ("fit d.csv --target y --features g --robust HC3 --diagnostics", "row 1 has leverage 1"),
    ("fit d.csv --formula 'y ~ a + b'", "dropped: b is a linear combination of a"),
    ("fit d.csv --target c --features a --family binomial", "a separates the response completely"),
    ("fit d.csv --target c --features a --family multinomial", "a separates the classes 0, 1"),
    ("fit d.csv --target y --features a --quantile 0.5,0.9", "quantile 0.9: too few rows have a density"),
    ("fit d.csv --target a --features b --m-estimator huber", "scale"),
    ("path d.csv --target k --features a,g --lambda 0.1", "k does not vary"),
  ])
  func warningsOfModelsAreOnStandardErrorOnly(_ command: String, _ message: String) throws {
    let data = "a,b,g,c,k,y\n1,2,1,0,5,3\n2,4,0,0,5,1\n3,6,0,0,5,4\n4,8,0,1,5,1\n5,10,0,1,5,5\n6,12,0,1,5,9\n"
    let workspace = Workspace("d.csv", data)
    let (loud, quiet) = (try workspace.shell("$descent \(command)"), try workspace.shell("$descent \(command) --quiet"))
    #expect(loud.errors.contains("warning: ") && loud.errors.contains(message), "\(loud.errors)")
    #expect(!loud.output.isEmpty && !loud.output.contains("warning"))
    #expect(!quiet.errors.contains("warning") && quiet.output == loud.output)
  }

  @Test(arguments: [
    "fit d.csv --target z", "path d.csv --target z", "validate d.csv --target z", "step-size d.csv --target z",
    "descend d.csv --target z", "compare d.csv --target z", "predict m.json d.csv",
  ])
  func quietPrintsErrors(command: String) throws {
    let run = try Workspace("d.csv", gaps).descent(command + " -q")
    #expect(run.exitCode == 3)
    #expect(run.errors.hasPrefix("descent: "))
  }

  /// What the command shows on a terminal, which `script` of util-linux pretends to be.
  private func shown(_ environment: String, _ command: String) throws -> String {
    let line = "env -u NO_COLOR TERM=xterm \(environment) \(Program.path) \(command)"
    let workspace = Workspace("d.csv", gaps)
    return try launch(["script", "-qec", line, "/dev/null"], in: workspace.path).output
  }

  @Test func coloursAreForTerminals() throws {
    #expect(try shown("", "fit d.csv --target y").contains("\u{1B}[33mwarning:\u{1B}[0m dropped 1 row"))
    #expect(try shown("", "fit d.csv --target z").contains("\u{1B}[1;31mdescent:\u{1B}[0m "))
    for environment in ["NO_COLOR=1", "TERM=dumb"] {
      let output = try shown(environment, "fit d.csv --target y")
      #expect(output.contains("warning: dropped 1 row"))
      #expect(!output.contains("\u{1B}"))
    }
    #expect(!(try Workspace("d.csv", gaps).descent("fit d.csv --target z").errors.contains("\u{1B}")))
  }

  /// The pipe takes longer than a second to give all rows.
  @Test func longWorkSaysWhatItIsDoing() throws {
    let workspace = Workspace("d.csv", "")
    let filler = "awk 'BEGIN { print \"x,y\"; for (i = 0; i < 3; i++) print i \",\" i * i }'; sleep 1.5; echo 5,26"
    let line = "(\(filler)) | env TERM=dumb \(Program.path) fit - --target y"
    let output = try launch(["script", "-qec", line, "/dev/null"], in: workspace.path).output
    #expect(output.contains("reading - … 1 s"))
    let quiet = try launch(["script", "-qec", line + " --quiet", "/dev/null"], in: workspace.path).output
    #expect(!quiet.contains("reading"))
    #expect(quiet.contains("(Intercept)"))
  }

  @Test(arguments: [
    ("DESCENT_NUM_THREADS=a", "warning: DESCENT_NUM_THREADS is 'a' and not a number from 1 on: all cores are used\n"),
    ("DESCENT_NUM_THREADS=0", "warning: DESCENT_NUM_THREADS is '0' and not a number from 1 on: all cores are used\n"),
    (
      "DESCENT_KERNELS=foo",
      "warning: DESCENT_KERNELS is 'foo' and not portable, avx2, avx512: the best of this processor are used\n"
    ),
    ("DESCENT_NUM_THREADS=1 DESCENT_KERNELS=portable", ""),
  ])
  func variablesThatSayNothingAreNamed(environment: String, warning: String) throws {
    let run = try Workspace("d.csv", "x,y\n1,2\n3,5.5\n4,8\n").shell("\(environment) $descent fit d.csv --target y")
    #expect(run.exitCode == 0)
    #expect(run.errors == warning)
  }

  @Test func filesAreNamedOnATerminal() throws {
    #expect(try shown("", "fit d.csv --target y --save m.json").contains("note: wrote m.json"))
    let run = try Workspace("d.csv", gaps).descent("fit d.csv --target y --save m.json")
    #expect(!run.errors.contains("wrote"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func shellsCanComplete(shell: String) throws {
    let run = try Workspace().descent("--generate-completion-script \(shell)")
    #expect(run.exitCode == 0)
    for word in ["step-size", "standardize", "quiet"] { #expect(run.output.contains(word)) }
    // Files and steps by name.
    for word in ["npy", "html", "optimal"] { #expect(run.output.contains(word)) }
    guard shell == "bash" else { return }
    let workspace = Workspace("completion", run.output)
    #expect(try launch(["bash", "-n", "completion"], in: workspace.path).exitCode == 0)
  }
}
