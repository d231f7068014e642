import Foundation

/// The Python libraries that Descent is measured against, where they are installed.
struct Peers {
  let python: String
  let folder: URL

  /// The environment that `peers/setup` makes, or the interpreter that was asked for; nil, with a word, without one.
  init?(python: String?) {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = python ?? package.appendingPathComponent(".venv/bin/python3").path
    folder = package.appendingPathComponent("peers")
    guard FileManager.default.isExecutableFile(atPath: path) else {
      note("Without the Python peers: \(path) is missing. Benchmarks/peers/setup installs them.")
      return nil
    }
    self.python = path
  }

  /// Runs a script and decodes the JSON that it prints.
  func run<Answer: Decodable>(_ script: String, _ arguments: [String], as: Answer.Type) throws -> Answer {
    let path = folder.appendingPathComponent(script).path
    return try ChildProcess.run(python, [path] + arguments, as: Answer.self)
  }
}
