import Foundation

/// What a picture is made as.
public enum PictureFormat: String, Sendable, Hashable, CaseIterable {
  /// Scalable, without a background, in colours that can be seen on white and on black.
  case svg
  /// Dots, on white.
  case png
  /// Characters, for a terminal.
  case txt

  /// The format of a file, by the ending of its name; nil for other endings.
  public init?(path: String) {
    self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased())
  }

  /// Width and height of a page: dots, or characters. Charts that stand side by side are smaller.
  func size(of page: ChartPage) -> (width: Int, height: Int) {
    switch self {
    case .svg where page.columnCount == 1, .png where page.columnCount == 1: (800, 500 * page.rowCount)
    case .svg, .png: (560 * min(page.columnCount, page.charts.count), 440 * page.rowCount)
    case .txt: (79, 24)
    }
  }
}
