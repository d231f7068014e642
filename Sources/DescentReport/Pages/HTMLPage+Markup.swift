public import Foundation

extension HTMLPage {
  /// The page as HTML, which is well-formed XML too.
  ///
  /// - Throws: ``PlotError`` where a picture cannot be drawn.
  public func html(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
    var writer = PageWriter(environment: environment)
    let parts = try sections.enumerated().map { place, section in
      let id = "part-\(place + 1)"
      let blocks = try section.blocks.map { try writer.block($0, in: section) }
      return """
        <section id="\(id)" aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(Markup.escaped(section.title))</h2>
        \(blocks.joined(separator: "\n"))
        </section>
        """
    }
    let script =
      writer.playerCount == 0
      ? "" : "<script>//<![CDATA[\n\(String(decoding: PackageResources.player_js, as: UTF8.self))//]]></script>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      \(Markup.element("title", title))
      <style>
      \(String(decoding: PackageResources.page_css, as: UTF8.self))</style>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the contents</a>
      <header>
      \(Markup.element("h1", title))
      \(Markup.element("p", lead, class: "lead"))
      </header>
      \(contents)<main id="content">
      \(parts.joined(separator: "\n"))
      </main>
      \(script)</body>
      </html>

      """
  }

  /// The table of contents.
  private var contents: String {
    guard sections.count > 2 else { return "" }
    let items = sections.enumerated().map {
      "<li><a href=\"#part-\($0.offset + 1)\">\(Markup.escaped($0.element.title))</a></li>"
    }
    return "<nav aria-label=\"Contents\">\n<ol>\n\(items.joined(separator: "\n"))\n</ol>\n</nav>\n"
  }
}

/// What numbers pictures and players of a page.
private struct PageWriter {
  let environment: [String: String]
  private(set) var pictureCount = 0
  private(set) var playerCount = 0

  init(environment: [String: String]) { self.environment = environment }

  mutating func block(_ block: HTMLPage.Block, in section: HTMLPage.Section) throws -> String {
    switch block {
    case .text(let text): return Markup.element("p", text)
    case .remark(let text): return Markup.element("p", text, class: "problem")
    case .warning(let text): return Markup.element("p", text, class: "warning")
    case .lines(let text): return Markup.element("pre", text)
    case .table(let table, let caption): return Markup.table(table, caption: caption)
    case .picture(let page): return try pictures(page)
    case .player(let player):
      playerCount += 1
      return try player.markup(id: "player-\(playerCount)", title: section.title)
    }
  }

  /// The charts one by one, so that they stand side by side or below each other as the window has it.
  private mutating func pictures(_ page: ChartPage) throws -> String {
    try Gnuplot.requirePoints(page)
    let program = try Gnuplot(environment: environment)
    let drawn = try page.charts.map { chart in
      pictureCount += 1
      let alone = ChartPage(nil, [chart], columnCount: page.columnCount)
      return InlineSVG(
        try program.picture(of: alone, as: .svg), prefix: "picture-\(pictureCount)", label: chart.description
      ).text
    }
    return "<div class=\"pictures\(page.columnCount > 1 ? " two" : "")\">\n\(drawn.joined(separator: "\n"))</div>"
  }
}

extension Chart {
  /// What it shows, for those who do not see it.
  var description: String {
    let names = series.compactMap(\.name)
    return "\(title): \(y.label) against \(x.label)" + (names.isEmpty ? "" : "; " + names.joined(separator: ", "))
  }
}
