import DescentReport

/// A table of figures as people read them: in text, in Markdown, and as they stand in JSON.
struct BenchmarkTable: Codable {
  /// What stands above it; nil for nothing.
  let title: String?
  let header: [String]
  /// For each column whether its cells stand on the left.
  let isLeft: [Bool]
  /// Whether a page shows it only to those who ask.
  let isDetail: Bool
  private(set) var rows: [[String]] = []

  /// By default the first column is aligned to the left, all others to the right.
  init(_ header: [String], title: String? = nil, isLeft: [Bool]? = nil, isDetail: Bool = false) {
    self.title = title
    self.header = header
    self.isLeft = isLeft ?? header.indices.map { $0 == 0 }
    self.isDetail = isDetail
  }

  /// Adds a row; it must have a cell for each heading.
  mutating func addRow(_ cells: [String]) {
    precondition(cells.count == header.count, "\(cells.count) cells for \(header.count) headings")
    rows.append(cells)
  }

  /// The table, with its title, without a line end.
  var text: String { (title.map { $0 + "\n" } ?? "") + table.description }

  /// The table alone, as Markdown.
  var markdown: String { table.rendered(as: .markdown) }

  private var table: TextTable {
    var table = TextTable(header, alignments: isLeft.map { $0 ? .left : .right })
    for row in rows { table.addRow(row) }
    return table
  }
}
