/// What a checkpoint keeps of memory whose contents mean nothing between two steps: its size.
struct MemorySize: Codable {
  let parameterCount: Int

  init(parameterCount: Int) { self.parameterCount = parameterCount }

  init(from decoder: any Decoder) throws {
    let count = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .parameterCount)
    guard count >= 0 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "A point cannot have \(count) elements"))
    }
    parameterCount = count
  }
}
