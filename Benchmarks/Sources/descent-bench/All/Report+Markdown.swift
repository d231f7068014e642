extension Report {
  /// What people read of it, as Markdown below a heading: the setting, what follows, pictures and tables; without the machine.
  ///
  /// - Parameter pictureFolder: the folder of the pictures, from where the text stands; nil to leave them out.
  func markdown(pictureFolder: String?) -> String {
    var parts = [setting.map(markdownText).joined(separator: "  \n")]
    parts.append((conclusion + missingPeers).map { "- \(markdownText($0))" }.joined(separator: "\n"))
    if let pictureFolder { parts += pictures.map { "![\($0.words)](\(pictureFolder)/\($0.file))" } }
    parts += tables.map(\.section)
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

extension Report {
  /// What follows, in a line of Markdown.
  var conclusionText: String { conclusion.map(markdownText).joined(separator: " ") }
}

/// Words with what Markdown would take for emphasis or tags.
private func markdownText(_ text: String) -> String {
  text.replacing("*", with: "\\*").replacing("<", with: "&lt;")
}

extension BenchmarkTable {
  /// The table with its title; details are folded.
  fileprivate var section: String {
    guard isDetail else { return (title.map { "**\($0)**\n\n" } ?? "") + markdown }
    return "<details><summary>\(title ?? "Details")</summary>\n\n\(markdown)\n\n</details>"
  }
}
