import Foundation

/// The bytes of a file of JSON; or why there are none, in some words.
func contents(of path: String, orThrow error: (_ reason: String) -> any Error) throws -> Data {
  do {
    return try Data(contentsOf: URL(fileURLWithPath: path))
  } catch let failure {
    let isThere = FileManager.default.fileExists(atPath: path)
    throw error(isThere ? failure.localizedDescription : "no such file; check the name and the folder")
  }
}
