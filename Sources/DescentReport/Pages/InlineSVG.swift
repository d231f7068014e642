import Foundation

/// A picture of gnuplot as a part of a page.
struct InlineSVG {
  /// The element `svg`.
  let text: String

  /// Takes the picture out of its document.
  ///
  /// Names of its parts get a prefix, so that those of two pictures on a page differ; gnuplot's own titles, which would show
  /// up under the pointer, are left out, and references are written without a namespace.
  ///
  /// - Parameters:
  ///   - document: what gnuplot wrote.
  ///   - prefix: letters, digits and hyphens, beginning with a letter; another one for each picture of a page.
  ///   - label: what it shows, for those who do not see it.
  init(_ document: Data, prefix: String, label: String) {
    let document = String(decoding: document, as: UTF8.self)
    let start = document.range(of: "<svg")?.lowerBound ?? document.startIndex
    let lines = document[start...].split(whereSeparator: \.isNewline).map { line in
      // What stands in texts is the user's.
      line.contains("<text") ? String(line) : Self.edited(String(line), prefix: prefix)
    }
    let picture = lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    text = "<svg role=\"img\" aria-label=\"\(Markup.escaped(label))\"" + picture.dropFirst("<svg".count)
  }

  private static func edited(_ line: String, prefix: String) -> String {
    var line = line.trimmingCharacters(in: .whitespaces)
    var edits = [
      (#"\s*xmlns(:xlink)?="[^"]*""#, ""), (#"<title>[^<]*</title>"#, ""), (#"<desc>[^<]*</desc>"#, ""),
      (#"\bid=(['"])"#, "id=$1\(prefix)-"), (#"xlink:href=(['"])#"#, "href=$1#\(prefix)-"),
      (#"url\(#"#, "url(#\(prefix)-"),
    ]
    // Less than a tenth of a dot is seen by nobody; what has a name is drawn larger.
    if !line.contains("id=") { edits.append((#"(\d)(?:\.00|(\.\d)\d)\b"#, "$1$2")) }
    for (pattern, replacement) in edits {
      line = line.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
    }
    return line
  }
}
