import DescentData
import DescentLinearAlgebra
import Foundation
import Testing

/// Reads text as a CSV file of numbers and text.
private func readData(
  _ text: String, columns: [String]? = nil, text kinds: TextColumns = .detected, options: CSVOptions = CSVOptions(),
  blockSize: Int? = nil
) throws -> DataTable {
  let directory = TemporaryDirectory()
  let path = directory.file("data.csv", text)
  let file = try blockSize.map { try CSVFile(path, options: options, blockSize: $0) } ?? CSVFile(path, options: options)
  return try file.readData(columns: columns, text: kinds)
}

/// Whether two columns of numbers are alike, missing cells too.
private func numbers(_ table: DataTable, _ name: String) throws -> [Double?] {
  guard case .numbers(let values) = try table[name] else { return [] }
  return values.map { $0.isNaN ? nil : $0 }
}

private func texts(_ table: DataTable, _ name: String) throws -> [String?] {
  guard case .text(let column) = try table[name] else { return [] }
  return (0..<column.count).map { column[$0] }
}

@Suite struct DataTableTests {
  @Test func `numbers and text, missing cells in their places`() throws {
    let table = try readData("x,k,n\n1,b,2\n,a,3\n3,NA,4\n\n4.5,\" b \",\n")
    #expect((table.rowCount, table.columnCount) == (4, 3))
    #expect(table.missingCounts == [1, 1, 1])
    #expect(try numbers(table, "x") == [1, nil, 3, 4.5])
    #expect(try numbers(table, "n") == [2, 3, 4, nil])
    #expect(try texts(table, "k") == ["b", "a", nil, "b"])
    guard case .text(let k) = try table["k"] else { return }
    #expect(k.levels == ["a", "b"])
    #expect(k.codes == [1, 0, -1, 1])
    #expect((0..<4).map { table.lineNumber(ofRow: $0) } == [2, 3, 4, 6])
    #expect((0..<4).map { table.dataRow(ofRow: $0) } == [1, 2, 3, 4])
    #expect(try table.isText("k") && !table.isText("x"))
    #expect(try table.completeRows(columns: ["x", "k"]) == [0, 3])
    #expect(try table.completeRows(columns: []) == [0, 1, 2, 3])
  }

  @Test func `one cell makes a column text, numbers before it included`() throws {
    let table = try readData("x,y\n01,1\n1,2\n1.50,3\nabout 2,4\n1,5\n")
    #expect(try texts(table, "x") == ["01", "1", "1.50", "about 2", "1"])
    #expect(try numbers(table, "y") == [1, 2, 3, 4, 5])
    let mixed = try #require(table.mixedColumns().first)
    #expect((mixed.name, mixed.numbers, mixed.cells, mixed.text) == ("x", 4, 5, "about 2"))
    #expect(mixed.place.hasPrefix("row 4 (line 5 of "))
  }

  @Test(arguments: [100, 1 << 20])
  func `columns that turn out to be text late`(blockSize: Int) throws {
    // Three columns become text in different blocks; the file is read again for each.
    let rows = (0..<2000).map { "\($0),\($0 < 500 ? "\($0 % 7)" : "t\($0 % 5)"),\($0 < 1900 ? "1" : "z\"")," }
    let table = try readData(
      "x,early,late,none\n" + rows.joined(separator: "\n") + "\n", columns: ["late", "x", "early"], blockSize: blockSize
    )
    #expect(try numbers(table, "x") == (0..<2000).map { Double($0) })
    #expect(try texts(table, "early") == (0..<2000).map { $0 < 500 ? "\($0 % 7)" : "t\($0 % 5)" })
    #expect(try texts(table, "late") == (0..<2000).map { $0 < 1900 ? "1" : "z\"" })
  }

  @Test func `a pipe whose later blocks show text`() throws {
    func read(_ text: String) throws -> DataTable {
      let pipe = Pipe()
      pipe.fileHandleForWriting.write(Data(text.utf8))
      pipe.fileHandleForWriting.closeFile()
      return try CSVFile("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)", blockSize: 64).readData()
    }
    let numbers = String(repeating: "1,2\n", count: 100)
    let error = #expect(throws: DataError.self) { try read("x,k\n\(numbers)3,b\n") }
    #expect((error?.kind, error?.line, error?.column) == (.textColumn, 102, "k"))
    #expect(
      error?.message.hasSuffix("only numbers before, and a pipe cannot be read twice; save the data to a file first")
        == true)
    // In the first block it may show late, and the block is taken again.
    #expect(try texts(read("x,k\n1,2\n3,b\n\(numbers.replacing(",2", with: ",c"))"), "k").prefix(3) == ["2", "b", "c"])
  }

  @Test func `many levels over many pieces`() throws {
    let count = 20_000
    let table = try readData("k,x\n" + (0..<count).map { "level \(($0 * 7919) % 3000),\($0)\n" }.joined())
    guard case .text(let k) = try table["k"] else { return }
    #expect(k.levels.count == 3000)
    #expect(k.levels == k.levels.sorted())
    #expect((0..<count).allSatisfy { k[$0] == "level \(($0 * 7919) % 3000)" })
  }

  @Test func `explicit columns of text`() throws {
    let text = "k,x\n1,2\n02,3\n"
    #expect(try texts(readData(text, text: .exactly(["k"])), "k") == ["1", "02"])
    let error = #expect(throws: DataError.self) { try readData("k,x\n1,2\n2,b\n", text: .exactly(["k"])) }
    #expect((error?.kind, error?.line, error?.column) == (.notANumber, 3, "x"))
  }

  @Test func `slips in numbers stay errors`() {
    #expect(throws: DataError.self) { try readData("x\n\"1,234\"\n2\n") }
    #expect(throws: DataError.self) { try readData("x\n9007199254740993\n") }
    let error = #expect(throws: DataError.self) { try readData("x,y\n1,NA\ninf,2\n") }
    #expect((error?.kind, error?.row, error?.column) == (.nonFinite, 2, "x"))
    // A missing cell in the same row is none of them.
    #expect(error?.message.hasPrefix("x has a non-finite value in row 2") == true)
    #expect(throws: DataError.self) { try readData("k\na\n\"b\" c\n") }
    #expect(throws: DataError.self) { try readData("k,x\na\n") }
  }

  @Test func `quotes and Unicode`() throws {
    let table = try readData("k,x\n\"a, \"\"b\"\"\",1\nÄpfel,2\n\"two\nlines\",3\nzoo,4\n\"a, \"\"b\"\"\",5\n")
    #expect(try texts(table, "k") == ["a, \"b\"", "Äpfel", "two\nlines", "zoo", "a, \"b\""])
    guard case .text(let k) = try table["k"] else { return }
    #expect(k.levels == ["a, \"b\"", "two\nlines", "zoo", "Äpfel"])
    #expect(table.lineNumber(ofRow: 3) == 6)
  }

  @Test func `refused and dropped rows`() throws {
    let table = try readData("x,k\n1,a\n,b\n3,\n")
    let error = #expect(throws: DataError.self) { try table.completeRows(columns: ["x", "k"], missing: .refused) }
    #expect((error?.kind, error?.line, error?.row) == (.missingValue, 3, 2))
    #expect(error?.message.contains("have missing values (x 1, k 1), the first is row 2 (line 3 of ") == true)
    #expect(try table.completeRows(columns: ["x"], missing: .dropped) == [0, 2])
    let empty = try readData("x,k\n,a\n,b\n")
    #expect(throws: DataError.self) { try empty.completeRows(columns: ["x"]) }
  }

  @Test func `tables of columns in memory`() throws {
    let table = try DataTable(["x": .numbers([1, .nan, 3]), "k": .text(["b", nil, "a"])])
    #expect(try numbers(table, "x") == [1, nil, 3])
    #expect(try texts(table, "k") == ["b", nil, "a"])
    #expect(table.missingCounts == [1, 1])
    #expect(table.lineNumber(ofRow: 1) == nil)
    #expect(throws: DataError.self) { try table["y"] }
    #expect(throws: DataError.self) { try DataTable(["x": .numbers([1, .infinity])]) }
    #expect(throws: DataError.self) { try DataTable(["x": .numbers([1]), "x": .numbers([2])]) }
    let plain = try DataTable(readCSV("a,b\n1,2\nNA,3\n4,5\n"))
    #expect(try numbers(plain, "b") == [2, 5])
    #expect((plain.lineNumber(ofRow: 1), plain.dataRow(ofRow: 1)) == (4, 3))
  }

  @Test func `a column of another length traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = try DataTable(["x": .numbers([1, 2]), "k": .text(["a"])])
    }
  }
}
