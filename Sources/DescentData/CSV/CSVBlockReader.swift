import Foundation

/// Reads a file, a pipe or standard input block by block, the next block while the last one is parsed.
///
/// The file is read, not mapped: pages of a mapping would count as resident memory.
final class CSVBlockReader {
  /// The name for messages: the path, or `standard input`.
  let name: String
  /// No bytes come after `bytes`.
  private(set) var isAtEnd = false
  /// Whether a quotation mark has been read.
  private(set) var hasQuotes = false

  private let descriptor: Int32
  /// How much is read at a time, and the room before it for what is left of the block before.
  private var blockSize: Int
  private var margin: Int
  private var current: UnsafeMutablePointer<UInt8>
  private var used = 0..<0
  private var ahead: UnsafeMutablePointer<UInt8>
  private var aheadCount = 0
  private var aheadHasQuotes = false
  private var endWasReached = false
  private var failure: DataError?

  /// A record longer than this is refused.
  private static let largestRecord = 256 << 20
  /// What is read by one call, so that looking for quotation marks finds it in the cache.
  private static let stride = 256 << 10

  init(path: String, blockSize: Int) throws(DataError) {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    let code = errno
    self.blockSize = blockSize
    margin = blockSize / 16
    current = .allocate(capacity: margin + blockSize + 1)
    ahead = .allocate(capacity: margin + blockSize + 1)
    guard descriptor >= 0 else { throw .reading(name, code) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw .directory(name) }
    try next()
  }

  deinit {
    if descriptor > 0 { close(descriptor) }
    current.deallocate()
    ahead.deallocate()
  }

  /// The bytes that were read and not used yet.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: current + used.lowerBound, count: used.count) }

  /// Marks the first `byteCount` of `bytes` as used.
  func advance(by byteCount: Int) { used = used.lowerBound + byteCount..<used.upperBound }

  /// Reads the next block if that has not been done. Does not touch `bytes`, which another thread may be parsing.
  func readAhead() {
    guard aheadCount == 0, failure == nil else { return }
    let block = ahead + margin
    while aheadCount < blockSize, !endWasReached {
      let start = block + aheadCount
      let received = Foundation.read(descriptor, start, min(blockSize - aheadCount, Self.stride))
      if received > 0 {
        aheadCount += received
        if memchr(start, Int32(CSVByte.quote), received) != nil { aheadHasQuotes = true }
      } else if received == 0 {
        endWasReached = true
      } else if errno != EINTR {
        failure = .reading(name, errno)
        return
      }
    }
  }

  /// Puts the next block behind what is left of `bytes`. A last line without a line end gets one.
  ///
  /// - Returns: false if what is left is longer than a record may be.
  @discardableResult
  func next() throws(DataError) -> Bool {
    readAhead()
    if let failure { throw failure }
    guard used.count <= Self.largestRecord else { return false }
    if used.count > margin { makeRoom() }
    let start = margin - used.count
    memcpy(ahead + start, current + used.lowerBound, used.count)
    swap(&current, &ahead)
    used = start..<margin + aheadCount
    aheadCount = 0
    isAtEnd = endWasReached
    hasQuotes = hasQuotes || aheadHasQuotes
    if isAtEnd, !used.isEmpty, !CSVByte.isLineEnd(current[used.upperBound - 1]) {
      current[used.upperBound] = CSVByte.lineFeed
      used = used.lowerBound..<used.upperBound + 1
    }
    return true
  }

  /// Makes the margin as long as what is left, and the blocks to come at least as long: long records are read in O(n).
  private func makeRoom() {
    let size = max(blockSize, used.count)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: used.count + size + 1)
    memcpy(larger + used.count, ahead + margin, aheadCount)
    ahead.deallocate()
    ahead = larger
    let rest = UnsafeMutablePointer<UInt8>.allocate(capacity: used.count + size + 1)
    memcpy(rest, current + used.lowerBound, used.count)
    current.deallocate()
    current = rest
    (blockSize, margin, used) = (size, used.count, 0..<used.count)
  }

  /// Begins again at the start of the file.
  ///
  /// - Returns: false for a pipe, which cannot be read twice.
  func rewind() throws(DataError) -> Bool {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return false }
    (used, aheadCount, endWasReached, failure) = (0..<0, 0, false, nil)
    try next()
    return true
  }
}
