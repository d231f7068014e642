public import Foundation

/// A page of texts, tables, pictures and players in one file that needs nothing else: no network, no other file.
///
/// ```swift
/// let run = try GradientDescent(step: .safe).minimize(loss, trace: .every(1))
/// var page = HTMLPage("A run", lead: "What gradient descent did.")
/// page.sections = [.init("The loss", [.picture(ChartPage(.loss(run.trace, title: "run")))])]
/// try page.write(to: "run.html")
/// ```
///
/// It is readable in light and dark mode and in print, and players are used by the keyboard too.
public struct HTMLPage: Sendable {
  /// What stands above all.
  public var title: String
  /// A sentence or two below the title.
  public var lead: String
  /// The parts of the page, which the table of contents lists where there are more than two.
  public var sections: [Section]

  /// A page.
  public init(_ title: String, lead: String, sections: [Section] = []) {
    self.title = title
    self.lead = lead
    self.sections = sections
  }

  /// A part of a page with a title.
  public struct Section: Sendable {
    /// What stands above it.
    public var title: String
    /// What is in it, from top to bottom.
    public var blocks: [Block]

    /// A part of a page.
    public init(_ title: String, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  /// What a section consists of.
  public enum Block: Sendable {
    /// A paragraph.
    case text(String)
    /// A paragraph in grey, such as the statement of a problem.
    case remark(String)
    /// A paragraph that is not to be overlooked.
    case warning(String)
    /// Lines that are kept as they are.
    case lines(String)
    /// A table, whose first column names the rows.
    case table(TextTable, caption: String? = nil)
    /// Charts, side by side where there is room for it.
    case picture(ChartPage)
    /// A descent to play with.
    case player(Player)
  }

  /// Writes the page into a file, as a whole or not at all.
  ///
  /// - Throws: ``PlotError/programMissingForPage(_:)`` where there are pictures and no gnuplot; ``PlotError`` where a picture
  ///   cannot be drawn; `DataError` where the file cannot be written.
  public func write(
    to path: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    let text: String
    do {
      text = try html(environment: environment)
    } catch PlotError.programMissing {
      throw PlotError.programMissingForPage(path)
    }
    try writeWhole(Data(text.utf8), to: path)
  }
}
