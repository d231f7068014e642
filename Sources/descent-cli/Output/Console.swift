import Foundation
import Synchronization

/// What people see beside the results: warnings and a line of progress, on standard error.
enum Console {
  /// Whether warnings, notes and progress are left out (`--quiet`); errors never are.
  static var isQuiet: Bool {
    get { quiet.withLock(\.self) }
    set { quiet.withLock { $0 = newValue } }
  }
  private static let quiet = Mutex(false)

  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Colours on a terminal only, and not where NO_COLOR asks for none (no-color.org).
  static let hasColours = {
    let environment = ProcessInfo.processInfo.environment
    return isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }()

  /// SGR codes of ECMA-48.
  enum Style: String {
    case error = "1;31"
    case warning = "33"
    case quiet = "2"
  }

  /// A text in a style, where there are colours.
  static func styled(_ text: String, _ style: Style) -> String {
    hasColours ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  static func write(_ line: String) {
    ProgressLine.shared.clear()
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}

/// A line on standard error that is good to know, and is left out with `--quiet`.
func note(_ message: String) {
  guard !Console.isQuiet else { return }
  Console.write(Console.styled("note: \(message)", .quiet))
}

/// Names a file that was written, to somebody at a terminal; scripts have asked for it and see the exit code.
func noteFile(_ path: String) {
  if Console.isTerminal { note("wrote \(path)") }
}

/// A line on standard error that says what may be wrong with the result; left out with `--quiet`.
func warn(_ message: String) {
  guard !Console.isQuiet else { return }
  Console.write(Console.styled("warning:", .warning) + " " + message)
}

/// The line on standard error that tells why a command ended without a result.
func complain(_ message: String) {
  Console.write(Console.styled("descent:", .error) + " " + message)
}
