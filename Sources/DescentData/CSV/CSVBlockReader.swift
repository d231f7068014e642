import Foundation

/// Reads a file, a pipe or standard input block by block into one buffer that is used again and again.
///
/// The file is read, not mapped: pages of a mapping would count as resident memory.
final class CSVBlockReader {
  /// The name for messages: the path, or `standard input`.
  let name: String
  private let descriptor: Int32
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  /// Bytes before this one have been used.
  private(set) var start = 0
  private(set) var isAtEnd = false

  /// A record longer than this is refused.
  private static let largestBlock = 256 << 20

  init(path: String, blockSize: Int) throws(DataError) {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    let code = errno
    capacity = blockSize
    buffer = .allocate(capacity: blockSize + 1)
    guard descriptor >= 0 else { throw .reading(name, code) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw .directory(name) }
  }

  deinit {
    if descriptor > 0 { close(descriptor) }
    buffer.deallocate()
  }

  /// The bytes that were read and not used yet.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: buffer + start, count: count - start) }

  /// Marks the first `byteCount` of `bytes` as used.
  func advance(by byteCount: Int) { start += byteCount }

  /// Moves what is left to the front of the buffer and reads until it is full or the file ends. A last line without a
  /// line end gets one.
  func fill() throws(DataError) {
    if start > 0 {
      memmove(buffer, buffer + start, count - start)
      count -= start
      start = 0
    }
    while count < capacity, !isAtEnd {
      let received = Foundation.read(descriptor, buffer + count, capacity - count)
      if received > 0 {
        count += received
      } else if received == 0 {
        isAtEnd = true
        if count > 0, !CSVByte.isLineEnd(buffer[count - 1]) {
          buffer[count] = CSVByte.lineFeed
          count += 1
        }
      } else if errno != EINTR {
        throw .reading(name, errno)
      }
    }
  }

  /// Doubles the buffer, because a record does not fit, and fills it.
  ///
  /// - Returns: false if the buffer is as large as a record may be.
  func grow() throws(DataError) -> Bool {
    guard capacity < Self.largestBlock else { return false }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * capacity + 1)
    memcpy(larger, buffer + start, count - start)
    buffer.deallocate()
    (buffer, capacity, count, start) = (larger, 2 * capacity, count - start, 0)
    try fill()
    return true
  }

  /// Begins again at the start of the file.
  ///
  /// - Returns: false for a pipe, which cannot be read twice.
  func rewind() throws(DataError) -> Bool {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return false }
    (start, count, isAtEnd) = (0, 0, false)
    try fill()
    return true
  }
}
