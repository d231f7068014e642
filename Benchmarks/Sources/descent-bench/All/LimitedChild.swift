import Foundation
import Synchronization

/// Runs this program again with a limit of its time; whatever it has started ends with it.
enum LimitedChild {
  /// How a child ended.
  enum End {
    case exit(Int32)
    case signal(Int32)
    case tooLong
  }

  /// - Parameters:
  ///   - output: a file for what it prints.
  ///   - messages: a file for its words on standard error.
  ///   - limit: seconds.
  ///   - tick: called about every second with the seconds so far.
  static func run(
    _ arguments: [String], output: URL, messages: URL, limit: Double, tick: (Double) -> Void
  ) throws -> (end: End, seconds: Double) {
    // Temporary files of its own, which go even if it is killed.
    try withTemporaryFolder(in: nil) { folder in
      temporary.withLock { $0 = folder }
      defer { temporary.withLock { $0 = nil } }
      let process = Process()
      process.executableURL = URL(
        fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder.path]) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try emptyFile(output)
      process.standardError = try emptyFile(messages)
      let start = monotonicNanoseconds()
      func elapsed() -> Double { Double(monotonicNanoseconds() - start) / 1e9 }
      try process.run()
      var ticks = 0.0
      while process.isRunning, elapsed() < limit {
        usleep(100_000)
        guard elapsed() >= ticks + 1 else { continue }
        ticks = elapsed()
        tick(ticks)
      }
      let isTooLong = process.isRunning
      if isTooLong { killAll(startedBy: process.processIdentifier) }
      process.waitUntilExit()
      if isTooLong { return (.tooLong, elapsed()) }
      let status = process.terminationStatus
      return (process.terminationReason == .exit ? .exit(status) : .signal(status), elapsed())
    }
  }

  /// Ends with everything that was started when it is interrupted.
  static func endOnSignals() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        for child in descendants(of: getpid()) { kill(child, SIGKILL) }
        if let folder = temporary.withLock({ $0 }) { try? FileManager.default.removeItem(at: folder) }
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  /// Where the child that runs has its temporary files.
  private static let temporary = Mutex<URL?>(nil)

  private static func emptyFile(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  private static func killAll(startedBy process: pid_t) {
    let all = [process] + descendants(of: process)
    for process in all { kill(process, SIGKILL) }
  }

  /// The processes that a process has started, and those that these have, as Linux knows them.
  private static func descendants(of process: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    var children: [pid_t: [pid_t]] = [:]
    for id in names.compactMap({ pid_t($0) }) {
      // The name of the program, in parentheses, may hold anything; behind it are state and parent.
      guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")"),
        let parent = text[end...].split(separator: " ").dropFirst(2).first.flatMap({ pid_t($0) })
      else { continue }
      children[parent, default: []].append(id)
    }
    var found: [pid_t] = []
    var next = children[process] ?? []
    while let child = next.popLast() {
      found.append(child)
      next += children[child] ?? []
    }
    return found
  }
}
