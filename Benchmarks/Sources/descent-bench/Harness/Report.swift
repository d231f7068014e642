import ArgumentParser
import Foundation

/// The options of every benchmark.
struct CommonOptions: ParsableArguments {
  @Option(help: "How many times each side is run; at least 7 for figures that are to be quoted.")
  var repeats = 7

  @Option(help: "How many threads to use. Default: all cores.")
  var threads: Int?

  @Flag(help: "Print one JSON object instead of a table; times are in seconds.")
  var json = false

  func validate() throws {
    guard repeats >= 1 else { throw ValidationError("--repeats must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }
}

/// What a benchmark found, as JSON has it.
struct Report<Result: Encodable>: Encodable {
  let benchmark: String
  let machine: Machine
  /// Bytes a second that all threads stream from memory.
  let streamBandwidth: Double?
  let results: Result
  let conclusion: String

  /// Prints the one object.
  func printJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(self), as: UTF8.self))
  }
}

/// Why a benchmark could not be run, or must not be believed.
enum BenchmarkError: Error, CustomStringConvertible {
  case wrongAnswer(String)
  case childFailed(String)

  var description: String {
    switch self {
    case .wrongAnswer(let what): "\(what) is wrong: nothing was timed"
    case .childFailed(let what): what
    }
  }
}

/// A word to whoever waits, on standard error.
func note(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Lines of at most 100 characters.
func wrapped(_ text: String) -> String {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.count + word.count < 100 {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines.joined(separator: "\n")
}
