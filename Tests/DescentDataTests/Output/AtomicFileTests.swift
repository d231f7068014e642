import DescentData
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test func `a new file and a replaced one`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/out.txt"
    for text in ["first and long", "second"] {
      try AtomicFile.write(to: path) { writer throws(DataError) in try writer.write(text) }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
    #expect(directory.contents == ["out.txt"])
  }

  @Test func `many portions`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/out.bin"
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
    try AtomicFile.write(to: path) { writer throws(DataError) in
      var rest = bytes[...]
      for size in [1, 65_535, 1, 0, 65_536, 3, 68_924] {
        let portion = Array(rest.prefix(size))
        rest = rest.dropFirst(size)
        let result = portion.withUnsafeBytes { raw in Result { () throws(DataError) in try writer.write(raw) } }
        try result.get()
      }
    }
    #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
  }

  @Test func `permissions and links are kept`() throws {
    let directory = TemporaryDirectory()
    let path = directory.file("real.txt", "old")
    #expect(chmod(path, 0o640) == 0)
    let link = directory.path + "/link.txt"
    #expect(symlink("real.txt", link) == 0)
    try AtomicFile.write(to: link) { writer throws(DataError) in try writer.write("new") }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.txt")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
    #expect(directory.contents == ["link.txt", "real.txt"])
  }

  @Test func `a link to a file still to be made`() throws {
    let directory = TemporaryDirectory()
    #expect(symlink("later.txt", directory.path + "/link.txt") == 0)
    try AtomicFile.write(to: directory.path + "/link.txt") { writer throws(DataError) in try writer.write("made") }
    #expect(try String(contentsOfFile: directory.path + "/later.txt", encoding: .utf8) == "made")
  }

  @Test func `a failing body leaves nothing, and the old file`() throws {
    let directory = TemporaryDirectory()
    let path = directory.file("out.txt", "old")
    let failure = DataError(.noRows, message: "changed my mind")
    for target in [path, directory.path + "/other.txt"] {
      let error = #expect(throws: DataError.self) {
        try AtomicFile.write(to: target) { writer throws(DataError) in
          try writer.write(String(repeating: "half ", count: 100_000))
          throw failure
        }
      }
      #expect(error == failure)
    }
    #expect(directory.contents == ["out.txt"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  }

  @Test func `a full disk`() {
    let error = #expect(throws: DataError.self) {
      try AtomicFile.write(to: "/dev/full") { writer throws(DataError) in try writer.write("some text") }
    }
    #expect(error?.kind == .cannotWrite)
    #expect(error?.message.hasPrefix("/dev/full cannot be written: No space left on device") == true)
    #expect(FileManager.default.fileExists(atPath: "/dev/full"))
  }

  @Test func `a device is written to, not replaced`() throws {
    try AtomicFile.write(to: "/dev/null") { writer throws(DataError) in try writer.write("gone") }
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func `a directory that does not exist`() {
    let directory = TemporaryDirectory()
    let error = errorOf(directory) {
      try AtomicFile.write(to: directory.path + "/none/out.txt") { writer throws(DataError) in try writer.write("x") }
    }
    #expect(error?.kind == .cannotWrite)
    #expect(error?.message == "none/out.txt cannot be written: No such file or directory; its directory does not exist")
    #expect(directory.contents.isEmpty)
  }

  @Test func `a directory as the file`() {
    let directory = TemporaryDirectory()
    let error = #expect(throws: DataError.self) {
      try AtomicFile.write(to: directory.path) { writer throws(DataError) in try writer.write("x") }
    }
    #expect(error?.kind == .notAFile)
  }

  /// In a process of its own: the limit on file sizes holds for all of it.
  @Test func `a limit on file sizes is an error, not the end of the process`() async {
    await #expect(processExitsWith: .success) {
      let directory = TemporaryDirectory()
      let path = directory.file("out.txt", "old")
      var limit = rlimit()
      #expect(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      limit.rlim_cur = 1 << 17
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      let error = #expect(throws: DataError.self) {
        try AtomicFile.write(to: path) { writer throws(DataError) in
          for _ in 0..<100 { try writer.write(String(repeating: "x", count: 10_000)) }
        }
      }
      #expect(error?.kind == .cannotWrite)
      #expect(error?.message.contains("File too large") == true)
      #expect(directory.contents == ["out.txt"])
      #expect((try? String(contentsOfFile: path, encoding: .utf8)) == "old")
    }
  }
}
