import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `--plot` of each command. Without gnuplot these tests fail: scripts/install-dependencies installs it.
@Suite struct PlotTests {
  private static let line = "descend \(Fixture.path("line.csv")) --target y"
  private static let longley = "\(Fixture.path("longley.csv")) --target totemp"

  /// A command, and words that its picture has.
  static let pictures: [(command: String, words: [String])] = [
    ("\(line) --step 0.1", ["iteration", "run", "theory", "closed form ", "f − f*"]),
    ("\(line) --plot-kind gradient", ["iteration", "‖g‖", "tolerance", "theory"]),
    ("\(line) --plot-kind step --step armijo", ["iteration", "step", "largest stable step"]),
    ("\(line) --plot-kind path", ["(Intercept)", ">x<", "path", "start", "closed form"]),
    ("\(line) --plot-kind path --loss huber", ["(Intercept)", ">x<", "path", "start"]),
    ("\(line) --validation 0.2 --seed 3", ["held-out rows"]),
    (
      "fit \(longley)",
      ["Residuals against fitted values", "Normal quantiles", "Scale against location", "Leverage", "Cook's distance"]
    ),
    ("path \(longley)", ["Coefficients", "λ", "gnpdefl", "year", "chosen", "standard deviation"]),
    ("path \(longley) --penalty ridge --no-standardize", ["Coefficients", "gnpdefl"]),
    ("step-size \(longley) --standardize", ["Eigenvalues", "safe step", "optimal step", "largest stable step"]),
    (
      "validate \(longley) --features gnp --folds 4 --learning-curve",
      ["Learning curve of linear", "rmse", "rows fitted to", "rows left out"]
    ),
  ]

  @Test(arguments: pictures.indices) func eachPictureHasItsWords(_ index: Int) throws {
    let (command, words) = Self.pictures[index]
    let workspace = Workspace()
    let plain = try workspace.descent(command.replacing(/--plot-kind \w+/, with: ""))
    let run = try workspace.descent("\(command) --plot picture.svg")
    #expect(run.exitCode == 0 && run.errors == plain.errors, "\(run.errors)")
    // Times differ from run to run, and with them the plan of step-size.
    if !command.hasPrefix("step-size") {
      #expect(run.output.withoutDurations == plain.output.withoutDurations)
    }
    #expect(workspace.contents == ["picture.svg"])
    let picture = try workspace.text("picture.svg")
    #expect(XMLParser(data: Data(picture.utf8)).parse())
    for word in words { #expect(picture.contains(word), "\(command): \(word)") }
  }

  @Test func aTerminalShowsThePictureBelowTheReport() throws {
    let run = try Workspace().descent("\(Self.line) --step 0.1 --plot -")
    #expect(run.exitCode == 0)
    let report = try #require(run.output.range(of: "(Intercept)"))
    let axis = try #require(run.output.range(of: "iteration  "))
    #expect(report.lowerBound < axis.lowerBound)
  }

  @Test func jsonAndAFileGoTogether() throws {
    let workspace = Workspace()
    let report = try workspace.descent("\(Self.line) --json --plot run.png").json()
    #expect(report["converged"] as? Bool == true)
    #expect(workspace.contents == ["run.png"])
  }

  @Test func aDivergingRunHasItsPicture() throws {
    let workspace = Workspace()
    let run = try workspace.descent("\(Self.line) --step 0.8 --plot run.svg")
    #expect(run.exitCode == 4)
    #expect(try workspace.text("run.svg").contains("theory"))
  }

  @Test func withoutGnuplotTheDataAreKept() throws {
    let workspace = Workspace()
    let run = try workspace.shell("PATH=/nowhere $descent \(Self.line) --plot run.svg")
    #expect(run.exitCode == 3)
    #expect(run.output.contains("(Intercept)"))
    #expect(
      run.errors == """
        descent: there is no picture, because gnuplot is not on the PATH: apt install gnuplot-nox. The data are in \
        run.gp: gnuplot run.gp draws them

        """)
    #expect(workspace.contents == ["run.gp"])
    #expect(try workspace.shell("gnuplot run.gp").exitCode == 0)
    #expect(workspace.contents == ["run.gp", "run.svg"])
  }

  @Test func aFolderThatIsNotThereIsNamed() throws {
    let run = try Workspace().descent("\(Self.line) --plot no/run.svg")
    #expect(run.exitCode == 3 && run.errors.contains("no/run.svg"), "\(run.errors)")
  }

  static let mistakes: [(command: String, message: String)] = [
    (
      "\(line) --plot run.pdf",
      "--plot takes a file that ends in .svg, .png or .txt, or - for the terminal, and not 'run.pdf'"
    ),
    ("\(line) --plot - --json", "--plot - and --json both print to standard output: give --plot a file"),
    ("\(line) --plot-kind path", "--plot-kind goes with --plot"),
    ("descend \(longley) --plot a.svg --plot-kind path", "--plot-kind path needs two coefficients, and there are 7"),
    ("fit \(longley) --plot a.svg --quantile 0.5", "--plot shows residuals of least squares and does not go with"),
    ("path \(longley) --plot a.svg --lambda 1", "--plot shows coefficients against λ: one λ is no path"),
    ("validate \(longley) --plot a.svg", "--plot goes with --learning-curve"),
  ]

  @Test(arguments: mistakes.indices) func mistakesAreNamed(_ index: Int) throws {
    try expectRefusal(of: Self.mistakes[index].command, by: Self.mistakes[index].message)
  }
}

extension String {
  /// Without what differs from run to run.
  fileprivate var withoutDurations: String { replacing(#/[0-9.]+ (?:ns|µs|ms|s)\b/#, with: "…").withoutTimes }
}
