import ArgumentParser
import DescentReport

/// Where a page goes.
struct HTMLOptions: ParsableArguments {
  @Option(
    help: """
      Write a page with texts, tables and pictures into this file, .html or .htm, which needs no other. Needs gnuplot.
      """,
    completion: .file(extensions: ["html", "htm"]))
  var html: String?

  func validate() throws {
    guard let html, !["html", "htm"].contains(where: { html.lowercased().hasSuffix("." + $0) }) else { return }
    throw ValidationError("--html takes a file that ends in .html or .htm, and not '\(html)'")
  }

  /// Writes the page where one is wanted.
  func write(_ page: @autoclosure () throws -> HTMLPage) throws {
    guard let html else { return }
    try inProgress("drawing \(html)") { try page().write(to: html) }
    noteFile(html)
  }
}
