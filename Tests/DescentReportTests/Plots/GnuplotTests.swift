import Descent
import DescentReport
import Foundation
import Testing

/// Pictures that gnuplot draws. Without gnuplot these tests fail: scripts/install-dependencies installs it.
@Suite struct GnuplotTests {
  private static func chart(title: String = "Loss", name: String = "run") -> Chart {
    Chart(
      title, x: .init("iteration"), y: .init("value", isLogarithmic: true),
      series: [.init(name, [.init(0, 8), .init(1, 0.1), .init(2, 0.002)])], marks: [.horizontal(0.01, name: "floor")])
  }

  @Test func anSVGIsWellFormedAndHasTheWords() throws {
    let folder = Folder()
    try Gnuplot.render(Self.chart(), to: folder.file("a.svg"))
    let words = try SVGWords(folder.data("a.svg"))
    for word in ["Loss", "iteration", "value", "run", "floor", "0.01"] { #expect(words.contains(word), "\(word)") }
    #expect(folder.names == ["a.svg"])
  }

  /// Names come from files: none may break the picture or be taken for a command.
  @Test(arguments: [
    "it's", "'", "''a''", "\"", #"a\nb"#, "`touch x`", "@x $1", "a_b^{2}", "<b>&amp;", "a\u{1}b\nc",
    "'); system('touch x') #", "λ‖∇f‖", "a]]>b",
  ])
  func anyNameIsShownAsItIs(_ name: String) throws {
    let folder = Folder()
    try Gnuplot.render(Self.chart(title: "title " + name, name: name), to: folder.file("a.svg"))
    let words = try SVGWords(folder.data("a.svg"))
    let shown = String(String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
    #expect(words.contains(shown), "\(words.all)")
    #expect(words.contains("title " + shown), "\(words.all)")
    #expect(folder.names == ["a.svg"])
  }

  @Test func aPNGHasItsSignature() throws {
    let folder = Folder()
    try Gnuplot.render(Self.chart(), to: folder.file("a.PNG"))
    let data = try folder.data("a.PNG")
    #expect(data.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    #expect(data.count > 2000)
  }

  @Test func aTerminalShowsCharacters() throws {
    let text = try Gnuplot.text(of: ChartPage(Self.chart()))
    for word in ["Loss", "iteration", "value", "run", "floor"] { #expect(text.contains(word), "\(word)") }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func pagesShowAllTheirCharts() throws {
    let folder = Folder()
    let page = ChartPage("Both", [Self.chart(title: "first"), Self.chart(title: "second")], columnCount: 2)
    try Gnuplot.render(page, to: folder.file("a.svg"))
    let words = try SVGWords(folder.data("a.svg"))
    for word in ["Both", "first", "second"] { #expect(words.contains(word), "\(word)") }
    let text = try Gnuplot.text(of: page)
    #expect(text.contains("first") && text.contains("second"))
  }

  @Test(arguments: Chart.Style.allCases) func allStylesAreDrawn(_ style: Chart.Style) throws {
    var chart = Self.chart()
    chart.series[0].style = style
    chart.marks += [.vertical(1, name: "here"), .note(.init(1, 0.1), "there")]
    let picture = try Gnuplot().picture(of: ChartPage(chart), as: .svg)
    #expect(try SVGWords(picture).contains("there"))
  }

  @Test func withoutGnuplotTheDataAreKept() throws {
    let folder = Folder()
    let path = folder.file("run.svg")
    let script = folder.file("run.gp")
    #expect(throws: PlotError.programMissing(script: script)) {
      try Gnuplot.render(Self.chart(), to: path, environment: ["PATH": folder.path])
    }
    #expect(folder.names == ["run.gp"])
    #expect(PlotError.programMissing(script: script).description.contains("apt install gnuplot-nox"))
    // What was kept is a script that draws the picture.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Gnuplot().executable)
    process.arguments = [script]
    try process.run()
    process.waitUntilExit()
    #expect(try SVGWords(folder.data("run.svg")).contains("iteration"))
  }

  @Test func whatGnuplotSaysIsShownAndAnOlderFileStays() throws {
    let folder = Folder()
    let path = folder.file("a.svg")
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    let program = folder.file("gnuplot")
    try Data("#!/bin/sh\necho partly\necho 'no terminal svg' >&2\nexit 1\n".utf8).write(
      to: URL(fileURLWithPath: program))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    #expect(throws: PlotError.failed("no terminal svg")) {
      try Gnuplot.render(Self.chart(), to: path, environment: ["PATH": folder.path])
    }
    #expect(try folder.data("a.svg") == Data("old".utf8))
  }

  @Test func mistakesAreNamed() throws {
    #expect(throws: PlotError.unknownFormat("a.pdf")) { try Gnuplot.render(Self.chart(), to: "a.pdf") }
    var chart = Self.chart()
    chart.series[0].points = [.init(0, -1), .init(1, .nan)]
    #expect(throws: PlotError.nothingToShow("Loss")) { try Gnuplot.render(chart, to: "a.svg") }
    #expect(throws: DataError.self) { try Gnuplot.render(Self.chart(), to: "/nowhere/at/all.svg") }
  }
}
