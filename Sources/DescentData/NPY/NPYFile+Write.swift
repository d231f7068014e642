import DescentLinearAlgebra

extension NPYFile {
  /// Writes a matrix in NumPy's format, version 1.0, C order, atomically as `AtomicFile` does.
  ///
  /// - Throws: `DataError` that names the path and the system's reason.
  /// - Complexity: O(elements).
  public static func write<Scalar: BLASScalar>(_ matrix: Matrix<Scalar>, to path: String) throws(DataError) {
    let shape = "(\(matrix.rowCount), \(matrix.columnCount))"
    let result = matrix.withUnsafeBufferPointer { elements in
      Result { () throws(DataError) in try write(elements, shape: shape, to: path) }
    }
    try result.get()
  }

  /// Writes a vector in NumPy's format, version 1.0, with one dimension, atomically as `AtomicFile` does.
  ///
  /// - Throws: `DataError` that names the path and the system's reason.
  /// - Complexity: O(elements).
  public static func write<Scalar: BLASScalar>(_ vector: Vector<Scalar>, to path: String) throws(DataError) {
    let result = vector.withUnsafeBufferPointer { elements in
      Result { () throws(DataError) in try write(elements, shape: "(\(vector.count),)", to: path) }
    }
    try result.get()
  }

  private static func write<Scalar: BLASScalar>(
    _ elements: UnsafeBufferPointer<Scalar>, shape: String, to path: String
  ) throws(DataError) {
    let order = 1.bigEndian == 1 ? ">" : "<"
    let header = NPYHeader.bytes(type: "\(order)f\(MemoryLayout<Scalar>.size)", shape: shape)
    try AtomicFile.write(to: path) { file throws(DataError) in
      for byte in header { try file.write(byte) }
      try file.write(UnsafeRawBufferPointer(elements))
    }
  }
}
