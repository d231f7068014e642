import ArgumentParser
import Descent

/// Where a fitted model goes.
struct SaveOptions: ParsableArguments {
  @Option(help: "Save the model to this JSON file, for descent predict.", completion: .file(extensions: ["json"]))
  var save: String?

  @Option(help: "The day to be noted in the file of --save, such as 2026-11-27. No clock is read.")
  var date: String?

  func validate() throws {
    guard date == nil || save != nil else { throw ValidationError("--date goes with --save") }
  }

  /// Writes the model where that is asked for.
  func write(_ file: @autoclosure () -> ModelFile) throws {
    guard let save else { return }
    try file().write(to: save)
    noteFile(save)
  }
}
