import Descent
import Foundation

/// What figures depend on: stands above every table.
struct Machine: Codable {
  let processor: String
  let processorCount: Int
  let system: String
  let blas: String
  let blasVersion: String
  let core: String
  let pickedCore: String
  let isRepaired: Bool
  let blasThreads: Int
  let threads: Int
  /// How many other processes wanted a processor in the last minute.
  let load: Double
  let isOptimized: Bool

  init() {
    processor = Self.value(of: "model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown processor"
    processorCount = ProcessInfo.processInfo.activeProcessorCount
    system = Self.value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "unknown system"
    blas = BLASRuntime.description
    blasVersion = BLASRuntime.version
    core = BLASRuntime.core
    pickedCore = BLASRuntime.pickedCore
    isRepaired = BLASRuntime.isRepaired
    blasThreads = BLASRuntime.threadCount
    threads = Parallelism.threadCount
    var loads = [0.0]
    getloadavg(&loads, 1)
    load = loads[0]
    #if DEBUG
      isOptimized = false
    #else
      isOptimized = true
    #endif
  }

  /// Processor, system and BLAS.
  var description: String { "\(processor), \(processorCount) processors, \(system)\n\(blas)" }

  /// The lines above a table of times.
  var header: String {
    var lines = [description]
    if let notice = BLASRuntime.notice { lines.append("notice: \(notice)") }
    return (lines + warnings).joined(separator: "\n")
  }

  /// Why the times are not to be quoted.
  var warnings: [String] {
    var lines: [String] = []
    if load > 0.5 {
      let figure = String(format: "%.1f", load)
      lines.append("warning: the machine was busy with other work at the start (load \(figure)); times are too long")
    }
    if !isOptimized { lines.append("warning: a debug build; its figures mean nothing. Use: swift run -c release") }
    return lines
  }

  private static func value(of key: String, in path: String, separator: Character) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: separator, maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == key else { continue }
      return parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    }
    return nil
  }
}
