import DescentLinearAlgebra

/// The texts of all pieces put together: every text has one number in the whole file.
struct CSVLevels {
  /// By used column: the texts in the order in which they came, and their numbers.
  private var texts: [Int: [String]] = [:]
  private var codes: [Int: [String: Int]] = [:]

  /// Gives the texts that are new in a piece their numbers in the file.
  mutating func number(_ piece: CSVPieceParser, slots: [Int]) {
    for slot in slots {
      for text in piece.texts[slot].texts.dropFirst(piece.texts[slot].fileCodes.count) {
        let code = codes[slot, default: [:]][text] ?? texts[slot, default: []].count
        if code == texts[slot, default: []].count {
          codes[slot, default: [:]][text] = code
          texts[slot, default: []].append(text)
        }
        piece.texts[slot].fileCodes.append(Double(code))
      }
    }
  }

  /// Puts the numbers of the file in place of those of the piece.
  static func translate(_ values: UnsafeMutableBufferPointer<Double>, of piece: CSVPieceParser, slots: [Int]) {
    guard !slots.isEmpty else { return }
    let width = piece.texts.count
    for slot in slots {
      piece.texts[slot].fileCodes.withUnsafeBufferPointer { codes in
        for index in stride(from: slot, to: values.count, by: width) where !values[index].isNaN {
          values[index] = codes[Int(values[index])]
        }
      }
    }
  }

  /// The levels of each column in sorted order, nil for numbers; the numbers in the matrix become those of that order.
  func sorted(_ slots: [Int], in values: inout Matrix<Double>) -> [[String]?] {
    let width = values.columnCount
    var levels = [[String]?](repeating: nil, count: width)
    for slot in slots {
      let found = texts[slot] ?? []
      let ranks = TextColumn.ranks(of: found)
      levels[slot] = found.indices.sorted { ranks[$0] < ranks[$1] }.map { found[$0] }
      values.withUnsafeMutableBufferPointer { values in
        for index in stride(from: slot, to: values.count, by: width) where !values[index].isNaN {
          values[index] = Double(ranks[Int(values[index])])
        }
      }
    }
    return levels
  }
}
