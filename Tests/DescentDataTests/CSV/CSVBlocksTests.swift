import DescentData
import Foundation
import Testing

/// A file worked through block by block.
@Suite struct CSVBlocksTests {
  static let text = "x,name,y\n" + (0..<300).map { "\($0),n\($0),\($0 % 7 == 3 ? "" : "\($0 * 2)")\n" }.joined()

  @Test(arguments: [16, 31, 100, 1000, 1 << 16])
  func `the blocks are the table`(blockSize: Int) throws {
    let directory = TemporaryDirectory()
    let file = try CSVFile(directory.file("cars.csv", Self.text), blockSize: blockSize)
    let table = try file.read(columns: ["y", "x"])
    var (row, read, missing, blocks) = (0, 0, 0, 0)
    let counts = try file.forEachBlock(columns: ["y", "x"]) { block in
      #expect(block.columnNames == ["y", "x"])
      for i in 0..<block.rowCount {
        #expect(block.values[i, 0] == table.values[row, 0] && block.values[i, 1] == table.values[row, 1])
        #expect(block.lineNumber(ofRow: i) == table.lineNumber(ofRow: row))
        #expect(block.dataRow(ofRow: i) == table.dataRow(ofRow: row))
        row += 1
      }
      read += block.rowsRead
      missing += block.missingCounts[0]
      blocks += 1
    }
    #expect(row == table.rowCount && counts == (300, table.rowsDropped))
    // A block whose rows all lack a value is joined to the next one; the last such rows belong to none.
    #expect(read <= 300 && read >= table.dataRow(ofRow: row - 1) && missing <= table.rowsDropped)
    #expect(blocks > 1 || blockSize > Self.text.utf8.count / 2)
  }

  @Test func `the first wrong cell ends the reading`() throws {
    let directory = TemporaryDirectory()
    let file = try CSVFile(
      directory.file("cars.csv", "x\n" + (0..<100).map { "\($0)\n" }.joined() + "four\n5\n"), blockSize: 64)
    var rows = 0
    let error = errorOf(directory) { try file.forEachBlock { rows += $0.rowCount } }
    #expect(error?.message.contains("row 101 of x is not a number: 'four'") == true)
    #expect(rows > 0 && rows <= 100)
  }

  @Test(arguments: [("x\n", "a header but no data rows"), ("x\nNA\n\nNA\n", "every one of the 2 rows")])
  func `no rows at all`(text: String, message: String) throws {
    let directory = TemporaryDirectory()
    let file = try CSVFile(directory.file("cars.csv", text), blockSize: 4)
    let error = errorOf(directory) { try file.forEachBlock { _ in Issue.record("a block without rows") } }
    #expect(error?.message.contains(message) == true)
  }

  @Test func `a non-finite value is an error of its block`() throws {
    let directory = TemporaryDirectory()
    let file = try CSVFile(directory.file("cars.csv", "x\n1\n2\n3\nnan\n5\n"), blockSize: 8)
    let error = errorOf(directory) { try file.forEachBlock { _ in } }
    #expect(error?.row == 4 && error?.column == "x")
  }

  @Test func `an error of the body ends the reading`() throws {
    struct Enough: Error {}
    let directory = TemporaryDirectory()
    let file = try CSVFile(directory.file("cars.csv", Self.text), blockSize: 64)
    var blocks = 0
    #expect(throws: Enough.self) {
      try file.forEachBlock(columns: ["x"]) { _ in
        blocks += 1
        throw Enough()
      }
    }
    #expect(blocks == 1)
    #expect(try file.read(columns: ["x"]).rowCount == 300)
  }
}
