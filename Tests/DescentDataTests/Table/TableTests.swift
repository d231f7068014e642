import DescentData
import DescentLinearAlgebra
import Testing

@Suite struct TableTests {
  @Test func `columns by name`() throws {
    let table = try readCSV("a,b,c\n1,2,3\n4,5,6\n")
    #expect(try table["b"] == [2, 5])
    #expect(try table.matrix(columns: ["c", "a"]) == [[3, 1], [6, 4]])
    #expect(try table.matrix(columns: ["a", "b", "c"]) == table.values)
    #expect(try table.index(of: "c") == 2)
  }

  @Test func `a name that is none`() throws {
    let table = try readCSV("alpha,beta\n1,2\n")
    let error = #expect(throws: DataError.self) { try table["aplha"] }
    #expect(error?.kind == .unknownColumn)
    #expect(
      error?.message.hasSuffix("has no column 'aplha'; did you mean 'alpha'? The columns are alpha, beta") == true)
    #expect(throws: DataError.self) { try table.matrix(columns: ["alpha", "gamma"]) }
  }

  @Test func `the source is the path`() throws {
    let directory = TemporaryDirectory()
    let path = directory.file("s.csv", "x\n1\n")
    #expect(try CSVFile(path).read().source == path)
  }

  @Test func `data rows count those left out`() throws {
    let table = try readCSV("x\n1\n\nNA\n2\nNA\nNA\n3\n4\n")
    #expect((0..<table.rowCount).map { table.dataRow(ofRow: $0) } == [1, 3, 6, 7])
    #expect((0..<table.rowCount).map { table.lineNumber(ofRow: $0) } == [2, 5, 8, 9])
  }

  @Test func `data rows of a file of many pieces`() throws {
    // Some megabytes are read in pieces, by several threads; every seventh row is left out.
    let count = 400_000
    let table = try readCSV("x\n" + (1...count).map { $0 % 7 == 0 ? "NA\n" : "\($0)\n" }.joined())
    #expect(table.rowCount == count - count / 7)
    #expect((0..<table.rowCount).allSatisfy { Double(table.dataRow(ofRow: $0)) == table.values[$0, 0] })
  }

  @Test func `a row beyond the end traps`() async {
    await #expect(processExitsWith: .failure) {
      let table = try readCSV("x\n1\n")
      _ = table.lineNumber(ofRow: 1)
    }
  }
}
