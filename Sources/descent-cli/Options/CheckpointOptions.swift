import ArgumentParser
import Descent
import Foundation
import Synchronization

/// Where a run is saved, and from where it goes on.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: "Save the run to this file now and then and at its end, to go on from with --resume.",
    completion: .file(extensions: ["json"]))
  var checkpoint: String?

  @Option(
    name: .customLong("checkpoint-every"), parsing: .unconditional,
    help: "The iterations between two files. Default: 1000.")
  var interval: Int?

  @Option(
    help: "Go on from this file, with the method and settings that it holds; DATA and loss are to be given again.",
    completion: .file(extensions: ["json"]))
  var resume: String?

  func validate() throws {
    if let interval, interval < 1 { throw ValidationError("--checkpoint-every must be at least 1") }
    if interval != nil, checkpoint == nil { throw ValidationError("--checkpoint-every goes with --checkpoint") }
  }
}

/// Ctrl-C: a run ends after its iteration, reports, and leaves its checkpoint. The second one ends the program.
enum Interrupt {
  private static let isAsked = Atomic<Bool>(false)

  /// From here on Ctrl-C is heard.
  static func watch() {
    signal(SIGINT) { _ in
      if Interrupt.isAsked.exchange(true, ordering: .relaxed) { _exit(130) }
    }
  }

  /// Whether Ctrl-C was pressed.
  static var isPending: Bool { isAsked.load(ordering: .relaxed) }
}
