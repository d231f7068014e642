import ArgumentParser
import Descent
import Foundation

@main
struct DescentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "descent",
    abstract: "Least squares, regression and gradient descent on dense data.",
    discussion: """
      EXAMPLES
        descent fit cars.csv --target mpg        the coefficient table
        descent path cars.csv --target mpg       lasso, ridge, elastic net
        descent step-size cars.csv --target mpg  λmax, κ, safe and optimal steps
        descent descend cars.csv --target mpg --step safe
        descent compare cars.csv --target mpg    beside the closed form
        descent validate cars.csv --target mpg   how well it predicts other rows
        descent predict model.json new.csv
        descent certify                          correct digits on certified data
        descent demo --html demo.html            twenty examples to play with

      Results go to standard output, warnings and progress to standard error; --json
      prints one JSON object.

      EXIT CODES
        0 good   1 certify: below the floor   2 usage   3 bad data
        4 not converged   5 rank deficient and refused
      """,
    version: "descent \(toolVersion)\n\(BLASRuntime.description)",
    subcommands: [
      Fit.self, Path.self, Validate.self, StepSize.self, Descend.self, Compare.self, Predict.self, Certify.self,
      Demo.self,
    ])

  static let toolVersion = "0.1.0"

  static func main() {
    // A full disk or a closed pipe is to be an error of the write, not the end of the process without a word.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      Console.isQuiet = (command as? any Subcommand)?.output.quiet ?? false
      if let notice = BLASRuntime.notice { note(notice) }
      for warning in EnvironmentVariables.warnings { warn(warning) }
      try command.run()
    } catch {
      if let failure = Failure(error) {
        complain(failure.message)
        Foundation.exit(failure.status.rawValue)
      }
      let isGood = exitCode(for: error) == .success
      let text = isGood ? message(for: error) : naming(fullMessage(for: error))
      if isGood { try? printOut(text) } else { Console.write(text) }
      Foundation.exit(isGood ? ExitStatus.good.rawValue : ExitStatus.usage.rawValue)
    }
  }

  /// The message, which of a subcommand that does not exist says so, and which one may be meant.
  private static func naming(_ message: String) -> String {
    let names = configuration.subcommands.map { $0._commandName }
    guard CommandLine.arguments.count > 1, case let word = CommandLine.arguments[1], !word.hasPrefix("-"),
      !(names + ["help"]).contains(word)
    else { return message }
    let question = NearestName.suggestion(for: word, among: names).map { "; did you mean '\($0)'?" } ?? ""
    let usage = message.split(separator: "\n", maxSplits: 1).dropFirst().map { "\n\($0)" }.joined()
    return "Error: There is no subcommand '\(word)'\(question)\(usage)"
  }
}
