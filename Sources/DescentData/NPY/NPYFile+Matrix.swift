import DescentLinearAlgebra
import Foundation

extension NPYFile {
  /// The array as a matrix of doubles; one dimension becomes a single column.
  ///
  /// An array of type `<f8` in C order is mapped, not read: its rows come into memory when they are first used, and a
  /// write to the matrix copies it. The file must not be shortened while the matrix lives. All else is converted.
  ///
  /// - Throws: `DataError` if the file cannot be read, or an integer cannot be held exactly.
  /// - Complexity: O(1) if mapped, else O(elements) in blocks of some megabytes.
  /// - Accuracy: exact.
  public func matrix() throws(DataError) -> Matrix<Double> { try matrix(as: Double.self) }

  /// The array as a matrix of the given precision.
  ///
  /// `<f4` in C order is mapped for `Float` as `<f8` is for `Double`. Doubles become the nearest `Float`.
  ///
  /// - Parameter type: `Float` or `Double`.
  /// - Throws: `DataError` if the file cannot be read, an integer cannot be held exactly, or a double is too large for
  ///   a `Float`.
  /// - Complexity: O(1) if mapped, else O(elements) in blocks of some megabytes.
  public func matrix<Scalar: BLASScalar>(as type: Scalar.Type) throws(DataError) -> Matrix<Scalar> {
    // The cast never fails: there are no other scalars.
    if Scalar.self == Double.self { return try matrix(of: Double.self, storedAs: .float64) as! Matrix<Scalar> }
    return try matrix(of: Float.self, storedAs: .float32) as! Matrix<Scalar>
  }

  private func matrix<Scalar: NPYScalar>(
    of type: Scalar.Type, storedAs kind: NPYElementType.Kind
  ) throws(DataError) -> Matrix<Scalar> {
    let isNative = header.elementType.isBigEndian == (1.bigEndian == 1)
    if header.elementType.kind == kind, isNative, !isFortranOrder || columnCount == 1 || rowCount == 1,
      let matrix = Matrix<Scalar>(
        mappedFile: descriptor, byteOffset: header.dataOffset, rowCount: rowCount, columnCount: columnCount)
    {
      return matrix
    }
    switch header.elementType.kind {
    case .float64: return try converted { (bits: UInt64) in Scalar(stored: Double(bitPattern: bits)) }
    case .float32: return try converted { (bits: UInt32) in Scalar(Float(bitPattern: bits)) }
    case .int64: return try converted { (bits: UInt64) in Scalar(stored: Int64(bitPattern: bits)) }
    case .int32: return try converted { (bits: UInt32) in Scalar(stored: Int64(Int32(bitPattern: bits))) }
    }
  }

  /// The array as a vector.
  ///
  /// - Precondition: one of its dimensions is 1, or it has only one.
  /// - Throws: `DataError` if the array has more rows and columns than one, or as `matrix(as:)`.
  /// - Complexity: O(elements).
  public func vector<Scalar: BLASScalar>(as type: Scalar.Type = Double.self) throws(DataError) -> Vector<Scalar> {
    guard rowCount == 1 || columnCount == 1 else {
      throw DataError(
        .unsupportedShape, file: name,
        message: "\(name) has shape \(header.shapeDescription), where a vector is needed; save one column of it")
    }
    let matrix = try matrix(as: type)
    return matrix.withUnsafeBufferPointer { Vector(Array($0)) }
  }

  /// The array as a table with columns x1 … xp, every value finite.
  ///
  /// - Throws: `DataError` if the array has no rows or columns or a value that is not finite, or as `matrix(as:)`.
  /// - Complexity: O(elements): one pass that looks for values that are not finite.
  public func table() throws(DataError) -> Table {
    guard rowCount > 0, columnCount > 0 else {
      throw DataError(
        .noRows, file: name, message: "\(name) has shape \(header.shapeDescription): no data; is it complete?")
    }
    let values = try matrix()
    let names = (1...columnCount).map { "x\($0)" }
    if let error = DataError.nonFinite(in: values, columnNames: names, file: name) { throw error }
    return Table(
      columnNames: names, values: values, rowsRead: rowCount, missingCounts: Array(repeating: 0, count: columnCount),
      source: name, lineNumbers: RowNumbers(), dataRows: RowNumbers())
  }

  /// Reads and converts all elements. `convert` takes them as bits in this machine's order and gives nil for those that
  /// the type cannot hold.
  @inline(__always)
  private func converted<Bits: FixedWidthInteger, Scalar: NPYScalar>(
    _ convert: (Bits) -> Scalar?
  ) throws(DataError) -> Matrix<Scalar> {
    var failure: DataError?
    let (rows, columns) = (rowCount, columnCount)
    let isBigEndian = header.elementType.isBigEndian
    let segmentLength = isFortranOrder ? 1 << 12 : 1 << 18
    let buffer = UnsafeMutableBufferPointer<Bits>.allocate(capacity: segmentLength)
    defer { buffer.deallocate() }

    /// Elements that stand together in the file go to every `step`-th place of the matrix from `target` on.
    func take(_ count: Int, storedAt first: Int, to target: Int, step: Int, in elements: UnsafeMutablePointer<Scalar>) {
      let bytes = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer.prefix(count)))
      let offset = header.dataOffset + first * MemoryLayout<Bits>.size
      if let code = Self.readFully(descriptor, offset: offset, into: bytes) {
        failure = code == 0 ? .npyTruncated(name, "before its data do") : .reading(name, code)
        return
      }
      for index in 0..<count {
        let bits = isBigEndian ? Bits(bigEndian: buffer[index]) : Bits(littleEndian: buffer[index])
        let place = target + index * step
        guard let value = convert(bits) else {
          failure = cannotHold(bits, row: place / columns, column: place % columns, Scalar.self)
          return
        }
        elements[place] = value
      }
    }

    let matrix = Matrix<Scalar>(rows, columns) { elements in
      guard let base = elements.baseAddress else { return }
      for first in stride(from: 0, to: isFortranOrder ? rows : elements.count, by: segmentLength) {
        if isFortranOrder {
          let count = min(segmentLength, rows - first)
          for column in 0..<columns where failure == nil {
            take(count, storedAt: column * rows + first, to: first * columns + column, step: columns, in: base)
          }
        } else {
          take(min(segmentLength, elements.count - first), storedAt: first, to: first, step: 1, in: base)
        }
        if failure != nil { return }
      }
    }
    if let failure { throw failure }
    return matrix
  }

  private func cannotHold<Bits: FixedWidthInteger, Scalar>(
    _ bits: Bits, row: Int, column: Int, _ type: Scalar.Type
  ) -> DataError {
    let place = "row \(row + 1), column \(column + 1) of \(name)"
    if header.elementType.kind == .float64 {
      let value = Double(bitPattern: UInt64(bits))
      return DataError(
        .numberTooLarge, file: name, row: row + 1, column: "x\(column + 1)",
        message: "\(place) is too large for a \(type): \(value); read the array as Double")
    }
    return DataError(
      .inexactInteger, file: name, row: row + 1, column: "x\(column + 1)",
      message: "\(place) is an integer that no \(type) holds exactly: \(Int64(truncatingIfNeeded: bits)); "
        + "subtract a constant first, or save a.astype('f8') if rounding it is right")
  }
}

/// A precision that stored elements are converted to.
protocol NPYScalar: BLASScalar {
  init(_ value: Float)
  /// The nearest value; nil if a finite one is too large.
  init?(stored: Double)
  /// The value; nil if it cannot be held exactly.
  init?(stored: Int64)
}

extension Double: NPYScalar {
  @inline(__always) init?(stored: Double) { self = stored }

  @inline(__always) init?(stored: Int64) {
    self = Double(stored)
    if Int64(exactly: self) != stored { return nil }
  }
}

extension Float: NPYScalar {
  @inline(__always) init?(stored: Double) {
    self = Float(stored)
    if isInfinite, stored.isFinite { return nil }
  }

  @inline(__always) init?(stored: Int64) {
    self = Float(stored)
    if Int64(exactly: self) != stored { return nil }
  }
}
