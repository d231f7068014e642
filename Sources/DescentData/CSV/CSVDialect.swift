/// The delimiter and the decimal mark of a CSV file.
struct CSVDialect: Equatable {
  var delimiter: UInt8
  var decimalMark: UInt8

  /// Finds what the options leave open, from the beginning of the file.
  ///
  /// The delimiter is the one of tab, `;` and `,` that stands in the first record and as often in each of the first
  /// records; if there is none such, the one most frequent in the first record; a comma if there is none at all.
  /// The decimal mark is a comma if the delimiter is not, if some number is written so and none with a point. (With a
  /// tab, `1,234` may also be 1234 in thousands: it takes a number that cannot, such as `1,5`.)
  ///
  /// - Parameters:
  ///   - sample: the beginning of the file.
  ///   - isWhole: whether the sample is the whole file, so that its last record is complete.
  init(sample: UnsafeBufferPointer<UInt8>, isWhole: Bool, options: CSVOptions) {
    delimiter = options.delimiter?.rawValue ?? Self.delimiter(of: sample, isWhole: isWhole)
    decimalMark = UInt8(ascii: ".")
    if let mark = options.decimalMark {
      decimalMark = mark.rawValue
    } else if Self.hasDecimalCommas(sample, delimiter: delimiter) {
      decimalMark = UInt8(ascii: ",")
    }
  }

  private static func delimiter(of sample: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> UInt8 {
    var mostFrequent: (count: Int, delimiter: UInt8) = (1, CSVOptions.Delimiter.comma.rawValue)
    for candidate: CSVOptions.Delimiter in [.tab, .semicolon, .comma] {
      var records = CSVRecordReader(sample, delimiter: candidate.rawValue)
      guard let first = records.next() else { break }
      var isConsistent = first.cells.count > 1
      for _ in 0..<50 where isConsistent {
        guard let record = records.next(), isWhole || records.cursor < records.limit else { break }
        isConsistent = record.cells.count == first.cells.count
      }
      // A tab behind the last name is no delimiter.
      let endsWithCell = first.cells.last.map { $0.isQuoted || !$0.text.isEmpty } ?? false
      if isConsistent, endsWithCell { return candidate.rawValue }
      if first.cells.count > mostFrequent.count { mostFrequent = (first.cells.count, candidate.rawValue) }
    }
    return mostFrequent.delimiter
  }

  private static func hasDecimalCommas(_ sample: UnsafeBufferPointer<UInt8>, delimiter: UInt8) -> Bool {
    let comma = UInt8(ascii: ",")
    guard delimiter != comma else { return false }
    var found = false
    var records = CSVRecordReader(sample, delimiter: delimiter)
    for _ in 0..<1000 {
      guard let record = records.next() else { break }
      for cell in record.cells {
        if cell.text.contains(UInt8(ascii: ".")), isNumber(cell.text, UInt8(ascii: ".")) { return false }
        if !found, cell.text.contains(comma), isNumber(cell.text, comma) {
          found = delimiter == UInt8(ascii: ";") || !CSVText.looksLikeThousands(cell.text)
        }
      }
    }
    return found
  }

  private static func isNumber(_ text: UnsafeBufferPointer<UInt8>, _ mark: UInt8) -> Bool {
    guard let start = text.baseAddress else { return false }
    let limit = start + text.count
    return DecimalNumber(at: start, limit: limit, decimalMark: mark)?.end == limit
  }

  /// The delimiter's name in messages.
  var delimiterName: String { Self.name(ofDelimiter: delimiter) }

  static func name(ofDelimiter delimiter: UInt8) -> String {
    delimiter == CSVByte.tab ? "tab" : "'\(Character(UnicodeScalar(delimiter)))'"
  }
}
