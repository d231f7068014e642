import DescentData
import DescentLinearAlgebra
import Foundation
import Testing

@Suite struct CSVFileTests {
  @Test func `a plain file`() throws {
    let table = try readCSV("x,y\n1,2.5\n-3,4e1\n")
    #expect(table.columnNames == ["x", "y"])
    #expect(table.values == [[1, 2.5], [-3, 40]])
    #expect((table.rowCount, table.columnCount, table.rowsRead, table.rowsDropped) == (2, 2, 2, 0))
    #expect(table.missingCounts == [0, 0])
  }

  @Test(arguments: ["\n", "\r\n", "\r"], ["", "END"])
  func `line ends and a last line without one`(lineEnd: String, last: String) throws {
    let text = ["x,y", "1,2", "3,4"].joined(separator: lineEnd) + (last.isEmpty ? lineEnd : "")
    #expect(try readCSV(text).values == [[1, 2], [3, 4]])
  }

  @Test func `blank lines are skipped, and counted as lines`() throws {
    let table = try readCSV("\n \nx\n1\n\n\t\n2\n\n")
    #expect(table.values == [[1], [2]])
    #expect(table.lineNumber(ofRow: 0) == 4)
    #expect(table.lineNumber(ofRow: 1) == 7)
  }

  @Test func `a byte order mark`() throws {
    #expect(try readCSV("\u{FEFF}x,y\n1,2\n").columnNames == ["x", "y"])
  }

  @Test func `quoted cells`() throws {
    let text = "\"x \"\"1\"\"\",\"a,b\",c\r\n\"1\", \"2\" ,\"3\"\r\n\"4\",5,\" 6 \"\r\n"
    let table = try readCSV(text)
    #expect(table.columnNames == ["x \"1\"", "a,b", "c"])
    #expect(table.values == [[1, 2, 3], [4, 5, 6]])
  }

  @Test func `a quoted line end belongs to its cell`() throws {
    let text = "name,\"x\nof it\",y\n\"one\r\ntwo\",1,2\n\"th\"\"ree\n,\n\",3,4\nfour,5,6\n"
    let table = try readCSV(text, columns: ["y", "x\nof it"])
    #expect(table.values == [[2, 1], [4, 3], [6, 5]])
    #expect((0..<3).map { table.lineNumber(ofRow: $0) } == [3, 5, 8])
  }

  @Test func `a quotation mark within text is text`() throws {
    let text = "size,x\n5\" pipe,1\n6\",2\na \"b\" c,3\n"
    #expect(try readCSV(text, columns: ["x"]).values == [[1], [2], [3]])
  }

  @Test func `names and numbers with spaces around them`() throws {
    let table = try readCSV(" x , \"y\"\t\n 1\t,  +2. \n\t.5 , -3E+01\n")
    #expect(table.columnNames == ["x", "y"])
    #expect(table.values == [[1, 2], [0.5, -30]])
  }

  @Test(arguments: [
    ("x,y\n1,2\n3,4\n", CSVOptions.Delimiter.comma, CSVOptions.DecimalMark.point),
    ("x;y\n1;2\n3;4\n", .semicolon, .point),
    ("x;y\n1,5;2\n3;4,25\n", .semicolon, .comma),
    ("x;y\n1.5;2\n3;4.25\n", .semicolon, .point),
    ("x\ty\n1,5\t2\n3\t4,25\n", .tab, .comma),
    ("x\ty\n1.5\t2\n3\t4.25\n", .tab, .point),
    ("a;b,c\n1,2\n3,4\n", .comma, .point),
    ("\"a;b;c\",y\n1,2\n3,4\n", .comma, .point),
    ("\"a\tb\",y\n\"x\ty\",2\nz,4\n", .comma, .point),
    ("x\n1\n2\n", .comma, .point),
  ])
  func `dialects`(text: String, delimiter: CSVOptions.Delimiter, decimalMark: CSVOptions.DecimalMark) throws {
    let directory = TemporaryDirectory()
    let file = try CSVFile(directory.file("d.csv", text))
    #expect(file.delimiter == delimiter)
    #expect(file.decimalMark == decimalMark)
  }

  @Test func `decimal commas are numbers`() throws {
    #expect(try readCSV("x;y\n1,5;2\n-,5;4,25e1\n").values == [[1.5, 2], [-0.5, 42.5]])
  }

  @Test func `given delimiter and decimal mark`() throws {
    #expect(try readCSV("x|y\n1|2\n", options: CSVOptions(delimiter: .bar)).values == [[1, 2]])
    #expect(try readCSV("x;y\n1;2\n1,5;2\n", options: CSVOptions(decimalMark: .comma)).values == [[1, 2], [1.5, 2]])
  }

  @Test func `no header`() throws {
    let table = try readCSV("1,2\n3,4\n", options: CSVOptions(hasHeader: false))
    #expect(table.columnNames == ["x1", "x2"])
    #expect(table.values == [[1, 2], [3, 4]])
    #expect(table.lineNumber(ofRow: 0) == 1)
  }

  @Test func `columns in the order wanted, others may hold anything`() throws {
    let text = "a,b,c,d\n1,text,3,\"4,\"\"\n5\"\n6,nan,7,1e999\n"
    #expect(try readCSV(text, columns: ["c", "a"]).values == [[3, 1], [7, 6]])
  }

  @Test func `rows with a missing value in a used column are dropped and counted`() throws {
    let text = "a,b,c\n1,2,3\n,5,6\nNA,8,N/A\n10,null,12\n13,14,\n16,.,18\n\"\", 20,21\n22,\"NA\",24\n25,26,27\n"
    let table = try readCSV(text)
    #expect(table.values == [[1, 2, 3], [25, 26, 27]])
    #expect((table.rowsRead, table.rowsDropped) == (9, 7))
    #expect(table.missingCounts == [3, 3, 2])
    #expect((0..<2).map { table.lineNumber(ofRow: $0) } == [2, 10])
    let narrow = try readCSV(text, columns: ["b"])
    #expect(narrow.values == [[2], [5], [8], [14], [20], [26]])
    #expect(narrow.missingCounts == [3])
  }

  @Test func `further marks of missing values, numbers among them`() throws {
    let options = CSVOptions(missingMarkers: ["-999", "nan", "?"])
    let table = try readCSV("x,y\n1,2\n-999,3\n4,nan\n5,?\n-9990,6\n", options: options)
    #expect(table.values == [[1, 2], [-9990, 6]])
    #expect(table.missingCounts == [1, 2])
  }

  @Test func `a missing value is not a non-finite one`() throws {
    // The row with the nan is dropped for its missing value.
    let table = try readCSV("x,y\n1,2\nnan,\n")
    #expect(table.values == [[1, 2]])
  }

  @Test(arguments: [
    ("9007199254740992", 9_007_199_254_740_992.0), ("9007199254740994", 9_007_199_254_740_994),
    ("-18014398509481984", -18_014_398_509_481_984), ("1208925819614629174706176", 0x1p80),
    ("99999999999999991611392", 1e23), ("9007199254740993.0", 9_007_199_254_740_992),
    ("12345678901234567890e0", 0x1.56a95319d63e1p+63),
    ("00000000000000000000000000042", 42),
  ])
  func `large integers that are doubles`(text: String, value: Double) throws {
    #expect(try readCSV("x\n\(text)\n").values[0, 0] == value)
  }

  @Test func `a file can be read twice`() throws {
    let directory = TemporaryDirectory()
    let file = try CSVFile(directory.file("twice.csv", "\u{FEFF}x,y\n1,2\n3,4\n"), blockSize: 8)
    #expect(try file.read(columns: ["x"]).values == [[1], [3]])
    #expect(try file.read().values == [[1, 2], [3, 4]])
  }

  @Test func `a pipe is read once`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let writer = Thread {
      let rows = (0..<20_000).map { "\($0),\($0 * $0)\n" }.joined()
      let handle = FileHandle(forWritingAtPath: path)!
      handle.write(Data(("x,y\n" + rows).utf8))
      try? handle.close()
    }
    writer.start()
    let file = try CSVFile(path, blockSize: 1 << 12)
    let table = try file.read()
    #expect(table.rowCount == 20_000)
    #expect(table.values[19_999, 1] == 19_999 * 19_999)
    let error = #expect(throws: DataError.self) { try file.read() }
    #expect(error?.kind == .alreadyRead)
  }

  /// The borders of blocks may fall anywhere: within numbers, quotation marks, CR LF, the header.
  @Test(arguments: 0..<6) func `any block size gives the same table`(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let lineEnd = ["\n", "\r\n", "\r"][seed % 3]
    var text = "\"first \"\"name\"\"\",x,\"te\(lineEnd)xt\",y\(lineEnd)"
    var expected: [[Double]] = []
    var lines: [Int] = []
    var line = 3
    for row in 0..<60 {
      let (x, y) = (Double.random(in: -1...1, using: &generator), Double(row))
      let words = ["", "\"a,\"\"\(lineEnd)b\"", "plain", "5\" wide", "\"\(lineEnd)\(lineEnd)\"", " \"q\" "]
      let word = words.randomElement(using: &generator)!
      let isMissing = Int.random(in: 0..<5, using: &generator) == 0
      if Int.random(in: 0..<8, using: &generator) == 0 {
        text += lineEnd
        line += 1
      }
      text += "\(row),\(isMissing ? "NA" : "\(x)"),\(word),\"\(y)\"\(lineEnd)"
      if !isMissing {
        expected.append([y, x])
        lines.append(line)
      }
      line += 1 + (word.components(separatedBy: lineEnd).count - 1)
    }
    let directory = TemporaryDirectory()
    let path = directory.file("any.csv", text)
    for blockSize in [4, 5, 7, 16, 31, 64, 100, 101, 102, 103, 500, 1 << 16] {
      let table = try CSVFile(path, blockSize: blockSize).read(columns: ["y", "x"])
      #expect(table.values.rows == expected, "blocks of \(blockSize)")
      #expect((0..<table.rowCount).map { table.lineNumber(ofRow: $0) } == lines, "blocks of \(blockSize)")
      #expect(table.rowsRead == 60)
    }
  }

  /// Several pieces to a block and several blocks, over all threads.
  @Test func `a file of several megabytes`() throws {
    let count = 60_000
    var bytes = Array("i,x,label,y\n".utf8)
    for row in 0..<count {
      bytes += Array("\(row),\(Double(row) / 7),\"label, \(row)\",\(-row)e-3\n".utf8)
    }
    let directory = TemporaryDirectory()
    let path = directory.file("long.csv", bytes)
    let table = try CSVFile(path, blockSize: 1 << 19).read(columns: ["i", "x", "y"])
    #expect(table.rowCount == count)
    let isRight = (0..<count).allSatisfy { row in
      table.values[row, 0] == Double(row) && table.values[row, 1] == Double(row) / 7
        && table.values[row, 2] == Double(-row) / 1000
    }
    #expect(isRight)
    #expect(table.lineNumber(ofRow: count - 1) == count + 1)
  }
}
