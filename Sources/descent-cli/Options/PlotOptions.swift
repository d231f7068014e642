import ArgumentParser
import Descent
import DescentReport

/// Where a picture goes.
struct PlotOptions: ParsableArguments {
  @Option(
    help: "Draw a picture into this file, .svg, .png or .txt, or with - on the terminal. Needs gnuplot.",
    completion: .file(extensions: ["svg", "png", "txt"]))
  var plot: String?

  func validate() throws {
    guard let plot, plot != "-", PictureFormat(path: plot) == nil else { return }
    throw ValidationError(
      "--plot takes a file that ends in .svg, .png or .txt, or - for the terminal, and not '\(plot)'")
  }

  /// Refuses to mix a picture with JSON.
  func validate(json: Bool) throws { try Self.validate(plot, json: json) }

  static func validate(_ plot: String?, json: Bool) throws {
    guard json, plot == "-" else { return }
    throw ValidationError("--plot - and --json both print to standard output: give --plot a file")
  }

  /// Draws the picture where one is wanted.
  func draw(_ page: @autoclosure () throws -> ChartPage) throws {
    guard let plot else { return }
    try inProgress("drawing") {
      if plot == "-" { return try printOut(try Gnuplot.text(of: page())) }
      try Gnuplot.render(page(), to: plot)
    }
    if plot != "-" { noteFile(plot) }
  }
}
