import DescentData
import DescentLinearAlgebra
import Foundation
import Testing

@Suite struct CSVWriterTests {
  @Test func `numbers come back bit for bit`() throws {
    var generator = SeededGenerator(state: 3)
    let special: [Double] = [
      0, -0.0, 1, -1, 0.1, 1e-5, 1e16, 1e22, 1e23, .leastNonzeroMagnitude, .leastNormalMagnitude, .pi,
      .greatestFiniteMagnitude, 9_007_199_254_740_992, 123_456_789_012_345_680,
    ]
    let random = (0..<485).map { _ in
      Double(bitPattern: UInt64.random(in: 0..<0x7FF << 52, using: &generator)) * (Bool.random() ? 1 : -1)
    }
    let matrix = Matrix(100, 5, special + random)
    let directory = TemporaryDirectory()
    let path = directory.path + "/m.csv"
    let names = ["plain", "a,b", "say \"x\"", "two\nlines", " edge "]
    try CSVWriter.write(matrix, columnNames: names, to: path)
    let table = try CSVFile(path).read()
    #expect(table.columnNames == ["plain", "a,b", "say \"x\"", "two\nlines", "edge"])
    #expect(table.values.rows.map { $0.map(\.bitPattern) } == matrix.rows.map { $0.map(\.bitPattern) })
  }

  @Test func `the text`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/t.csv"
    try CSVWriter.write(to: path, columnNames: ["i", "x \"q\""]) { rows throws(DataError) in
      try rows.append([1, 0.5])
      try rows.append([nil, 1e-7])
      try rows.append([2, nil] as [Double?])
      #expect(rows.rowCount == 3)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "i,\"x \"\"q\"\"\"\n1,0.5\n,1e-07\n2,\n")
  }

  @Test func `an empty cell alone in its row`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/t.csv"
    try CSVWriter.write(to: path, columnNames: ["x"]) { rows throws(DataError) in
      try rows.append([nil] as [Double?])
      try rows.append([2])
    }
    let table = try CSVFile(path).read()
    #expect((table.rowsRead, table.rowsDropped) == (2, 1))
  }

  @Test func `a full disk`() {
    let error = #expect(throws: DataError.self) {
      try CSVWriter.write(.zeros(100, 100), columnNames: (1...100).map { "x\($0)" }, to: "/dev/full")
    }
    #expect(error?.kind == .cannotWrite)
  }

  @Test func `rows of another length trap`() async {
    await #expect(processExitsWith: .failure) {
      try CSVWriter.write(to: "/dev/null", columnNames: ["x"]) { rows throws(DataError) in try rows.append([1, 2]) }
    }
  }
}
