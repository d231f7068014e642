import DescentData
import Foundation
import Testing

/// Every message names the place, the cause and the next step.
@Suite struct CSVErrorTests {
  @Test func `a missing file`() {
    let directory = TemporaryDirectory()
    let error = errorOf(directory) { _ = try CSVFile(directory.path + "/none.csv") }
    #expect(error?.kind == .fileNotFound)
    #expect(error?.message == "none.csv: no such file; check the name and the folder")
  }

  @Test func `a directory`() {
    let directory = TemporaryDirectory()
    let error = #expect(throws: DataError.self) { try CSVFile(directory.path) }
    #expect(error?.kind == .notAFile)
    #expect(error?.description == "\(directory.path) is a directory; name a file in it")
  }

  @Test(arguments: ["", "\n\n", "\u{FEFF}", "  \r\n"]) func `an empty file`(text: String) {
    let error = errorOfCSV(text)
    #expect(error?.kind == .emptyFile)
    #expect(error?.message == "cars.csv is empty; it needs a header and rows")
  }

  @Test(arguments: ["x,y", "x,y\n", "x,y\n\n \n"]) func `a header only`(text: String) {
    let error = errorOfCSV(text)
    #expect(error?.kind == .noRows)
    #expect(error?.message == "cars.csv has a header but no data rows; is it complete?")
  }

  @Test func `not text`() {
    let directory = TemporaryDirectory()
    for (bytes, word) in [
      ([0xFF, 0xFE, 0x61, 0], "UTF-16"), ([0x50, 0x4B, 3, 4, 0], "xlsx"), ([0x1F, 0x8B, 8], "gzip"),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1], ".npy"),
    ] as [([UInt8], String)] {
      let error = errorOf(directory) { _ = try CSVFile(directory.file("cars.csv", bytes)) }
      #expect(error?.kind == .notText)
      #expect(error?.message.contains(word) == true)
    }
  }

  @Test func `a ragged row`() {
    let error = errorOfCSV("x,y,z\n1,2,3\n\n4,5\n")
    #expect(error?.kind == .raggedRow)
    #expect((error?.line, error?.row) == (4, 2))
    #expect(
      error?.message == "cars.csv, line 4: row 2 has 2 cells, but the header has 3; "
        + "add or remove cells, or put a cell that holds the delimiter in quotation marks")
  }

  @Test func `a ragged row by a thousands separator`() {
    let error = errorOfCSV("x,y\n1,2\n3,1,234.5\n")
    #expect(
      error?.message == "cars.csv, line 3: row 2 has 3 cells, but the header has 2; "
        + "if a comma sets thousands apart (1,234.5), remove it")
  }

  @Test func `a ragged row by a delimiter at its end`() {
    let error = errorOfCSV("x,y\n1,2,\n")
    #expect(
      error?.message
        == "cars.csv, line 2: row 1 has 3 cells, but the header has 2; remove the delimiter at its end")
  }

  @Test func `a ragged row without a header`() {
    let error = errorOfCSV("1,2\n3,4,5\n", options: CSVOptions(hasHeader: false))
    #expect(error?.message.contains("row 2 has 3 cells, but the first row has 2") == true)
  }

  @Test func `another delimiter`() {
    let error = errorOfCSV("x,y\n1 2\n")
    #expect(
      error?.message == "cars.csv, line 2: row 1 has 1 cell, but the header has 2; the delimiter was taken to be ','")
  }

  @Test func `spaces as delimiters`() {
    let error = errorOfCSV("x y\n1 2\n")
    #expect(error?.kind == .textColumn)
    #expect(error?.message.hasSuffix("; the file has one column only: cells are set apart by ',', ';' or tab") == true)
  }

  @Test func `ragged rows count where no cell is used`() {
    #expect(errorOfCSV("x,y,z\n1,2\n", columns: ["x"])?.kind == .raggedRow)
    #expect(errorOfCSV("x,y,z\n1,2,3,4\n", columns: ["x"])?.kind == .raggedRow)
  }

  @Test func `text among numbers`() {
    let error = errorOfCSV("x,y\n1,2\n3,about 4\n")
    #expect(error?.kind == .notANumber)
    #expect((error?.line, error?.row, error?.column) == (3, 2, "y"))
    #expect(
      error?.message
        == "cars.csv, line 3: row 2 of y is not a number: 'about 4'; correct it, or leave it empty if it is "
        + "missing (other marks of a missing value can be given)")
  }

  @Test func `a column of text`() {
    let error = errorOfCSV("x,species\n1,NA\n2,setosa\n")
    #expect(error?.kind == .textColumn)
    #expect((error?.line, error?.row, error?.column) == (3, 2, "species"))
    #expect(
      error?.message == "column species holds text, 'setosa' in row 2 (line 3 of cars.csv); "
        + "only a formula takes text, as a factor: leave it out by naming the columns to use")
  }

  @Test func `long and strange text is shortened`() {
    let error = errorOfCSV("x\n1\n\"\(String(repeating: "a\tb", count: 30))\"\n")
    #expect(error?.message.contains("'" + String(repeating: "a·b", count: 12) + "a…'") == true)
  }

  @Test func `non-finite values`() {
    var text = "x1,x2\n"
    for row in 1...30 { text += "\(row),\([17, 20, 25].contains(row) ? "nan" : "1")\n" }
    let error = errorOfCSV(text)
    #expect(error?.kind == .nonFinite)
    #expect((error?.line, error?.row, error?.column) == (18, 17, "x2"))
    #expect(
      error?.message
        == "x2 has 3 non-finite values, the first in row 17 (line 18 of cars.csv): nan. Correct them, leave "
        + "the column out, or if they mark missing values, leave the cells empty or name the mark as one of a missing value"
    )
  }

  @Test(arguments: [("NaN", "nan"), ("-Inf", "-inf"), ("+infinity", "inf"), ("-nan", "nan"), ("\"INF\"", "inf")])
  func `spellings of non-finite values`(text: String, shown: String) {
    let error = errorOfCSV("x,y\n1,\(text)\n2,3\n")
    #expect(error?.message.hasPrefix("y has a non-finite value in row 1 (line 2 of cars.csv): \(shown).") == true)
  }

  @Test func `non-finite values in several columns and blocks`() {
    let directory = TemporaryDirectory()
    var text = "a,b,c\n"
    for row in 1...200 { text += "1,\(row % 50 == 0 ? "inf" : "2"),\(row == 7 ? "nan" : "3")\n" }
    let error = errorOf(directory) { _ = try CSVFile(directory.file("cars.csv", text), blockSize: 64).read() }
    #expect(
      error?.message.hasPrefix(
        "b has 4 non-finite values, the first in row 50 (line 51 of cars.csv): inf; so have c.") == true)
  }

  @Test(arguments: [10, 40, 1 << 16]) func `an unterminated quote`(blockSize: Int) {
    let directory = TemporaryDirectory()
    let text = "x,name\n1,\"two\nlines\"\n2,\"never closed\n3,c\n4,d\n"
    let error = errorOf(directory) {
      _ = try CSVFile(directory.file("cars.csv", text), blockSize: blockSize).read(columns: ["x"])
    }
    #expect(error?.kind == .unterminatedQuote)
    #expect((error?.line, error?.row) == (4, 2))
    #expect(
      error?.message == "cars.csv, line 4: a quotation mark opens a cell here that is never closed; "
        + "close it, or double it if it belongs to the text")
  }

  @Test func `an unterminated quote in the header`() {
    let error = errorOfCSV("x,\"name\n1,2\n")
    #expect(error?.kind == .unterminatedQuote)
    #expect(error?.message.hasPrefix("cars.csv, line 1: the quotation mark in the header has no counterpart") == true)
  }

  @Test func `text behind a closing quote`() {
    for columns in [["x"], ["x", "name"]] {
      let error = errorOfCSV("x,name\n1,\"a\"b\n", columns: columns)
      #expect(error?.kind == .malformedQuote)
      #expect(
        error?.message == "cars.csv, line 2: row 1 of name has text behind the closing quotation mark of 'a'; "
          + "double the quotation marks within a text")
    }
  }

  @Test func `a row too long whose last cell is malformed`() {
    #expect(errorOfCSV("x,y\n1,2,\"a\"b\n3,4\n")?.kind == .raggedRow)
  }

  @Test func `a header of numbers`() {
    let error = errorOfCSV("1,2.5,-3\n4,5,6\n")
    #expect(error?.kind == .headerOfNumbers)
    #expect(error?.line == 1)
    #expect(
      error?.message
        == "the header of cars.csv (line 1) consists of numbers: 1, 2.5, -3. If it is the first observation, "
        + "say that there is no header (hasHeader: false, --no-header); if these are names, put a letter into one of them"
    )
  }

  @Test(arguments: ["9007199254740993", "-12345678901234567", "18446744073709551617", "123456789012345678901234567890"])
  func `an integer that no double holds`(text: String) {
    let error = errorOfCSV("id,x\n1,2\n\(text),3\n")
    #expect(error?.kind == .inexactInteger)
    #expect((error?.line, error?.row, error?.column) == (3, 2, "id"))
    #expect(
      error?.message
        == "cars.csv, line 3: row 2 of id is an integer that no double holds exactly: '\(text)', above 2^53; "
        + "leave the column out if it is an identifier, write a decimal point if rounding it is right, or subtract a "
        + "constant first")
  }

  @Test(arguments: ["1e400", "-1.5E309", String(repeating: "9", count: 400)]) func `too large for a double`(
    text: String
  ) {
    let error = errorOfCSV("x\n1\n\(text)\n")
    #expect(error?.kind == .numberTooLarge)
    #expect(error?.message.hasPrefix("cars.csv, line 3: row 2 of x is too large for a double: ") == true)
    #expect(error?.message.hasSuffix("beyond 1.8e308; correct it or use another unit") == true)
  }

  @Test(arguments: ["1,234.5", "-12,345,678", "1,234"]) func `thousands set apart`(text: String) {
    let error = errorOfCSV("x,y\n1,2\n3,\"\(text)\"\n")
    #expect(error?.kind == .notANumber)
    #expect(
      error?.message
        == "cars.csv, line 3: row 2 of y has its thousands set apart: '\(text)'; remove the separators")
  }

  @Test func `the other decimal mark`() {
    let first = errorOfCSV("x;y\n1;2.5\n3;4,25\n")
    #expect(
      first?.message == "cars.csv, line 3: row 2 of y is '4,25', but the decimal mark was taken to be a point; "
        + "write all numbers alike, or say which mark it is")
    let second = errorOfCSV("x;y\n1;2,5\n3;4.25\n", options: CSVOptions(decimalMark: .comma))
    #expect(second?.message.contains("is '4.25', but the decimal mark was taken to be a comma") == true)
  }

  @Test func `a column that does not exist`() {
    let error = errorOfCSV("speed,distance\n1,2\n", columns: ["sped"])
    #expect(error?.kind == .unknownColumn)
    #expect(error?.column == "sped")
    #expect(
      error?.message == "cars.csv has no column 'sped'; did you mean 'speed'? The columns are speed, distance")
    let other = errorOfCSV("speed,distance\n1,2\n", columns: ["weight"])
    #expect(other?.message == "cars.csv has no column 'weight'. The columns are speed, distance")
  }

  @Test func `two columns of one name`() throws {
    let text = "x,y,x\n1,2,3\n"
    let error = errorOfCSV(text)
    #expect(error?.kind == .duplicateColumn)
    #expect(error?.message == "cars.csv has two columns named 'x', column 1 and column 3; rename one of them")
    #expect(try readCSV(text, columns: ["y"]).values == [[2]])
  }

  @Test func `a column without a name`() throws {
    let text = ",x\n0,5\n1,6\n"
    let error = errorOfCSV(text)
    #expect(error?.kind == .unnamedColumn)
    #expect(
      error?.message.hasPrefix("column 1 of cars.csv has no name in the header; name it, or leave it out") == true)
    #expect(try readCSV(text, columns: ["x"]).values == [[5], [6]])
  }

  @Test func `a column asked for twice`() {
    let error = errorOfCSV("x,y\n1,2\n", columns: ["x", "y", "x"])
    #expect(error?.kind == .columnRequestedTwice)
    #expect(error?.message == "column 'x' of cars.csv was asked for twice; name it once")
  }

  @Test func `every row dropped`() {
    let error = errorOfCSV("x,y\n1,\nNA,2\n3,.\n")
    #expect(error?.kind == .allRowsDropped)
    #expect(
      error?.message == "every one of the 3 rows of cars.csv has a missing value in a used column "
        + "(missing in x 1, y 2); leave out the columns that are missing most")
  }

  /// The place is counted over blocks, and the first error of the file is the one reported.
  @Test(arguments: [48, 200, 1 << 16]) func `places in later blocks`(blockSize: Int) {
    let directory = TemporaryDirectory()
    var text = "x,y\n"
    for row in 1...300 {
      switch row {
      case 100: text += "\n1,NA\n"
      case 222: text += "1,oops\n"
      case 250: text += "1\n"
      default: text += "\(row),2\n"
      }
    }
    let error = errorOf(directory) { _ = try CSVFile(directory.file("cars.csv", text), blockSize: blockSize).read() }
    #expect(error?.kind == .notANumber)
    #expect((error?.line, error?.row, error?.column) == (224, 222, "y"))
  }
}
