import Descent
import DescentReport
import Foundation

/// A line on the terminal that tells where a long run stands; silent where standard error is no terminal, and in the
/// first second.
final class ProgressLine {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var next = Duration.seconds(1)
  private var isShown = false

  /// Says where the run stands; at most ten times a second.
  func show(_ progress: Descent.Progress) {
    guard isTerminal, progress.iteration & 15 == 0 else { return }
    show(
      "iteration \(NumberFormat.count(progress.iteration)), value \(NumberFormat.significant(progress.value)), "
        + "gradient norm \(NumberFormat.significant(progress.gradientNorm, 3))")
  }

  /// Shows a text in place of the one before; at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    guard isTerminal else { return }
    let elapsed = ContinuousClock.now - start
    guard elapsed >= next else { return }
    next = elapsed + .milliseconds(100)
    isShown = true
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text())".utf8))
  }

  /// Takes the line away.
  func clear() {
    if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
