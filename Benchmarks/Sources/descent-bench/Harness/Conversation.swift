import Foundation

/// A child process that answers every line it gets by a line of JSON, so that it can take turns with others in one run.
final class Conversation {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var received = Data()

  /// Starts a program; the child ends when this object goes.
  init(_ path: String, _ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .filter { !ChildProcess.kernelVariables.contains($0.key) }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// The answer to a line.
  func answer<Answer: Decodable>(to line: String, as type: Answer.Type) throws -> Answer {
    try send(line)
    return try nextAnswer(as: type)
  }

  /// Sends a line, whose answer is to be read later, so that several children can work at the same time.
  func send(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// The next line of what the child prints.
  func nextAnswer<Answer: Decodable>(as type: Answer.Type) throws -> Answer {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = received[..<end]
        received = Data(received[(end + 1)...])
        return try JSONDecoder().decode(type, from: line)
      }
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else {
        throw BenchmarkError.childFailed("\(process.arguments?.first ?? "A child process") ended before it answered")
      }
      received.append(data)
    }
  }
}
