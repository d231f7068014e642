import Foundation

/// Why a file of JSON could not be decoded, in some words.
package func decodingReason(_ error: any Error) -> String {
  switch error as? DecodingError {
  case .dataCorrupted(let context), .valueNotFound(_, let context), .typeMismatch(_, let context):
    context.debugDescription
  case .keyNotFound(let key, _): "it lacks \(key.stringValue)"
  default: error.localizedDescription
  }
}
