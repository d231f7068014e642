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

extension HTMLPage.Section {
  /// The command that makes the page, as a shell takes it.
  static var command: Self {
    let words = ["descent"] + CommandLine.arguments.dropFirst()
    let plain = /[A-Za-z0-9_.,:=+@%\/^-]+/
    let line = words.map { word in
      word.wholeMatch(of: plain) != nil ? word : "'\(word.replacing("'", with: #"'\''"#))'"
    }
    return .init("The command", [.lines(line.joined(separator: " "))])
  }
}
