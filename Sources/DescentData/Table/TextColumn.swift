/// A column of text: its different values, the levels, and for each row which one it is.
///
/// ```swift
/// let colours: TextColumn = ["red", "blue", nil, "red"]
/// colours.levels      // ["blue", "red"]
/// colours.codes       // [1, 0, -1, 1]
/// ```
public struct TextColumn: Sendable, Equatable, Codable {
  /// The different texts, in the order of their Unicode scalars: digits, then capitals, then small letters.
  public let levels: [String]
  /// For each row the index of its level, −1 where the cell is missing.
  public let codes: [Int32]

  /// The code of a missing cell.
  public static let missing: Int32 = -1

  /// The column of these texts; nil is a missing cell.
  ///
  /// - Complexity: O(n + l log l) for l different texts.
  public init(_ texts: some Sequence<String?>) {
    var order: [String: Int32] = [:]
    var found: [String] = []
    let raw = texts.map { text -> Int32 in
      guard let text else { return Self.missing }
      if let code = order[text] { return code }
      let code = Int32(found.count)
      order[text] = code
      found.append(text)
      return code
    }
    let ranks = Self.ranks(of: found)
    levels = found.indices.sorted { ranks[$0] < ranks[$1] }.map { found[$0] }
    codes = raw.map { $0 < 0 ? Self.missing : Int32(ranks[Int($0)]) }
  }

  init(levels: [String], codes: [Int32]) {
    self.levels = levels
    self.codes = codes
  }

  /// The number of rows.
  public var count: Int { codes.count }

  /// The text of a row, counted from 0; nil where it is missing.
  public subscript(row: Int) -> String? {
    guard codes.indices ~= row else { trapRow(row, codes.count) }
    return codes[row] < 0 ? nil : levels[Int(codes[row])]
  }

  /// For each text its place in sorted order.
  static func ranks(of texts: [String]) -> [Int] {
    let sorted = texts.indices.sorted { texts[$0].unicodeScalars.lexicographicallyPrecedes(texts[$1].unicodeScalars) }
    var ranks = [Int](repeating: 0, count: texts.count)
    for (rank, index) in sorted.enumerated() { ranks[index] = rank }
    return ranks
  }
}

extension TextColumn: ExpressibleByArrayLiteral {
  /// The column of these texts; nil is a missing cell.
  public init(arrayLiteral texts: String?...) { self.init(texts) }
}
