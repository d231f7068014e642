/// Moments as they stand in a file: the rows that wait are added up first.
package struct StreamedMomentsRecord: Sendable, Codable, Equatable {
  /// The rows with a weight above 0.
  package var rowCount: Int
  package var additionCount: Int
  /// nil for sums, as in files from before there were triangles.
  package var form: StreamedMoments.Form?
  package var columnExponents: [Int?]
  package var targetExponent: Int?
  package var weightExponent: Int?
  /// The upper half of the sums or of R, row by row: what they are rounded to double, and the rest.
  package var high: [Double]
  package var low: [Double]
}

extension StreamedMoments {
  /// The moments as they are put into a file.
  package var record: StreamedMomentsRecord {
    var moments = self
    moments.flush()
    let count = target + 1
    let upper = (0..<count).flatMap { i in (i..<count).map { moments.upper[i, $0] } }
    return StreamedMomentsRecord(
      rowCount: rowCount, additionCount: moments.additionCount, form: form == .sums ? nil : form,
      columnExponents: moments.columnExponents,
      targetExponent: moments.targetExponent, weightExponent: moments.weightExponent, high: upper.map(\.high),
      low: upper.map(\.low))
  }

  /// The moments that a file holds; nil where it cannot be theirs.
  package init?(columnCount: Int, terms: [LeastSquaresProblem.Term], _ record: StreamedMomentsRecord) {
    self.init(columnCount: columnCount, terms: terms, form: record.form ?? .sums)
    let count = target + 1
    let size = count * (count + 1) / 2
    guard record.columnExponents.count == columnCount, record.high.count == size, record.low.count == size,
      form == .sums || (record.weightExponent ?? 0).isMultiple(of: 2), record.rowCount >= 0, record.additionCount >= 0,
      (record.high + record.low).allSatisfy(\.isFinite)
    else { return nil }
    rowCount = record.rowCount
    additionCount = record.additionCount
    columnExponents = record.columnExponents
    targetExponent = record.targetExponent
    weightExponent = record.weightExponent
    var place = 0
    for i in 0..<count {
      for j in i..<count {
        upper[i, j] = DoubleDouble(high: record.high[place], low: record.low[place])
        place += 1
      }
    }
  }
}
