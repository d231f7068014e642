import Foundation

/// One cell of a record: where its text is and where the next thing begins.
///
/// A cell is quoted if a quotation mark is its first byte after spaces and tabs; quotation marks elsewhere in a cell are
/// text. Around quotation marks and around unquoted text, spaces and tabs do not count (RFC 4180 keeps them, people who
/// write numbers do not mean them).
struct CSVCell {
  /// The text without surrounding spaces or quotation marks; doubled quotation marks inside are still doubled.
  var text: UnsafeBufferPointer<UInt8>
  /// The byte behind the cell: a delimiter, a line end or the limit.
  var end: UnsafePointer<UInt8>
  var isQuoted = false
  var hasDoubledQuotes = false
  /// Line ends within the quotation marks.
  var lineBreaks = 0
  /// Text between the closing quotation mark and the next delimiter.
  var hasTextBehindQuote = false
  /// The closing quotation mark is missing.
  var isUnterminated = false

  init(at start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, delimiter: UInt8) {
    var first = start
    while first < limit, CSVByte.isSpace(first[0], delimiter: delimiter) { first += 1 }
    if first < limit, first[0] == CSVByte.quote {
      text = UnsafeBufferPointer(start: first + 1, count: 0)
      end = first + 1
      takeQuoted(from: first + 1, limit: limit, delimiter: delimiter)
    } else {
      end = CSVByte.endOfUnquoted(from: first, limit: limit, delimiter: delimiter)
      var last = end
      while last > first, CSVByte.isSpace(last[-1], delimiter: delimiter) { last -= 1 }
      text = UnsafeBufferPointer(start: first, count: last - first)
    }
  }

  private mutating func takeQuoted(from first: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, delimiter: UInt8) {
    isQuoted = true
    var cursor = first
    while true {
      guard let quote = CSVByte.find(CSVByte.quote, from: cursor, limit: limit) else {
        isUnterminated = true
        end = limit
        text = UnsafeBufferPointer(start: first, count: limit - first)
        return
      }
      cursor = quote + 1
      guard cursor < limit, cursor[0] == CSVByte.quote else {
        text = UnsafeBufferPointer(start: first, count: quote - first)
        break
      }
      hasDoubledQuotes = true
      cursor += 1
    }
    lineBreaks = CSVByte.lineBreaks(in: text)
    end = CSVByte.endOfUnquoted(from: cursor, limit: limit, delimiter: delimiter)
    for byte in UnsafeBufferPointer(start: cursor, count: end - cursor)
    where !CSVByte.isSpace(byte, delimiter: delimiter) {
      hasTextBehindQuote = true
    }
  }

  /// The text without spaces inside the quotation marks either.
  var trimmedText: UnsafeBufferPointer<UInt8> {
    guard isQuoted else { return text }
    var trimmed = text[...]
    while let first = trimmed.first, first <= CSVByte.space { trimmed = trimmed.dropFirst() }
    while let last = trimmed.last, last <= CSVByte.space { trimmed = trimmed.dropLast() }
    return UnsafeBufferPointer(rebasing: trimmed)
  }

  /// The text as people see it, with doubled quotation marks made single and surrounding spaces removed.
  var string: String {
    let text = String(decoding: text, as: UTF8.self)
    let single = hasDoubledQuotes ? text.replacingOccurrences(of: "\"\"", with: "\"") : text
    return single.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// The few bytes that mean something in a CSV file.
enum CSVByte {
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")

  @inline(__always)
  static func isSpace(_ byte: UInt8, delimiter: UInt8) -> Bool {
    byte == space || (byte == tab && delimiter != tab)
  }

  @inline(__always)
  static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

  @inline(__always)
  static func endOfUnquoted(
    from start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, delimiter: UInt8
  ) -> UnsafePointer<UInt8> {
    var cursor = start
    while cursor < limit, cursor[0] != delimiter, !isLineEnd(cursor[0]) { cursor += 1 }
    return cursor
  }

  /// The position behind the line end at `cursor`: one byte, or two for CR LF.
  @inline(__always)
  static func behindLineEnd(_ cursor: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    cursor[0] == carriageReturn && cursor + 1 < limit && cursor[1] == lineFeed ? cursor + 2 : cursor + 1
  }

  /// The first place of a byte in a range of memory.
  static func find(
    _ byte: UInt8, from start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    guard start < limit, let found = memchr(start, Int32(byte), limit - start) else { return nil }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
  }

  /// The number of line ends, CR LF counted once.
  static func lineBreaks(in text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in text {
      if byte == carriageReturn || (byte == lineFeed && previous != carriageReturn) { count += 1 }
      previous = byte
    }
    return count
  }
}

/// Goes through the records of a piece of text cell by cell: for headers, samples and messages, where speed is no matter.
struct CSVRecordReader {
  var cursor: UnsafePointer<UInt8>
  let limit: UnsafePointer<UInt8>
  let delimiter: UInt8
  /// Line ends passed so far.
  private(set) var linesPassed = 0

  init(_ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    cursor = text.baseAddress!
    limit = cursor + text.count
    self.delimiter = delimiter
  }

  /// The cells of the next record that is not blank, and the lines passed before it began.
  mutating func next() -> (cells: [CSVCell], linesBefore: Int)? {
    while cursor < limit {
      let linesBefore = linesPassed
      var cells: [CSVCell] = []
      while true {
        let cell = CSVCell(at: cursor, limit: limit, delimiter: delimiter)
        cells.append(cell)
        linesPassed += cell.lineBreaks
        cursor = cell.end
        guard cursor < limit, cursor[0] == delimiter else { break }
        cursor += 1
      }
      if cursor < limit {
        cursor = CSVByte.behindLineEnd(cursor, limit: limit)
        linesPassed += 1
      }
      if cells.count == 1, cells[0].text.isEmpty, !cells[0].isQuoted { continue }
      return (cells, linesBefore)
    }
    return nil
  }
}
