import ArgumentParser
import Descent
import Foundation

/// Which data are read, and which of their columns are used: shared by all subcommands that take DATA.
struct DataOptions: ParsableArguments {
  @Argument(
    help: "A .csv file with a header row, a .npy file with a matrix, or - for CSV from standard input.",
    completion: .file(extensions: ["csv", "npy"]))
  var data: String?

  @Option(help: "The column to be explained; for .npy data also another .npy file with a vector.")
  var target: String?

  @Option(help: "The columns that explain it, separated by commas. Default: all others.")
  var features: String?

  @Flag(name: .customLong("no-intercept"), help: "Fit no constant term.")
  var noIntercept = false

  @Option(help: "A column and the degree of its powers, such as x:5. May be given more than once.")
  var polynomial: [String] = []

  @Flag(help: "Work with columns of mean 0 and standard deviation 1; coefficients are reported for the raw ones.")
  var standardize = false

  @Flag(name: .customLong("no-header"), help: "The first line of a CSV file holds data: columns are named x1, x2, ….")
  var noHeader = false

  @Option(
    parsing: .unconditional,
    help: """
      Further spellings of a missing value, separated by commas, such as -999. Known: empty, NA, N/A, null and '.'.
      """)
  var missing: String?

  @Flag(
    name: .customLong("fail-missing"), help: "Refuse rows with missing values (exit code 3), instead of dropping them.")
  var failMissing = false

  @Option(parsing: .unconditional, help: "How many threads to use. Default: all cores.")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    _ = try degrees()
  }

  var hasIntercept: Bool { !noIntercept }

  /// The degree of each column given by --polynomial.
  func degrees() throws -> [String: Int] {
    try polynomial.reduce(into: [:]) { degrees, text in
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard let name = parts.dropLast().joined(separator: ":") as String?, !name.isEmpty, let degree = Int(parts.last!),
        degree >= 1
      else {
        throw ValidationError("--polynomial takes a column and a degree from 1 on, such as x:5, and not '\(text)'")
      }
      guard degrees.updateValue(degree, forKey: name) == nil else {
        throw ValidationError("--polynomial names \(name) more than once")
      }
    }
  }
}
