import Foundation

/// Where a block of text may be cut so that every piece consists of whole records.
struct CSVSplit {
  /// Offsets 0 = b₀ < b₁ < … < bₖ; piece i is bᵢ ..< bᵢ₊₁. Behind bₖ there is an incomplete record.
  private(set) var boundaries: [Int] = [0]
  /// The offset of a quotation mark that has no counterpart in the block.
  private(set) var openQuote: Int?

  /// Cuts `text`, which begins with a record, into about `pieceCount` pieces.
  ///
  /// Without quotation marks any line end will do. With them, the text is followed from one to the next, since a line
  /// end between quotation marks does not end a record.
  ///
  /// - Complexity: O(`text.count`) at the speed of `memchr` with quotation marks, O(length of some lines) without.
  init(_ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8, pieceCount: Int, isLast: Bool, hasQuotes: Bool) {
    guard let base = text.baseAddress, !text.isEmpty else { return }
    let limit = base + text.count
    let pieceSize = max(1, (text.count + pieceCount - 1) / pieceCount)
    var cursor = base
    while true {
      let quote = hasQuotes ? CSVByte.find(CSVByte.quote, from: cursor, limit: limit) : nil
      cut(base, from: cursor, to: quote ?? limit, limit: limit, pieceSize: pieceSize, isLast: isLast)
      guard let quote else { return }
      cursor = quote + 1
      guard Self.beginsCell(quote, after: base, delimiter: delimiter) else { continue }
      while true {
        guard let closing = CSVByte.find(CSVByte.quote, from: cursor, limit: limit),
          isLast || closing + 1 < limit
        else {
          openQuote = quote - base
          return
        }
        cursor = closing + 1
        guard cursor < limit, cursor[0] == CSVByte.quote else { break }
        cursor += 1
      }
    }
  }

  /// Adds the cuts within a stretch of text that is not quoted: where pieces are long enough, and behind its last line
  /// end, which replaces the last cut if that would make a piece too short.
  private mutating func cut(
    _ base: UnsafePointer<UInt8>, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>,
    limit: UnsafePointer<UInt8>, pieceSize: Int, isLast: Bool
  ) {
    var cursor = start
    while true {
      let target = max(cursor, base + (fixedBoundary + pieceSize))
      guard target < end, let lineEnd = Self.firstLineEnd(from: target, to: end, limit: limit) else { break }
      setLast(lineEnd - base)
      fixedBoundary = lineEnd - base
      cursor = lineEnd
    }
    if let lineEnd = Self.lastLineEnd(from: cursor, to: end, limit: limit, isLast: isLast) { setLast(lineEnd - base) }
  }

  /// The last boundary that stays; one behind it moves on as text is followed.
  private var fixedBoundary = 0

  private mutating func setLast(_ boundary: Int) {
    if boundaries[boundaries.count - 1] > fixedBoundary { boundaries.removeLast() }
    if boundary > boundaries[boundaries.count - 1] { boundaries.append(boundary) }
  }

  private static func firstLineEnd(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    if let found = CSVByte.find(CSVByte.lineFeed, from: start, limit: end) { return found + 1 }
    guard let found = CSVByte.find(CSVByte.carriageReturn, from: start, limit: end), found + 1 < limit else {
      return nil
    }
    return found + 1
  }

  private static func lastLineEnd(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>, isLast: Bool
  ) -> UnsafePointer<UInt8>? {
    var cursor = end
    while cursor > start {
      // A carriage return at the very end of a block may be half of CR LF.
      if CSVByte.isLineEnd(cursor[-1]), cursor[-1] == CSVByte.lineFeed || cursor < limit || isLast { return cursor }
      cursor -= 1
    }
    return nil
  }

  /// Whether a quotation mark is the first thing in its cell.
  private static func beginsCell(
    _ quote: UnsafePointer<UInt8>, after base: UnsafePointer<UInt8>, delimiter: UInt8
  ) -> Bool {
    var cursor = quote
    while cursor > base {
      cursor -= 1
      if cursor[0] == delimiter || CSVByte.isLineEnd(cursor[0]) { return true }
      guard CSVByte.isSpace(cursor[0], delimiter: delimiter) else { return false }
    }
    return true
  }
}
