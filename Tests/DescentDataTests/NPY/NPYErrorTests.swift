import DescentData
import DescentLinearAlgebra
import Foundation
import Testing

@Suite struct NPYErrorTests {
  private func error(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) -> DataError? {
    let directory = TemporaryDirectory()
    return errorOf(directory, sourceLocation: sourceLocation) {
      _ = try NPYFile(directory.file("a.npy", bytes)).matrix()
    }
  }

  @Test func `no file, a directory, an empty file, a pipe`() throws {
    let directory = TemporaryDirectory()
    #expect(errorOf(directory) { _ = try NPYFile(directory.path + "/none.npy") }?.kind == .fileNotFound)
    #expect(errorOf(directory) { _ = try NPYFile(directory.path) }?.kind == .notAFile)
    #expect(errorOf(directory) { _ = try NPYFile("/dev/null") }?.kind == .notAFile)
    #expect(error([])?.kind == .emptyFile)
  }

  @Test(arguments: ["x,y\n1,2\n", "n", "\u{93}NUMPY"]) func `not an array`(text: String) {
    let error = error(Array(text.utf8))
    #expect(error?.kind == .notNPY)
    #expect(
      error?.message
        == "a.npy is not in NumPy's format (it does not begin with \\x93NUMPY); write it with numpy.save")
  }

  @Test(arguments: [
    ("|b1", "truth values; save a.astype('f8')"), ("<c16", "complex numbers; save a.real and a.imag, or abs(a)"),
    ("<U5", "text; only numbers can be used"), ("|S3", "text; only numbers can be used"),
    ("|O", "Python objects; save a.astype('f8')"),
    ("<M8[ns]", "dates or times; save a.astype('i8') or differences as numbers"),
    ("|V8", "structured or raw data; save one plain array of numbers"),
    ("<f2", "numbers of a type that is not supported (f4, f8, i4, i8 are); save a.astype('f8')"),
    ("|u1", "numbers of a type that is not supported (f4, f8, i4, i8 are); save a.astype('f8')"),
    ("<f16", "numbers of a type that is not supported (f4, f8, i4, i8 are); save a.astype('f8')"),
    ("|f8", "numbers of a type that is not supported (f4, f8, i4, i8 are); save a.astype('f8')"),
    ("=f8", "numbers of a type that is not supported (f4, f8, i4, i8 are); save a.astype('f8')"),
  ])
  func `types that cannot be used`(type: String, advice: String) {
    let error = error(npyBytes(npyDictionary(type, "(1, 1)"), data: [UInt8](repeating: 0, count: 16)))
    #expect(error?.kind == .unsupportedType)
    #expect(error?.message == "a.npy has elements of type '\(type)': \(advice)")
  }

  @Test func `a structured array`() {
    let error = error(
      npyBytes("{'descr': [('a', '<f8'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }"))
    #expect(error?.kind == .unsupportedType)
    #expect(error?.message.hasPrefix("a.npy holds a structured array; save one plain array") == true)
  }

  @Test(arguments: [("()", "()"), ("(1, 1, 1)", "(1, 1, 1)")]) func `other dimensions`(shape: String, shown: String) {
    let error = error(npyBytes(npyDictionary("<f8", shape), data: [UInt8](repeating: 0, count: 8)))
    #expect(error?.kind == .unsupportedShape)
    #expect(error?.message == "a.npy has shape \(shown); reshape it to one or two dimensions")
  }

  @Test func `a truncated file`() {
    let whole = npyBytes(npyDictionary("<f8", "(4, 2)"), data: [UInt8](repeating: 0, count: 64))
    for count in 6..<whole.count {
      #expect([.truncatedFile, .invalidHeader].contains(error(Array(whole.prefix(count)))?.kind), "\(count) bytes")
    }
    let last = error(Array(whole.dropLast()))
    #expect(
      last?.message == "a.npy ends after 63 of the 64 bytes that its shape (4, 2) needs; "
        + "it was not written or copied completely")
  }

  @Test func `a file longer than its shape`() {
    let error = error(npyBytes(npyDictionary("<f8", "(1, 1)"), data: [UInt8](repeating: 0, count: 9)))
    #expect(error?.kind == .invalidHeader)
    #expect(error?.message == "a.npy holds 1 bytes more than its shape (1, 1) needs; save one array to one file")
  }

  @Test(arguments: [
    "(4611686018427387904, 8)", "(9223372036854775807, 9223372036854775807)", "(1152921504606846976, 1)", "(-1, 2)",
    "(2, -3)", "(99999999999999999999, 1)", "(1.5, 2)", "('a', 2)",
  ])
  func `a shape that lies`(shape: String) {
    #expect(error(npyBytes(npyDictionary("<f8", shape), data: [1, 2, 3]))?.kind == .invalidHeader)
  }

  @Test func `a shape larger than the file`() {
    let error = error(npyBytes(npyDictionary("<f8", "(1000000, 1000)"), data: [UInt8](repeating: 0, count: 80)))
    #expect(error?.kind == .truncatedFile)
  }

  @Test(arguments: [
    "", "{", "{}", "[]", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': 1}", "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x",
    "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}", "\u{0}\u{1}\u{2}", "((((((((((((((((((((",
    "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
  ])
  func `a garbage header`(text: String) {
    let error = error(npyBytes(text, data: [UInt8](repeating: 0, count: 8)))
    #expect(error?.kind == .invalidHeader)
    #expect(error?.message.hasPrefix("the header of a.npy is damaged") == true)
  }

  @Test func `a version to come`() {
    var bytes = npyBytes(npyDictionary("<f8", "(1,)"), data: [UInt8](repeating: 0, count: 8))
    bytes[6] = 4
    let error = error(bytes)
    #expect(error?.kind == .invalidHeader)
    #expect(error?.message == "a.npy has version 4.0 of NumPy's format; versions 1 to 3 can be read")
  }

  @Test func `random damage never crashes`() {
    let whole = npyBytes(npyDictionary("<f8", "(4, 2)"), data: [UInt8](repeating: 7, count: 64))
    var generator = SeededGenerator(state: 11)
    let directory = TemporaryDirectory()
    for _ in 0..<500 {
      var bytes = whole
      for _ in 0..<3 {
        let place = Int.random(in: 0..<whole.count - 64, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      let path = directory.file("d.npy", bytes)
      do {
        let matrix = try NPYFile(path).matrix()
        #expect(matrix.count <= 16)
      } catch {
        #expect(error.message.contains("d.npy"))
      }
    }
  }

  @Test func `integers that no double holds`() {
    let values: [Int64] = [1, 9_007_199_254_740_992, -9_007_199_254_740_993, 4]
    let data = values.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
    let error = error(npyBytes(npyDictionary("<i8", "(2, 2)"), data: data))
    #expect(error?.kind == .inexactInteger)
    #expect((error?.row, error?.column) == (2, "x1"))
    #expect(
      error?.message == "row 2, column 1 of a.npy is an integer that no Double holds exactly: -9007199254740993; "
        + "subtract a constant first, or save a.astype('f8') if rounding it is right")
    for extreme in [Int64.max, Int64.max - 1] {
      let data = withUnsafeBytes(of: extreme.littleEndian, Array.init)
      #expect(self.error(npyBytes(npyDictionary("<i8", "(1,)"), data: data))?.kind == .inexactInteger)
    }
  }

  @Test func `doubles too large for a Float`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/a.npy"
    try NPYFile.write([[1, 1e39], [.infinity, .nan]] as Matrix<Double>, to: path)
    let error = errorOf(directory) { _ = try NPYFile(path).matrix(as: Float.self) }
    #expect(error?.kind == .numberTooLarge)
    #expect(
      error?.message == "row 1, column 2 of a.npy is too large for a Float: 1e+39; read the array as Double")
  }

  @Test func `a matrix where a vector is needed`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/a.npy"
    try NPYFile.write([[1, 2], [3, 4]] as Matrix<Double>, to: path)
    let error = errorOf(directory) { _ = try NPYFile(path).vector() }
    #expect(error?.kind == .unsupportedShape)
    #expect(error?.message == "a.npy has shape (2, 2), where a vector is needed; save one column of it")
  }

  @Test func `non-finite values in a table`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/a.npy"
    try NPYFile.write([[1, 2, 3], [4, .nan, 6], [7, .infinity, -.infinity]] as Matrix<Double>, to: path)
    let error = errorOf(directory) { _ = try NPYFile(path).table() }
    #expect(error?.kind == .nonFinite)
    #expect((error?.row, error?.column, error?.line) == (2, "x2", nil))
    #expect(
      error?.message == "x2 has 2 non-finite values, the first in row 2 (a.npy): nan; so have x3. "
        + "Correct them, leave the column out, or remove these rows")
  }

  @Test func `a directory that does not exist`() {
    let directory = TemporaryDirectory()
    let error = errorOf(directory) {
      try NPYFile.write([[1]] as Matrix<Double>, to: directory.path + "/none/a.npy")
    }
    #expect(error?.kind == .cannotWrite)
    #expect(directory.contents.isEmpty)
  }
}
