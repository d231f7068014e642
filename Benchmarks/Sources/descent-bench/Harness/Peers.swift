import Foundation
import Synchronization

/// The Python libraries that Descent is measured against, where they are installed.
struct Peers {
  let python: String

  /// The environment that `peers/setup` makes, or the interpreter that was asked for; nil, with a word, without one.
  init?(python: String?) {
    let path = python ?? Self.package.appendingPathComponent(".venv/bin/python3").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      let name = python ?? "Benchmarks/.venv/bin/python3"
      PeerLog.miss("Without the Python peers: \(name) is missing. Benchmarks/peers/setup installs them.")
      return nil
    }
    self.python = path
    PeerLog.use(path, versions: "versions.py")
  }

  /// Runs a script and decodes the JSON that it prints.
  func run<Answer: Decodable>(_ script: String, _ arguments: [String], as: Answer.Type) throws -> Answer {
    try ChildProcess.run(python, [Self.script(script)] + arguments, as: Answer.self)
  }

  /// Starts a script that answers line by line.
  func converse(_ script: String, _ arguments: [String] = []) throws -> Conversation {
    try Conversation(python, [Self.script(script)] + arguments)
  }

  /// The path of a script of the peers.
  static func script(_ name: String) -> String { package.appendingPathComponent("peers/\(name)").path }

  /// The folder of this package.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

/// R, where it is installed.
struct RPeer {
  let rscript: String

  /// The program at its usual places, or the one that was asked for; nil, with a word, without one.
  ///
  /// - Parameter package: a package that is needed, with the name under which Debian has it.
  init?(rscript: String? = nil, package: (name: String, debian: String)? = nil) {
    let places = rscript.map { [$0] } ?? ["/usr/bin/Rscript", "/usr/local/bin/Rscript"]
    guard let path = places.first(where: FileManager.default.isExecutableFile) else {
      PeerLog.miss("Without R: \(places[0]) is missing. apt install r-base-core installs it.")
      return nil
    }
    self.rscript = path
    if let package, !has(package.name) {
      PeerLog.miss("Without \(package.name): R's package is missing. apt install \(package.debian) installs it.")
      return nil
    }
    PeerLog.use(path, versions: "versions.R")
  }

  /// Runs a script and decodes the JSON that it prints.
  func run<Answer: Decodable>(_ script: String, _ arguments: [String], as: Answer.Type) throws -> Answer {
    try ChildProcess.run(rscript, [Peers.script(script)] + arguments, as: Answer.self)
  }

  /// Starts a script that answers line by line.
  func converse(_ script: String, _ arguments: [String]) throws -> Conversation {
    try Conversation(rscript, [Peers.script(script)] + arguments)
  }

  private func has(_ package: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: rscript)
    process.arguments = ["-e", "quit(status = if (requireNamespace(\"\(package)\", quietly = TRUE)) 0 else 1)"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

/// Which peers this process ran beside and which it missed: every report names them.
enum PeerLog {
  private struct Entries {
    /// Interpreters, with their scripts that print versions.
    var programs: [[String]] = []
    var missing: [String] = []
  }

  private static let entries = Mutex(Entries())

  /// An interpreter is there; `script` prints names with versions.
  static func use(_ program: String, versions script: String) {
    let call = [program, Peers.script(script)]
    entries.withLock { if !$0.programs.contains(call) { $0.programs.append(call) } }
  }

  /// Something is not there; a word to whoever waits, too.
  static func miss(_ reason: String) {
    note(reason)
    entries.withLock { if !$0.missing.contains(reason) { $0.missing.append(reason) } }
  }

  static var missing: [String] { entries.withLock { $0.missing } }

  /// Names with versions; nothing of an interpreter that cannot say them.
  static func versions() -> [String] {
    entries.withLock { $0.programs }.flatMap { call in
      (try? ChildProcess.run(call[0], Array(call[1...]), as: [String].self)) ?? []
    }
  }
}
