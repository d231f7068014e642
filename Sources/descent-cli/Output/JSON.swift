import Foundation

/// A number as JSON has it: in full precision, and `null` where it does not exist or is not finite.
struct Figure: Encodable {
  let value: Double?

  init(_ value: Double?) { self.value = value.flatMap { $0.isFinite ? $0 : nil } }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

extension Figure {
  /// An interval as a list of two.
  static func pair(_ range: ClosedRange<Double>?) -> [Figure]? {
    range.map { [Figure($0.lowerBound), Figure($0.upperBound)] }
  }
}

/// A value, or `null` where there is none: the key stays.
struct Nullable<Value: Encodable>: Encodable {
  let value: Value?

  init(_ value: Value?) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

/// Prints one JSON object, keys in alphabetical order.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  try printOut(String(decoding: encoder.encode(value), as: UTF8.self))
}

/// The keys of two values in one JSON object.
struct Joined<First: Encodable, Second: Encodable>: Encodable {
  let first: First
  let second: Second

  func encode(to encoder: any Encoder) throws {
    try first.encode(to: encoder)
    try second.encode(to: encoder)
  }
}

/// Prints a text and a line end to standard output; a full disk is an error and not silence.
func printOut(_ text: String) throws {
  var bytes = Array((text + "\n").utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    guard written >= 0 else {
      if errno == EINTR { continue }
      if errno == EPIPE { exit(0) }
      throw Failure(status: .badData, message: "Standard output cannot be written: \(String(cString: strerror(errno)))")
    }
    bytes = bytes.dropFirst(written)
  }
}
