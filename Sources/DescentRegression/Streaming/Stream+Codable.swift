import DescentLinearAlgebra

/// A stream as JSON: a checkpoint to go on from, or a shard to merge with others.
///
/// Numbers keep all their bits. Rows that wait are added up before, so that a stream that has been read again may end with
/// other last bits of its moments than one that went on.
extension LinearRegression.Stream: Codable {
  /// The latest version of the format: 2 is written for triangles, 1 for moments, which earlier versions read.
  public static let currentFormat = 2

  private enum CodingKeys: String, CodingKey {
    case format = "descentStream"
    case header = "model"
    case moments
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // First of all the format, because another one may look different.
    let format = try container.decode(Int.self, forKey: .format)
    guard 1...Self.currentFormat ~= format else {
      throw RegressionError.invalidStream(
        "The stream was written by \(format > Self.currentFormat ? "a later" : "another") version (format \(format), "
          + "here \(Self.currentFormat)): update Descent, or read the data again")
    }
    let header = try container.decode(StreamHeader.self, forKey: .header)
    let record = try container.decode(StreamedMomentsRecord.self, forKey: .moments)
    let columns = header.terms.columns
    guard format == (record.form == .triangle ? 2 : 1), header.rowCount >= record.rowCount,
      header.logWeights.count == 2,
      let moments = StreamedMoments(
        columnCount: columns.count, terms: try header.terms.places(among: columns), record)
    else {
      throw RegressionError.invalidStream(
        "The numbers of the stream do not belong to its terms: the file is damaged. Use an older copy, or read the data "
          + "again")
    }
    self.init(header, moments)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(keeps == .triangle ? 2 : 1, forKey: .format)
    try container.encode(header, forKey: .header)
    try container.encode(moments.record, forKey: .moments)
  }
}
