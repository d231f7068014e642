/// Numbers for the texts of a column in the order in which they come, 0, 1, ….
///
/// A hash table with open addressing over the bytes of the cells: no `String` is made for a text that is known.
struct CSVTextCodes {
  /// The texts by their numbers.
  private(set) var texts: [String] = []
  /// For each text the number that it has in the whole file; as long as `texts` once a piece has been collected.
  var fileCodes: [Double] = []
  private var hashes: [UInt64] = []
  /// Numbers of texts, −1 where a place is free; a power of two of them, at most half of them taken.
  private var places = [Int32](repeating: -1, count: 16)

  /// The number of a cell's text.
  mutating func code(of cell: CSVCell) -> Int {
    if cell.hasDoubledQuotes {
      var text = cell.string
      return text.withUTF8 { code(of: $0) }
    }
    return code(of: cell.trimmedText)
  }

  private mutating func code(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    // FNV-1a (Fowler, Noll, Vo), its high bits folded down.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
    while places[place] >= 0 {
      let code = Int(places[place])
      if hashes[code] == hash, texts[code].utf8.elementsEqual(bytes) { return code }
      place = (place + 1) & (places.count - 1)
    }
    places[place] = Int32(texts.count)
    texts.append(String(decoding: bytes, as: UTF8.self))
    hashes.append(hash)
    if 2 * texts.count > places.count { grow() }
    return texts.count - 1
  }

  private mutating func grow() {
    places = Array(repeating: -1, count: 2 * places.count)
    for (code, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
      while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(code)
    }
  }
}
