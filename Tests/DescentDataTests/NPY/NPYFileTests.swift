import DescentData
import DescentLinearAlgebra
import Foundation
import Testing

/// The bytes of a file in NumPy's format.
func npyBytes(
  _ dictionary: String, version: UInt8 = 1, data: [UInt8] = [], padding: Int = 0
) -> [UInt8] {
  let text = Array(dictionary.utf8) + [UInt8](repeating: 0x20, count: padding) + [0x0A]
  let length: [UInt8] =
    version == 1
    ? [UInt8(text.count & 0xFF), UInt8(text.count >> 8)]
    : (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
}

func npyDictionary(_ type: String, _ shape: String, fortran: Bool = false) -> String {
  "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
}

/// The elements 0, 1, … of a type, as bytes.
private func elements(_ type: String, _ values: [Int]) -> [UInt8] {
  let isBig = type.hasPrefix(">")
  return values.flatMap { value -> [UInt8] in
    let little: [UInt8] =
      switch type.dropFirst() {
      case "f4": withUnsafeBytes(of: Float(value).bitPattern.littleEndian, Array.init)
      case "f8": withUnsafeBytes(of: Double(value).bitPattern.littleEndian, Array.init)
      case "i4": withUnsafeBytes(of: Int32(value).littleEndian, Array.init)
      default: withUnsafeBytes(of: Int64(value).littleEndian, Array.init)
      }
    return isBig ? little.reversed() : little
  }
}

private let types = ["<f4", "<f8", "<i4", "<i8", ">f4", ">f8", ">i4", ">i8"]

@Suite struct NPYFileTests {
  @Test(arguments: types, [false, true]) func `every type in both orders`(type: String, fortran: Bool) throws {
    let directory = TemporaryDirectory()
    let values = fortran ? [1, 4, -2, 5, 3, 6] : [1, -2, 3, 4, 5, 6]
    for version: UInt8 in 1...3 {
      for padding in [0, 1, 7, 20] {
        let bytes = npyBytes(
          npyDictionary(type, "(2, 3)", fortran: fortran), version: version, data: elements(type, values),
          padding: padding)
        let file = try NPYFile(directory.file("a.npy", bytes))
        #expect((file.elementType, file.shape, file.isFortranOrder) == (type, [2, 3], fortran))
        #expect((file.rowCount, file.columnCount) == (2, 3))
        #expect(try file.matrix() == [[1, -2, 3], [4, 5, 6]])
        #expect(try file.matrix(as: Float.self) == [[1, -2, 3], [4, 5, 6]])
      }
    }
  }

  @Test(arguments: types) func `one dimension`(type: String) throws {
    let directory = TemporaryDirectory()
    let bytes = npyBytes(npyDictionary(type, "(3,)"), data: elements(type, [7, 8, 9]))
    let file = try NPYFile(directory.file("a.npy", bytes))
    #expect(try file.matrix() == [[7], [8], [9]])
    #expect(try file.vector() == [7, 8, 9])
    #expect(try file.vector(as: Float.self) == [7, 8, 9])
  }

  @Test func `the spellings of the dictionary`() throws {
    let directory = TemporaryDirectory()
    for text in [
      "{\"shape\":(2L,1L),\"fortran_order\":False,\"descr\":\"<f8\"}",
      "{ 'fortran_order' : False , 'descr' : '<f8' , 'shape' : ( 2 , 1 , ) , }   ",
    ] {
      let bytes = npyBytes(text, data: elements("<f8", [1, 2]))
      #expect(try NPYFile(directory.file("a.npy", bytes)).matrix() == [[1], [2]])
    }
  }

  @Test func `doubles in rows are mapped, not copied`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/m.npy"
    let matrix = Matrix(50, 4, (0..<200).map(Double.init))
    try NPYFile.write(matrix, to: path)
    var mapped = try NPYFile(path).matrix()
    #expect(mapped.isMapped)
    #expect(mapped == matrix)
    // A write copies: the file stays as it is.
    mapped[0, 0] = -1
    #expect(!mapped.isMapped && mapped[0, 0] == -1)
    #expect(try NPYFile(path).matrix() == matrix)
    #expect(try NPYFile(path).matrix(as: Float.self).isMapped == false)

    try NPYFile.write(Matrix<Float>(rounding: matrix), to: path)
    #expect(try NPYFile(path).matrix(as: Float.self).isMapped)
    #expect(try NPYFile(path).matrix().isMapped == false)
  }

  @Test func `elements at an odd place are converted`() throws {
    let directory = TemporaryDirectory()
    let bytes = npyBytes(npyDictionary("<f8", "(2, 1)"), data: elements("<f8", [1, 2]), padding: 4)
    let matrix = try NPYFile(directory.file("odd.npy", bytes)).matrix()
    #expect(matrix == [[1], [2]])
  }

  /// More than one block of either order.
  @Test(arguments: [(5000, 3), (3, 5000), (1, 4097), (300_000, 1)]) func `larger arrays`(rows: Int, columns: Int) throws
  {
    let directory = TemporaryDirectory()
    let stored = elements(">i4", Array(0..<rows * columns))
    for fortran in [false, true] {
      let bytes = npyBytes(npyDictionary(">i4", "(\(rows), \(columns))", fortran: fortran), data: stored)
      let matrix = try NPYFile(directory.file("l.npy", bytes)).matrix()
      let isRight = matrix.withUnsafeBufferPointer { elements in
        elements.indices.allSatisfy { index in
          let (row, column) = (index / columns, index % columns)
          return elements[index] == Double(fortran ? column * rows + row : index)
        }
      }
      #expect(isRight)
    }
  }

  @Test func `empty arrays`() throws {
    let directory = TemporaryDirectory()
    for (shape, rows, columns) in [("(0, 3)", 0, 3), ("(3, 0)", 3, 0), ("(0,)", 0, 1)] {
      let file = try NPYFile(directory.file("e.npy", npyBytes(npyDictionary("<f8", shape))))
      let matrix = try file.matrix()
      #expect((matrix.rowCount, matrix.columnCount) == (rows, columns))
      let error = #expect(throws: DataError.self) { try file.table() }
      #expect(error?.kind == .noRows)
    }
  }

  @Test func `written and read again`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/w.npy"
    let matrix: Matrix<Double> = [[1.5, -.infinity], [.leastNonzeroMagnitude, -0.0]]
    try NPYFile.write(matrix, to: path)
    #expect(try NPYFile(path).matrix() == matrix)
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(bytes.count == 128 + 32)
    #expect(
      String(decoding: bytes[10..<127], as: UTF8.self).trimmingCharacters(in: .whitespaces)
        == npyDictionary("<f8", "(2, 2)"))
    #expect(bytes[6...9] == [1, 0, 118, 0])
    #expect(bytes[127] == 0x0A)

    let vector: Vector<Float> = [1, 2, 3]
    try NPYFile.write(vector, to: path)
    let file = try NPYFile(path)
    #expect((file.elementType, file.shape) == ("<f4", [3]))
    #expect(try file.vector(as: Float.self) == vector)
    #expect(directory.contents == ["w.npy"])
  }

  @Test func `a table`() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/t.npy"
    try NPYFile.write([[1, 2], [3, 4]] as Matrix<Double>, to: path)
    let table = try NPYFile(path).table()
    #expect(table.columnNames == ["x1", "x2"])
    #expect(table.values.isMapped)
    #expect(try table["x2"] == [2, 4])
    #expect((table.rowsRead, table.rowsDropped, table.source) == (2, 0, path))
    #expect(table.lineNumber(ofRow: 1) == nil)
  }
}
