import DescentData
import Foundation
import Testing

/// A directory of its own for a test, removed with all that is in it.
final class TemporaryDirectory: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "descent-data-\(UUID().uuidString)"
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) -> String { file(name, Array(text.utf8)) }

  func file(_ name: String, _ bytes: [UInt8]) -> String {
    try! Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
    return path + "/" + name
  }

  var contents: [String] { try! FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}

/// Reads text as a CSV file.
func readCSV(_ text: String, columns: [String]? = nil, options: CSVOptions = CSVOptions()) throws -> Table {
  let directory = TemporaryDirectory()
  return try CSVFile(directory.file("data.csv", text), options: options).read(columns: columns)
}

/// The error that reading text as `cars.csv` gives, its message without the directory.
func errorOfCSV(
  _ text: String, columns: [String]? = nil, options: CSVOptions = CSVOptions(),
  sourceLocation: SourceLocation = #_sourceLocation
) -> DataError? {
  let directory = TemporaryDirectory()
  return errorOf(directory, sourceLocation: sourceLocation) {
    _ = try CSVFile(directory.file("cars.csv", text), options: options).read(columns: columns)
  }
}

/// The data error that `body` throws, the directory left out of its message.
func errorOf(
  _ directory: TemporaryDirectory, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> DataError? {
  guard let error = #expect(throws: DataError.self, sourceLocation: sourceLocation, performing: body) else {
    return nil
  }
  return DataError(
    error.kind, file: error.file?.replacingOccurrences(of: directory.path + "/", with: ""), line: error.line,
    row: error.row, column: error.column,
    message: error.message.replacingOccurrences(of: directory.path + "/", with: ""))
}
