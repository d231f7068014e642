import DescentLinearAlgebra

extension Vector<Double> {
  /// Takes over the elements of another vector of the same length, into the memory that is there.
  mutating func assign(_ other: Self) {
    guard count == other.count else { trapCount("assign: elements of the vectors", count, other.count) }
    other.withUnsafeBufferPointer { source in
      withUnsafeMutableBufferPointer { target in
        guard let base = source.baseAddress, !source.isEmpty else { return }
        target.baseAddress!.update(from: base, count: source.count)
      }
    }
  }
}

extension Matrix<Double> {
  /// Takes over the elements of another matrix of the same shape, into the memory that is there.
  mutating func assign(_ other: Self) {
    guard rowCount == other.rowCount, columnCount == other.columnCount else {
      trapShape("assign", (rowCount, columnCount), (other.rowCount, other.columnCount))
    }
    other.withUnsafeBufferPointer { source in
      withUnsafeMutableBufferPointer { target in
        guard let base = source.baseAddress, !source.isEmpty else { return }
        target.baseAddress!.update(from: base, count: source.count)
      }
    }
  }
}
