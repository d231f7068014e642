import Foundation

/// Takes the bytes of a file that `AtomicFile` writes, and hands them to the system in large portions.
public final class FileWriter {
  private let name: String
  private let descriptor: Int32
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var count = 0

  init(name: String, descriptor: Int32) {
    self.name = name
    self.descriptor = descriptor
  }

  deinit { buffer.deallocate() }

  /// Writes bytes.
  ///
  /// - Throws: `DataError` with the system's reason, such as a full disk.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    if bytes.count > buffer.count - count { try flush() }
    if bytes.count > buffer.count {
      try send(bytes)
    } else if let start = bytes.baseAddress {
      memcpy(buffer.baseAddress! + count, start, bytes.count)
      count += bytes.count
    }
  }

  /// Writes text in UTF-8.
  ///
  /// - Throws: `DataError` with the system's reason, such as a full disk.
  public func write(_ text: String) throws(DataError) {
    var text = text
    let result = text.withUTF8 { utf8 in
      Result { () throws(DataError) in try write(UnsafeRawBufferPointer(utf8)) }
    }
    try result.get()
  }

  func write(_ byte: UInt8) throws(DataError) {
    if count == buffer.count { try flush() }
    buffer[count] = byte
    count += 1
  }

  func flush() throws(DataError) {
    let full = UnsafeRawBufferPointer(rebasing: buffer.prefix(count))
    count = 0
    try send(full)
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let portion = UnsafeRawBufferPointer(rebasing: rest)
      let (written, code) = withoutFileSizeSignal {
        (Foundation.write(descriptor, portion.baseAddress, portion.count), errno)
      }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if code != EINTR {
        throw .writing(name, code)
      }
    }
  }
}

/// Runs `body` so that a file growing beyond the limit is an error and does not end the process by a signal.
private func withoutFileSizeSignal<Outcome>(_ body: () -> Outcome) -> Outcome {
  var signals = sigset_t()
  var before = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGXFSZ)
  pthread_sigmask(SIG_BLOCK, &signals, &before)
  let outcome = body()
  if sigismember(&before, SIGXFSZ) == 0 {
    var pending = sigset_t()
    sigpending(&pending)
    if sigismember(&pending, SIGXFSZ) == 1 {
      var received: Int32 = 0
      sigwait(&signals, &received)
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
  }
  return outcome
}
