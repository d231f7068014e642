import Descent
import DescentReport
import Foundation
import Testing

/// Pages of texts, tables, pictures and players. Without gnuplot these tests fail.
@Suite struct HTMLPageTests {
  private static func chart(_ title: String) -> Chart {
    Chart(
      title, x: .init("iteration"), y: .init("value"),
      series: [.init("run", [.init(0, 8), .init(1, 0.1)], style: .linePoints)])
  }

  private static let player = Player(
    BivariatePolynomial([.init(1, x: 2), .init(4, y: 2)]), from: [2, 1],
    methods: [.init(.gradientDescent), .init(.heavyBall, momentum: 0.5)], step: 0.2, stepCount: 10)

  private static func table(_ cell: String) -> TextTable {
    var table = TextTable(["name", "number"])
    table.addRow([cell, "1"])
    return table
  }

  private static let full = HTMLPage(
    "Everything", lead: "All that a page can have.",
    sections: [
      .init("Words", [.text("one"), .remark("two"), .warning("three"), .lines("a  b\nc")]),
      .init("Numbers", [.table(table("x"), caption: "of x")]),
      .init("Pictures", [.picture(ChartPage(nil, [chart("left"), chart("right")], columnCount: 2))]),
      .init("Players", [.player(player), .player(player)]),
    ])

  @Test func aPageIsWellFormedAndNeedsNothingElse() throws {
    let page = try Self.full.html()
    let elements = try PageElements(page)
    elements.expectSelfContained(page)
    #expect(elements.texts("title") == ["Everything"])
    #expect(elements.texts("h1") == ["Everything"])
    #expect(elements.texts("h2") == ["Words", "Numbers", "Pictures", "Players"])
    #expect(elements.named("li").count == 4)
    #expect(elements.texts("p").contains("two"))
    #expect(elements.texts("pre") == ["a  b\nc"])
    #expect(elements.texts("caption") == ["of x"])
    #expect(elements.named("figure").count == 2)
    // Two pictures and the planes of two players, each with words for those who do not see it.
    let pictures = elements.named("svg")
    #expect(pictures.count == 4)
    #expect(pictures.allSatisfy { $0.attributes["role"] == "img" && $0.attributes["aria-label"]?.isEmpty == false })
    #expect(pictures[0].attributes["aria-label"] == "left: value against iteration; run")
  }

  @Test func thereAreNoScriptsWithoutPlayersAndNoContentsOfLittle() throws {
    var page = Self.full
    page.sections = Array(page.sections.prefix(2))
    let elements = try PageElements(page.html())
    #expect(elements.named("script").isEmpty && elements.named("nav").isEmpty)
  }

  /// Names come from files: none may break the page, or be taken for a part of it.
  @Test(arguments: [
    "<script>alert(1)</script>", "a & b", "\"quoted\" 'twice'", "</style>", "]]>", "x\u{0}y\u{1b}z\u{fffe}", "λ‖∇f‖ 🙂",
    "&lt;", "<!--", "a\u{2028}b", "id='a' xmlns=\"b\" (#c) 1.25 <title>d</title>",
  ])
  func anyTextIsShownAsItIs(_ text: String) throws {
    var player = Self.player
    player.names = [text, text]
    let page = HTMLPage(
      text, lead: text,
      sections: [
        .init(
          text,
          [
            .text(text), .warning(text), .lines(text), .table(Self.table(text), caption: text), .player(player),
            .picture(ChartPage(Self.chart(text))),
          ])
      ])
    let html = try page.html()
    let elements = try PageElements(html)
    elements.expectSelfContained(html)
    let shown = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          [.control, .unassigned].contains($0.properties.generalCategory) ? " " : $0
        }))
    for name in ["title", "h1", "h2", "pre", "caption"] {
      let found = elements.texts(name)
      #expect(found.contains(shown), "\(name): \(found)")
    }
    #expect(elements.texts("p").filter { $0 == shown }.count == 3)
    #expect(elements.texts("th").contains(shown))
    // In the picture too.
    let drawn = elements.texts("text").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(drawn.contains(shown.trimmingCharacters(in: .whitespaces)), "\(drawn)")
    // One script is the data of the player, one plays.
    #expect(elements.named("script").count == 2)
  }

  @Test func thePlayerHasItsNumbers() throws {
    let elements = try PageElements(Self.full.html())
    let script = try #require(elements.named("script").first { $0.attributes["type"] == "application/json" })
    let data = try #require(try JSONSerialization.jsonObject(with: Data(script.text.utf8)) as? [String: Any])
    #expect(data["terms"] as? [[Double]] == [[1, 2, 0], [4, 0, 2]])
    #expect(data["start"] as? [Double] == [2, 1])
    let methods = try #require(data["methods"] as? [[String: Any]])
    #expect(methods.map { $0["rule"] as? String } == ["gradientDescent", "heavyBall"])
    #expect(methods.allSatisfy { $0["limit"] is NSNull })
    // Real buttons, a slider and a list that has its name.
    #expect(
      elements.texts("button") == ["back", "step", "play", "speed 1×", "reset"] + [
        "back", "step", "play", "speed 1×", "reset",
      ])
    let named = Set(elements.named("label").compactMap { $0.attributes["for"] })
    for control in elements.named("input") + elements.named("select") {
      #expect(named.contains(try #require(control.attributes["id"])))
    }
  }

  @Test func theSameContentGivesTheSameBytes() throws {
    #expect(try Self.full.html() == Self.full.html())
  }

  @Test func aFileIsWrittenWholeOrNotAtAll() throws {
    let folder = Folder()
    try Self.full.write(to: folder.file("page.html"))
    #expect(try String(decoding: folder.data("page.html"), as: UTF8.self) == Self.full.html())
    let missing = #expect(throws: PlotError.self) {
      try Self.full.write(to: folder.file("none.html"), environment: ["PATH": "/nowhere"])
    }
    let message = try #require(missing?.description)
    #expect(message.contains("none.html was not written") && message.contains("apt install gnuplot-nox"))
    #expect(folder.names == ["page.html"])
  }

  @Test func withoutPicturesNoProgramIsNeeded() throws {
    let folder = Folder()
    var page = Self.full
    page.sections.remove(at: 2)
    try page.write(to: folder.file("page.html"), environment: ["PATH": "/nowhere"])
    #expect(folder.names == ["page.html"])
  }
}
