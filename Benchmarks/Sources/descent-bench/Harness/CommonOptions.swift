import ArgumentParser

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
