/// How a table is written down.
public enum TableFormat: String, Sendable, CaseIterable {
  /// Columns aligned by blanks.
  case text
  /// A table of Markdown, as GitHub and Pandoc know it.
  case markdown
  /// A `tabular` of LaTeX, with rules of the package booktabs.
  case latex
  /// Comma-separated values (RFC 4180).
  case csv
}

extension TextTable {
  /// The table in a format, without a line end.
  public func rendered(as format: TableFormat) -> String {
    switch format {
    case .text: description
    case .markdown: markdown
    case .latex: latex
    case .csv: ([header] + rows).map { $0.map(Self.csvCell).joined(separator: ",") }.joined(separator: "\n")
    }
  }

  private var markdown: String {
    let cells = { (row: [String]) in
      "| " + row.map { $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let rule = "|" + alignments.map { $0 == .left ? ":--" : "--:" }.joined(separator: "|") + "|"
    return ([cells(header), rule] + rows.map(cells)).joined(separator: "\n")
  }

  private var latex: String {
    let columns = alignments.map { $0 == .left ? "l" : "r" }.joined()
    let cells = { (row: [String]) in row.map(Self.latexCell).joined(separator: " & ") + " \\\\" }
    return
      (["\\begin{tabular}{\(columns)}", "\\toprule", cells(header), "\\midrule"] + rows.map(cells)
      + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n")
  }

  private static func csvCell(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }

  private static func latexCell(_ cell: String) -> String {
    var result = ""
    for character in cell {
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": result += "\\\(character)"
      case "\\": result += "\\textbackslash{}"
      case "^": result += "\\textasciicircum{}"
      case "~": result += "\\textasciitilde{}"
      case "²": result += "$^2$"
      case "−": result += "$-$"
      case "–": result += "--"
      case "∞": result += "$\\infty$"
      case "<": result += "$<$"
      default: result.append(character)
      }
    }
    return result
  }
}
