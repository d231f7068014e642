import DescentLinearAlgebra

/// A CSV file, a pipe or standard input, opened: its dialect and the names of its columns are known, its rows not read.
///
/// Understood are RFC 4180 (quoted cells with delimiters, doubled quotation marks and line ends in them), the line ends
/// LF, CR LF and CR, a byte order mark of UTF-8, the delimiters `,` `;` tab and `|`, decimal commas, blank lines and a last
/// line without a line end.
///
/// ```swift
/// let file = try CSVFile("cars.csv")
/// let table = try file.read(columns: ["speed", "dist"])
/// ```
public final class CSVFile {
  /// The path as it was given, or `standard input`.
  public var name: String { reader.name }
  /// The names of the columns in the file's order, without surrounding spaces; x1 … xp if there is no header.
  public let columnNames: [String]
  /// The byte between cells, found or given.
  public var delimiter: CSVOptions.Delimiter { CSVOptions.Delimiter(rawValue: dialect.delimiter)! }
  /// The decimal mark, found or given.
  public var decimalMark: CSVOptions.DecimalMark { CSVOptions.DecimalMark(rawValue: dialect.decimalMark)! }

  let reader: CSVBlockReader
  let dialect: CSVDialect
  let options: CSVOptions
  /// Where the rows begin: bytes of byte order mark and header, and the lines these take.
  let bytesBeforeRows: Int
  let linesBeforeRows: Int
  private var hasBeenRead = false

  /// Opens a file and reads its header.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - options: what is known about the file.
  /// - Throws: `DataError` if the file cannot be read, is empty or not text, or if its header consists of numbers.
  /// - Complexity: reads the first block of some megabytes.
  public convenience init(_ path: String, options: CSVOptions = CSVOptions()) throws(DataError) {
    try self.init(path, options: options, blockSize: Self.pieceSize * Self.pieceCount)
  }

  /// The same with blocks of a given size, so that tests can put their borders anywhere.
  package init(_ path: String, options: CSVOptions = CSVOptions(), blockSize: Int) throws(DataError) {
    reader = try CSVBlockReader(path: path, blockSize: blockSize)
    self.options = options
    while true {
      try Self.requireText(reader.bytes, name: reader.name)
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      let markLength = reader.bytes.starts(with: mark) ? mark.count : 0
      let sample = UnsafeBufferPointer(rebasing: reader.bytes.dropFirst(markLength))
      guard sample.contains(where: { $0 > CSVByte.space }) || !reader.isAtEnd else {
        throw DataError(.emptyFile, file: reader.name, message: "\(reader.name) is empty; it needs a header and rows")
      }
      let dialect = CSVDialect(sample: sample, isWhole: reader.isAtEnd, options: options)
      var records = CSVRecordReader(sample, delimiter: dialect.delimiter)
      let first = records.next()
      // A header that fills the block may go on behind it.
      if first == nil || records.cursor >= records.limit, !reader.isAtEnd, try reader.next() { continue }
      self.dialect = dialect
      guard let (cells, linesBefore) = first else {
        throw DataError(.emptyFile, file: reader.name, message: "\(reader.name) has no header in its first block")
      }
      if options.hasHeader {
        try Self.requireNames(cells, dialect: dialect, file: reader.name, line: linesBefore + 1)
        columnNames = cells.map(\.string)
        bytesBeforeRows = markLength + (records.cursor - sample.baseAddress!)
        linesBeforeRows = records.linesPassed
      } else {
        columnNames = cells.indices.map { "x\($0 + 1)" }
        bytesBeforeRows = markLength
        linesBeforeRows = 0
      }
      return
    }
  }

  /// The size of a piece that one thread parses, and the number of pieces in a block. A block of 16 MiB keeps the
  /// threads busy for long enough that waking them does not count; two are in memory.
  static var pieceSize: Int { max(1 << 20, (16 << 20) / pieceCount) }
  static var pieceCount: Int { max(4, min(2 * Parallelism.threadCount, 32)) }

  /// Makes the reader stand before the first row.
  func startRows() throws(DataError) {
    if hasBeenRead {
      guard try reader.rewind() else {
        throw DataError(
          .alreadyRead, file: name,
          message: "\(name) has been read already and cannot be read twice; keep the table, or save it to a file first")
      }
    }
    hasBeenRead = true
    reader.advance(by: min(bytesBeforeRows, reader.bytes.count))
  }

  private static func requireText(_ bytes: UnsafeBufferPointer<UInt8>, name: String) throws(DataError) {
    let signatures: [([UInt8], String)] = [
      ([0xFF, 0xFE], "is written in UTF-16; save it as UTF-8"),
      ([0xFE, 0xFF], "is written in UTF-16; save it as UTF-8"),
      ([0x50, 0x4B, 3, 4], "is a ZIP archive or a spreadsheet (xlsx); export it as CSV"),
      ([0x1F, 0x8B], "is compressed with gzip; decompress it first (gzip -dc FILE, through a pipe if you like)"),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "is a NumPy array, not CSV; give it a name that ends in .npy"),
    ]
    for (signature, advice) in signatures where bytes.starts(with: signature) {
      throw DataError(.notText, file: name, message: "\(name) \(advice)")
    }
  }

  private static func requireNames(
    _ cells: [CSVCell], dialect: CSVDialect, file: String, line: Int
  ) throws(DataError) {
    if let cell = cells.first(where: { $0.isUnterminated }) {
      throw DataError(
        .unterminatedQuote, file: file, line: line,
        message: "\(file), line \(line): the quotation mark in the header has no counterpart; "
          + "close it before \(CSVText.shown(String(cell.string.prefix(20))))")
    }
    if cells.contains(where: { $0.hasTextBehindQuote }) {
      throw DataError(
        .malformedQuote, file: file, line: line,
        message: "\(file), line \(line): there is text behind a closing quotation mark in the header; "
          + "double the quotation marks within a name")
    }
    let texts = cells.filter { !$0.text.isEmpty }
    let areNumbers = texts.allSatisfy { cell in
      let start = cell.text.baseAddress!
      let limit = start + cell.text.count
      return DecimalNumber(at: start, limit: limit, decimalMark: dialect.decimalMark)?.end == limit
    }
    guard !areNumbers || texts.isEmpty else {
      throw DataError(
        .headerOfNumbers, file: file, line: line,
        message:
          "the header of \(file) (line \(line)) consists of numbers: \(NearestName.list(cells.map(\.string), limit: 4)). "
          + "If it is the first observation, say that there is no header (hasHeader: false, --no-header); "
          + "if these are names, put a letter into one of them")
    }
  }
}
