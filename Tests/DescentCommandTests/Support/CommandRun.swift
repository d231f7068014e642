import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One run of the built `descent`: what it printed and how it ended.
struct CommandRun {
  var exitCode: Int32
  var output: String
  var errors: String

  /// The numbers that are printed as JSON.
  func json() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }

  /// The list that is printed as JSON.
  func jsonList() throws -> [[String: Any]] {
    try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
  }
}

/// The built program, which stands beside the test bundle.
enum Program {
  static let path: String = {
    #if os(Linux)
      let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    #else
      let own: String? = nil
    #endif
    // The bundle itself, or a helper of the toolchain that was given the bundle's path.
    let candidates = [own, CommandLine.arguments.first].compactMap { $0 } + CommandLine.arguments
    let paths = candidates.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("descent").path
    }
    return paths.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "descent"
  }()
}

/// Starts a program in a folder and waits for it; what it prints goes through files, so that nothing can block.
func launch(_ arguments: [String], in folder: String, input: String = "") throws -> CommandRun {
  let files = try (0..<3).map { _ in try #require(tmpfile()) }
  defer { for file in files { fclose(file) } }
  fputs(input, files[0])
  rewind(files[0])

  var actions = try Launch.emptyActions()
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (number, file) in files.enumerated() {
    posix_spawn_file_actions_adddup2(&actions, fileno(file), Int32(number))
  }
  let inFolder = ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder] + arguments
  var words: [UnsafeMutablePointer<CChar>?] = inFolder.map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var process = pid_t()
  let refusal = posix_spawnp(&process, "sh", &actions, nil, &words, environ)
  try #require(refusal == 0, "\(String(cString: strerror(refusal)))")
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0 { try #require(errno == EINTR) }
  // As a shell has it: the exit code, or 128 and the signal.
  let exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
  return CommandRun(exitCode: exitCode, output: Launch.text(of: files[1]), errors: Launch.text(of: files[2]))
}

private enum Launch {
  static func emptyActions() throws -> posix_spawn_file_actions_t {
    var actions = posix_spawn_file_actions_t()
    try #require(posix_spawn_file_actions_init(&actions) == 0)
    return actions
  }

  static func text(of file: UnsafeMutablePointer<FILE>) -> String {
    rewind(file)
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 { bytes += block[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
