import Testing

/// Commands that make no sense: exit code 2, nothing on standard output.
@Suite struct UsageTests {
  static let mistakes: [(command: String, message: String)] = [
    ("frobnicate", "Error: There is no subcommand 'frobnicate'\n"),
    ("fti d.csv", "Error: There is no subcommand 'fti'; did you mean 'fit'?\n"),
    ("stepsize d.csv", "Error: There is no subcommand 'stepsize'; did you mean 'step-size'?\n"),
    ("fit d.csv --target y --frobnicate", "Error: Unknown option '--frobnicate'"),
    ("fit", "descent: DATA is missing: a .csv or .npy file, or - for standard input"),
    ("fit d.csv", "descent: --target is missing: the column to be explained"),
    ("fit d.csv --target y --level 95", "Error: --level must lie between 0 and 1, such as 0.95"),
    ("fit d.csv --target y --level nan", "Error: --level must lie between 0 and 1, such as 0.95"),
    ("fit d.csv --target y --level x", "Error: The value 'x' is invalid for '--level <level>'"),
    ("fit d.csv --target y --ridge -1", "Error: --ridge must be a number from 0 on"),
    ("descend d.csv --target y --ridge -1", "Error: --ridge must be a number from 0 on"),
    ("compare d.csv --target y --ridge nan", "Error: --ridge must be a number from 0 on"),
    (
      "fit d.csv --target y --polynomial x",
      "Error: --polynomial takes a column and a degree from 1 on, such as x:5, and not 'x'"
    ),
    (
      "fit d.csv --target y --polynomial x:0",
      "Error: --polynomial takes a column and a degree from 1 on, such as x:5, and not 'x:0'"
    ),
    ("fit d.csv --target y --polynomial x:2 --polynomial x:3", "Error: --polynomial names x more than once"),
    ("fit d.csv --target y --polynomial y:2", "descent: --polynomial y: y is not among the features"),
    ("fit d.csv --target y --threads 0", "Error: --threads must be at least 1"),
    (
      "fit d.csv --target y --method lu",
      "Error: The value 'lu' is invalid for '--method <method>'. Please provide one of 'auto', 'cholesky', 'double-double', 'qr' or 'svd'."
    ),
    (
      "fit d.csv --target y --strict --minimum-norm",
      "Error: --strict refuses what --minimum-norm solves: give one of them"
    ),
    (
      "fit d.csv --target y --features x,y",
      "descent: y is the target and also among the features: leave it out of --features"
    ),
    ("fit d.csv --target y --features x,x", "descent: --features names x more than once"),
    ("step-size d.csv --tolerance 0", "Error: --tolerance must lie between 0 and 1"),
    ("step-size d.csv --matrix A.csv", "Error: Give either DATA or --matrix, not both"),
    ("step-size --vector b.csv", "Error: --vector goes with --matrix"),
    ("step-size --matrix A.csv --ridge 1", "Error: --ridge goes with DATA: add λ to the diagonal of the matrix"),
    (
      "descend d.csv --target y --step -0.1",
      "Error: The value '-0.1' is invalid for '--step <step>': a step is a positive number or one of safe, optimal, exact, armijo, wolfe"
    ),
    ("descend d.csv --target y --iterations -1", "Error: --iterations must be a number from 0 on"),
    ("descend d.csv --target y --start 1,b", "Error: The value '1,b' is invalid for '--start <start>'"),
    (
      "descend d.csv --target y --start -1,4,5",
      "descent: --start gives 3 numbers, but there are 2 coefficients: (Intercept), x"
    ),
    ("compare --matrix A.csv", "Error: Unknown option '--matrix'"),
    (
      "validate d.csv --target y --folds 1",
      "Error: --folds must be at least 2: one to judge by, and one to fit to"
    ),
    ("validate d.csv --target y --ridge 0,-1", "Error: --ridge must be numbers from 0 on"),
    ("validate d.csv --target y --ridge 0,x", "Error: The value '0,x' is invalid for '--ridge <ridge>'"),
    ("validate d.csv --target y --trace c.csv", "Error: --trace goes with --learning-curve"),
    ("validate d.csv --target y --metric best", "Error: The value 'best' is invalid for '--metric <metric>'."),
    ("validate d.csv", "descent: --target is missing: the column to be explained"),
    ("predict m.json", "Error: Missing expected argument '<data>'"),
    ("predict m.json d.csv --level 1", "Error: --level must lie between 0 and 1, such as 0.95"),
    ("predict m.json d.csv --interval wide", "Error: The value 'wide' is invalid for '--interval <interval>'."),
  ]

  @Test(arguments: mistakes.indices)
  func eachMistakeIsNamed(_ index: Int) throws {
    let (command, message) = Self.mistakes[index]
    let workspace = Workspace("d.csv", goodData)
    workspace.file("A.csv", "1,0\n0,10\n")
    let run = try workspace.descent(command)
    #expect(run.exitCode == 2, "\(command)")
    #expect(run.output == "", "\(command)")
    #expect(run.errors.hasPrefix(message), "\(command): \(run.errors)")
  }

  @Test(arguments: ["", "fit", "step-size", "descend", "compare", "validate", "predict", "certify", "path", "demo"])
  func helpGoesToStandardOutput(subcommand: String) throws {
    let run = try Workspace().descent(subcommand + " --help")
    #expect(run.exitCode == 0)
    #expect(run.errors == "")
    #expect(run.output.hasPrefix("OVERVIEW: "))
    #expect(run.output.contains("EXAMPLES\n  descent "))
    let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("USAGE: ") }
    #expect(lines.allSatisfy { $0.count <= 80 })
    // Values of types nobody knows.
    #expect(!run.output.contains("Argument("))
  }

  /// A line that the parser had to break once more would leave a short orphan below it.
  @Test(arguments: ["", "fit", "step-size", "descend", "compare", "validate", "predict", "certify", "path", "demo"])
  func linesOfHelpFitATerminal(subcommand: String) throws {
    let run = try Workspace().shell("COLUMNS=200 $descent \(subcommand) --help")
    let lines = run.output.split(separator: "\n").prefix { !$0.hasPrefix("USAGE: ") }
    #expect(lines.count > 5)
    // The manual has examples five columns further to the right, without the two that they begin with.
    for line in lines.dropFirst() { #expect(line.count <= (line.hasPrefix("  ") ? 77 : 80), "\(line)") }
  }

  @Test func withoutASubcommandThereIsHelp() throws {
    let run = try Workspace().descent("")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("SUBCOMMANDS:"))
  }

  @Test func theVersionNamesTheLinearAlgebra() throws {
    let run = try Workspace().descent("--version")
    #expect(run.exitCode == 0)
    #expect(run.output.hasPrefix("descent 0."))
    #expect(run.output.contains("\nOpenBLAS "))
  }
}
