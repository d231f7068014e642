import Foundation

/// Runs programs whose environment, kernels or peak memory must be their own.
enum ChildProcess {
  /// The variables that decide which kernels OpenBLAS runs; a child starts without them.
  static let kernelVariables = ["OPENBLAS_CORETYPE", "DESCENT_KEEP_BLAS_CORE", "DESCENT_SIMULATE_BLAS_CORE"]

  /// Runs this program again and decodes the JSON that it prints.
  static func runSelf<Answer: Decodable>(
    _ arguments: [String], environment: [String: String] = [:], as: Answer.Type
  ) throws -> Answer {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return try run(path, arguments, environment: environment, as: Answer.self)
  }

  /// Runs a program and decodes the JSON that it prints.
  static func run<Answer: Decodable>(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], as: Answer.Type
  ) throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .filter { !kernelVariables.contains($0.key) }
      .merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw BenchmarkError.childFailed(
        "\(([path] + arguments).joined(separator: " ")) ended with status \(process.terminationStatus)")
    }
    return try JSONDecoder().decode(Answer.self, from: data)
  }
}

/// A folder of its own, to be removed after use.
func withTemporaryFolder<R>(in parent: String?, _ body: (URL) throws -> R) throws -> R {
  let base = parent.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
  let folder = base.appendingPathComponent("descent-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
