import ArgumentParser

/// How much is printed.
struct OutputOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print no warnings and no progress; errors are printed all the same.")
  var quiet = false
}

/// A command that does something.
protocol Subcommand: ParsableCommand {
  var output: OutputOptions { get }
}
