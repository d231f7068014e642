// Runs the sample that is named in the arguments, in a folder of its own.
import Foundation

@main
enum Run {
  static func main() throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appendingPathComponent("snippets-\(UUID())")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    let repository = files.currentDirectoryPath
    files.changeCurrentDirectoryPath(folder.path)
    try files.createSymbolicLink(atPath: "Fixtures", withDestinationPath: repository + "/Fixtures")
    do {
      try writeFiles()
      try functions[CommandLine.arguments[1]]!()
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      try? files.removeItem(at: folder)
      exit(1)
    }
  }
}

/// What stands in the place of `print`: marks what is printed with the place in the document.
func note(
  _ items: Any..., separator: String = " ", terminator: String = "\n", file: String = #filePath, line: Int = #line
) {
  let text = items.map { "\($0)" }.joined(separator: separator)
  FileHandle.standardOutput.write(Data("\u{1E}\(file):\(line)\u{1F}\(text)\(terminator)".utf8))
}
