/// Pieces of a page. Well-formed as XML too, so that a parser can check it.
enum Markup {
  /// A text as the content of an element or of an attribute between double quotes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in plain(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A text with blanks for control characters but line ends, and for what no document may have.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let category = scalar.properties.generalCategory
          return scalar != "\n" && [.control, .unassigned, .surrogate].contains(category) ? " " : scalar
        }))
  }

  /// An element with a text in it. A fraction such as 2/λmax stays on one line.
  static func element(_ name: String, _ text: String, class style: String? = nil) -> String {
    let joined = escaped(text).replacing("/λ", with: "/\u{2060}λ")
    return "<\(name)\(style.map { " class=\"\($0)\"" } ?? "")>\(joined)</\(name)>"
  }

  /// A table whose first column names the rows.
  static func table(_ table: TextTable, caption: String?) -> String {
    let styles = table.alignments.map { $0 == .right ? " class=\"right\"" : "" }
    var lines = ["<div class=\"scroll\">", "<table>"]
    if let caption { lines.append(element("caption", caption)) }
    if !table.header.allSatisfy(\.isEmpty) {
      let cells = zip(table.header, styles).map { "<th scope=\"col\"\($1)>\(escaped($0))</th>" }
      lines.append("<thead><tr>\(cells.joined())</tr></thead>")
    }
    lines.append("<tbody>")
    for row in table.rows {
      let cells = row.enumerated().map { column, cell in
        column == 0
          ? "<th scope=\"row\"\(styles[column])>\(escaped(cell))</th>" : "<td\(styles[column])>\(escaped(cell))</td>"
      }
      lines.append("<tr>\(cells.joined())</tr>")
    }
    return (lines + ["</tbody>", "</table>", "</div>"]).joined(separator: "\n")
  }
}
