import Foundation

/// The environment variables that the library reads; it passes over in silence what it does not understand.
enum EnvironmentVariables {
  /// What is wrong with their values.
  static var warnings: [String] {
    let environment = ProcessInfo.processInfo.environment
    var warnings: [String] = []
    if let text = environment["DESCENT_NUM_THREADS"], !text.isEmpty, Int(text).map({ $0 < 1 }) ?? true {
      warnings.append("DESCENT_NUM_THREADS is '\(text)' and not a number from 1 on: all cores are used")
    }
    let kernels = ["portable", "avx2", "avx512"]
    if let text = environment["DESCENT_KERNELS"], !text.isEmpty, !kernels.contains(text) {
      warnings.append(
        "DESCENT_KERNELS is '\(text)' and not \(kernels.joined(separator: ", ")): the best of this processor are used")
    }
    return warnings
  }
}
