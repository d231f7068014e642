import Foundation

/// Writes files as a whole or not at all.
public enum AtomicFile {
  /// Writes a file: into a temporary one beside it first, which takes its place when everything has been written.
  ///
  /// Whatever fails, the temporary file is removed and an older file of the name stays as it was. Permissions of an older
  /// file are kept, and a symbolic link goes on pointing to the file. What is not a regular file, such as `/dev/stdout` or
  /// a named pipe, is written to directly.
  ///
  /// ```swift
  /// try AtomicFile.write(to: "notes.txt") { writer throws(DataError) in try writer.write("two words\n") }
  /// ```
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - body: writes the bytes.
  /// - Throws: `DataError` that names the path and the system's reason, or what `body` throws.
  public static func write(
    to path: String, _ body: (FileWriter) throws(DataError) -> Void
  ) throws(DataError) {
    var status = stat()
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw .directory(path)
      case S_IFREG:
        guard let resolved = realpath(path, nil) else { throw .writing(path, errno) }
        defer { free(resolved) }
        try replace(String(cString: resolved), named: path, mode: status.st_mode & 0o7777, body)
      default: try writeDirectly(path, flags: O_WRONLY, body)
      }
    } else if lstat(path, &status) == 0 {
      // A symbolic link to a file that is still to be made.
      try writeDirectly(path, flags: O_WRONLY | O_CREAT | O_TRUNC, body)
    } else {
      try replace(path, named: path, mode: nil, body)
    }
  }

  private static func writeDirectly(
    _ path: String, flags: Int32, _ body: (FileWriter) throws(DataError) -> Void
  ) throws(DataError) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .writing(path, errno) }
    defer { close(descriptor) }
    let writer = FileWriter(name: path, descriptor: descriptor)
    try body(writer)
    try writer.flush()
  }

  private static func replace(
    _ path: String, named name: String, mode: mode_t?, _ body: (FileWriter) throws(DataError) -> Void
  ) throws(DataError) {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = "\(path[..<slash]).\(path[slash...].prefix(100)).\(unique).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .writing(name, errno) }
    do throws(DataError) {
      let writer = FileWriter(name: name, descriptor: descriptor)
      do throws(DataError) {
        try body(writer)
        try writer.flush()
      } catch {
        close(descriptor)
        throw error
      }
      if let mode { fchmod(descriptor, mode) }
      // A network's file system may report a full disk only now.
      guard close(descriptor) == 0 || errno == EINTR else { throw DataError.writing(name, errno) }
      guard rename(temporary, path) == 0 else { throw DataError.writing(name, errno) }
    } catch {
      unlink(temporary)
      throw error
    }
  }
}
