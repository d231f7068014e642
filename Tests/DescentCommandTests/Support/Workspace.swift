import Foundation
import Testing

/// A folder of its own for a test, in which commands run; removed with all that is in it.
final class Workspace: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "descent-command-\(UUID().uuidString)"
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// A folder with one file in it.
  convenience init(_ name: String, _ text: String) {
    self.init()
    file(name, text)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file.
  func file(_ name: String, _ text: String) { file(name, Array(text.utf8)) }

  func file(_ name: String, _ bytes: [UInt8]) { try! Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name)) }

  /// The text of a file.
  func text(_ name: String) throws -> String {
    try String(contentsOf: URL(fileURLWithPath: path + "/" + name), encoding: .utf8)
  }

  var contents: [String] { try! FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  /// Runs `descent` in the folder, the words of the command separated by blanks.
  func descent(_ command: String, input: String = "") throws -> CommandRun {
    try launch([Program.path] + command.split(separator: " ").map(String.init), in: path, input: input)
  }

  /// Runs a line of the shell in the folder, `$descent` being the program.
  func shell(_ line: String, input: String = "") throws -> CommandRun {
    try launch(["sh", "-c", "descent='\(Program.path)'; \(line)"], in: path, input: input)
  }
}

/// Expects that a command is a mistake of usage, which is named, and that it prints and writes nothing.
func expectRefusal(of command: String, by message: String, at place: SourceLocation = #_sourceLocation) throws {
  let workspace = Workspace()
  let run = try workspace.descent(command)
  #expect(run.exitCode == 2 && run.output == "", sourceLocation: place)
  #expect(run.errors.contains(message), "\(run.errors)", sourceLocation: place)
  #expect(workspace.contents == [], sourceLocation: place)
}

/// The project's own copies of published data.
enum Fixture {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func path(_ name: String) -> String { package.path + "/Fixtures/" + name }

  /// A file of NIST's sets, which `descent certify` carries inside.
  static func certifiedPath(_ name: String) -> String { package.path + "/Sources/descent-cli/ReferenceSets/" + name }

  /// NIST's certified coefficients and standard errors of a data set, in the order of the coefficients.
  static func certified(_ name: String) throws -> (coefficients: [Double], errors: [Double]) {
    let data = try Data(contentsOf: URL(fileURLWithPath: certifiedPath("certified.json")))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    let values = try #require(all[name]?["certified"] as? [String: Any])
    func inOrder(_ key: String) throws -> [Double] {
      try #require(values[key] as? [String: String])
        .sorted { Int($0.key.dropFirst())! < Int($1.key.dropFirst())! }.map { Double($0.value)! }
    }
    return (try inOrder("coef"), try inOrder("sd"))
  }
}

/// The correct digits −log₁₀(|estimate − truth|/|truth|), at most 15.
func correctDigits(_ estimate: Any?, _ truth: Double) -> Double {
  guard let estimate = estimate as? Double else { return -.infinity }
  let error = (estimate - truth).magnitude / (truth == 0 ? 1 : truth.magnitude)
  return error == 0 ? 15 : min(15, -log10(error))
}

extension [String: Any] {
  func number(_ key: String) throws -> Double { try #require(self[key] as? Double, "\(key)") }
  func list(_ key: String) throws -> [[String: Any]] { try #require(self[key] as? [[String: Any]], "\(key)") }
  func texts(_ key: String) throws -> [String] { try #require(self[key] as? [String], "\(key)") }
  func isNull(_ key: String) -> Bool { self[key] is NSNull }
  func interval(_ key: String) throws -> (lower: Double, upper: Double) {
    let ends = try #require(self[key] as? [Double], "\(key)")
    return (ends[0], ends[1])
  }

  /// The estimates of a list of coefficients, by name.
  func estimates() throws -> [String: Double] {
    try list("coefficients").reduce(into: [:]) { $0[$1["name"] as! String] = $1["estimate"] as? Double }
  }
}
