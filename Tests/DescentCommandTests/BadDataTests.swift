import Testing

/// Data that cannot be used: exit code 3, nothing on standard output, and a sentence with the place and what to do.
@Suite struct BadDataTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    /// What standard error must be, without `descent: ` and the line end.
    var message: String
  }

  static let files = [
    Case(testDescription: "empty", text: "", message: "d.csv is empty; it needs a header and rows"),
    Case(
      testDescription: "header only", text: "x,y\n", message: "d.csv has a header but no data rows; is it complete?"),
    Case(
      testDescription: "ragged row", text: "x,y\n1,2\n3\n",
      message: "d.csv, line 3: row 2 has 1 cell, but the header has 2; the delimiter was taken to be ','"),
    Case(
      testDescription: "text in a column of numbers", text: "x,y\n1,2\nfoo,3\n4,4\n",
      message:
        "d.csv, line 3: row 2 of x is not a number: 'foo'; correct it, or leave it empty if it is missing "
        + "(other marks of a missing value can be given) (--missing)"),
    Case(
      testDescription: "a column of text", text: "x,y\nred,2\nblue,3\n",
      message:
        "column x holds text, 'red' in row 1 (line 2 of d.csv); only a formula takes text, as a factor: "
        + "leave it out by naming the columns to use (--features)"),
    Case(
      testDescription: "NaN and infinity", text: "x,y\n1,2\nnan,3\ninf,5\n",
      message:
        "x has 2 non-finite values, the first in row 2 (line 3 of d.csv): nan. Correct them, leave the column out, "
        + "or if they mark missing values, leave the cells empty or name the mark as one of a missing value (--missing)"
    ),
    Case(
      testDescription: "open quotation mark", text: "x,y\n1,2\n\"3,4\n5,6\n",
      message: "d.csv, line 3: a quotation mark opens a cell here that is never closed; close it, or double it if it "
        + "belongs to the text"),
    Case(
      testDescription: "header of numbers", text: "1,2\n3,4\n5,7\n",
      message:
        "the header of d.csv (line 1) consists of numbers: 1, 2. If it is the first observation, say that there is "
        + "no header (hasHeader: false, --no-header); if these are names, put a letter into one of them"),
    Case(
      testDescription: "integer above 2^53", text: "x,y\n9007199254740993,2\n1,3\n",
      message: "d.csv, line 2: row 1 of x is an integer that no double holds exactly: '9007199254740993', above 2^53; "
        + "leave the column out if it is an identifier, write a decimal point if rounding it is right, or subtract a "
        + "constant first"),
    Case(
      testDescription: "1e400", text: "x,y\n1,2\n1e400,3\n",
      message:
        "d.csv, line 3: row 2 of x is too large for a double: '1e400', beyond 1.8e308; correct it or use another "
        + "unit"),
    Case(
      testDescription: "1,234.5", text: "x,y\n1,2\n1,234.5,3\n",
      message:
        "d.csv, line 3: row 2 has 3 cells, but the header has 2; if a comma sets thousands apart (1,234.5), "
        + "remove it"),
    Case(
      testDescription: "\"1,234.5\"", text: "x,y\n1,2\n\"1,234.5\",3\n",
      message: "d.csv, line 3: row 2 of x has its thousands set apart: '1,234.5'; remove the separators"),
    Case(
      testDescription: "two columns of one name", text: "x,x,y\n1,2,3\n2,3,4\n4,4,4\n",
      message: "d.csv has two columns named 'x', column 1 and column 2; rename one of them"),
    Case(
      testDescription: "no such target", text: "x,Y\n1,2\n2,3\n",
      message: "d.csv has no column y (--target); did you mean 'Y'? The columns are x, Y"),
    Case(
      testDescription: "missing everywhere", text: "x,y\nNA,2\n1,\n",
      message:
        "every one of the 2 rows of d.csv has a missing value in a used column (missing in x 1, y 1); leave out "
        + "the columns that are missing most (--features)"),
  ]

  @Test(arguments: files)
  func eachFileIsRefused(_ file: Case) throws {
    let run = try Workspace("d.csv", file.text).descent("fit d.csv --target y")
    #expect(run.exitCode == 3)
    #expect(run.output == "")
    #expect(run.errors == "descent: \(file.message)\n")
  }

  @Test(arguments: ["step-size", "descend", "compare"])
  func everySubcommandSaysTheSame(subcommand: String) throws {
    let run = try Workspace("d.csv", "x,y\n1,2\nfoo,3\n").descent("\(subcommand) d.csv --target y --json")
    #expect(run.exitCode == 3)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("descent: d.csv, line 3: row 2 of x is not a number: 'foo'"))
  }

  @Test func aMissingFileAndAFolder() throws {
    let missing = try Workspace().descent("fit none.csv --target y")
    #expect(missing.exitCode == 3)
    #expect(missing.errors == "descent: none.csv: no such file; check the name and the folder\n")
    let folder = try Workspace().descent("fit . --target y")
    #expect(folder.exitCode == 3)
    #expect(folder.errors == "descent: . is a directory; name a file in it\n")
  }

  @Test func standardInputIsNamed() throws {
    let run = try Workspace().descent("fit - --target y", input: "x,y\n1,2\n3\n")
    #expect(run.exitCode == 3)
    #expect(run.errors.hasPrefix("descent: standard input, line 3: row 2 has 1 cell"))
  }

  @Test func columnsThatDoNotExist() throws {
    let workspace = Workspace("d.csv", goodData)
    for (options, option) in [("--features z", "--features"), ("--polynomial z:2", "--polynomial")] {
      let run = try workspace.descent("fit d.csv --target y \(options)")
      #expect(run.exitCode == 3)
      #expect(run.errors == "descent: d.csv has no column z (\(option)). The columns are x, y\n")
    }
  }

  @Test func spacesAroundNamesAreTrimmed() throws {
    let run = try Workspace("d.csv", " x , y\n1, 2\n2,4\n 3,7\n4,8\n").descent("fit d.csv --target y")
    #expect(run.exitCode == 0)
    #expect(try run.output == Workspace("d.csv", goodData).descent("fit d.csv --target y").output)
  }

  @Test func aFileWithoutHeader() throws {
    let run = try Workspace("d.csv", "1,2\n2,4\n3,7\n4,8\n").descent("fit d.csv --target x2 --no-header --json")
    #expect(run.exitCode == 0)
    #expect(try (run.json().estimates()["x1"]! - 2.1).magnitude < 1e-13)
  }

  static let arrays: [(name: String, bytes: [UInt8], message: String)] = [
    (
      "truncated", Array(NPYBytes.matrix([[1, 2], [2, 4], [3, 7]]).dropLast(8)),
      "d.npy ends after 40 of the 48 bytes that its shape (3, 2) needs; it was not written or copied completely"
    ),
    (
      "a shape that lies", NPYBytes.header(type: "<f8", shape: "300, 200") + NPYBytes.doubles([1, 2, 2, 4]),
      "d.npy ends after 32 of the 480000 bytes that its shape (300, 200) needs; it was not written or copied completely"
    ),
    (
      "too many bytes", NPYBytes.matrix([[1, 2], [2, 4]]) + NPYBytes.doubles([3]),
      "d.npy holds 8 bytes more than its shape (2, 2) needs; save one array to one file"
    ),
    (
      "complex numbers", NPYBytes.header(type: "<c16", shape: "1, 1") + NPYBytes.doubles([1, 2]),
      "d.npy has elements of type '<c16': complex numbers; save a.real and a.imag, or abs(a)"
    ),
    ("no array at all", Array("hello".utf8), "d.npy is not in NumPy's format (it does not begin with \\x93NUMPY)"),
    ("NaN", NPYBytes.matrix([[1, 2], [.nan, 4], [3, 7]]), "x1 has a non-finite value in row 2 (d.npy): nan."),
    ("three dimensions", NPYBytes.header(type: "<f8", shape: "1, 1, 1") + NPYBytes.doubles([1]), "d.npy "),
  ]

  @Test(arguments: arrays.indices)
  func eachArrayIsRefused(_ index: Int) throws {
    let (name, bytes, message) = Self.arrays[index]
    let workspace = Workspace()
    workspace.file("d.npy", bytes)
    let run = try workspace.descent("fit d.npy --target x2")
    #expect(run.exitCode == 3, "\(name)")
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("descent: \(message)"), "\(name): \(run.errors)")
  }

  @Test func aTargetOfAnotherLength() throws {
    let workspace = Workspace()
    workspace.file("X.npy", NPYBytes.matrix([[1, 2], [2, 4], [3, 7]]))
    workspace.file("y.npy", NPYBytes.vector([1, 2]))
    let run = try workspace.descent("fit X.npy --target y.npy")
    #expect(run.exitCode == 3)
    #expect(
      run.errors == "descent: X.npy has 3 rows, but y.npy has 2 values: the target needs one for each row\n")
  }
}
