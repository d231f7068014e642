import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of a page, which must be well-formed.
final class PageElements: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  private(set) var all: [Element] = []
  private var open: [Int] = []

  init(_ page: String) throws {
    super.init()
    try #require(page.hasPrefix("<!DOCTYPE html>\n"))
    let parser = XMLParser(data: Data(page.dropFirst("<!DOCTYPE html>\n".count).utf8))
    parser.delegate = self
    try #require(parser.parse(), "line \(parser.lineNumber): \(parser.parserError.debugDescription)")
  }

  /// The elements of a name.
  func named(_ name: String) -> [Element] { all.filter { $0.name == name } }

  /// The texts of the elements of a name, those of elements in them included.
  func texts(_ name: String) -> [String] { named(name).map(\.text) }

  /// The values of an attribute.
  func values(_ attribute: String) -> [String] { all.compactMap { $0.attributes[attribute] } }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(all.count)
    all.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    for place in open { all[place].text += string }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    for place in open { all[place].text += String(decoding: block, as: UTF8.self) }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }
}

extension PageElements {
  /// Fails where something outside of the page is referred to, a name is given twice, or a reference leads nowhere.
  func expectSelfContained(_ page: String) {
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("@import"))
    #expect(values("src").isEmpty && named("link").isEmpty && named("iframe").isEmpty && named("object").isEmpty)
    let names = values("id")
    #expect(Set(names).count == names.count)
    let urls = all.flatMap {
      $0.attributes.values.flatMap { $0.matches(of: #/url\(([^)]*)\)/#).map { String($0.output.1) } }
    }
    for target in values("href") + values("xlink:href") + urls {
      #expect(target.hasPrefix("#") && names.contains(String(target.dropFirst())), "\(target)")
    }
  }
}
