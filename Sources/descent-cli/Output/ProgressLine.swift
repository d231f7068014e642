import Descent
import DescentReport
import Dispatch
import Foundation
import Synchronization

/// A line on the terminal that tells what a command is doing and since when; silent in the first second, with `--quiet`,
/// and where standard error is no terminal.
final class ProgressLine: Sendable {
  static let shared = ProgressLine()

  private struct State {
    var text = ""
    var start = ContinuousClock.now
    var isShown = false
    var timer: (any DispatchSourceTimer)?
    var nextText = Duration.zero
  }
  private let state = Mutex(State())
  private let isOn = Console.isTerminal

  /// Begins a piece of work, whose name is shown with the seconds that it has taken: “reading cars.csv”.
  func begin(_ text: String) {
    guard isOn, !Console.isQuiet else { return }
    state.withLock { state in
      Self.clear(&state)
      (state.text, state.start, state.nextText) = (text, .now, .seconds(1))
      guard state.timer == nil else { return }
      let timer = DispatchSource.makeTimerSource(queue: .global())
      timer.schedule(deadline: .now() + 1, repeating: 0.2)
      timer.setEventHandler { [weak self] in self?.draw() }
      timer.resume()
      state.timer = timer
    }
  }

  /// Says how far the work has come, in place of its name. The text is made at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    guard isOn else { return }
    state.withLock { state in
      guard state.timer != nil else { return }
      let elapsed = ContinuousClock.now - state.start
      guard elapsed >= state.nextText else { return }
      state.nextText = elapsed + .milliseconds(100)
      state.text = text()
    }
  }

  /// Says where a run stands.
  func show(_ progress: Descent.Progress) {
    guard progress.iteration & 15 == 0 else { return }
    show(
      "iteration \(NumberFormat.count(progress.iteration)), value \(NumberFormat.significant(progress.value)), "
        + "gradient norm \(NumberFormat.significant(progress.gradientNorm, 3))")
  }

  /// Says what part of the work is done, as a bar of twenty places.
  func show(_ text: String, done: Int, of total: Int) {
    let filled = total > 0 ? min(20, 20 * done / total) : 0
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 20 - filled)
    show("\(text) [\(bar)] \(done)/\(total)")
  }

  /// Takes the line away; it comes back where the work goes on.
  func clear() { state.withLock { Self.clear(&$0) } }

  /// Ends the work.
  func end() {
    state.withLock { state in
      state.timer?.cancel()
      state.timer = nil
      Self.clear(&state)
    }
  }

  private func draw() {
    state.withLock { state in
      guard state.timer != nil else { return }
      let elapsed = ContinuousClock.now - state.start
      guard elapsed >= .seconds(1) else { return }
      state.isShown = true
      // Cut at the border of the terminal: a line that wraps cannot be taken away.
      var size = winsize()
      let width = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
      let line = "\(state.text) … \(elapsed.components.seconds) s".prefix(width - 1)
      Self.write("\r\u{1B}[K" + Console.styled(String(line), .quiet))
    }
  }

  private static func clear(_ state: inout State) {
    guard state.isShown else { return }
    state.isShown = false
    write("\r\u{1B}[K")
  }

  private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Does work that may take long, with a line on the terminal that names it.
func inProgress<Result>(_ text: String, _ work: () throws -> Result) rethrows -> Result {
  ProgressLine.shared.begin(text)
  defer { ProgressLine.shared.end() }
  return try work()
}
