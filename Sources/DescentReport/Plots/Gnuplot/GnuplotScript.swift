/// A page of charts as a script of gnuplot, with the data in it: the same text for the same charts.
public struct GnuplotScript: Sendable, Hashable {
  /// The script.
  public let text: String

  /// Writes the script.
  ///
  /// - Parameters:
  ///   - page: the charts.
  ///   - format: what gnuplot is to make.
  ///   - output: the file that it is to write; nil for its standard output.
  /// - Complexity: O(n) in the points; of a line at most some 2000 are kept, which look the same.
  public init(_ page: ChartPage, as format: PictureFormat, output: String? = nil) {
    var lines = ["set encoding utf8"] + Self.terminal(format, page)
    if let output { lines.append("set output \(GnuplotText.quoted(output))") }
    var panels: [[String]] = []
    for (number, chart) in page.charts.enumerated() {
      let panel = GnuplotPanel(chart, number: number + 1, isAlone: page.columnCount == 1, format)
      lines += panel.data
      panels.append(panel.commands)
    }
    // In characters there is no room for two side by side.
    let isSheet = page.charts.count > 1 && format != .txt
    if isSheet {
      let title = page.title.map { " title \(GnuplotText.quoted($0)) textcolor rgb '\(format.ink)'" } ?? ""
      lines.append("set multiplot layout \(page.rowCount),\(page.columnCount)\(title)")
    }
    for panel in panels { lines += panel }
    if isSheet { lines.append("unset multiplot") }
    if output != nil { lines.append("unset output") }
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func terminal(_ format: PictureFormat, _ page: ChartPage) -> [String] {
    let (width, height) = format.size(of: page)
    let size = "size \(width),\(height) noenhanced"
    switch format {
    case .svg: return ["set terminal svg \(size) dynamic font 'sans-serif,14'"]
    case .png:
      return [
        "if (strstrt(GPVAL_TERMINALS, 'pngcairo')) {",
        "set terminal pngcairo \(size) background rgb 'white' font 'sans-serif,11'",
        "} else {",
        "set terminal png \(size) truecolor font 'sans,11'",
        "}",
      ]
    case .txt: return ["set terminal dumb size \(width),\(height) noenhanced nofeed mono"]
    }
  }
}

extension PictureFormat {
  /// The colour of text and axes.
  var ink: String { self == .png ? "#333333" : Palette.neutral }
}
