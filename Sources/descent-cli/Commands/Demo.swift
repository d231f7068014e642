import ArgumentParser
import Descent
import DescentReport
import Foundation

struct Demo: Subcommand {
  static let configuration = CommandConfiguration(
    abstract: "Twenty worked examples of gradient descent: told, drawn, and as a page to play with.",
    discussion: """
      EXAMPLES
        descent demo                      all of them
        descent demo --list               their titles
        descent demo 9 10 11              a valley with three step sizes
        descent demo 11 --plot path.svg
        descent demo --plot pictures/     a picture of each
        descent demo --html demo.html     one page, with a player

      Every number that is told comes from the run that has just been made. With a
      page or a folder of pictures nothing is printed but --json.
      """)

  @Argument(help: "Numbers of examples, from 1 to \(WorkedExample.all.count). Default: all.")
  var numbers: [Int] = []

  @Flag(help: "Print the titles only.")
  var list = false

  @Option(
    help: """
      Draw the picture of an example into this file, .svg, .png or .txt, of several into this folder, or with - on the \
      terminal. Needs gnuplot.
      """,
    completion: .file(extensions: ["svg", "png", "txt"]))
  var plot: String?

  @OptionGroup var page: HTMLOptions

  @Flag(help: "Print a JSON list, every number in full precision.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    let count = WorkedExample.all.count
    if let wrong = numbers.first(where: { !(1...count).contains($0) }) {
      throw ValidationError("There is no example \(wrong): they have numbers from 1 to \(count), descent demo --list")
    }
    if list, plot != nil || json || page.html != nil {
      throw ValidationError("--list prints titles only: leave it out, or the others")
    }
    try PlotOptions.validate(plot, json: json)
    guard let plot, plot != "-" else { return }
    if !isFolder(plot), PictureFormat(path: plot) == nil {
      throw ValidationError(
        "--plot takes a file that ends in .svg, .png or .txt, a folder, or - for the terminal, and not '\(plot)'")
    }
    if !isFolder(plot), chosen.count > 1 {
      throw ValidationError(
        "--plot '\(plot)' is one file for \(chosen.count) pictures: give it a folder, such as pictures/")
    }
  }

  func run() throws {
    if list { return try printOut(titles.description) }
    let told = try inProgress("running the examples") { try chosen.map { ($0, try $0.tell()) } }
    if json {
      try printJSON(try told.map { try ToldExample($0, $1) })
      for (example, telling) in told { try draw(example, telling) }
    } else {
      for (place, (example, telling)) in told.enumerated() {
        if isTold { try printOut((place == 0 ? "" : "\n") + text(example, telling)) }
        try draw(example, telling)
      }
    }
    try page.write(WorkedExample.page(told))
  }

  /// Whether the stories are printed: not where a page or a folder of pictures is what is wanted.
  private var isTold: Bool { page.html == nil && plot.map { $0 == "-" || !isFolder($0) } ?? true }

  private var chosen: [WorkedExample] {
    numbers.isEmpty ? WorkedExample.all : numbers.map { WorkedExample.all[$0 - 1] }
  }

  private var titles: TextTable {
    var table = TextTable(["", "example", "problem"], alignments: [.right, .left, .left])
    for example in chosen { table.addRow(["\(example.number)", example.title, example.problem]) }
    return table
  }

  private func text(_ example: WorkedExample, _ telling: WorkedExample.Telling) -> String {
    let paragraphs = telling.story.map { $0.wrapped(at: 80) }
    return "\(example.number). \(example.title)\n\(example.problem)\n\n" + paragraphs.joined(separator: "\n\n") + "\n\n"
      + telling.figureTable.lines.map { "  " + $0 }.joined(separator: "\n")
  }

  // MARK: Pictures

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return path.hasSuffix("/")
      || FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private func draw(_ example: WorkedExample, _ telling: WorkedExample.Telling) throws {
    guard let plot else { return }
    if plot == "-" { return try printOut(try Gnuplot.text(of: telling.picture)) }
    var path = plot
    if isFolder(plot) {
      try FileManager.default.createDirectory(atPath: plot, withIntermediateDirectories: true)
      let name = "example-\(example.number < 10 ? "0" : "")\(example.number).svg"
      path += (plot.hasSuffix("/") ? "" : "/") + name
    }
    try Gnuplot.render(telling.picture, to: path)
    noteFile(path)
  }
}

extension String {
  /// In lines of at most `width` characters, broken between words.
  fileprivate func wrapped(at width: Int) -> String {
    var lines = [""]
    for word in split(separator: " ") {
      if lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = String(word)
      } else if lines[lines.count - 1].count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}
