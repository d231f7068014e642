import Foundation

/// How much memory this process holds, as Linux counts it, in bytes.
struct ResidentMemory {
  /// All resident pages now.
  let current: Int
  /// The most there ever were.
  let peak: Int
  /// Pages that belong to no file.
  let anonymous: Int

  init() {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    func bytes(_ key: String) -> Int {
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key + ":") }) else { return 0 }
      return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
    current = bytes("VmRSS")
    peak = bytes("VmHWM")
    anonymous = bytes("RssAnon")
  }
}
