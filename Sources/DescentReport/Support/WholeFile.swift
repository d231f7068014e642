import Descent
import Foundation

/// Writes a file as a whole or not at all.
///
/// - Throws: `DataError` where that is not possible.
func writeWhole(_ bytes: Data, to path: String) throws {
  try AtomicFile.write(to: path) { writer throws(DataError) in
    let result = bytes.withUnsafeBytes { raw in Result { () throws(DataError) in try writer.write(raw) } }
    try result.get()
  }
}
