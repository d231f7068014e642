import Foundation

/// What is known of the benchmarks in a folder beside their JSON: `run.json`.
struct BenchmarkRun: Codable {
  /// How one benchmark went.
  struct Entry: Codable {
    let date: String
    /// The subcommand with its options.
    let arguments: [String]
    let seconds: Double
    /// Why it did not end well; nil where it did.
    let failure: String?
  }

  /// Of the last run.
  var date: String
  var machine: Machine
  /// What `swift --version` says first.
  var swift: String?
  var entries: [String: Entry]

  /// That of a folder; nil where there is none.
  init?(in folder: URL) throws {
    guard let data = try? Data(contentsOf: Self.file(in: folder)) else { return nil }
    self = try JSONDecoder().decode(Self.self, from: data)
  }

  /// A run that begins now.
  init(date: String) {
    self.date = date
    machine = Machine()
    swift = Self.swiftVersion()
    entries = [:]
  }

  func write(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: Self.file(in: folder), options: .atomic)
  }

  private static func file(in folder: URL) -> URL { folder.appendingPathComponent("run.json") }

  /// The compiler on the PATH, which has built this program as a rule.
  private static func swiftVersion() -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "--version"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text.split(separator: "\n").first.map(String.init) : nil
  }
}
