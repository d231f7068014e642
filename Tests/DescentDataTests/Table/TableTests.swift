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

  @Test func `a row beyond the end traps`() async {
    await #expect(processExitsWith: .failure) {
      let table = try readCSV("x\n1\n")
      _ = table.lineNumber(ofRow: 1)
    }
  }
}
