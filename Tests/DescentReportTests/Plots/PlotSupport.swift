import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A folder of its own for a test.
final class Folder: Sendable {
  let path = NSTemporaryDirectory() + "descent-report-\(UUID().uuidString)"

  init() { try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }

  var names: [String] { try! FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// The texts in an SVG file, which must be well-formed.
final class SVGWords: NSObject, XMLParserDelegate {
  private(set) var all: [String] = []
  private var open: String?

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    try #require(parser.parse(), "\(parser.parserError.debugDescription)")
  }

  /// Whether one of the texts is this one, but for blanks around it.
  func contains(_ word: String) -> Bool { all.contains(word.trimmingCharacters(in: .whitespaces)) }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if name == "text" { open = "" }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { open?.append(string) }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard name == "text", let text = open else { return }
    all.append(text.trimmingCharacters(in: .whitespacesAndNewlines))
    open = nil
  }
}
