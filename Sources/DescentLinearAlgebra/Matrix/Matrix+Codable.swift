extension Matrix: Codable {
  private enum CodingKeys: String, CodingKey {
    case rowCount, columnCount, elements
  }

  /// Reads the shape and the elements; throws where they contradict each other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rowCount = try container.decode(Int.self, forKey: .rowCount)
    let columnCount = try container.decode(Int.self, forKey: .columnCount)
    let elements = try container.decode([Scalar].self, forKey: .elements)
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    guard rowCount >= 0, columnCount >= 0, !overflow, count == elements.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .elements, in: container,
        debugDescription: "\(elements.count) elements do not make a matrix of the shape \(rowCount)×\(columnCount)")
    }
    self.init(rowCount, columnCount, elements)
  }

  /// Writes the shape, and the elements row by row.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rowCount, forKey: .rowCount)
    try container.encode(columnCount, forKey: .columnCount)
    try container.encode(withUnsafeBufferPointer { Array($0) }, forKey: .elements)
  }
}
